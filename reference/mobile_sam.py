# SPDX-License-Identifier: Apache-2.0
"""mobile-sam: MobileSAM's image encoder, TinyViT without its last halving, rebuilt here from its description and checked
against timm's TinyViT, whose last stage is the one that differs."""

import itertools

import timm
import torch
from torch import nn
from torch.nn import functional as F

from golden import noise, packages, run_twice, Seeded, write_fixture


class ConvNorm(nn.Module):
    def __init__(self, i, o, kernel, stride=1, groups=1):
        super().__init__()
        self.c = nn.Conv2d(i, o, kernel, stride, kernel // 2, groups=groups, bias=False)
        self.bn = nn.BatchNorm2d(o)

    def forward(self, x):
        return self.bn(self.c(x))


class Bottleneck(nn.Module):
    def __init__(self, width, expansion):
        super().__init__()
        self.conv1 = ConvNorm(width, width * expansion, 1)
        self.conv2 = ConvNorm(width * expansion, width * expansion, 3, groups=width * expansion)
        self.conv3 = ConvNorm(width * expansion, width, 1)

    def forward(self, x):
        return F.gelu(x + self.conv3(F.gelu(self.conv2(F.gelu(self.conv1(x))))))


class Merging(nn.Module):
    def __init__(self, i, o, stride):
        super().__init__()
        self.conv1, self.conv2, self.conv3 = ConvNorm(i, o, 1), ConvNorm(o, o, 3, stride, o), ConvNorm(o, o, 1)

    def forward(self, x):
        return self.conv3(F.gelu(self.conv2(F.gelu(self.conv1(x)))))


class Attention(nn.Module):
    def __init__(self, width, heads, window):
        super().__init__()
        self.heads, self.window = heads, window
        self.norm, self.qkv, self.proj = nn.LayerNorm(width), nn.Linear(width, 3 * width), nn.Linear(width, width)
        places = list(itertools.product(range(window), range(window)))
        offsets, index = {}, []
        for a in places:
            for b in places:
                offset = (abs(a[0] - b[0]), abs(a[1] - b[1]))
                index.append(offsets.setdefault(offset, len(offsets)))
        self.attention_biases = nn.Parameter(torch.zeros(heads, len(offsets)))
        self.register_buffer("attention_bias_idxs", torch.tensor(index).view(len(places), -1), persistent=False)

    def forward(self, x):
        parts, tokens, width = x.shape
        q, k, v = self.qkv(self.norm(x)).view(parts, tokens, self.heads, -1).permute(0, 2, 1, 3).chunk(3, -1)
        weights = (q @ k.mT) * (width // self.heads) ** -0.5 + self.attention_biases[:, self.attention_bias_idxs]
        return self.proj((weights.softmax(-1) @ v).transpose(1, 2).reshape(parts, tokens, width))


class Mlp(nn.Module):
    def __init__(self, width, ratio):
        super().__init__()
        self.norm, self.fc1, self.fc2 = nn.LayerNorm(width), nn.Linear(width, ratio * width), nn.Linear(ratio * width, width)

    def forward(self, x):
        return self.fc2(F.gelu(self.fc1(self.norm(x))))


class Block(nn.Module):
    def __init__(self, width, heads, window, ratio):
        super().__init__()
        self.window = window
        self.attn, self.local_conv, self.mlp = (Attention(width, heads, window), ConvNorm(width, width, 3, 1, width),
                                                Mlp(width, ratio))

    def forward(self, x):
        rows = x.permute(0, 2, 3, 1)
        b, h, w, d = rows.shape
        s = self.window
        padded = F.pad(rows, (0, 0, 0, -w % s, 0, -h % s))
        down, across = padded.shape[1] // s, padded.shape[2] // s
        squares = padded.view(b, down, s, across, s, d).transpose(2, 3).reshape(-1, s * s, d)
        seen = self.attn(squares).view(b, down, across, s, s, d).transpose(2, 3).reshape(b, down * s, across * s, d)
        y = self.local_conv((rows + seen[:, :h, :w]).permute(0, 3, 1, 2)).permute(0, 2, 3, 1)
        return (y + self.mlp(y)).permute(0, 3, 1, 2)


class Stage(nn.Module):
    def __init__(self, blocks, downsample):
        super().__init__()
        self.blocks, self.downsample = nn.Sequential(*blocks), downsample

    def forward(self, x):
        x = self.blocks(x)
        return x if self.downsample is None else self.downsample(x)


class ChannelNorm(nn.LayerNorm):
    def forward(self, x):
        return super().forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


class TinyViT(nn.Module):
    def __init__(self, config, strides=(2, 2, 1)):
        super().__init__()
        d, e = config["embed_dims"], config["mbconv_expand_ratio"]
        self.patch_embed = nn.Module()
        self.patch_embed.seq = nn.Sequential(ConvNorm(3, d[0] // 2, 3, 2), nn.GELU(), ConvNorm(d[0] // 2, d[0], 3, 2))
        self.layers = nn.ModuleList()
        for i in range(4):
            blocks = [Bottleneck(d[0], e) if i == 0 else
                      Block(d[i], config["num_heads"][i], config["window_sizes"][i], config["mlp_ratio"])
                      for _ in range(config["depths"][i])]
            self.layers.append(Stage(blocks, Merging(d[i], d[i + 1], strides[i]) if i < 3 else None))
        out = config["output_channels"]
        self.neck = nn.Sequential(nn.Conv2d(d[3], out, 1, bias=False), ChannelNorm(out, eps=1e-6),
                                  nn.Conv2d(out, out, 3, padding=1, bias=False), ChannelNorm(out, eps=1e-6))

    def body(self, x):
        x = self.patch_embed.seq(x)
        for stage in self.layers:
            x = stage(x)
        return x

    def forward(self, x):
        return self.neck(self.body(x))


def weights(model, seed):
    shapes = {n: t.shape for n, t in model.state_dict().items() if not n.endswith("num_batches_tracked")}
    seeded = Seeded(seed, shapes)
    for n, t in seeded.tensors.items():
        if n.endswith("bn.weight"):
            t.update(scale=0.25, offset=1.0)
        elif n.endswith("running_var"):
            t.update(scale=0.1, offset=1.0)
        elif n.endswith("attention_biases"):
            t.update(scale=1.0, offset=0.0)
        elif "neck" in n and len(t["shape"]) == 1:
            t.update(scale=0.25, offset=1.0 if n.endswith("weight") else 0.0)
    return seeded


def load(model, values):
    state = {n: t for n, t in model.state_dict().items() if n.endswith("num_batches_tracked")}
    model.load_state_dict({**state, **values})
    return model.eval().requires_grad_(False)


def agrees_with_timm():
    """The same weights in timm's classes, whose last stage halves the grid as well."""
    config = {"embed_dims": [16, 24, 32, 48], "depths": [2, 1, 2, 2], "num_heads": [1, 2, 2, 3],
              "window_sizes": [7, 3, 4, 2], "mlp_ratio": 2, "mbconv_expand_ratio": 3, "output_channels": 8}
    ours = TinyViT(config, strides=(2, 2, 2))
    load(ours, weights(ours, 9901).draw())
    theirs = timm.models.tiny_vit.TinyVit(
        embed_dims=config["embed_dims"], depths=config["depths"], num_heads=config["num_heads"],
        window_sizes=config["window_sizes"], mlp_ratio=2., mbconv_expand_ratio=3., num_classes=0)
    named = {}
    for name, t in ours.state_dict().items():
        if name.startswith("neck"):
            continue
        name = name.replace(".c.", ".conv.").replace("patch_embed.seq.0", "patch_embed.conv1")
        name = name.replace("patch_embed.seq.2", "patch_embed.conv2").replace("layers.", "stages.")
        if name.startswith("stages.") and ".downsample." in name:  # timm's stages begin with it
            stage = int(name.split(".")[1])
            name = f"stages.{stage + 1}." + name.split(".", 2)[2]
        named[name] = t
    missing, unexpected = theirs.load_state_dict(named, strict=False)
    assert not unexpected and all("head" in n for n in missing), (missing, unexpected)
    theirs.eval()
    x = noise(9902, 1, 3, 96, 96)
    with torch.no_grad():
        a, b = ours.body(x), theirs.forward_features(x)
    error = ((a - b).norm() / b.norm()).item()
    assert error < 1e-5, error
    return error


def fixture(name, seed, size, config):
    model = TinyViT(config)
    seeded = weights(model, seed)
    load(model, seeded.draw())
    inputs = {"pixel_values": noise(seed + 1000, 2, 3, size, size)}
    outputs, rounding = run_twice(lambda m, i: {"image_embeddings": m(i["pixel_values"])}, model, inputs)
    for n in list(seeded.tensors):  # named as in the whole model's file; the order of the names, and so the seeds, stays
        seeded.tensors[f"image_encoder.{n}"] = seeded.tensors.pop(n)
    write_fixture(
        "mobile-sam", name, tolerance=1e-4, inputs=inputs, outputs=outputs, weights=seeded,
        config={"vision_config": {"model_type": "tiny_vit", "image_size": size, **config}},
        source=f"{packages('torch')}: reference/mobile_sam.py, which agrees with timm {timm.__version__} to "
               f"{agrees_with_timm():.0e}; float32 differs from float64 by {rounding:.1e}")


def main():
    fixture("padded-windows", 8501, 64,
            {"embed_dims": [8, 16, 24, 32], "depths": [2, 1, 2, 1], "num_heads": [1, 2, 3, 4],
             "window_sizes": [7, 3, 3, 2], "mlp_ratio": 4, "mbconv_expand_ratio": 4, "output_channels": 16})
    fixture("whole-windows", 8601, 96,
            {"embed_dims": [16, 12, 20, 40], "depths": [1, 2, 1, 2], "num_heads": [2, 3, 5, 2],
             "window_sizes": [7, 4, 6, 7], "mlp_ratio": 2, "mbconv_expand_ratio": 2, "output_channels": 24})


if __name__ == "__main__":
    main()
