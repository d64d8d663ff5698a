# SPDX-License-Identifier: Apache-2.0
"""Ray-traced clips whose truth is known: every frame, every pixel's thing, every way. Writes a pack for `evaluate`.

Unlike the layered scenes that the model is trained on these have shadows and mirror images that go with the things,
things that roll and swing, a camera that moves through space.
"""

import math
import os

import bpy
import numpy as np
from bpy_extras.object_utils import world_to_camera_view
from mathutils import Matrix, Quaternion, Vector

import balloons
import billiards
import chess
import packs
import pears
import studio

WIDTH, HEIGHT, FRAMES, FPS = 192, 112, 14, 7


class Sequence:
    """What one clip needs. things: id -> (parts, point of the thing whose way is told); pose(t) with t from 0 to 1."""

    def __init__(self, things, pose, exposure, order=None, camera=None, still=()):
        self.things, self.pose, self.exposure, self.camera = things, pose, exposure, camera
        self.order = order or {name: i + 1 for i, name in enumerate(things)}
        self.still = still


def along(start, end, t):
    return Vector(start).lerp(Vector(end), t)


def rolled(ball, start, end, t):
    """Puts a ball on its way and turns it as far as it has rolled."""
    rest = ball.get("rest")
    if rest is None:
        rest = ball["rest"] = tuple(ball.rotation_euler.to_quaternion())
    at, way = along(start, end, t), Vector(end) - Vector(start)
    axis = Vector((0, 0, 1)).cross(way).normalized()
    ball.rotation_mode = "QUATERNION"
    ball.rotation_quaternion = Quaternion(axis, (at - Vector(start)).length / billiards.RADIUS) @ Quaternion(rest)
    ball.location = at


# --- the clips ----------------------------------------------------------------------------------------------------


def pool():
    """Two balls roll past each other, the nearer one in front; the black one stays."""
    balls = billiards.build()
    balls["red"].location = (0.34, 0.36, billiards.RADIUS)
    balls["eight"].location = (0.225, 0.02, billiards.RADIUS)
    r = billiards.RADIUS

    def pose(t):
        slowing = 1 - (1 - t) ** 1.6
        rolled(balls["cue-ball"], (-0.185, -0.10, r), (0.075, -0.03, r), slowing)
        rolled(balls["stripe"], (0.130, 0.135, r), (-0.150, 0.085, r), slowing)

    things = {n: ([balls[n], *balls[n].children], lambda n=n: balls[n].location) for n in ("stripe", "eight", "cue-ball")}
    return Sequence(things, pose, 0.45, still=("eight",))


def pendulum():
    """A lacquered ball on a cord swings before a wall, its shadow on the wall with it."""
    studio.empty_scene()
    pears.room()
    pot = studio.under(studio.handle("vase"), pears.vase())
    pot.location = (-0.40, 0.55, 0)
    lacquer = studio.Shader("lacquer").base(Base_Color=(0.50, 0.020, 0.012, 1), Roughness=0.14, Coat_Weight=0.5).done()
    ball = studio.lathe("ball", [(0.05 * math.sin(a), -0.05 * math.cos(a)) for a in np.linspace(0, math.pi, 64)], lacquer)
    cord = studio.rod("cord", np.array([(0, 0, 0.045), (0, 0, 0.85)]), 0.0022, studio.plain("cord", (0.45, 0.38, 0.27), 0.9))
    hung = studio.under(studio.handle("pendulum"), [ball, cord])
    pivot = Vector((0.08, 0.72, 1.05))
    studio.area_light("window", (-1.1, -0.9, 1.0), (0.1, 0.9, 0.2), (0.35, 0.45), 38, (1.0, 0.93, 0.83))
    studio.surroundings((0.85, 0.92, 1.0), 0.12)
    studio.camera((0.06, -0.75, 0.33), (0.06, 0.75, 0.27), 58, 5.6, (0.06, 0.70, 0.25))

    def pose(t):
        swing = math.radians(21) * math.cos(math.pi * t)
        turn = Matrix.Rotation(swing, 3, "Y")
        hung.location, hung.rotation_euler = pivot + turn @ Vector((0, 0, -0.80)), (0, swing, 0)

    return Sequence({"ball": ([ball], lambda: hung.location)}, pose, 0.2)


def check():
    """The queen comes towards the camera over a board that mirrors her, a pawn goes away behind her."""
    named = chess.build()
    (queen, queen_parts), (pawn, pawn_parts), (_, king_parts) = (named[n] for n in ("queen", "pawn", "king"))
    middle = {queen: 0.045, pawn: 0.025}

    def pose(t):
        smooth = t * t * (3 - 2 * t)
        chess.put(queen, 5.0 - 1.6 * smooth, 3.6 - 2.6 * smooth, 0.8)
        chess.put(pawn, 3.0, 3.6 + 2.2 * smooth, 0.3)

    def centre(body):
        return lambda: body.matrix_world @ Vector((0, 0, middle[body]))

    things = {"pawn": (pawn_parts, centre(pawn)), "queen": (queen_parts, centre(queen))}
    return Sequence(things, pose, 0.95)


