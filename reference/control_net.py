# SPDX-License-Identifier: Apache-2.0
"""control-net: DragAnything's ControlNet for Stable Video Diffusion, rebuilt on diffusers' blocks.

It is the way down of the video U-Net (conv_in, both time embeddings, down blocks, mid block). The control embedding is
added once to what conv_in made of noisy latents and image latents; a 1x1 convolution then turns every skip, and the mid
block's result, into a residual. Attribute names are those of the released weights, so that state dicts agree; the one
configuration key that the released config.json lacks is `feature_out_channels`, whose published value is the default.
"""

import torch
from diffusers.models.embeddings import TimestepEmbedding, Timesteps
from diffusers.models.unets.unet_3d_blocks import UNetMidBlockSpatioTemporal, get_down_block
from torch import nn
from torch.nn import functional as F

from golden import noise, packages, run_twice, seeded, write_fixture
from spatio_temporal_unet import descend, embed_time

PUBLISHED_FEATURE_CHANNELS = (160, 160, 256, 256)


class ControlEmbedding(nn.Module):
    """The Gaussian map and the entity map, both at picture size, to one map at an eighth of it."""

    def __init__(self, out_channels, gaussian_channels, gaussian_widths, entity_widths):
        super().__init__()
        self.conv_in = nn.Conv2d(gaussian_channels, gaussian_widths[0], 3, padding=1)
        self.blocks = self.halvings(gaussian_widths)
        self.conv_out = nn.Conv2d(gaussian_widths[-1], out_channels, 3, padding=1)
        self.blocks_feature = self.halvings(entity_widths)  # no conv_in: the entity map has the first width already
        self.conv_out_feature = nn.Conv2d(entity_widths[-1], out_channels, 3, padding=1)

    @staticmethod
    def halvings(widths):
        layers = nn.ModuleList()
        for narrow, wide in zip(widths, widths[1:]):
            layers.append(nn.Conv2d(narrow, narrow, 3, padding=1))
            layers.append(nn.Conv2d(narrow, wide, 3, padding=1, stride=2))
        return layers

    def forward(self, gaussian, entity):
        """Both [B, F, C, H, W] -> [B*F, D, H/8, W/8]."""
        gaussian = F.silu(self.conv_in(gaussian.flatten(0, 1)))
        for layer in self.blocks:
            gaussian = F.silu(layer(gaussian))
        entity = entity.flatten(0, 1)
        for layer in self.blocks_feature:
            entity = F.silu(layer(entity))
        return self.conv_out(gaussian) + self.conv_out_feature(entity)


class DragControlNet(nn.Module):
    def __init__(self, config):
        super().__init__()
        widths = config["block_out_channels"]
        self.config = config
        self.conv_in = nn.Conv2d(config["in_channels"], widths[0], 3, padding=1)
        self.time_proj = Timesteps(widths[0], flip_sin_to_cos=True, downscale_freq_shift=0)
        self.time_embedding = TimestepEmbedding(widths[0], 4 * widths[0])
        self.add_time_proj = Timesteps(config["addition_time_embed_dim"], True, downscale_freq_shift=0)
        self.add_embedding = TimestepEmbedding(config["projection_class_embeddings_input_dim"], 4 * widths[0])
        self.controlnet_cond_embedding = ControlEmbedding(
            widths[0],
            config["conditioning_channels"],
            config["conditioning_embedding_out_channels"],
            config.get("feature_out_channels", PUBLISHED_FEATURE_CHANNELS),
        )
        self.down_blocks, skips = self.way_down(config)
        last = len(widths) - 1
        self.mid_block = UNetMidBlockSpatioTemporal(
            widths[-1],
            temb_channels=4 * widths[0],
            transformer_layers_per_block=per_block(config, "transformer_layers_per_block")[last],
            cross_attention_dim=per_block(config, "cross_attention_dim")[last],
            num_attention_heads=per_block(config, "num_attention_heads")[last],
        )
        self.controlnet_down_blocks = nn.ModuleList(nn.Conv2d(width, width, 1) for width in skips)
        self.controlnet_mid_block = nn.Conv2d(widths[-1], widths[-1], 1)

    @staticmethod
    def way_down(config):
        """The down blocks, and the width of every skip they make, conv_in's first."""
        widths = config["block_out_channels"]
        blocks, skips, previous = nn.ModuleList(), [widths[0]], widths[0]
        for i, (kind, width) in enumerate(zip(config["down_block_types"], widths)):
            layers = per_block(config, "layers_per_block")[i]
            last = i == len(widths) - 1
            blocks.append(
                get_down_block(
                    kind,
                    num_layers=layers,
                    transformer_layers_per_block=per_block(config, "transformer_layers_per_block")[i],
                    in_channels=previous,
                    out_channels=width,
                    temb_channels=4 * widths[0],
                    add_downsample=not last,
                    resnet_eps=1e-5,
                    cross_attention_dim=per_block(config, "cross_attention_dim")[i],
                    num_attention_heads=per_block(config, "num_attention_heads")[i],
                    resnet_act_fn="silu",
                )
            )
            skips += [width] * (layers if last else layers + 1)
            previous = width
        return blocks, skips

    def forward(self, sample, timestep, encoder_hidden_states, added_time_ids, controlnet_cond, ID_feature,
                conditioning_scale=1.0):
        frames = sample.shape[1]
        embedding = embed_time(self, timestep, added_time_ids, sample.dtype).repeat_interleave(frames, dim=0)
        context = encoder_hidden_states.repeat_interleave(frames, dim=0)
        hidden = self.conv_in(sample.flatten(0, 1)) + self.controlnet_cond_embedding(controlnet_cond, ID_feature)
        hidden, skips = descend(self, hidden, embedding, context, frames)
        down = [conv(skip) * conditioning_scale for conv, skip in zip(self.controlnet_down_blocks, skips, strict=True)]
        return down, self.controlnet_mid_block(hidden) * conditioning_scale


