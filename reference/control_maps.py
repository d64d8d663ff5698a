# SPDX-License-Identifier: Apache-2.0
"""control-maps and incircle: what the network is shown of a motion, in both fidelities, drawn with OpenCV.

The switches are those of FIDELITY: `checkpoint` is what the released demo draws, `loader` what the released training
loader draws, `paper` what the paper says.
"""

from importlib.metadata import version

import cv2
import numpy as np
import torch

from golden import generator, noise, write_fixture

TEMPLATE = 200  # pixels
SIGMA = 40.0  # pixels of the template
DEMO_CAP = 50  # pixels, the released demo's largest radius


def template():
    """The blob that every disc gets, resized: a Gaussian cut to a circle, 0..255, truncated."""
    centre = TEMPLATE // 2
    circle = cv2.circle(np.zeros((TEMPLATE, TEMPLATE), np.float32), (centre, centre), centre, 1, -1)
    squared = (np.arange(TEMPLATE) - centre) ** 2
    blob = np.exp(-(squared[:, None] + squared[None, :]) / (2 * SIGMA**2)) / (2 * np.pi * SIGMA**2)
    blob = blob.astype(np.float32) * circle
    blob = (blob / blob.max()).astype(np.float32)
    return (blob / blob.max() * 255).astype(np.uint8)


def incircle(inside):
    """Centre (x, y) and radius, whole pixels, of the largest circle in a mask of zeros and ones."""
    depth = cv2.distanceTransform(inside.astype(np.uint8), cv2.DIST_L2, 5)
    _, deepest, _, centre = cv2.minMaxLoc(depth)
    return centre, int(deepest), deepest


def inside_of(mask, fidelity):
    return (mask == 255 if fidelity == "checkpoint" else mask >= 128).astype(np.uint8)


def box(centre, radius, width, height, lowest):
    x, y = centre
    return max(x - radius, lowest), max(y - radius, lowest), min(x + radius, width - 1), min(y + radius, height - 1)


def draw_squeezed(gaussian, blob, centre, radius, lowest, smallest):
    """The whole blob in what the frame's edge leaves of its box, over all that is there; False if that is too small."""
    height, width = gaussian.shape
    x1, y1, x2, y2 = box(centre, radius, width, height, lowest)
    if x2 - x1 < smallest or y2 - y1 < smallest:
        return False
    gaussian[y1:y2, x1:x2] = cv2.resize(blob, (x2 - x1, y2 - y1))
    return True


def draw_cropped(gaussian, blob, centre, radius):
    """The blob at its size, cut by the frame's edge; the brighter value stays."""
    height, width = gaussian.shape
    wide = np.zeros((height + 4 * radius, width + 4 * radius), np.uint8)  # the frame with a margin
    x, y = centre[0] + 2 * radius, centre[1] + 2 * radius
    if not (radius <= x <= wide.shape[1] - radius and radius <= y <= wide.shape[0] - radius):
        return
    wide[y - radius : y + radius, x - radius : x + radius] = cv2.resize(blob, (2 * radius, 2 * radius))
    np.maximum(gaussian, wide[2 * radius : 2 * radius + height, 2 * radius : 2 * radius + width], out=gaussian)


def draw(masks, trajectories, features, width, height, fidelity):
    """`masks` [E,H0,W0], `trajectories` [E,F,2] in the masks' pixels, `features` [E,C], lowest entity first."""
    source_height, source_width = masks.shape[1:]
    blob = template()
    entities, frames = trajectories.shape[:2]
    gaussians = np.zeros((frames, height, width), np.uint8)
    maps = np.zeros((frames, height, width, features.shape[1]), np.float32)
    radii, centres = [], np.zeros((entities, frames, 2), np.int64)
    for e in range(entities):
        inside = cv2.resize(inside_of(masks[e], fidelity), (width, height))
        radius = incircle(inside)[1]
        radius = min(radius, DEMO_CAP) if fidelity == "checkpoint" else radius
        radii.append(radius)
        vector = np.full_like(features[e], features[e][0]) if fidelity == "checkpoint" else features[e]
        for f in range(frames):
            x, y = (int(v) for v in trajectories[e, f])
            centre = int(x / source_width * width), int(y / source_height * height)
            centres[e, f] = centre
            if fidelity == "checkpoint":
                draw_squeezed(gaussians[f], blob, centre, radius, 0, 4)
            elif fidelity == "loader":
                if not draw_squeezed(gaussians[f], blob, centre, radius, 1, 5):
                    continue
            else:
                draw_cropped(gaussians[f], blob, centre, radius)
            disc = cv2.circle(np.zeros((height, width), np.float32), centre, radius, 1, -1)
            maps[f][disc != 0] = vector
    halves = maps.reshape(frames, height, width, -1, 2).mean(axis=-1)
    fed = torch.from_numpy(gaussians).float()
    return {
        "radius": torch.tensor(radii),
        "centre": torch.from_numpy(centres),
        "controlnet_cond": fed / 255 if fidelity == "paper" else fed,
        "ids_embedding": torch.from_numpy(halves).permute(0, 3, 1, 2),
    }


