# SPDX-License-Identifier: Apache-2.0
"""How a pack of true clips is written down: each clip's scene.json and the manifest. Needs Python alone."""

import hashlib
import json
import os

LEAST_SEEN = 0.35


def trajectory(way, areas):
    """way: x, y and depth of a point of the thing, a frame each; areas: what is seen of it, 1 as much as in the first frame."""
    keyframes = []
    for f, (x, y, depth) in enumerate(way):
        scale = way[0][2] / depth
        time = round(f / (len(way) - 1), 6)
        key = {"time": time, "x": round(x, 2), "y": round(y, 2), "scale": round(scale, 4)}
        if areas[f] / scale**2 < LEAST_SEEN:
            key["visible"] = False
        keyframes.append(key)
    return {"keyframes": keyframes}


def describe(folder, size, length, entities, camera=None):
    """What is asked so that the truth would be the answer. length: frames, frames a second."""
    scene = {"version": 1, "image": "truth/00000.png", "width": size[0], "height": size[1]}
    scene["frames"], scene["fps"] = length
    # clips to be compared with the truth have its size
    scene["settings"] = {"width": size[0], "height": size[1]}
    scene["entities"] = entities
    if camera is not None:
        scene["camera"] = camera
    save(os.path.join(folder, "scene.json"), scene)


def seal(folder, name, kind, made, items):
    """The manifest: the SHA-256 of every file of the items."""
    sums = {}
    for item in items:
        for base, _, files in os.walk(os.path.join(folder, "items", item)):
            for file in files:
                path = os.path.join(base, file)
                with open(path, "rb") as opened:
                    key = os.path.relpath(path, folder).replace(os.sep, "/")
                    sums[key] = hashlib.sha256(opened.read()).hexdigest()
    pack = {"pack": 1, "name": name, "kind": kind, "made": made, "items": [{"id": i} for i in items]}
    pack["sha256"] = dict(sorted(sums.items()))
    save(os.path.join(folder, "pack.json"), pack)


def save(path, value):
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(json.dumps(value, indent=2) + "\n")
