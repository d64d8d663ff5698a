# SPDX-License-Identifier: Apache-2.0
"""sam: the Segment Anything Model with prompts of each kind."""

import torch
from transformers import SamConfig, SamModel

from golden import generator, noise, packages, randomise, run_twice, write_fixture


def segment(model, inputs):
    image = model.vision_encoder(inputs["pixel_values"]).last_hidden_state
    points = inputs["input_points"][None]
    labels = inputs["input_labels"][None]
    boxes = inputs["input_boxes"][None]
    mask = inputs["input_masks"]
    prompts = {
        "points": {"input_points": points, "input_labels": labels},
        "box": {"input_boxes": boxes},
        "points_box": {"input_points": points, "input_labels": labels, "input_boxes": boxes},
        "points_mask": {"input_points": points, "input_labels": labels, "input_masks": mask},
        "mask": {"input_masks": mask},
    }
    outputs = {"image_embeddings": image}
    for name, prompt in prompts.items():
        for several in (True, False):
            result = model(image_embeddings=image, multimask_output=several, **prompt)
            suffix = f"{name}.{'several' if several else 'one'}"
            outputs[f"pred_masks.{suffix}"] = result.pred_masks[0]
            outputs[f"iou_scores.{suffix}"] = result.iou_scores[0]
    return outputs


def fixture(name, seed, vision, prompt, decoder):
    width = decoder["hidden_size"]
    config = {
        "model_type": "sam",
        "vision_config": {"num_pos_feats": width // 2, "output_channels": width, "hidden_act": "gelu",
                          "layer_norm_eps": 1e-6, "qkv_bias": True, **vision},
        "prompt_encoder_config": {"hidden_size": width, "image_size": vision["image_size"],
                                  "patch_size": vision["patch_size"], "hidden_act": "gelu",
                                  "layer_norm_eps": 1e-6, "num_point_embeddings": 4, **prompt},
        "mask_decoder_config": {"hidden_act": "relu", "layer_norm_eps": 1e-6, **decoder},
    }
    model = randomise(SamModel(SamConfig(**config)), seed)
    g = generator(seed + 5)
    with torch.no_grad():  # positions and what a prompt is must show in the result
        for key, p in model.named_parameters():
            if any(part in key for part in ("rel_pos", "pos_embed", "token", "point_embed", "no_mask", "not_a_point",
                                            "positional_embedding")):
                p.copy_((0.35 * torch.randn(p.shape, generator=g)).half().float())
    size = vision["image_size"]
    grid = size // vision["patch_size"]
    inputs = {
        "pixel_values": noise(seed + 1, 1, 3, size, size),
        # two prompts of three points each
        "input_points": torch.rand(2, 3, 2, generator=generator(seed + 2)) * (size - 1),
        "input_labels": torch.tensor([[1, 0, 1], [0, 1, 1]]),
        "input_boxes": torch.tensor([[0.1, 0.2, 0.6, 0.7], [0.3, 0.05, 0.95, 0.9]]) * size,
        "input_masks": noise(seed + 3, 1, 1, 4 * grid, 4 * grid) * 3,
    }
    outputs, rounding = run_twice(segment, model, inputs)
    write_fixture(
        "sam", name, config=config, tolerance=1e-4,
        source=f"{packages('transformers', 'torch')}: SamModel; float32 differs from float64 by {rounding:.1e}",
        inputs=inputs, outputs=outputs, weights=model.state_dict(),
    )


def main():
    # A grid of 6 patches, windows of 4: padded to 8. The second of three layers is global.
    fixture("padded-windows", 901,
            {"hidden_size": 32, "num_hidden_layers": 3, "num_attention_heads": 4, "image_size": 48, "patch_size": 8,
             "window_size": 4, "global_attn_indexes": [1], "mlp_ratio": 4.0},
            {"mask_input_channels": 16},
            {"hidden_size": 32, "mlp_dim": 64, "num_hidden_layers": 2, "num_attention_heads": 4,
             "attention_downsample_rate": 2, "num_multimask_outputs": 3, "iou_head_depth": 3,
             "iou_head_hidden_dim": 24})
    fixture("other-heads", 911,
            {"hidden_size": 48, "num_hidden_layers": 2, "num_attention_heads": 3, "image_size": 64, "patch_size": 16,
             "window_size": 2, "global_attn_indexes": [1], "mlp_dim": 80},
            {"mask_input_channels": 8},
            {"hidden_size": 48, "mlp_dim": 40, "num_hidden_layers": 3, "num_attention_heads": 2,
             "attention_downsample_rate": 3, "num_multimask_outputs": 2, "iou_head_depth": 4,
             "iou_head_hidden_dim": 16})


if __name__ == "__main__":
    main()