def dolly():
    """The camera goes in: what is near grows faster than what is far."""
    named = pears.build()
    camera = bpy.context.scene.camera
    start, aim = camera.location.copy(), Vector((0.0, 0.06, 0.135))

    def pose(t):
        camera.location = start.lerp(aim, 0.24 * t * t * (3 - 2 * t))

    def centre(parts):
        corners = [parts[0].matrix_world @ Vector(c) for c in parts[0].bound_box]
        return sum(corners, Vector()) / 8

    things = {n: (named[n], lambda n=n: centre(named[n])) for n in ("vase", "pear", "lemon")}
    return Sequence(things, pose, 1.0, camera="pear", still=tuple(things))


def crossing():
    """One balloon comes nearer and rises, another drifts by behind it."""
    crew = balloons.build()
    near, far = crew["stripes"], crew["chevrons"]
    camera = bpy.context.scene.camera
    camera.data.lens, camera.rotation_euler = 44, (math.radians(97), 0, 0)
    crew["plum"][0].location = (85, 330, 30)

    def pose(t):
        near[0].location = along((-22, 118, 4), (-8, 88, 13), t)
        far[0].location = along((24, 160, 20), (-25, 165, 28), t)
        near[0].rotation_euler = (0, 0, 0.35 + 0.25 * t)

    things = {n: (crew[n][1], lambda n=n: crew[n][0].location) for n in ("chevrons", "stripes")}
    return Sequence(things, pose, 0.15)


# --- rendering and writing ----------------------------------------------------------------------------------------


def seen(point):
    """Pixel coordinates (0, 0 is the centre of the top left pixel) and depth in metres."""
    x, y, depth = world_to_camera_view(bpy.context.scene, bpy.context.scene.camera, Vector(point))
    return x * WIDTH - 0.5, (1 - y) * HEIGHT - 0.5, depth


def frames(args, name, build):
    sequence = build()
    folder = os.path.join(os.path.abspath(args.out), "items", name)
    for part in ("truth", "masks"):
        os.makedirs(os.path.join(folder, part), exist_ok=True)
    studio.prepare(args, exposure=sequence.exposure, size=(WIDTH, HEIGHT))
    bpy.context.scene.render.dither_intensity = 0.0
    ways = {thing: [] for thing in sequence.things}
    for f in range(FRAMES):
        sequence.pose(f / (FRAMES - 1))
        bpy.context.view_layer.update()
        for thing, (_, point) in sequence.things.items():
            ways[thing].append(seen(point()))
        studio.render(os.path.join(folder, "truth", f"{f:05d}.png"))
    studio.lights_out()
    studio.glow({thing: parts for thing, (parts, _) in sequence.things.items()})
    masks = []
    for f in range(FRAMES):
        sequence.pose(f / (FRAMES - 1))
        bpy.context.view_layer.update()
        share = studio.shares(folder)
        ids = np.zeros(share.shape[:2], int)
        for i, thing in enumerate(sequence.things):
            ids[share[..., i] >= 0.5] = sequence.order[thing]
        masks.append(ids)
        # an id is the red channel's value: with three channels a reader adds 256 green and 65536 blue
        coloured = np.zeros((*ids.shape, 3))
        coloured[..., 0] = ids / 255
        studio.write(os.path.join(folder, "masks", f"{f:05d}.png"), coloured, "PNG")
    describe(folder, sequence, ways, masks)


def describe(folder, sequence, ways, masks):
    """What is asked so that the truth would be the answer, as scene.json with the first frame's masks beside it."""
    entities = []
    for thing, way in ways.items():
        number = sequence.order[thing]
        inside = masks[0] == number
        studio.save_mask(os.path.join(folder, f"{thing}.png"), inside)
        entity = {"id": f"thing-{number}", "comment": thing, "z": number, "mask": f"{thing}.png"}
        if thing not in sequence.still:
            areas = [(ids == number).sum() / inside.sum() for ids in masks]
            entity["trajectory"] = packs.trajectory(way, areas)
        entities.append(entity)
    camera = None
    if sequence.camera is not None:
        depths = [w[2] for w in ways[sequence.camera]]
        zoom = round(depths[0] / depths[-1], 4)
        camera = [{"zoom": zoom, "centre": [(WIDTH - 1) / 2, (HEIGHT - 1) / 2], "easing": "ease-in-out"}]
    packs.describe(folder, (WIDTH, HEIGHT), (FRAMES, FPS), entities, camera)


CLIPS = {
    "pool": pool,
    "pendulum": pendulum,
    "chess": check,
    "dolly": dolly,
    "balloons": crossing,
}


def main():
    args = studio.arguments(*CLIPS)
    for name in [args.clip] if args.clip else CLIPS:
        frames(args, name, CLIPS[name])
    items = sorted(os.listdir(os.path.join(args.out, "items")))
    made = {"by": "examples/sources/truth.py", "width": WIDTH, "height": HEIGHT, "frames": FRAMES}
    packs.seal(os.path.abspath(args.out), "ray-traced", "ray-traced", made, items)


if __name__ == "__main__":
    main()
