# SPDX-License-Identifier: Apache-2.0
"""vae-encode and features: the two halves of an entity feature, of Stable Diffusion 1.5's family.

A feature map is the output of one up block of the image U-Net after a single forward at step 261.
"""

import torch
from diffusers import AutoencoderKL, UNet2DConditionModel

from golden import noise, packages, plain_config, randomise, run_twice, seeded, smooth_image, write_fixture


def encode(model, inputs):
    latent = model.encode(inputs["x"]).latent_dist
    return {"latent_dist.mean": latent.mean, "latent_dist.logvar": latent.logvar}


# The attention's names in the files that were published for Stable Diffusion 1.5, before diffusers renamed them.
OLD_ATTENTION_NAMES = {".to_q.": ".query.", ".to_k.": ".key.", ".to_v.": ".value.", ".to_out.0.": ".proj_attn."}


def old_names(weights):
    def old(name):
        for now, then in OLD_ATTENTION_NAMES.items():
            name = name.replace(now, then)
        return name

    return {old(name): value for name, value in weights.items()}


def write_vae(name, seed, channels, latent, layers, image, published_names=False):
    model = AutoencoderKL(
        block_out_channels=channels,
        down_block_types=("DownEncoderBlock2D",) * len(channels),
        up_block_types=("UpDecoderBlock2D",) * len(channels),
        latent_channels=latent,
        layers_per_block=layers,
    )
    (randomise if published_names else seeded)(model, seed)
    inputs = {"x": smooth_image(seed + 1, *image)}
    write("vae-encode", name, "AutoencoderKL.encode", encode, model, plain_config(model), inputs,
          old_names(model.state_dict()) if published_names else model.seeded)


def features(model, inputs):
    caught = {}
    block = model.up_blocks[int(inputs["up_ft_index"])]
    hook = block.register_forward_hook(lambda module, args, out: caught.update(up_ft=out))
    model(inputs["sample"], inputs["timestep"], inputs["encoder_hidden_states"])
    hook.remove()
    return caught


def write_features(name, seed, index, shape, **config):
    blocks = len(config["block_out_channels"])
    config = {
        "down_block_types": ("CrossAttnDownBlock2D",) * (blocks - 1) + ("DownBlock2D",),
        "up_block_types": ("UpBlock2D",) + ("CrossAttnUpBlock2D",) * (blocks - 1),
        "layers_per_block": 1,
        **config,
    }
    model = seeded(UNet2DConditionModel(**config), seed)
    inputs = {
        "sample": noise(seed + 1, *shape),
        "timestep": torch.tensor([261]),
        "encoder_hidden_states": noise(seed + 2, shape[0], 77, config["cross_attention_dim"]),
        "up_ft_index": torch.tensor([index]),
    }
    call = f"UNet2DConditionModel, output of up_blocks[{index}]"
    write("features", name, call, features, model, plain_config(model), inputs, model.seeded)


def write(component, name, call, run, model, config, inputs, weights):
    outputs, rounding = run_twice(run, model, inputs)
    write_fixture(
        component,
        name,
        config=config,
        source=f"{packages('diffusers', 'torch')}: {call}; float32 differs from float64 by {rounding:.1e}",
        inputs=inputs,
        outputs=outputs,
        weights=weights,
    )


@torch.no_grad()
def main():
    write_vae("four-blocks", 601, (32, 32, 32, 32), 4, 1, (1, 3, 64, 48))
    write_vae("two-blocks", 603, (64, 32), 4, 2, (2, 3, 24, 32))
    write_vae("old-attention-names", 605, (32, 32), 4, 1, (1, 3, 24, 16), published_names=True)
    # A single attention_head_dim is the number of heads in this family (a name kept for old weights): 8 heads of 4.
    write_features("index-3-eight-heads", 611, 3, (1, 4, 16, 24), block_out_channels=(32, 32, 32, 32),
                   attention_head_dim=8, cross_attention_dim=24)
    write_features("index-1-heads-by-block", 613, 1, (2, 4, 12, 8), block_out_channels=(32, 64, 32),
                   attention_head_dim=(2, 8, 4), cross_attention_dim=32, use_linear_projection=True)


if __name__ == "__main__":
    main()
