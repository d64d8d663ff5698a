# SPDX-License-Identifier: Apache-2.0
"""ground-fill: the network that judges what was filled in; see pixel_unet.py."""

import torch

from golden import noise, packages, run_twice, seeded, write_fixture
from pixel_unet import PixelUNet


def fill(unet, i):
    hole = i["hole"]
    seen = [i["picture"] * (1 - hole), i["exemplar"] * hole, i["smooth"] * hole, hole, 8 * i["misfit"]]
    out = unet(torch.cat(seen, 1))
    colours, share = out[:, :3], torch.sigmoid(out[:, 3:] - 1)
    filled = i["exemplar"] + hole * (share * (i["smooth"] - i["exemplar"]) + colours)
    return {"answer": torch.cat([colours, share], 1), "filled": filled}


def fixture(name, seed, height, width, channels, layers):
    model = seeded(PixelUNet(11, 4, 4, channels, layers), seed)
    inputs = {part: noise(seed + 1000 + k, 2, 3, height, width)
              for k, part in enumerate(("picture", "exemplar", "smooth"))}
    inputs["hole"] = (noise(seed + 1010, 2, 1, height, width) > 0).float()
    inputs["misfit"] = 0.1 * noise(seed + 1020, 2, 1, height, width).abs()
    outputs, rounding = run_twice(fill, model, inputs)
    write_fixture(
        "ground-fill", name, tolerance=1e-5, inputs=inputs, outputs=outputs, weights=model.seeded,
        config={"_class_name": "GroundFill", "channels": channels, "layers": layers},
        source=f"{packages('torch')}: reference/ground_fill.py; float32 differs from float64 by {rounding:.1e}")


def main():
    with torch.no_grad():
        fixture("three-levels", 8901, 28, 44, [6, 8, 10], 2)
        fixture("one-level", 8951, 8, 12, [5], 1)


if __name__ == "__main__":
    main()
