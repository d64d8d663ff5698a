# SPDX-License-Identifier: Apache-2.0
"""Names and shapes of every tensor of the published full-size models, without a single weight.

The models are built on torch's `meta` device from the values of their published configurations.
"""

import gzip
import json

import torch
from diffusers import AutoencoderKL, AutoencoderKLTemporalDecoder, UNet2DConditionModel, UNetSpatioTemporalConditionModel
from transformers import CLIPTextConfig, CLIPTextModel, CLIPVisionConfig, CLIPVisionModelWithProjection

from control_net import DragControlNet, control_config
from golden import SHAPES, plain_config

LARGEST_PLAIN = 300 * 1024  # bytes; larger lists are gzipped

VIDEO_UNET = {
    "addition_time_embed_dim": 256,
    "block_out_channels": [320, 640, 1280, 1280],
    "cross_attention_dim": 1024,
    "down_block_types": ["CrossAttnDownBlockSpatioTemporal"] * 3 + ["DownBlockSpatioTemporal"],
    "in_channels": 8,
    "layers_per_block": 2,
    "num_attention_heads": [5, 10, 20, 20],
    "out_channels": 4,
    "projection_class_embeddings_input_dim": 768,
    "sample_size": 96,
    "transformer_layers_per_block": 1,
    "up_block_types": ["UpBlockSpatioTemporal"] + ["CrossAttnUpBlockSpatioTemporal"] * 3,
}
VAE_WIDTHS = {
    "block_out_channels": [128, 256, 512, 512],
    "down_block_types": ["DownEncoderBlock2D"] * 4,
    "latent_channels": 4,
    "layers_per_block": 2,
    "scaling_factor": 0.18215,
}
IMAGE_TOWER = {
    "model_type": "clip_vision_model",
    "hidden_act": "gelu",
    "hidden_size": 1280,
    "image_size": 224,
    "intermediate_size": 5120,
    "layer_norm_eps": 1e-5,
    "num_attention_heads": 16,
    "num_channels": 3,
    "num_hidden_layers": 32,
    "patch_size": 14,
    "projection_dim": 1024,
}
TEXT_TOWER = {
    "model_type": "clip_text_model",
    "hidden_act": "quick_gelu",
    "hidden_size": 768,
    "intermediate_size": 3072,
    "layer_norm_eps": 1e-5,
    "max_position_embeddings": 77,
    "num_attention_heads": 12,
    "num_hidden_layers": 12,
    "projection_dim": 768,
    "vocab_size": 49408,
    "bos_token_id": 49406,
    "eos_token_id": 49407,
    "pad_token_id": 49407,
}
CONTROL = control_config(
    **{k: v for k, v in VIDEO_UNET.items() if k != "up_block_types"},
    conditioning_embedding_out_channels=[16, 32, 96, 256],
)


def shapes(model, prefix=""):
    return {prefix + name: list(p.shape) for name, p in model.named_parameters()}


def diffusers_model(model_class, **config):
    model = model_class(**config)
    return plain_config(model), shapes(model)


def models():
    """Name -> (config, shapes)."""
    yield "svd-unet", diffusers_model(UNetSpatioTemporalConditionModel, num_frames=14, **VIDEO_UNET)
    yield "svd-xt-unet", diffusers_model(UNetSpatioTemporalConditionModel, num_frames=25, **VIDEO_UNET)
    yield "svd-vae", diffusers_model(AutoencoderKLTemporalDecoder, force_upcast=True, sample_size=768, **VAE_WIDTHS)
    yield "svd-image-encoder", (IMAGE_TOWER, shapes(CLIPVisionModelWithProjection(CLIPVisionConfig(**IMAGE_TOWER))))
    yield "draganything-controlnet", (CONTROL, shapes(DragControlNet(CONTROL)))
    yield "sd15-unet", diffusers_model(
        UNet2DConditionModel, attention_head_dim=8, cross_attention_dim=768, sample_size=64,
        block_out_channels=[320, 640, 1280, 1280],
    )
    yield "sd15-vae", diffusers_model(AutoencoderKL, up_block_types=["UpDecoderBlock2D"] * 4, sample_size=512, **VAE_WIDTHS)
    # The prefix of the published file, which transformers 5 has dropped.
    yield "sd15-text-encoder", (TEXT_TOWER, shapes(CLIPTextModel(CLIPTextConfig(**TEXT_TOWER)), "text_model."))


def main():
    SHAPES.mkdir(parents=True, exist_ok=True)
    with torch.device("meta"):
        for name, (config, tensors) in models():
            lines = ",\n".join(f"    {json.dumps(n)}: {json.dumps(tensors[n])}" for n in sorted(tensors))
            text = f'{{\n  "config": {json.dumps(config)},\n  "tensors": {{\n{lines}\n  }}\n}}\n'.encode()
            plain, zipped = SHAPES / f"{name}.json", SHAPES / f"{name}.json.gz"
            if len(text) > LARGEST_PLAIN:
                zipped.write_bytes(gzip.compress(text, mtime=0))
            else:
                plain.write_bytes(text)
            count = sum(torch.Size(s).numel() for s in tensors.values())
            print(f"{name}: {len(tensors)} tensors, {count / 1e6:.1f} M values, {len(text) // 1024} KB")


if __name__ == "__main__":
    main()