def per_block(config, key):
    value = config[key]
    return value if isinstance(value, (list, tuple)) else [value] * len(config["block_out_channels"])


def control_config(**config):
    """A config.json with every key that the released one has."""
    widths = config["block_out_channels"]
    last = len(widths) - 1
    return {
        "_class_name": "DragAnythingSDVModel",
        "sample_size": None,
        "in_channels": 8,
        "out_channels": 4,
        "down_block_types": ["CrossAttnDownBlockSpatioTemporal"] * last + ["DownBlockSpatioTemporal"],
        "up_block_types": ["UpBlockSpatioTemporal"] + ["CrossAttnUpBlockSpatioTemporal"] * last,
        "addition_time_embed_dim": 32,
        "projection_class_embeddings_input_dim": 96,
        "layers_per_block": 1,
        "cross_attention_dim": 32,
        "transformer_layers_per_block": 1,
        "num_frames": 14,
        "conditioning_channels": 3,
        **config,
    }


def discs(seed, batch, frames, height, width, channels, peak):
    """Two discs that move: a Gaussian in each (three equal channels, up to `peak`), and a vector over each."""
    y, x = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
    gaussian = torch.zeros(batch, frames, 3, height, width)
    entity = torch.zeros(batch, frames, channels, height, width)
    places = torch.rand(batch, 2, 2, 2, generator=torch.Generator().manual_seed(seed))  # clip, disc, ends, (x, y)
    vectors = noise(seed + 1, batch, 2, channels)
    for b in range(batch):
        for f in range(frames):
            for d in range(2):
                part = f / max(1, frames - 1)
                cx, cy = (places[b, d, 0] * (1 - part) + places[b, d, 1] * part) * torch.tensor([width, height])
                squared = (x - cx) ** 2 + (y - cy) ** 2
                radius = height * (0.2 + 0.1 * d)
                inside = squared <= radius**2
                gaussian[b, f, :, inside] = (peak * torch.exp(-squared / (2 * (0.4 * radius) ** 2)))[inside]
                entity[b, f, :, inside] = vectors[b, d][:, None]
    return gaussian, entity


def predict(model, inputs):
    down, mid = model(**{k: v for k, v in inputs.items()})
    return {**{f"down_block_res_samples.{i}": d for i, d in enumerate(down)}, "mid_block_res_sample": mid}


def write(name, seed, batch, frames, height, width, timestep, peak, scale, config):
    model = seeded(DragControlNet(config), seed)
    gaussian, entity = discs(seed + 1, batch, frames, 8 * height, 8 * width, config["feature_out_channels"][0], peak)
    inputs = {
        "sample": noise(seed + 2, batch, frames, config["in_channels"], height, width),
        "timestep": torch.tensor([timestep]),
        "encoder_hidden_states": noise(seed + 3, batch, 1, per_block(config, "cross_attention_dim")[0]),
        "added_time_ids": torch.tensor([[6.0, 128.0, 0.02], [12.0, 30.0, 0.1]])[:batch],
        "controlnet_cond": gaussian,
        "ID_feature": entity,
        "conditioning_scale": torch.tensor([scale]),
    }
    outputs, rounding = run_twice(predict, model, inputs)
    write_fixture(
        "control-net",
        name,
        config=config,
        source=f"{packages('diffusers', 'torch')}: DragControlNet of reference/control_net.py, on diffusers' blocks; "
        f"float32 differs from float64 by {rounding:.1e}",
        inputs=inputs,
        outputs=outputs,
        weights=model.seeded,
    )


@torch.no_grad()
def main():
    write("two-blocks", 701, 2, 2, 8, 6, 1.637770, 1.0, 1.0, control_config(
        block_out_channels=[32, 64], num_attention_heads=8,
        conditioning_embedding_out_channels=[4, 6, 10, 12], feature_out_channels=[5, 5, 8, 12]))
    write("three-blocks-heads-by-block", 711, 1, 3, 8, 12, 0.42, 255.0, 0.75, control_config(
        block_out_channels=[32, 32, 32], num_attention_heads=[1, 2, 4], layers_per_block=[2, 1, 2],
        cross_attention_dim=[32, 32, 32], transformer_layers_per_block=[1, 2, 1],
        conditioning_embedding_out_channels=[4, 8, 16, 24], feature_out_channels=[6, 6, 12, 24]))


if __name__ == "__main__":
    main()
