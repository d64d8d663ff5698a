# SPDX-License-Identifier: Apache-2.0
"""Names and shapes of the tensors in the official files of SAM and SAM 2, from the authors' own classes without weights."""

import gzip
import json
import re
import sys
import types
from importlib import import_module
from pathlib import Path

import segment_anything
import yaml

from golden import SHAPES

# What SAM 2's package imports for reading configurations is not needed for building classes.
for name in ("hydra", "hydra.core", "hydra.core.global_hydra", "iopath", "iopath.common", "iopath.common.file_io"):
    sys.modules.setdefault(name, types.ModuleType(name))
sys.modules["hydra"].initialize_config_module = lambda *a, **k: None
sys.modules["iopath.common.file_io"].g_pathmgr = None


class Initialised:
    @staticmethod
    def instance():
        return types.SimpleNamespace(is_initialized=lambda: True)


sys.modules["hydra.core.global_hydra"].GlobalHydra = Initialised


def build(node):
    if isinstance(node, dict):
        made = {k: build(v) for k, v in node.items() if k != "_target_"}
        if "_target_" in node:
            module, name = node["_target_"].rsplit(".", 1)
            return getattr(import_module(module), name)(**made)
        return made
    if isinstance(node, str) and re.fullmatch(r"\d+e-\d+", node):  # YAML wants a point in a number
        return float(node)
    return [build(v) for v in node] if isinstance(node, list) else node


def shapes(model, skip=()):
    return {n: list(t.shape) for n, t in model.state_dict().items() if not n.startswith(skip)}


def main():
    found = {f"sam_{size}": shapes(segment_anything.sam_model_registry[size](), ("pixel_",))
             for size in ("vit_b", "vit_l", "vit_h")}
    import sam2
    for size in "tsl":
        found[f"sam2.1_hiera_{size}"] = shapes(sam2_model(Path(sam2.__file__).parent, size))
    found["sam2.1_hiera_b+"] = shapes(sam2_model(Path(sam2.__file__).parent, "b+"))
    lines = ",\n".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in found.items())
    with gzip.GzipFile(SHAPES / "sam-official.json.gz", "wb", mtime=0) as out:
        out.write(f"{{\n{lines}\n}}\n".encode())
    print({k: len(v) for k, v in found.items()})


def sam2_model(package, size):
    config = yaml.safe_load((package / f"configs/sam2.1/sam2.1_hiera_{size}.yaml").read_text())["model"]
    for attention in ("self_attention", "cross_attention"):  # the rotary tables are computed, not stored
        config["memory_attention"]["layer"][attention]["feat_sizes"] = [64, 64]
    return build(config)


if __name__ == "__main__":
    main()
