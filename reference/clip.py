# SPDX-License-Identifier: Apache-2.0
"""clip-vision and clip-text: the image tower of Stable Video Diffusion and the text tower of Stable Diffusion 1.5."""

import torch
from transformers import CLIPTextConfig, CLIPTextModel, CLIPVisionConfig, CLIPVisionModelWithProjection

from golden import noise, packages, randomise, run_twice, write_fixture


def embed_image(model, inputs):
    result = model(inputs["pixel_values"])
    return {"image_embeds": result.image_embeds, "last_hidden_state": result.last_hidden_state}


def embed_text(model, inputs):
    return {"last_hidden_state": model(inputs["input_ids"]).last_hidden_state}


def vision(name, seed, dtype, **config):
    config = {"model_type": "clip_vision_model", "num_channels": 3, "layer_norm_eps": 1e-5, **config}
    model = randomise(CLIPVisionModelWithProjection(CLIPVisionConfig(**config)), seed, dtype)
    inputs = {"pixel_values": noise(seed + 1, 2, 3, config["image_size"], config["image_size"])}
    outputs, rounding = run_twice(embed_image, model, inputs)
    weights = model.state_dict()
    write("clip-vision", name, "CLIPVisionModelWithProjection", config, inputs, outputs, rounding, weights, dtype)


def text(name, seed, dtype, published_names, **config):
    config = {
        "model_type": "clip_text_model",
        "vocab_size": 100,
        "bos_token_id": 98,
        "eos_token_id": 99,
        "pad_token_id": 99,
        "max_position_embeddings": 77,
        "layer_norm_eps": 1e-5,
        **config,
    }
    model = randomise(CLIPTextModel(CLIPTextConfig(**config)), seed, dtype)
    # The empty prompt: begin, end, and the end again as padding.
    inputs = {"input_ids": torch.tensor([[98] + [99] * 76])}
    outputs, rounding = run_twice(embed_text, model, inputs)
    weights = model.state_dict()
    if published_names:  # the published file's prefix, which transformers 5 has dropped, and its buffer of positions
        weights = {f"text_model.{k}": v for k, v in weights.items()}
        weights["text_model.embeddings.position_ids"] = torch.arange(77)[None]
    write("clip-text", name, "CLIPTextModel", config, inputs, outputs, rounding, weights, dtype)


def write(component, name, model_class, config, inputs, outputs, rounding, weights, dtype):
    write_fixture(
        component,
        name,
        config=config,
        source=f"{packages('transformers', 'torch')}: {model_class}; float32 differs from float64 by {rounding:.1e}",
        inputs=inputs,
        outputs=outputs,
        weights=weights,
        dtype=dtype,
    )


@torch.no_grad()
def main():
    # One of each kind of file: half precision, bfloat16, and single precision.
    vision("quick-gelu", 501, torch.float16, hidden_act="quick_gelu", hidden_size=32, intermediate_size=128,
           num_attention_heads=4, num_hidden_layers=3, image_size=56, patch_size=14, projection_dim=24)
    vision("gelu", 511, torch.bfloat16, hidden_act="gelu", hidden_size=48, intermediate_size=96, num_attention_heads=3,
           num_hidden_layers=2, image_size=64, patch_size=8, projection_dim=64)
    text("quick-gelu-published-names", 521, torch.float16, True, hidden_act="quick_gelu", hidden_size=32,
         intermediate_size=128, num_attention_heads=4, num_hidden_layers=3, projection_dim=32)
    text("gelu", 531, torch.float32, False, hidden_act="gelu", hidden_size=48, intermediate_size=96,
         num_attention_heads=3, num_hidden_layers=2, projection_dim=48)


if __name__ == "__main__":
    main()
