# SPDX-License-Identifier: Apache-2.0
"""refiner: the network that mends animatics, written a second time with torch's own layers. It is ours, so no other
implementation exists; two that were written apart agree or one is wrong."""

import torch
from torch import nn
from torch.nn import functional as F

from golden import noise, packages, run_twice, seeded, write_fixture

CHANNELS = 10


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv1 = nn.Conv2d(width, width, 3, padding=1)
        self.conv2 = nn.Conv2d(width, width, 3, padding=1)

    def forward(self, x):
        return x + self.conv2(F.silu(self.conv1(F.silu(x))))


class Shrink(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.conv = nn.Conv2d(i, o, 3, stride=2, padding=1)

    def forward(self, x):
        return self.conv(x)


class Refiner(nn.Module):
    def __init__(self, channels, layers):
        super().__init__()
        pairs = list(zip(channels, channels[1:]))

        def blocks(width):
            return nn.Sequential(*[Block(width) for _ in range(layers)])

        self.conv_in = nn.Conv2d(4 * CHANNELS, channels[0], 3, padding=1)
        self.down = nn.ModuleList([blocks(c) for c in channels])
        self.shrink = nn.ModuleList([Shrink(a, b) for a, b in pairs])
        self.mid = blocks(channels[-1])
        self.grow = nn.ModuleList([nn.Conv2d(b, a, 1) for a, b in pairs])
        self.up = nn.ModuleList([blocks(a) for a, _ in pairs])
        self.conv_out = nn.Conv2d(channels[0], 12, 3, padding=1)

    def forward(self, x):
        h, skips = self.conv_in(F.pixel_unshuffle(x, 2)), []
        for level, blocks in enumerate(self.down):
            h = blocks(h)
            if level < len(self.shrink):
                skips.append(h)
                h = self.shrink[level](h)
        h = self.mid(h)
        for level in reversed(range(len(self.up))):
            h = F.interpolate(self.grow[level](h), size=skips[level].shape[-2:], mode="nearest") + skips[level]
            h = self.up[level](h)
        return F.pixel_shuffle(self.conv_out(h), 2)


def fixture(name, seed, height, width, channels, layers):
    model = seeded(Refiner(channels, layers), seed)
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
