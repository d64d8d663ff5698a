# SPDX-License-Identifier: Apache-2.0
"""What every fixture script shares: seeded weights and inputs, and the folder that `tractrix verify` reads."""

import json
import os
import shutil
from importlib.metadata import version
from pathlib import Path

import torch
from safetensors.torch import save_file

os.environ["HF_HUB_OFFLINE"] = "1"  # a fixture never reads a published weight
torch.set_num_threads(2)
torch.use_deterministic_algorithms(True)

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "core/src/test/resources/fixtures"
SHAPES = ROOT / "core/src/test/resources/shapes"


def generator(seed):
    return torch.Generator().manual_seed(seed)


def noise(seed, *shape):
    """Standard normal values, from a generator of their own."""
    return torch.randn(*shape, generator=generator(seed))


def smooth_image(seed, *shape):
    """Values in [-1, 1] that vary slowly over the last two axes, as a photograph does."""
    coarse = noise(seed, *shape[:-2], max(2, shape[-2] // 8), max(2, shape[-1] // 8))
    flat = coarse.reshape(-1, 1, *coarse.shape[-2:])
    fine = torch.nn.functional.interpolate(flat, size=shape[-2:], mode="bicubic", align_corners=True)
    return (0.5 * fine).clamp(-1, 1).reshape(shape)


def spread(name, shape):
    """(scale, offset) of a parameter, such that it shows when it is left out or wired wrongly.

    Matrices and kernels get three quarters of 1 / sqrt(fan in) (also those that a model starts at zero), norms a scale
    around one and a shift, biases are not zero, and queries and keys are enlarged: otherwise they would be so small
    that attention is nearly an average, whatever the heads.
    """
    if "embedding.weight" in name or "class_embedding" in name:
        return 0.5, 0.0
    if len(shape) >= 2:
        scale = 0.75 * shape[1:].numel() ** -0.5
        larger = any(part in name for part in ("to_q.", "to_k.", "q_proj.", "k_proj."))
        return float(f"{2.5 * scale if larger else scale:.3g}"), 0.0
    if name.endswith("mix_factor"):
        return 0.6, 0.0
    if "norm" in name and name.endswith("weight"):
        return 0.25, 1.0
    return 0.1, 0.0


class Seeded:
    """Weights that a fixture does not store but says how to draw (docs/fixtures.md, "Seeded weights")."""

    RULE = "tensor number i (from 0) of the sorted names: manual_seed(seed + i); offset + scale * randn(shape), float32"

    def __init__(self, seed, shapes):
        self.seed = seed
        self.tensors = {}
        for name in sorted(shapes):
            scale, offset = spread(name, shapes[name])
            self.tensors[name] = {"shape": list(shapes[name]), "scale": scale, "offset": offset}

    def draw(self):
        return {
            name: noise(self.seed + i, *t["shape"]) * t["scale"] + t["offset"]
            for i, (name, t) in enumerate(self.tensors.items())
        }

    def write(self, file):
        lines = ",\n".join(f"    {json.dumps(name)}: {json.dumps(t)}" for name, t in self.tensors.items())
        file.write_text(f'{{\n  "rule": "{self.RULE}",\n  "seed": {self.seed},\n  "tensors": {{\n{lines}\n  }}\n}}\n')


def set_weights(model, values):
    model.load_state_dict(values, strict=False)
    return model.eval().requires_grad_(False)


def seeded(model, seed):
    """Gives the model's parameters seeded values; `write_fixture(weights=model.seeded)` then stores only the rule."""
    model.seeded = Seeded(seed, {name: p.shape for name, p in model.named_parameters()})
    return set_weights(model, model.seeded.draw())


def randomise(model, seed, dtype=torch.float16):
    """Gives the model's parameters values that a file can store in `dtype`, as float32 holds them exactly."""
    drawn = Seeded(seed, {name: p.shape for name, p in model.named_parameters()}).draw()
    return set_weights(model, {name: value.to(dtype).float() for name, value in drawn.items()})


def packages(*names):
    return ", ".join(f"{name} {version(name)}" for name in names)


def relative_l2(value, truth):
    truth = truth.double()
    return ((value.double() - truth).norm() / truth.norm()).item()


def run_twice(run, model, inputs):
    """The float32 outputs, and how far they are from the same run in float64: the reference's own rounding."""
    single = run(model, inputs)
    double = run(
        model.double(), {k: v.double() if v.is_floating_point() else v for k, v in inputs.items()}
    )
    model.float()
    return single, max(relative_l2(single[k], double[k]) for k in single)


def write_fixture(component, name, *, config, source, inputs, outputs, weights=None, dtype=torch.float16, shards=1,
                  tolerance=1e-5):
    """Writes one folder. `weights` is a `Seeded` or a state dict, which is stored in `dtype`; `shards` > 1 splits it
    with an index file, as large published models are."""
    folder = FIXTURES / component / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    description = {"component": component, "config": config, "tolerance": tolerance, "source": source}
    (folder / "fixture.json").write_text(json.dumps(description, indent=2) + "\n")
    for file, tensors in (("inputs", inputs), ("outputs", outputs)):
        for key, t in tensors.items():
            if t.is_floating_point() and not torch.isfinite(t).all():
                raise ValueError(f"{component}/{name}: {key} is not finite")
        save_file({k: v.contiguous() for k, v in tensors.items()}, folder / f"{file}.safetensors")
    if isinstance(weights, Seeded):
        weights.write(folder / "model.seeded.json")
    elif weights is not None:
        write_weights(folder, weights, dtype, shards)
    for file in folder.iterdir():
        file.chmod(0o644)
    size = sum(f.stat().st_size for f in folder.iterdir()) / 1024
    print(f"{component}/{name}: {size:.0f} KB; " + "; ".join(f"{k} {list(v.shape)} std {v.float().std():.3g}"
          if v.numel() > 1 else f"{k} {v.item():.6g}" for k, v in outputs.items()))


def write_weights(folder, weights, dtype, shards):
    weights = {k: (v.to(dtype) if v.is_floating_point() else v).contiguous() for k, v in weights.items()}
    if shards == 1:
        save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
        return
    names = sorted(weights)
    per_shard = -(-len(names) // shards)
    placement = {}
    for i in range(shards):
        file = f"model-{i + 1:05d}-of-{shards:05d}.safetensors"
        part = {n: weights[n] for n in names[i * per_shard : (i + 1) * per_shard]}
        save_file(part, folder / file, metadata={"format": "pt"})
        placement.update({n: file for n in part})
    total = sum(t.numel() * t.element_size() for t in weights.values())
    index = {"metadata": {"total_size": total}, "weight_map": placement}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index, indent=2, sort_keys=True) + "\n")


def plain_config(model):
    """The model's config.json as diffusers writes it."""
    return json.loads(model.to_json_string())
