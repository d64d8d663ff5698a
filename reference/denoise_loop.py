# SPDX-License-Identifier: Apache-2.0
"""denoise-loop: five steps with the U-Net and the ControlNet together, guided, from fixed noise.

The unconditional half has a zero image embedding and zero image latents but the same control; guidance rises linearly
over the frames; the mid and skip residuals go into the U-Net in one of the two ways of spatio_temporal_unet.py. The
checkpoint's way also has the token order of diffusers 0.25, which the authors' code carries.
"""

from contextlib import ExitStack, contextmanager

import torch
from diffusers import EulerDiscreteScheduler
from diffusers.models.attention import TemporalBasicTransformerBlock
from torch import nn

from control_net import DragControlNet, control_config, discs
from euler_scheduler import SVD_SCHEDULER
from golden import noise, packages, plain_config, run_twice, seeded, write_fixture
from spatio_temporal_unet import forward, unet

STEPS = 5


class Networks(nn.Module):
    def __init__(self, video_unet, control):
        super().__init__()
        self.unet = video_unet
        self.controlnet = control


@contextmanager
def interleaved_tokens(networks, videos):
    """Position n of video b, of N positions, sees the image token of video (b N + n) mod `videos`, as in diffusers 0.25."""

    def reorder(module, args, kwargs):
        context = kwargs["encoder_hidden_states"]  # [B*N, 1, D], each position with the token of its own video
        tokens = context[:: context.shape[0] // videos]
        kwargs["encoder_hidden_states"] = tokens[torch.arange(context.shape[0]) % videos]
        return args, kwargs

    with ExitStack() as stack:
        for module in networks.modules():
            if isinstance(module, TemporalBasicTransformerBlock):
                stack.callback(module.register_forward_pre_hook(reorder, with_kwargs=True).remove)
        yield


def denoise(way, config):
    def run(networks, inputs):
        if config["tokenOrder"] == "interleaved":
            with interleaved_tokens(networks, 2):
                return loop(networks, inputs)
        return loop(networks, inputs)

    def loop(networks, inputs):
        scheduler = EulerDiscreteScheduler(**SVD_SCHEDULER)
        scheduler.set_timesteps(config["num_inference_steps"])
        latents = inputs["latents"] * scheduler.init_noise_sigma
        frames = latents.shape[1]
        guidance = torch.linspace(config["min_guidance_scale"], config["max_guidance_scale"], frames)
        guidance = guidance.to(latents.dtype).reshape(1, frames, 1, 1, 1)

        def halves(conditional, unconditional=None):
            return torch.cat([conditional if unconditional is None else unconditional, conditional])

        image = inputs["image_latents"][:, None].expand(-1, frames, -1, -1, -1)
        image = halves(image, torch.zeros_like(image))
        context = halves(inputs["image_embeddings"], torch.zeros_like(inputs["image_embeddings"]))
        ids = halves(inputs["added_time_ids"])
        gaussian, entity = halves(inputs["controlnet_cond"]), halves(inputs["ids_embedding"])
        for t in scheduler.timesteps:
            noisy = scheduler.scale_model_input(halves(latents), t)
            step = (torch.cat([noisy, image], dim=2), t.reshape(1), context, ids)
            down, mid = networks.controlnet(*step, gaussian, entity, config["controlnet_cond_scale"])
            unconditional, conditional = forward(networks.unet, *step, down, mid, way).chunk(2)
            predicted = unconditional + guidance * (conditional - unconditional)
            latents = scheduler.step(predicted, t, latents).prev_sample
        return {"latents": latents}

    return run


def write(name, seed, way, frames, height, width, peak, ids, strength):
    # 64 channels somewhere: with 32, a norm's groups are single channels and cancel the time embedding.
    shape = {"block_out_channels": (32, 64), "num_attention_heads": (2, 4), "layers_per_block": 1}
    video_unet = unet(901, **shape)  # only for its configuration: the weights of both are drawn below
    control = control_config(
        **{k: list(v) if isinstance(v, tuple) else v for k, v in shape.items()},
        conditioning_embedding_out_channels=[4, 6, 8, 12],
        feature_out_channels=[4, 4, 8, 12],
    )
    networks = seeded(Networks(video_unet, DragControlNet(control)), 10_901)
    gaussian, entity = discs(seed, 1, frames, 8 * height, 8 * width, 4, peak)
    entity = 20 * entity  # random weights pass on little of the control: made large, a mistake in it shows
    inputs = {
        "latents": noise(seed + 2, 1, frames, 4, height, width),
        "image_latents": noise(seed + 3, 1, 4, height, width),
        "image_embeddings": noise(seed + 4, 1, 1, 32),
        "added_time_ids": torch.tensor([ids]),
        "controlnet_cond": gaussian,
        "ids_embedding": entity,
    }
    config = {
        "unet": plain_config(video_unet),
        "controlnet": control,
        "scheduler": plain_config(EulerDiscreteScheduler(**SVD_SCHEDULER)),
        "num_inference_steps": STEPS,
        "min_guidance_scale": 1.0,
        "max_guidance_scale": 3.0,
        "controlnet_cond_scale": strength,
        "residualAddition": {"paper": "once", "checkpoint": "repeated"}[way],
        "tokenOrder": {"paper": "separate", "checkpoint": "interleaved"}[way],
    }
    outputs, rounding = run_twice(denoise(way, config), networks, inputs)
    write_fixture(
        "denoise-loop",
        name,
        config=config,
        source=f"{packages('diffusers', 'torch')}: reference/denoise_loop.py on diffusers' modules; "
        f"float32 differs from float64 by {rounding:.1e}",
        inputs=inputs,
        outputs=outputs,
        weights=networks.seeded,
        tolerance=1e-4,
    )


@torch.no_grad()
def main():
    write("paper", 911, "paper", 3, 8, 6, 40.0, [6.0, 127.0, 0.02], 1.0)
    write("checkpoint", 921, "checkpoint", 4, 6, 8, 255.0, [6.0, 128.0, 0.02], 0.8)


if __name__ == "__main__":
    main()
