# SPDX-License-Identifier: Apache-2.0
"""sam-predictor: segment-anything's SamPredictor from the bytes of a picture to mask logits at its size."""

from functools import partial

import numpy as np
import torch
from segment_anything import SamPredictor
from segment_anything.modeling import ImageEncoderViT, MaskDecoder, PromptEncoder, Sam, TwoWayTransformer

from golden import FIXTURES, generator, packages, Seeded, smooth_image, write_fixture

POSITIONS = "prompt_encoder.pe_layer.positional_encoding_gaussian_matrix"


def build(vision, decoder, mask_channels, seed):
    size, patch, width = vision["image_size"], vision["patch_size"], decoder["hidden_size"]
    grid = size // patch
    sam = Sam(
        image_encoder=ImageEncoderViT(
            img_size=size, patch_size=patch, embed_dim=vision["hidden_size"], depth=vision["num_hidden_layers"],
            num_heads=vision["num_attention_heads"], mlp_ratio=vision["mlp_ratio"], out_chans=width, qkv_bias=True,
            norm_layer=partial(torch.nn.LayerNorm, eps=1e-6), use_rel_pos=True, window_size=vision["window_size"],
            global_attn_indexes=vision["global_attn_indexes"]),
        prompt_encoder=PromptEncoder(embed_dim=width, image_embedding_size=(grid, grid),
                                     input_image_size=(size, size), mask_in_chans=mask_channels),
        mask_decoder=MaskDecoder(
            num_multimask_outputs=3, iou_head_depth=3, iou_head_hidden_dim=decoder["iou_head_hidden_dim"],
            transformer_dim=width, transformer=TwoWayTransformer(
                depth=2, embedding_dim=width, mlp_dim=decoder["mlp_dim"], num_heads=decoder["num_attention_heads"])))
    shapes = {name: t.shape for name, t in sam.state_dict().items() if not name.startswith("pixel_")}
    seeded = Seeded(seed, shapes)
    for name in shapes:  # positions and what a prompt is must show in the result
        if any(part in name for part in ("rel_pos", "pos_embed", "token", "point_emb", "no_mask", "not_a_point")):
            seeded.tensors[name] = {**seeded.tensors[name], "scale": 0.35, "offset": 0.0}
        if "hypernetworks" in name or "output_upscaling" in name and len(shapes[name]) > 1:
            seeded.tensors[name]["scale"] *= 2.5
    seeded.tensors[POSITIONS] = {**seeded.tensors[POSITIONS], "scale": 1.0, "offset": 0.0}
    sam.load_state_dict(seeded.draw(), strict=False)
    return sam.eval().requires_grad_(False), seeded


def picture(seed, height, width):
    """A smooth picture with some noise, so that every byte of the resizing shows."""
    image = smooth_image(seed, 1, 3, height, width)[0] * 110 + 128
    image = image + 20 * torch.randn(3, height, width, generator=generator(seed + 1))
    return image.clamp(0, 255).round().to(torch.uint8).permute(1, 2, 0).contiguous()


def prompts(width, height, low):
    x, y = width * 0.37, height * 0.61
    return {
        "click": dict(point_coords=[[x, y]], point_labels=[1]),
        "two": dict(point_coords=[[x, y], [width - 1, 0]], point_labels=[1, 0]),
        "box": dict(box=[width * 0.2, height * 0.1, width * 0.9, height]),
        "box_click": dict(box=[width * 0.2, height * 0.1, width * 0.9, height], point_coords=[[x, y]],
                          point_labels=[1]),
        "again": dict(point_coords=[[x, y], [0, height - 1]], point_labels=[1, 0], mask_input=low),
    }


def fixture(name, seed, image_size, height, width, vision, decoder, mask_channels):
    sam, seeded = build({**vision, "image_size": image_size}, decoder, mask_channels, seed)
    predictor = SamPredictor(sam)
    image = picture(seed + 1000, height, width)
    predictor.set_image(image.numpy())
    outputs = {"pixel_values": sam.preprocess(torch.as_tensor(
        predictor.transform.apply_image(image.numpy())).permute(2, 0, 1)[None].float())}
    low = None
    for key, prompt in prompts(width, height, None).items():
        arguments = {k: np.array(v, dtype=np.float32 if k != "point_labels" else np.int64)
                     for k, v in prompt.items() if v is not None}
        if key == "again":
            arguments["mask_input"] = low[:1]
        masks, scores, lows = predictor.predict(multimask_output=key == "click", return_logits=True, **arguments)
        low = lows if key == "click" else low
        outputs[f"logits.{key}"] = torch.as_tensor(masks)
        outputs[f"scores.{key}"] = torch.as_tensor(scores)
    config = {
        "vision_config": {**vision, "image_size": image_size, "output_channels": decoder["hidden_size"],
                          "num_pos_feats": decoder["hidden_size"] // 2},
        "prompt_encoder_config": {"hidden_size": decoder["hidden_size"], "image_size": image_size,
                                  "patch_size": vision["patch_size"], "mask_input_channels": mask_channels},
        "mask_decoder_config": {**decoder, "layer_norm_eps": 1e-5},
    }
    write_fixture("sam-predictor", name, config=config, tolerance=1e-4,
                  source=f"{packages('segment-anything', 'torch', 'pillow')}: SamPredictor",
                  inputs={"image": image}, outputs=outputs, weights=seeded)
    return sam


def main():
    vision = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "patch_size": 8, "window_size": 3,
              "global_attn_indexes": [1], "mlp_ratio": 2.0}
    decoder = {"hidden_size": 32, "mlp_dim": 48, "num_attention_heads": 2, "iou_head_hidden_dim": 24}
    # wider than high and shrunk; higher than wide and grown
    fixture("shrunk", 7301, 64, 75, 107, vision, decoder, 8)
    fixture("grown", 7401, 80, 53, 38, {**vision, "patch_size": 16}, {**decoder, "hidden_size": 16}, 4)
    # the file's form as segment-anything publishes it: a zip of a pickle
    sam, _ = build({**vision, "hidden_size": 16, "image_size": 32, "num_hidden_layers": 1, "global_attn_indexes": []},
                   {**decoder, "hidden_size": 16, "mlp_dim": 16, "iou_head_hidden_dim": 8}, 4, 7501)
    torch.save(sam.state_dict(), FIXTURES.parent / "sam" / "official.pth")


if __name__ == "__main__":
    main()
