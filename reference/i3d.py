# SPDX-License-Identifier: Apache-2.0
"""i3d: the network of FVD, rebuilt here from the paper's figure and the common PyTorch port's names; seeded weights.

The published weights are not read. Two ways to bring frames to 224 x 224: `whole` stretches the frame (StyleGAN-V's),
`crop` scales the short side and cuts the middle (VideoGPT's).
"""

import math

import torch
import torch.nn.functional as F
from torch import nn

from golden import packages, smooth_image, write_fixture
from inception import rule


def same(x, kernel, stride):
    """TensorFlow's SAME: ceil(size / stride) windows, what they lack split evenly, the odd one at the end."""
    amounts = []
    for size, k, s in zip(x.shape[-1:-4:-1], kernel[::-1], stride[::-1]):
        lacking = max((math.ceil(size / s) - 1) * s + k - size, 0)
        amounts += [lacking // 2, lacking - lacking // 2]
    return F.pad(x, amounts)


class Unit(nn.Module):
    def __init__(self, wide, out, k, s=1):
        super().__init__()
        self.k, self.s = (k,) * 3, (s,) * 3
        self.conv3d = nn.Conv3d(wide, out, k, s, bias=False)
        self.bn = nn.BatchNorm3d(out, eps=0.001)

    def forward(self, x):
        return F.relu(self.bn(self.conv3d(same(x, self.k, self.s))))


def pool(x, kernel, stride):
    return F.max_pool3d(same(x, kernel, stride), kernel, stride)


class Mixed(nn.Module):
    def __init__(self, wide, b0, b1a, b1b, b2a, b2b, b3b):
        super().__init__()
        self.b0 = Unit(wide, b0, 1)
        self.b1a, self.b1b = Unit(wide, b1a, 1), Unit(b1a, b1b, 3)
        self.b2a, self.b2b = Unit(wide, b2a, 1), Unit(b2a, b2b, 3)
        self.b3b = Unit(wide, b3b, 1)

    def forward(self, x):
        pooled = pool(x, (3, 3, 3), (1, 1, 1))
        return torch.cat([self.b0(x), self.b1b(self.b1a(x)), self.b2b(self.b2a(x)), self.b3b(pooled)], 1)


class Logits(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv3d = nn.Conv3d(1024, 400, 1)


class I3d(nn.Module):
    POOLS = {"Mixed_3b": ((1, 3, 3), (1, 2, 2)), "Mixed_4b": ((3, 3, 3), (2, 2, 2)), "Mixed_5b": ((2,) * 3, (2,) * 3),
             "Conv3d_2b_1x1": ((1, 3, 3), (1, 2, 2))}

    def __init__(self):
        super().__init__()
        self.Conv3d_1a_7x7 = Unit(3, 64, 7, 2)
        self.Conv3d_2b_1x1 = Unit(64, 64, 1)
        self.Conv3d_2c_3x3 = Unit(64, 192, 3)
        for name, widths in {
            "3b": (192, 64, 96, 128, 16, 32, 32), "3c": (256, 128, 128, 192, 32, 96, 64),
            "4b": (480, 192, 96, 208, 16, 48, 64), "4c": (512, 160, 112, 224, 24, 64, 64),
            "4d": (512, 128, 128, 256, 24, 64, 64), "4e": (512, 112, 144, 288, 32, 64, 64),
            "4f": (528, 256, 160, 320, 32, 128, 128), "5b": (832, 256, 160, 320, 32, 128, 128),
            "5c": (832, 384, 192, 384, 48, 128, 128),
        }.items():
            self.add_module(f"Mixed_{name}", Mixed(*widths))
        self.logits = Logits()

    def forward(self, x):
        for name, part in self.named_children():
            if name == "logits":
                return part.conv3d(F.avg_pool3d(x, (2, 7, 7), stride=1)).flatten(3).squeeze(3).mean(2)
            x = part(pool(x, *self.POOLS[name]) if name in self.POOLS else x)


def frames(video, way, side=224):
    """(F, 3, H, W) in 0..255 -> (1, 3, F, 224, 224) in -1..1."""
    x = video.float() / 255
    height, width = x.shape[-2:]
    if way == "whole":
        x = F.interpolate(x, (side, side), mode="bilinear", align_corners=False)
    else:
        scale = side / min(height, width)
        size = (side, math.ceil(width * scale)) if height < width else (math.ceil(height * scale), side)
        x = F.interpolate(x, size, mode="bilinear", align_corners=False)
        top, left = (size[0] - side) // 2, (size[1] - side) // 2
        x = x[:, :, top : top + side, left : left + side]
    return (x.permute(1, 0, 2, 3)[None] - 0.5) * 2


def main():
    model = I3d().eval()
    drawn = rule(4301, {n: v.shape for n, v in model.state_dict().items() if "num_batches" not in n})
    model.load_state_dict(drawn.draw(), strict=False)
    for name, way, count, height, width in (("whole-14", "whole", 14, 24, 32), ("crop-18", "crop", 18, 40, 28)):
        slow = smooth_image(4401 + count, 3, height, count, width).permute(2, 0, 1, 3)
        video = ((slow + 1) * 127.5).round().to(torch.uint8)
        with torch.no_grad():
            outputs = {"logits": model(frames(video, way))[0]}
        write_fixture(
            "i3d", name, config={"preprocessing": {"whole": "stylegan-v", "crop": "videogpt"}[way]},
            source=f"{packages('torch')}: reference/i3d.py", inputs={"video": video}, outputs=outputs, weights=drawn)


if __name__ == "__main__":
    main()
