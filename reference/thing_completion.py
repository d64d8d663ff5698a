# SPDX-License-Identifier: Apache-2.0
"""thing-completion: the network that says how a cut or covered thing goes on; see pixel_unet.py."""

import torch

from golden import noise, packages, run_twice, seeded, write_fixture
from pixel_unet import PixelUNet


def complete(unet, i):
    out = unet(torch.cat([2 * i["seen"], i["hidden"], 2 * i["smooth"] - 1], 1))
    return {"answer": torch.cat([i["smooth"] + out[:, :3], out[:, 3:] - 2], 1)}


def fixture(name, seed, height, width, channels, layers):
    model = seeded(PixelUNet(8, 4, 2, channels, layers), seed)
    inputs = {part: torch.sigmoid(noise(seed + 1000 + k, 2, planes, height, width))
              for k, (part, planes) in enumerate((("seen", 4), ("hidden", 1), ("smooth", 3)))}
    outputs, rounding = run_twice(complete, model, inputs)
    write_fixture(
        "thing-completion", name, tolerance=1e-5, inputs=inputs, outputs=outputs, weights=model.seeded,
        config={"_class_name": "ThingCompletion", "channels": channels, "layers": layers},
        source=f"{packages('torch')}: reference/thing_completion.py; float32 differs from float64 by {rounding:.1e}")


def main():
    with torch.no_grad():
        fixture("three-levels", 9101, 24, 32, [6, 8, 10], 2)
        fixture("one-level", 9151, 8, 12, [5], 1)


if __name__ == "__main__":
    main()
