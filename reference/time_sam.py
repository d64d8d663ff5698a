# SPDX-License-Identifier: Apache-2.0
"""Setting a picture and clicking on it with SAM, in segment-anything and in Tractrix: the same random weights in the
authors' file form, the same picture, one after the other on one machine. Prints both times and their ratio, the peak memory
of both, and how far the mask logits are apart.

    python reference/time_sam.py                 # ViT-B, 2 threads
    python reference/time_sam.py --model vit_l

Maven builds what is needed. The first picture of either side is not counted; the figure is the median of the others.
"""

import argparse
import ast
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
JVM = ["-Dorg.bytedeco.javacpp.maxPhysicalBytes=0", "-Dorg.bytedeco.javacpp.maxBytes=0", "-Djava.awt.headless=true",
       "-Xmx1g"]
CLICK = (411, 290)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", default="vit_b", choices=["vit_b", "vit_l", "vit_h"])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--theirs", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def make(folder, model):
    import numpy as np
    import torch
    from golden import spread
    from PIL import Image
    from sam_predictor import picture
    from segment_anything import sam_model_registry

    torch.manual_seed(5)
    sam = sam_model_registry[model]()
    state = sam.state_dict()
    for name, t in state.items():
        if not name.startswith("pixel_"):
            scale, offset = spread(name, t.shape)
            t.normal_().mul_(scale).add_(offset)
    torch.save({k: v for k, v in state.items() if not k.startswith("pixel_")}, folder / "sam.pth")
    Image.fromarray(np.asarray(picture(6, 780, 1100))).save(folder / "picture.png")


def theirs(folder, model, times, threads):
    """Runs in a process of its own, so that its peak memory is its own."""
    import resource

    import numpy as np
    import torch
    from PIL import Image
    from segment_anything import SamPredictor, sam_model_registry

    torch.set_num_threads(threads)
    predictor = SamPredictor(sam_model_registry[model](folder / "sam.pth"))
    image = np.asarray(Image.open(folder / "picture.png"))
    setting, clicking = [], []
    for _ in range(times + 1):
        start = time.perf_counter()
        predictor.set_image(image)
        set_at = time.perf_counter()
        masks, _, _ = predictor.predict(np.array([CLICK], dtype=np.float32), np.array([1]), return_logits=True)
        clicking.append(time.perf_counter() - set_at)
        setting.append(set_at - start)
    np.save(folder / "theirs.npy", masks.astype(np.float32))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print("seconds", [setting, clicking, peak])


def result(command, threads):
    environment = {**os.environ, "OMP_NUM_THREADS": str(threads)}
    run = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    line = next(line for line in run.stdout.splitlines() if line.startswith("seconds "))
    return ast.literal_eval(line.removeprefix("seconds "))


def ours(folder, times, threads):
    paths = ROOT / "core/target/test.classpath"
    maven = ["mvn", "-q", "-pl", "core", "test-compile", "dependency:build-classpath", "-Dmdep.includeScope=test"]
    subprocess.run([*maven, f"-Dmdep.outputFile={paths}"], cwd=ROOT, check=True)
    classes = [str(ROOT / "core/target/test-classes"), str(ROOT / "core/target/classes"), paths.read_text().strip()]
    command = ["java", *JVM, "-cp", os.pathsep.join(classes), "dev.tractrix.figures.SamTiming"]
    return result([*command, str(folder), str(times), str(threads), str(CLICK[0]), str(CLICK[1])], threads)


def main():
    args = arguments()
    if args.theirs:
        theirs(args.theirs, args.model, args.times, args.threads)
        return
    import numpy as np

    with tempfile.TemporaryDirectory(prefix="time-sam-") as name:
        folder = Path(name)
        make(folder, args.model)
        b = result([sys.executable, __file__, "--theirs", name, "--model", args.model, "--times", str(args.times),
                    "--threads", str(args.threads)], args.threads)
        a = ours(folder, args.times, args.threads)
        x, y = np.load(folder / "ours.npy"), np.load(folder / "theirs.npy")
        apart = np.linalg.norm((x - y).astype(np.float64)) / np.linalg.norm(y.astype(np.float64))
    for i, what in enumerate(("setting a picture", "a click")):
        here, there = statistics.median(a[i][1:]), statistics.median(b[i][1:])
        print(f"{what}: tractrix {here:.3f} s, segment-anything {there:.3f} s, ratio {here / there:.3f}")
    print(f"peak memory: tractrix {a[2]:.0f} MB, segment-anything {b[2]:.0f} MB")
    print(f"{args.model}, {args.threads} threads, 1100x780; mask logits {apart:.1e} apart")


if __name__ == "__main__":
    main()
