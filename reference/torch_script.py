# SPDX-License-Identifier: Apache-2.0
"""A small TorchScript program that is called as the public I3D program is: a clip and three switches, 400 numbers."""

import torch

from golden import FIXTURES


class Program(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("slope", torch.arange(400) / 400)

    def forward(self, x, rescale: bool = True, resize: bool = True, return_features: bool = False):
        if rescale:
            x = x * 2 / 255 - 1
        if resize:
            x = x * 10
        y = x.mean([1, 2, 3, 4])[:, None] * self.slope + x[:, 0, -1].mean([1, 2])[:, None]
        if return_features:
            return y
        return torch.softmax(y, 1)


def main():
    folder = FIXTURES.parent / "metricnets"
    folder.mkdir(exist_ok=True)
    file = folder / "program.pt"
    torch.jit.save(torch.jit.script(Program()), str(file))
    print(file.name, file.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
