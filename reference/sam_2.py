# SPDX-License-Identifier: Apache-2.0
"""sam2: SAM 2 on a single picture with prompts of each kind."""

import torch
from transformers import Sam2Config, Sam2Model

from golden import generator, noise, packages, run_twice, Seeded, write_fixture

SHOWN = ("pos_embed", "token", "point_embed", "no_mask", "not_a_point", "no_memory")


def segment(model, inputs):
    features = model.get_image_embeddings(inputs["pixel_values"])
    points, labels = inputs["input_points"][None], inputs["input_labels"][None]
    boxes, mask = inputs["input_boxes"][None], inputs["input_masks"]
    prompts = {
        "points": {"input_points": points, "input_labels": labels},
        "box": {"input_boxes": boxes},
        "points_box": {"input_points": points, "input_labels": labels, "input_boxes": boxes},
        "points_mask": {"input_points": points, "input_labels": labels, "input_masks": mask},
    }
    outputs = {f"image_embeddings.{i}": f for i, f in enumerate(features)}
    for name, prompt in prompts.items():
        for several in (True, False):
            result = model(image_embeddings=features, multimask_output=several, **prompt)
            suffix = f"{name}.{'several' if several else 'one'}"
            outputs[f"pred_masks.{suffix}"] = result.pred_masks[0]
            outputs[f"iou_scores.{suffix}"] = result.iou_scores[0]
            outputs[f"object_score_logits.{suffix}"] = result.object_score_logits[0]
    return outputs


def stability(model, inputs):
    model.mask_decoder.dynamic_multimask_via_stability = False
    outputs = segment(model, inputs)
    model.mask_decoder.dynamic_multimask_via_stability = True
    single = torch.cat([v for k, v in outputs.items() if k.startswith("pred_masks") and k.endswith("one")])
    return model.mask_decoder._get_stability_scores(single).flatten().tolist()


def fixture(name, seed, size, backbone, decoder, mask_channels):
    width = decoder["hidden_size"]
    sizes = [[size // 4] * 2, [size // 8] * 2, [size // 16] * 2]
    config = {
        "model_type": "sam2",
        "vision_config": {
            "backbone_config": {**backbone, "image_size": [size, size], "model_type": "sam2_hiera_det_model",
                                "hidden_size": backbone["embed_dim_per_stage"][0]},
            "backbone_channel_list": backbone["embed_dim_per_stage"][::-1], "backbone_feature_sizes": sizes,
            "fpn_hidden_size": width},
        "prompt_encoder_config": {"hidden_size": width, "image_size": size, "patch_size": 16,
                                  "mask_input_channels": mask_channels},
        "mask_decoder_config": decoder,
    }
    model = Sam2Model(Sam2Config(**config))
    shapes = {n: t.shape for n, t in model.state_dict().items() if "shared_embedding" not in n}
    seeded = Seeded(seed, shapes)
    for n, t in seeded.tensors.items():  # positions and what a prompt is must show in the result
        if any(part in n for part in SHOWN):
            t.update(scale=0.35, offset=0.0)
        elif "positional_embedding" in n:
            t.update(scale=1.0, offset=0.0)
        elif "hypernetworks" in n or "upscale_conv" in n and n.endswith("weight"):
            t["scale"] *= 2.5
    drawn = seeded.draw()
    drawn["prompt_encoder.shared_embedding.positional_embedding"] = drawn["shared_image_embedding.positional_embedding"]
    model.load_state_dict(drawn)
    model.eval().requires_grad_(False)
    grid = size // 16
    inputs = {
        "pixel_values": noise(seed + 1000, 1, 3, size, size),
        "input_points": torch.rand(3, 2, 2, generator=generator(seed + 1001)) * (size - 1),
        "input_labels": torch.tensor([[1, 0], [1, 1], [0, 1]]),
        "input_boxes": torch.tensor([[0.1, 0.2, 0.6, 0.7], [0.3, 0.05, 0.95, 0.9], [0, 0, 0.4, 1]]) * size,
        "input_masks": noise(seed + 1002, 1, 1, 4 * grid, 4 * grid) * 3,
    }
    if decoder.get("dynamic_multimask_via_stability", True):
        # a threshold that some prompts' single masks reach and others' do not
        found = sorted(stability(model, inputs))
        middle = max(range(1, len(found)), key=lambda i: found[i] - found[i - 1])
        threshold = round((found[middle - 1] + found[middle]) / 2, 3)
        decoder["dynamic_multimask_stability_thresh"] = threshold
        model.mask_decoder.dynamic_multimask_stability_thresh = threshold
    outputs, rounding = run_twice(segment, model, inputs)
    write_fixture(
        "sam2", name, config=config, tolerance=1e-4,
        source=f"{packages('transformers', 'torch')}: Sam2Model; float32 differs from float64 by {rounding:.1e}",
        inputs=inputs, outputs=outputs, weights=seeded)


def main():
    # Windows of 6 on a grid of 4: padded, and halved at the last stage's first block.
    fixture("padded-windows", 8101, 64,
            {"embed_dim_per_stage": [8, 16, 32, 48], "blocks_per_stage": [1, 2, 3, 1],
             "num_attention_heads_per_stage": [1, 2, 4, 4], "window_size_per_stage": [4, 4, 6, 2],
             "global_attention_blocks": [4], "window_positional_embedding_background_size": [5, 3]},
            {"hidden_size": 32, "mlp_dim": 48, "num_hidden_layers": 2, "num_attention_heads": 2,
             "iou_head_hidden_dim": 24}, 8)
    # The last block of each of the two coarser stages attends to all of the grid.
    fixture("global-last", 8201, 96,
            {"embed_dim_per_stage": [8, 16, 24, 32], "blocks_per_stage": [2, 1, 2, 2],
             "num_attention_heads_per_stage": [2, 2, 3, 4], "window_size_per_stage": [8, 4, 4, 3],
             "global_attention_blocks": [4, 6], "window_positional_embedding_background_size": [7, 7],
             "mlp_ratio": 2.0},
            {"hidden_size": 24, "mlp_dim": 32, "num_hidden_layers": 3, "num_attention_heads": 3,
             "attention_downsample_rate": 1, "num_multimask_outputs": 2, "iou_head_depth": 4,
             "iou_head_hidden_dim": 16, "dynamic_multimask_via_stability": False}, 4)


if __name__ == "__main__":
    main()
