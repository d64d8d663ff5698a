# SPDX-License-Identifier: Apache-2.0
"""spatio-temporal-unet: the U-Net of Stable Video Diffusion, alone and with the residuals of a ControlNet.

diffusers' own forward takes no residuals, so `forward` walks through the same modules and adds them, in one of two ways:

paper       each down residual once to its skip, the mid residual to the mid block's result;
checkpoint  the same list again after every down block, to all skips there are so far, as the network that the
            DragAnything weights were trained with does: a skip made by an early block receives its residual several
            times (FIDELITY, row residualAddition).
"""

import torch
from diffusers import UNetSpatioTemporalConditionModel

from golden import noise, packages, plain_config, randomise, run_twice, seeded, write_fixture


def unet(seed, initialise=seeded, **config):
    blocks = len(config["block_out_channels"])
    config = {
        "down_block_types": ("CrossAttnDownBlockSpatioTemporal",) * (blocks - 1) + ("DownBlockSpatioTemporal",),
        "up_block_types": ("UpBlockSpatioTemporal",) + ("CrossAttnUpBlockSpatioTemporal",) * (blocks - 1),
        "addition_time_embed_dim": 32,
        "projection_class_embeddings_input_dim": 96,
        "cross_attention_dim": 32,
        **config,
    }
    return initialise(UNetSpatioTemporalConditionModel(**config), seed)


def embed_time(model, timestep, added_time_ids, dtype):
    """[B, D]: the step and the micro-conditioning (fps, motion, noise), each as sinusoids through two layers."""
    batch = added_time_ids.shape[0]
    step = model.time_embedding(model.time_proj(timestep.expand(batch)).to(dtype))
    micro = model.add_time_proj(added_time_ids.flatten()).reshape(batch, -1)
    return step + model.add_embedding(micro.to(dtype))


