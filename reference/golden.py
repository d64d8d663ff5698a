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


def randomise(model, seed):
    """Gives each parameter a value that shows when it is left out or wired wrongly.

    Matrices and kernels get the uniform default of torch (also those that a model starts at zero), norms get a scale
    around one and a shift, biases are not zero, and queries and keys are enlarged: with the default they would be so
    small that attention is nearly an average, whatever the heads. Values are rounded to half precision, which halves
    the files and costs nothing, as float32 holds them exactly.
    """
    g = generator(seed)
    with torch.no_grad():
        for name, p in model.named_parameters():
            if p.ndim >= 2:
                bound = (p[0].numel()) ** -0.5
                value = (torch.rand(p.shape, generator=g) * 2 - 1) * bound * 1.3
                if any(part in name for part in ("to_q.", "to_k.", "q_proj.", "k_proj.")):
                    value = value * 2.5
                if "embedding.weight" in name or "class_embedding" in name:
                    value = torch.randn(p.shape, generator=g) * 0.5
            elif name.endswith("mix_factor"):
                value = torch.rand(p.shape, generator=g) * 2 - 1
            elif "norm" in name and name.endswith("weight"):
                value = 1 + 0.25 * torch.randn(p.shape, generator=g)
            else:
                value = 0.1 * torch.randn(p.shape, generator=g)
            p.copy_(value.half().float())
    return model.eval().requires_grad_(False)


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


def half_weights(state):
    return {k: (v.half() if v.is_floating_point() else v).contiguous() for k, v in state.items()}


def write_fixture(component, name, *, config, source, inputs, outputs, weights=None, shards=1, tolerance=1e-5):
    """Writes one folder. `shards` > 1 splits the weights with an index file, as large published models are."""
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
    if weights is not None:
        write_weights(folder, weights, shards)
    for file in folder.iterdir():
        file.chmod(0o644)
    size = sum(f.stat().st_size for f in folder.iterdir()) / 1024
    print(f"{component}/{name}: {size:.0f} KB; " + "; ".join(f"{k} {list(v.shape)} std {v.float().std():.3g}"
          if v.numel() > 1 else f"{k} {v.item():.6g}" for k, v in outputs.items()))


def write_weights(folder, weights, shards):
    weights = half_weights(weights)
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
