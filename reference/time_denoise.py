# SPDX-License-Identifier: Apache-2.0
"""A guided denoising step (U-Net and ControlNet) here, on diffusers' modules, and in Tractrix: the same weights and
inputs, the same machine, one after the other. Prints both times and their ratio, and how far the results are apart.

    python reference/time_denoise.py             # the figure: channels 160/320/640/640, 14 x 40 x 72 latents, 2 threads
    python reference/time_denoise.py --tiny      # the same program on small networks, to see that it works

diffusers runs both predictions of the guidance as one batch, as its pipeline does. Its ControlNet is spared the control
embedding, which the released code computes again in every step and ours once a run: it is made before the clock starts.
Maven builds what is needed.
The first step of either side is not counted (caches, kernels chosen); the figure is the median of the others.
"""

import argparse
import ast
import json
import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
JVM = ["-Dorg.bytedeco.javacpp.maxPhysicalBytes=0", "-Dorg.bytedeco.javacpp.maxBytes=0", "-Djava.awt.headless=true"]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tiny", action="store_true")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--steps", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="where weights go (2.5 GB); a temporary one if not given")
    return parser.parse_args()


def networks(tiny):
    import torch
    from control_net import DragControlNet, control_config
    from golden import randomise
    from spatio_temporal_unet import unet

    shape = {
        "block_out_channels": (32, 64) if tiny else (160, 320, 640, 640),
        "num_attention_heads": (2, 4) if tiny else (5, 10, 20, 20),
        "layers_per_block": 1 if tiny else 2,
        "cross_attention_dim": 32 if tiny else 1024,
        "addition_time_embed_dim": 32 if tiny else 256,
        "projection_class_embeddings_input_dim": 96 if tiny else 768,
    }
    with torch.no_grad():
        video = unet(1, **shape)
        control = control_config(
            **{k: list(v) if isinstance(v, tuple) else v for k, v in shape.items()},
            conditioning_embedding_out_channels=[16, 32, 96, 256],
            feature_out_channels=[160, 160, 256, 256],
        )
        return video, randomise(DragControlNet(control), 2), control


def write(folder, video, net, control, inputs):
    from golden import plain_config
    from safetensors.torch import save_file

    for name, model, config in (("unet", video, plain_config(video)), ("controlnet", net, control)):
        (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / name / "config.json").write_text(json.dumps(config))
        state = {k: v.contiguous() for k, v in model.state_dict().items()}
        save_file(state, folder / name / "diffusion_pytorch_model.safetensors")
    save_file(inputs, folder / "inputs.safetensors")


def diffusers_seconds(video, net, inputs, steps, folder):
    import torch
    from diffusers import EulerDiscreteScheduler
    from euler_scheduler import SVD_SCHEDULER
    from safetensors.torch import save_file
    from spatio_temporal_unet import forward

    scheduler = EulerDiscreteScheduler(**SVD_SCHEDULER)
    scheduler.set_timesteps(steps)
    latents = inputs["latents"] * scheduler.init_noise_sigma
    frames = latents.shape[1]
    embedding = torch.cat([inputs["control"]] * 2)
    del net.controlnet_cond_embedding  # a module's name takes nothing but modules
    net.controlnet_cond_embedding = lambda gaussian, entity: embedding
    guidance = torch.linspace(1.0, 3.0, frames).reshape(1, frames, 1, 1, 1)
    image = inputs["image_latents"][:, None].expand(-1, frames, -1, -1, -1)
    image = torch.cat([torch.zeros_like(image), image])
    context = torch.cat([torch.zeros_like(inputs["image_embeddings"]), inputs["image_embeddings"]])
    ids = torch.cat([inputs["added_time_ids"]] * 2)
    seconds = []
    with torch.inference_mode():
        for t in scheduler.timesteps:
            start = time.perf_counter()
            noisy = scheduler.scale_model_input(torch.cat([latents] * 2), t)
            step = (torch.cat([noisy, image], dim=2), t.reshape(1), context, ids)
            down, mid = net(*step, None, None)
            unconditional, conditional = forward(video, *step, down, mid, "paper").chunk(2)
            predicted = unconditional + guidance * (conditional - unconditional)
            latents = scheduler.step(predicted, t, latents).prev_sample
            seconds.append(time.perf_counter() - start)
    save_file({"latents": latents.contiguous()}, folder / "theirs.safetensors")
    return seconds


def our_seconds(folder, steps, threads):
    paths = ROOT / "core/target/test.classpath"
    maven = ["mvn", "-q", "-pl", "core", "test-compile", "dependency:build-classpath", "-Dmdep.includeScope=test"]
    subprocess.run([*maven, f"-Dmdep.outputFile={paths}"], cwd=ROOT, check=True)
    classes = [str(ROOT / "core/target/test-classes"), str(ROOT / "core/target/classes"), paths.read_text().strip()]
    command = ["java", *JVM, "-cp", os.pathsep.join(classes), "dev.tractrix.figures.DenoiseTiming"]
    environment = {**os.environ, "OMP_NUM_THREADS": str(threads), "OPENBLAS_NUM_THREADS": "1"}
    run = subprocess.run(
        [*command, str(folder), str(steps), str(threads)], env=environment, check=True, capture_output=True, text=True
    )
    line = next(line for line in run.stdout.splitlines() if line.startswith("seconds "))
    return ast.literal_eval(line.removeprefix("seconds "))


def compare(args, folder):
    import torch
    from golden import noise, relative_l2
    from safetensors.torch import load_file

    torch.set_num_threads(args.threads)  # golden sets its own number on import
    torch.use_deterministic_algorithms(False)  # as diffusers is used; the fixtures ask for more
    frames, height, width = (3, 8, 12) if args.tiny else (14, 40, 72)
    video, net, control = networks(args.tiny)
    token = control["cross_attention_dim"]
    inputs = {
        "latents": noise(3, 1, frames, 4, height, width),
        "image_latents": noise(4, 1, 4, height, width),
        "image_embeddings": noise(5, 1, 1, token),
        "added_time_ids": torch.tensor([[6.0, 127.0, 0.02]]),
        "control": noise(6, frames, control["block_out_channels"][0], height, width),
    }
    write(folder, video, net, control, inputs)
    theirs = diffusers_seconds(video, net, inputs, args.steps, folder)
    del video, net
    ours = our_seconds(folder, args.steps, args.threads)
    apart = relative_l2(*(load_file(folder / f"{who}.safetensors")["latents"] for who in ("ours", "theirs")))
    a, b = statistics.median(ours[1:]), statistics.median(theirs[1:])
    print("diffusers, each step: " + " ".join(f"{s:.3f}" for s in theirs) + " s")
    print("tractrix, each step:  " + " ".join(f"{s:.3f}" for s in ours) + " s")
    print(f"{args.threads} threads; median {b:.3f} s against {a:.3f} s: ratio {a / b:.3f}; results {apart:.1e} apart")


def main():
    args = arguments()
    os.environ["OMP_NUM_THREADS"] = str(args.threads)  # before torch is imported
    if args.folder:
        args.folder.mkdir(parents=True, exist_ok=True)
        compare(args, args.folder)
        return
    with tempfile.TemporaryDirectory(prefix="time-denoise-") as folder:
        compare(args, Path(folder))


if __name__ == "__main__":
    main()
