# SPDX-License-Identifier: Apache-2.0
"""training-objective: the loss that Stable Video Diffusion's networks are trained with, and gradients of it.

Karras' preconditioning with v-prediction: latents x, noise n, sigma s; the network F sees (x + s n) / sqrt(s^2 + 1) at
time ln(s) / 4; the denoised clip is D = (x + s n) / (s^2 + 1) - s / sqrt(s^2 + 1) F; the loss is the mean of
(s^2 + 1) / s^2 (D - x)^2, in the paper times the mask M of the entities.
"""

import torch

from golden import generator, noise, packages, plain_config, relative_l2, write_fixture
from spatio_temporal_unet import unet

WATCHED = [
    "conv_in.weight",
    "time_embedding.linear_1.bias",
    "add_embedding.linear_2.bias",
    "down_blocks.1.resnets.0.spatial_res_block.conv1.bias",
    "down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q.weight",
    "down_blocks.0.attentions.0.transformer_blocks.0.attn2.to_v.weight",
    "mid_block.attentions.0.temporal_transformer_blocks.0.attn1.to_k.weight",
    "mid_block.resnets.0.time_mixer.mix_factor",
    "up_blocks.1.resnets.0.temporal_res_block.norm1.weight",
    "up_blocks.0.resnets.0.spatial_res_block.conv_shortcut.weight",
    "conv_out.weight",
]


def weighted_error(model, i):
    """[B, F, 4, h, w]: the squared error with its weight."""
    s = i["sigmas"].reshape(-1, 1, 1, 1, 1)
    noisy = i["latents"] + s * i["noise"]
    seen = torch.cat([noisy / (s**2 + 1).sqrt(), i["image_latents"]], dim=2)
    predicted = model(seen, 0.25 * i["sigmas"].log(), i["encoder_hidden_states"], i["added_time_ids"]).sample
    denoised = noisy / (s**2 + 1) - predicted * s / (s**2 + 1).sqrt()
    return (s**2 + 1) / s**2 * (denoised - i["latents"]) ** 2


def evaluate(model, inputs):
    def gradients(loss, prefix):
        watched = [model.get_parameter(name) for name in WATCHED]
        found = torch.autograd.grad(loss, watched, retain_graph=True)
        return {f"{prefix}{name}": g for name, g in zip(WATCHED, found)}

    error = weighted_error(model, inputs)
    masked = inputs["mask"] * error
    loss, loss_masked = error.mean(), masked.mean()
    inside = inputs["mask"].sum() * error.shape[2]
    return {
        "loss": loss.detach().reshape(1),
        "loss_masked": loss_masked.detach().reshape(1),
        "loss_masked_inside": (masked.sum() / inside).detach().reshape(1),
        **gradients(loss, "grad."),
        **gradients(loss_masked, "grad_masked."),
    }


def main():
    batch, frames, height, width = 2, 3, 8, 6
    model = unet(201, block_out_channels=(32, 64), num_attention_heads=8, layers_per_block=1).requires_grad_(True)
    sigmas = (0.7 + 1.6 * noise(1002, batch)).exp()  # log-normal, P_mean 0.7, P_std 1.6
    inputs = {
        "latents": noise(1003, batch, frames, 4, height, width),
        "noise": noise(1004, batch, frames, 4, height, width),
        "sigmas": sigmas,
        "image_latents": noise(1005, batch, 1, 4, height, width).repeat(1, frames, 1, 1, 1),
        "encoder_hidden_states": noise(1006, batch, 1, 32),
        "added_time_ids": torch.tensor([[6.0, 127.0, 0.02], [8.0, 60.0, 0.05]]),
        "mask": (torch.rand(batch, frames, 1, height, width, generator=generator(1007)) < 0.3).float(),
    }
    outputs = evaluate(model, inputs)
    exact = evaluate(model.double(), {k: v.double() for k, v in inputs.items()})
    errors = {k: relative_l2(outputs[k], exact[k]) for k in outputs}
    print({k: f"{v:.1e}" for k, v in errors.items()})
    rounding = max(errors.values())
    model.float()
    write_fixture(
        "training-objective",
        "edm-v-prediction",
        config=plain_config(model),
        source=f"{packages('diffusers', 'torch')}: reference/training_objective.py on UNetSpatioTemporalConditionModel; "
        f"float32 differs from float64 by {rounding:.1e}",
        inputs=inputs,
        outputs=outputs,
        weights=model.seeded,
        tolerance=1e-4,
    )


if __name__ == "__main__":
    main()
