# SPDX-License-Identifier: Apache-2.0
"""co-tracker: Co-Tracker 2 and 3 with seeded weights, and the names and shapes of their published weights.

Needs the reference implementation (github.com/facebookresearch/co-tracker, commit 82e02e8) on PYTHONPATH. Its code is
CC BY-NC: nothing of it is in this repository.
"""

import json

import torch
from cotracker.models.core.cotracker.cotracker import CoTracker2
from cotracker.models.core.cotracker.cotracker3_offline import CoTrackerThreeOffline
from cotracker.models.core.cotracker.cotracker3_online import CoTrackerThreeOnline

from cotracker.predictor import CoTrackerOnlinePredictor

from golden import SHAPES, Seeded, generator, packages, set_weights, smooth_image, write_fixture


def clip(seed, frames, height, width):
    """A smooth picture that slides, as whole grey levels."""
    picture = smooth_image(seed, 3, height + 16, width + 32)
    cut = [picture[:, f : f + height, 2 * f : 2 * f + width] for f in range(frames)]
    return ((torch.stack(cut) + 1) * 127.5).round().to(torch.uint8)


def logits(model, video, queries, turns):
    """Tracks and logits: the reference gives probabilities, which cannot be told apart near 0 and 1."""
    sigmoid = torch.sigmoid
    torch.sigmoid = lambda x: x
    try:
        with torch.no_grad():
            tracks, visibility, *rest = model(video=video[None], queries=queries[None], iters=turns)
    finally:
        torch.sigmoid = sigmoid
    outputs = {"tracks": tracks[0], "visibility": visibility[0]}
    if rest[0] is not None:
        outputs["confidence"] = rest[0][0]
    return outputs


def seeded_model(seed, build, config, step=None):
    height, width = config["model_resolution"]
    model = build(window_len=config["window_len"], model_resolution=(height, width),
                  num_virtual_tracks=config["num_virtual_tracks"], stride=4)
    model.seeded = Seeded(seed, {n: p.shape for n, p in model.named_parameters()})
    for part in ("updateformer.flow_head.weight", "updateformer.vis_conf_head.weight"):
        if part in model.seeded.tensors:  # corrections of about a cell; less in version 2, see below
            model.seeded.tensors[part]["scale"] = step or (0.001 if config["version"] == 2 else 0.02)
    set_weights(model, model.seeded.draw())
    return model


def asked(seed, queried, width, height):
    places = torch.rand(len(queried), 2, generator=generator(seed)) * torch.tensor([width - 1.0, height - 1.0])
    return torch.cat([torch.tensor(queried, dtype=torch.float32)[:, None], places], dim=1)


def online(name, seed, build, config, size, frames, queried, step=None):
    """The online predictor, fed as the reference's demonstration does: half a window more each time, the rest at the end."""
    height, width = size
    model = seeded_model(seed, build, config, step)
    predictor = CoTrackerOnlinePredictor(checkpoint=None, v2=config["version"] == 2)
    predictor.model, predictor.interp_shape = model, tuple(config["model_resolution"])
    predictor.step = half = config["window_len"] // 2
    support = bool(config["add_support_grid"])
    video = clip(seed + 2, frames, height, width)
    queries = asked(seed + 1, queried, width, height)
    predictor(video.float()[None], is_first_step=True, queries=queries[None], add_support_grid=support)
    end = min(frames, 2 * half)
    begin = 0
    while True:
        tracks, _ = predictor(video[begin:end].float()[None], add_support_grid=support)
        if end == frames:
            break
        begin, end = begin + half, min(frames, end + half)
    n = len(queried)
    outputs = {"tracks": tracks[0], "visibility": model.online_vis_predicted[0, :, :n]}
    if config["version"] == 3:
        outputs["confidence"] = model.online_conf_predicted[0, :, :n]
    write_fixture(
        "co-tracker-online", name, config=config, tolerance=1e-4,
        source=f"{packages('torch')}, co-tracker 82e02e8: CoTrackerOnlinePredictor with {build.__name__}",
        inputs={"video": video, "queries": queries},
        outputs={k: v.detach().float().contiguous() for k, v in outputs.items()}, weights=model.seeded,
    )


def fixture(name, seed, build, config, frames, queried):
    height, width = config["model_resolution"]
    model = seeded_model(seed, build, config)
    queries = asked(seed + 1, queried, width, height)
    video = clip(seed + 2, frames, height, width)
    outputs = logits(model, video.float(), queries, config["iters"])
    write_fixture(
        "co-tracker", name, config=config, tolerance=1e-4,
        source=f"{packages('torch')}, co-tracker 82e02e8: {build.__name__}",
        inputs={"video": video, "queries": queries}, outputs={k: v.float() for k, v in outputs.items()},
        weights=model.seeded,
    )


def shapes():
    """Buffers too: the published files hold the embeddings of time and place."""
    for name, model, config in (
        ("cotracker2", CoTracker2(window_len=8, stride=4), {"version": 2, "window_len": 8}),
        ("cotracker3-offline", CoTrackerThreeOffline(window_len=60, stride=4, corr_radius=3),
         {"version": 3, "windowed": 0, "window_len": 60}),
        ("cotracker3-online", CoTrackerThreeOnline(window_len=16, stride=4, corr_radius=3),
         {"version": 3, "windowed": 1, "window_len": 16}),
    ):
        tensors = {n: list(t.shape) for n, t in sorted(model.state_dict().items())}
        (SHAPES / f"{name}.json").write_text(json.dumps({"config": config, "tensors": tensors}) + "\n")
        print(f"{name}: {len(tensors)} tensors")


def main():
    # Version 2 gives the network sines of up to 968 times a shift. With weights that were not trained to ignore them,
    # rounding grows a hundredfold with each turn, so it has few turns and small steps.
    small = {"model_resolution": [64, 96], "num_virtual_tracks": 6}
    # three windows, points that begin in each, and after the clip's padding began
    fixture("two", 1201, CoTracker2, {"version": 2, "window_len": 4, "iters": 1, **small}, 7, [0, 0, 3, 1, 5])
    # as many points as virtual tracks: the reference then masks queries in place of keys
    fixture("two-as-many-points-as-virtual", 1401, CoTracker2, {"version": 2, "window_len": 6, "iters": 2, **small}, 8,
            [0, 2, 4, 6, 7, 0])
    fixture("three-offline", 1601, CoTrackerThreeOffline,
            {"version": 3, "windowed": 0, "window_len": 8, "iters": 4, **small}, 5, [0, 2, 4])
    fixture("three-online", 1801, CoTrackerThreeOnline,
            {"version": 3, "windowed": 1, "window_len": 4, "iters": 4, "model_resolution": [96, 64],
             "num_virtual_tracks": 5}, 7,
            [0, 1, 6, 3])
    # frame by frame; clips of another size than the network's, ends within a window, points that begin late
    online("three", 2001, CoTrackerThreeOnline,
           {"version": 3, "windowed": 1, "window_len": 4, "add_support_grid": 0, "model_resolution": [96, 64],
            "num_virtual_tracks": 5}, (70, 60), 9, [0, 5, 8, 3])
    online("three-supported", 2201, CoTrackerThreeOnline,
           {"version": 3, "windowed": 1, "window_len": 6, "add_support_grid": 1, **small}, (64, 96), 9, [0, 4])
    online("two", 2401, CoTracker2,
           {"version": 2, "window_len": 4, "add_support_grid": 0, **small}, (50, 80), 6, [0, 0, 3, 1, 5],
           step=0.00002)  # its six turns cannot be made fewer
    shapes()


if __name__ == "__main__":
    main()
