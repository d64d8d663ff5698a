# SPDX-License-Identifier: Apache-2.0
"""The U-Net on folded pixels that refiner and fill are made of, written a second time with torch's own layers. It is ours, so no
other implementation exists; two that were written apart agree or one is wrong."""

from torch import nn
from torch.nn import functional as F


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


class PixelUNet(nn.Module):
    def __init__(self, i, o, fold, channels, layers):
        super().__init__()
        pairs = list(zip(channels, channels[1:]))
        self.fold = fold

        def blocks(width):
            return nn.Sequential(*[Block(width) for _ in range(layers)])

        self.conv_in = nn.Conv2d(fold * fold * i, channels[0], 3, padding=1)
        self.down = nn.ModuleList([blocks(c) for c in channels])
        self.shrink = nn.ModuleList([Shrink(a, b) for a, b in pairs])
        self.mid = blocks(channels[-1])
        self.grow = nn.ModuleList([nn.Conv2d(b, a, 1) for a, b in pairs])
        self.up = nn.ModuleList([blocks(a) for a, _ in pairs])
        self.conv_out = nn.Conv2d(channels[0], fold * fold * o, 3, padding=1)

    def forward(self, x):
        h, skips = self.conv_in(F.pixel_unshuffle(x, self.fold)), []
        for level, blocks in enumerate(self.down):
            h = blocks(h)
            if level < len(self.shrink):
                skips.append(h)
                h = self.shrink[level](h)
        h = self.mid(h)
        for level in reversed(range(len(self.up))):
            h = F.interpolate(self.grow[level](h), size=skips[level].shape[-2:], mode="nearest") + skips[level]
            h = self.up[level](h)
        return F.pixel_shuffle(self.conv_out(h), self.fold)
