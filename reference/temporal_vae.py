# SPDX-License-Identifier: Apache-2.0
"""temporal-vae-encode and temporal-vae-decode: the VAE of Stable Video Diffusion, image encoder and temporal decoder."""

import torch
from diffusers import AutoencoderKLTemporalDecoder

from golden import noise, packages, plain_config, run_twice, seeded, smooth_image, write_fixture


def vae(seed, channels, latent, layers):
    model = AutoencoderKLTemporalDecoder(
        block_out_channels=channels,
        down_block_types=("DownEncoderBlock2D",) * len(channels),
        latent_channels=latent,
        layers_per_block=layers,
    )
    return seeded(model, seed)


def encode(model, inputs):
    latent = model.encode(inputs["x"]).latent_dist
    return {"latent_dist.mean": latent.mean, "latent_dist.logvar": latent.logvar}


def decode(model, inputs):
    return {"sample": model.decode(inputs["z"], num_frames=int(inputs["num_frames"])).sample}


def write(component, name, run, call, model, inputs):
    outputs, rounding = run_twice(run, model, inputs)
    write_fixture(
        component,
        name,
        config=plain_config(model),
        source=f"{packages('diffusers', 'torch')}: AutoencoderKLTemporalDecoder.{call}; "
        f"float32 differs from float64 by {rounding:.1e}",
        inputs=inputs,
        outputs=outputs,
        weights=model.seeded,
    )


@torch.no_grad()
def main():
    write("temporal-vae-encode", "two-blocks", encode, "encode", vae(101, (64, 32), 4, 1),
          {"x": smooth_image(102, 2, 3, 32, 48)})
    write("temporal-vae-encode", "four-blocks", encode, "encode", vae(103, (32, 32, 32, 32), 8, 1),
          {"x": smooth_image(104, 1, 3, 64, 48)})
    # Two clips in one batch: frames must not mix between them.
    write("temporal-vae-decode", "two-blocks", decode, "decode", vae(105, (32, 64), 4, 1),
          {"z": noise(106, 6, 4, 8, 6), "num_frames": torch.tensor([3])})
    write("temporal-vae-decode", "four-blocks", decode, "decode", vae(107, (32, 32, 32, 32), 8, 2),
          {"z": noise(108, 4, 8, 3, 4), "num_frames": torch.tensor([4])})


if __name__ == "__main__":
    main()
