# SPDX-License-Identifier: Apache-2.0
"""inception: FID's InceptionV3 with seeded weights, run by pytorch-fid's own classes; its published weights are not read.

Needs `pip install --no-deps pytorch-fid==0.3.0` (Apache-2.0) and torchvision.
"""

import torch
from pytorch_fid import inception as published

from golden import Seeded, noise, packages, smooth_image, write_fixture

DIMS = (64, 192, 768, 2048)


def rule(seed, shapes):
    """Statistics of training count as weights: variances lie around one. Signals keep their size through 48 layers."""
    drawn = Seeded(seed, shapes)
    for name, t in drawn.tensors.items():
        shape = t["shape"]
        if name.endswith("running_var"):
            t.update(scale=0.1, offset=1.0)
        elif ".bn.weight" in name:
            t.update(scale=0.2, offset=1.0)
        elif len(shape) > 2:
            t.update(scale=float(f"{(2 / torch.Size(shape[1:]).numel()) ** 0.5:.3g}"))
    return drawn


def network(seed):
    """pytorch-fid builds the network around the weights that it loads; here these are drawn for the names it has."""
    kept = {}

    def draw(*_, **__):
        plain = published._inception_v3(num_classes=1008, aux_logits=False, weights=None)
        patched = {**plain.state_dict()}
        for block, model in (
            ("Mixed_5b", published.FIDInceptionA(192, pool_features=32)),
            ("Mixed_5c", published.FIDInceptionA(256, pool_features=64)),
            ("Mixed_5d", published.FIDInceptionA(288, pool_features=64)),
        ):
            patched.update({f"{block}.{n}": v for n, v in model.state_dict().items()})
        shapes = {n: v.shape for n, v in patched.items() if not n.endswith("num_batches_tracked")}
        kept["rule"] = rule(seed, shapes)
        counters = {n: v for n, v in patched.items() if n.endswith("num_batches_tracked")}
        return {**kept["rule"].draw(), **counters}

    published.load_state_dict_from_url = draw
    model = published.InceptionV3(output_blocks=(0, 1, 2, 3)).eval()
    return model, kept["rule"]


def main():
    model, drawn = network(4101)
    for name, height, width in (("smaller", 40, 56), ("larger", 340, 312)):
        # the larger picture is coarse noise enlarged by whole pixels, which a file stores small
        if name == "smaller":
            images = ((smooth_image(4201, 2, 3, height, width) + 1) * 127.5).round().to(torch.uint8)
        else:
            coarse = (noise(4202, 1, 3, 34, 26) * 60 + 128).clamp(0, 255).round().to(torch.uint8)
            images = coarse.repeat_interleave(10, 2).repeat_interleave(12, 3)
        with torch.no_grad():
            maps = model(images.float() / 255)
        outputs = {f"features.{d}": m.mean((2, 3)) for d, m in zip(DIMS, maps)}
        inputs = {"images": images} if name == "smaller" else {"images": images[:, :, ::10, ::12]}
        config = {} if name == "smaller" else {"repeat": [10, 12]}
        write_fixture(
            "inception", name, config=config,
            source=f"{packages('torch', 'torchvision', 'pytorch-fid')}: InceptionV3(output_blocks=(0, 1, 2, 3)), "
            "adaptive mean of each output",
            inputs=inputs, outputs=outputs, weights=drawn)


if __name__ == "__main__":
    main()
