# SPDX-License-Identifier: Apache-2.0
"""refiner: the network that mends animatics; see pixel_unet.py."""

import torch

from golden import noise, packages, run_twice, seeded, write_fixture
from pixel_unet import PixelUNet

CHANNELS = 10


def fixture(name, seed, height, width, channels, layers):
    model = seeded(PixelUNet(CHANNELS, 3, 2, channels, layers), seed)
    inputs = {"x": noise(seed + 1000, 2, CHANNELS, height, width)}
    outputs, rounding = run_twice(lambda m, i: {"change": m(i["x"])}, model, inputs)
    write_fixture(
        "refiner", name, tolerance=1e-5, inputs=inputs, outputs=outputs, weights=model.seeded,
        config={"_class_name": "AnimaticRefiner", "channels": channels, "layers": layers},
        source=f"{packages('torch')}: reference/refiner.py; float32 differs from float64 by {rounding:.1e}")


def main():
    with torch.no_grad():
        fixture("three-levels", 8801, 24, 40, [6, 8, 10], 2)
        fixture("one-level", 8851, 6, 10, [5], 1)


if __name__ == "__main__":
    main()
