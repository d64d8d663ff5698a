# SPDX-License-Identifier: Apache-2.0
"""Small files of torch.save, new and old, for the reader of pickles. No weights of anybody's."""

from collections import OrderedDict
from pathlib import Path

import numpy as np
import torch

FOLDER = Path(__file__).resolve().parent.parent / "core/src/test/resources/torch"


class Foreign:
    """A class that a reader of weights must refuse."""


def ramp(*shape, dtype=torch.float32):
    count = int(np.prod(shape))
    return torch.arange(count).reshape(shape).to(dtype)


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    base = ramp(4, 6)
    state = OrderedDict()
    state["linear.weight"] = torch.nn.Parameter(ramp(2, 3) / 2)
    state["transposed"] = base.t()
    state["row"] = base[2]  # shares its storage with the line above
    for dtype in (torch.float64, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.int16, torch.int8,
                  torch.uint8):
        state[str(dtype).removeprefix("torch.")] = ramp(3, dtype=dtype)
    state["bool"] = torch.tensor([True, False, True])
    state["scalar"] = torch.tensor(7.5)
    state["empty"] = torch.zeros(0, 3)
    wrapped = {"state_dict": state, "epoch": 3, "rate": 1e-4, "name": "tiny"}
    torch.save(wrapped, FOLDER / "state.pth")
    torch.save(wrapped, FOLDER / "state-legacy.pth", _use_new_zipfile_serialization=False)
    torch.save(wrapped, FOLDER / "state-protocol-4.pth", pickle_protocol=4)
    module = torch.nn.Sequential(torch.nn.Conv2d(1, 2, 3), torch.nn.BatchNorm2d(2)).state_dict()
    torch.save({"optimizer": {"state": {0: {"step": 5, "exp_avg": ramp(2)}}, "groups": [{"params": [0, 1]}]},
                "model": OrderedDict((k, torch.full_like(v, i)) for i, (k, v) in enumerate(module.items()))},
               FOLDER / "training.pt")
    # As DragAnything's own script writes entity features: keys are numpy's numbers of a mask image.
    torch.save({np.uint8(3): ramp(320), np.uint16(1205): ramp(320) * 2}, FOLDER / "embeddings.pth")
    torch.save({"layer": ramp(2), "extra": Foreign()}, FOLDER / "foreign.pth")
    for file in FOLDER.iterdir():
        file.chmod(0o644)
        print(file.name, file.stat().st_size)


if __name__ == "__main__":
    main()
