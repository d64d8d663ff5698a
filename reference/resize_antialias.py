# SPDX-License-Identifier: Apache-2.0
"""resize-antialias: the blur and bicubic resize that prepares an image for the CLIP tower of Stable Video Diffusion."""

import torch
from diffusers.pipelines.stable_video_diffusion.pipeline_stable_video_diffusion import _resize_with_antialiasing

from golden import packages, relative_l2, smooth_image, write_fixture


def write(name, seed, shape, size):
    image = smooth_image(seed, *shape)
    output = _resize_with_antialiasing(image, size)
    rounding = relative_l2(output, _resize_with_antialiasing(image.double(), size))
    write_fixture(
        "resize-antialias",
        name,
        config={"size": list(size), "interpolation": "bicubic", "align_corners": True},
        source=f"{packages('diffusers', 'torch')}: _resize_with_antialiasing of the Stable Video Diffusion pipeline; "
        f"float32 differs from float64 by {rounding:.1e}",
        inputs={"input": image},
        outputs={"output": output},
    )


@torch.no_grad()
def main():
    write("up-64x48", 401, (1, 1, 64, 48), (224, 224))
    # The factors of 320x576 -> 224x224 at half the size.
    write("down-160x288", 402, (1, 1, 160, 288), (112, 112))
    write("down-rows-up-columns", 403, (2, 3, 150, 40), (64, 56))


if __name__ == "__main__":
    main()