def blob_mask(seed, height, width, share):
    """A few smooth shapes that fill about `share` of the frame; 0 or 255."""
    coarse = noise(seed, 1, 1, 6, 7)
    field = torch.nn.functional.interpolate(coarse, size=(height, width), mode="bicubic", align_corners=True)[0, 0]
    return torch.where(field > field.flatten().quantile(1 - share), 255, 0).to(torch.uint8)


def scene(height, width):
    """Three things that cross each other: a large one, one that leaves the frame, one that is nearly gone at an end."""
    y, x = np.mgrid[0:height, 0:width]
    masks = np.zeros((3, height, width), np.uint8)
    masks[0][((x - 0.45 * width) / (0.5 * width)) ** 2 + ((y - 0.5 * height) / (0.56 * height)) ** 2 <= 1] = 255
    masks[1][(abs(x - 0.7 * width) <= 0.15 * width) & (abs(y - 0.35 * height) <= 0.2 * height)] = 255
    masks[2][((x - 0.2 * width) ** 2 + (y - 0.7 * height) ** 2) <= (0.13 * height) ** 2] = 255
    for mask in masks:  # the soft rim that a JPEG mask has: inside from 128 on, but not at 255 only
        rim = cv2.dilate(mask, np.ones((5, 5), np.uint8)) - mask
        mask[rim == 255] = 200
    ends = np.array([[[0.45, 0.5], [0.6, 0.4]], [[0.7, 0.35], [1.09, 0.02]], [[0.2, 0.7], [-0.02, 1.05]]])
    part = np.linspace(0, 1, 4)[None, :, None]
    trajectories = ((ends[:, :1] * (1 - part) + ends[:, 1:] * part) * [width, height]).round().astype(np.int64)
    return masks, trajectories


def write_maps(name, fidelity, words, source_size, size):
    (source_width, source_height), (width, height) = source_size, size
    masks, trajectories = scene(source_height, source_width)
    features = noise(801, 3, 4)
    outputs = draw(masks, trajectories, features.numpy(), width, height, fidelity)
    write_fixture(
        "control-maps",
        name,
        config={"width": width, "height": height, "fidelity": words},
        source=f"opencv-python-headless {version('opencv-python-headless')}: reference/control_maps.py, {fidelity}",
        inputs={"masks": torch.from_numpy(masks), "trajectories": torch.from_numpy(trajectories), "features": features},
        outputs=outputs,
        # OpenCV rounds a resized blob in fixed point, which the paper does not ask for: one grey level is allowed.
        tolerance=5e-3 if fidelity == "paper" else 1e-5,
    )


def write_incircles():
    """Twenty masks of other shares each; the last touches all four edges and has a single hole."""
    shares = torch.linspace(0.02, 0.9, 19)
    masks = [blob_mask(821 + i, 60, 80, share.item()) for i, share in enumerate(shares)]
    holed = torch.full((60, 80), 255, dtype=torch.uint8)
    holed[30, int(torch.randint(20, 60, (1,), generator=generator(850)))] = 0
    masks = torch.stack([*masks, holed])
    found = [incircle((m.numpy() == 255).astype(np.uint8)) for m in masks]
    write_fixture(
        "incircle",
        "twenty-masks",
        config={},
        source=f"opencv-python-headless {version('opencv-python-headless')}: distanceTransform DIST_L2 5x5, minMaxLoc",
        inputs={"masks": masks},
        outputs={
            "centre": torch.tensor([centre for centre, _, _ in found]),
            "radius": torch.tensor([radius for _, radius, _ in found]),
            "depth": torch.tensor([deepest for _, _, deepest in found], dtype=torch.float32),
        },
    )


def main():
    cv2.setNumThreads(1)
    write_maps("checkpoint", "checkpoint", "checkpoint", (150, 140), (128, 120))
    write_maps("loader", "loader", "checkpoint,entityEmbedding=trained,maskThreshold=half,radiusCap=loader,"
               "boxClipping=loader", (128, 120), (128, 120))
    write_maps("paper", "paper", "paper", (128, 120), (128, 120))
    write_incircles()


if __name__ == "__main__":
    main()
