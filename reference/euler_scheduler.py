# SPDX-License-Identifier: Apache-2.0
"""euler-scheduler: the noise levels of Stable Video Diffusion and a short trajectory under given model outputs."""

import torch
from diffusers import EulerDiscreteScheduler

from golden import noise, packages, plain_config, write_fixture

SVD_SCHEDULER = {
    "beta_end": 0.012,
    "beta_schedule": "scaled_linear",
    "beta_start": 0.00085,
    "interpolation_type": "linear",
    "num_train_timesteps": 1000,
    "prediction_type": "v_prediction",
    "sigma_max": 700.0,
    "sigma_min": 0.002,
    "steps_offset": 1,
    "timestep_spacing": "leading",
    "timestep_type": "continuous",
    "trained_betas": None,
    "use_karras_sigmas": True,
}


def write(name, seed, steps):
    scheduler = EulerDiscreteScheduler(**SVD_SCHEDULER)
    scheduler.set_timesteps(steps)
    outputs = {
        "sigmas": scheduler.sigmas.clone(),
        "timesteps": scheduler.timesteps.clone(),
        "init_noise_sigma": torch.as_tensor(scheduler.init_noise_sigma, dtype=torch.float32).reshape(1),
    }
    inputs = {
        "num_inference_steps": torch.tensor([steps]),
        "sample": noise(seed, 1, 2, 4, 3, 5) * scheduler.init_noise_sigma,
    }
    sample = inputs["sample"]
    for i, t in enumerate(scheduler.timesteps):
        inputs[f"model_output.{i}"] = noise(seed + 1 + i, *sample.shape)
        outputs[f"scale_model_input.{i}"] = scheduler.scale_model_input(sample, t)
        sample = scheduler.step(inputs[f"model_output.{i}"], t, sample).prev_sample
        outputs[f"prev_sample.{i}"] = sample
    write_fixture(
        "euler-scheduler",
        name,
        config=plain_config(scheduler),
        source=f"{packages('diffusers', 'torch')}: EulerDiscreteScheduler.set_timesteps, scale_model_input, step",
        inputs=inputs,
        outputs=outputs,
    )


def main():
    write("svd-25-steps", 301, 25)
    write("svd-5-steps", 351, 5)


if __name__ == "__main__":
    main()