def descend(model, hidden, embedding, context, frames, after_block=lambda skips: skips):
    """Down blocks and mid block: the mid block's result and all skips, the first of which is `hidden` itself."""
    still = torch.zeros(hidden.shape[0] // frames, frames, dtype=hidden.dtype)  # no frame is a lone image
    skips = [hidden]
    for block in model.down_blocks:
        extra = {"encoder_hidden_states": context} if getattr(block, "has_cross_attention", False) else {}
        hidden, made = block(hidden_states=hidden, temb=embedding, image_only_indicator=still, **extra)
        skips = after_block(skips + list(made))
    hidden = model.mid_block(
        hidden_states=hidden, temb=embedding, encoder_hidden_states=context, image_only_indicator=still
    )
    return hidden, skips


def ascend(model, hidden, skips, embedding, context, frames):
    still = torch.zeros(hidden.shape[0] // frames, frames, dtype=hidden.dtype)
    for block in model.up_blocks:
        count = len(block.resnets)
        taken, skips = tuple(skips[-count:]), skips[:-count]
        extra = {"encoder_hidden_states": context} if getattr(block, "has_cross_attention", False) else {}
        hidden = block(
            hidden_states=hidden, res_hidden_states_tuple=taken, temb=embedding, image_only_indicator=still, **extra
        )
    return model.conv_out(model.conv_act(model.conv_norm_out(hidden)))


def forward(model, sample, timestep, encoder_hidden_states, added_time_ids, down=None, mid=None, way="paper"):
    """[B, F, C, h, w] -> [B, F, 4, h, w]; `down` holds one residual a skip."""
    batch, frames = sample.shape[:2]
    embedding = embed_time(model, timestep, added_time_ids, sample.dtype).repeat_interleave(frames, dim=0)
    context = encoder_hidden_states.repeat_interleave(frames, dim=0)

    def add(skips):
        return [skip + residual for skip, residual in zip(skips, down)]

    again = {"after_block": add} if down is not None and way == "checkpoint" else {}
    hidden, skips = descend(model, model.conv_in(sample.flatten(0, 1)), embedding, context, frames, **again)
    if down is not None and way == "paper":
        skips = add(skips)
    if mid is not None:
        hidden = hidden + mid
    return ascend(model, hidden, skips, embedding, context, frames).unflatten(0, (batch, frames))


def residual_list(inputs, prefix="down_block_additional_residuals."):
    return [inputs[f"{prefix}{i}"] for i in range(sum(k.startswith(prefix) for k in inputs))]


def predict(model, inputs):
    base = [inputs[k] for k in ("sample", "timestep", "encoder_hidden_states", "added_time_ids")]
    down, mid = residual_list(inputs), inputs["mid_block_additional_residual"]
    plain = model(*base).sample
    if not torch.equal(plain, forward(model, *base)):
        raise AssertionError("our walk through the modules must be diffusers' own")
    return {
        "sample": plain,
        "sample_paper": forward(model, *base, down, mid, "paper"),
        "sample_checkpoint": forward(model, *base, down, mid, "checkpoint"),
    }


def unet_inputs(model, seed, batch, frames, height, width, timestep):
    width_of_context = model.config.cross_attention_dim
    if not isinstance(width_of_context, int):
        width_of_context = width_of_context[0]
    ids = torch.tensor([[6.0, 127.0, 0.02], [3.0, 40.0, 0.1]])[:batch]
    return {
        "sample": noise(seed, batch, frames, model.config.in_channels, height, width),
        "timestep": torch.tensor([timestep]),
        "encoder_hidden_states": noise(seed + 1, batch, 1, width_of_context),
        "added_time_ids": ids,
    }


def with_residuals(model, inputs, seed):
    """Adds a residual for each skip, of the size that this model's skips have."""
    sample = inputs["sample"]
    frames = sample.shape[1]
    embedding = embed_time(model, inputs["timestep"], inputs["added_time_ids"], sample.dtype)
    hidden, skips = descend(
        model,
        model.conv_in(sample.flatten(0, 1)),
        embedding.repeat_interleave(frames, dim=0),
        inputs["encoder_hidden_states"].repeat_interleave(frames, dim=0),
        frames,
    )
    down = {f"down_block_additional_residuals.{i}": 0.3 * noise(seed + i, *s.shape) for i, s in enumerate(skips)}
    return {**inputs, **down, "mid_block_additional_residual": 0.3 * noise(seed + 99, *hidden.shape)}


def write(name, model, inputs, weights, shards=1):
    outputs, rounding = run_twice(predict, model, inputs)
    write_fixture(
        "spatio-temporal-unet",
        name,
        config=plain_config(model),
        source=f"{packages('diffusers', 'torch')}: UNetSpatioTemporalConditionModel; sample_paper and "
        f"sample_checkpoint by reference/spatio_temporal_unet.py; float32 differs from float64 by {rounding:.1e}",
        inputs=inputs,
        outputs=outputs,
        weights=weights,
        shards=shards,
    )


@torch.no_grad()
def main():
    model = unet(201, block_out_channels=(32, 64), num_attention_heads=8, layers_per_block=1)
    inputs = with_residuals(model, unet_inputs(model, 202, 2, 3, 8, 6, 1.637770), 210)
    write("two-blocks", model, inputs, model.seeded)

    # The published configuration's features, small: heads that differ a block, lists for every per-block setting.
    model = unet(
        203,
        randomise,
        block_out_channels=(32, 32, 32, 32),
        num_attention_heads=(1, 2, 4, 4),
        cross_attention_dim=(32, 32, 32, 32),
        transformer_layers_per_block=(1, 2, 1, 1),
        layers_per_block=1,
    )
    inputs = with_residuals(model, unet_inputs(model, 204, 1, 2, 16, 24, -0.731), 230)
    write("four-blocks-sharded", model, inputs, model.state_dict(), shards=3)


if __name__ == "__main__":
    main()
