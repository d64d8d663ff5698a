# SPDX-License-Identifier: Apache-2.0
"""A track file as ATI's editor stores it: torch around a compressed NumPy archive; read by the scene importer's test."""

import io
from pathlib import Path

import numpy as np
import torch

FOLDER = Path(__file__).parents[1] / "core/src/test/resources/dev/tractrix/scene/formats"


def main():
    # [points, 121 frames, 1, (x, y, visible)], each times 8; point n goes from (10 n, 5 n) by (1, 2) a frame and is
    # hidden from frame 100 on
    n, f = np.meshgrid(np.arange(3), np.arange(121), indexing="ij")
    array = 8 * np.stack([10 * n + f, 5 * n + 2 * f, f < 100], -1).astype(np.float32)[:, :, None]
    npz = io.BytesIO()
    np.savez_compressed(npz, array=array)
    FOLDER.mkdir(parents=True, exist_ok=True)
    torch.save(npz.getvalue(), FOLDER / "ati_track.pth")


if __name__ == "__main__":
    main()
