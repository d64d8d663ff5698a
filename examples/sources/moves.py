# SPDX-License-Identifier: Apache-2.0
"""Small ray-traced clips of which everything is known, to learn from. Needs povray (3.7) and no Python package.

    python3 moves.py OUT --clips 500 --first 1

writes a pack: for each number n a scene of clicks.py's kind in which one or two things go a straight way while all else,
camera and light too, stays. Shadows and mirror images go along since every frame is traced anew. The same number gives the
same clip. Several may write into one folder at a time; each seals at its end what is there, so the last one seals it all.
"""

import argparse
import math
import os
import random
import shutil
import subprocess
import sys
from collections import Counter

import clicks
import packs
import pixels

SIZE = WIDTH, HEIGHT = 192, 112
FRAMES, FPS = 3, 7
TIMES = tuple(f / (FRAMES - 1) for f in range(FRAMES))
DIAGONAL = math.hypot(WIDTH, HEIGHT)
SEEN = 0.003, 0.25
# a thing behind others would be asked to be drawn in front of them
UNCOVERED = 0.85
NOT_MOVED = ("cloud", "sun")
LIFTED = ("bird", "balloon", "round_thing", "odd")


class Thing:
    """What one call of put made. offset: how far it goes by the last frame."""

    def __init__(self, name, parts, where):
        self.name, self.parts, self.where = name, set(parts), where
        self.offset = (0, 0, 0)

    def at(self, t):
        return tuple(a + t * o for a, o in zip(self.where.at, self.offset))


class Stage(clicks.Scene):
    """A scene that remembers where its things stand."""

    def __init__(self, rng):
        super().__init__(rng, SIZE)
        self.things = []

    def put(self, build, where):
        parts = super().put(build, where)
        self.things.append(Thing(build.__name__, parts, where))
        return parts


# --- between the picture and space --------------------------------------------------------------------------------


def seen(view, point):
    """Pixel coordinates (0, 0 is the centre of the top left pixel) and depth along the view."""
    c, s = math.cos(view.pitch), math.sin(view.pitch)
    x, y, z = point[0], point[1] - view.eye, point[2]
    up, depth = y * c - z * s, y * s + z * c
    right = x / (depth * view.tall * view.aspect)
    return (right + 0.5) * WIDTH - 0.5, (0.5 - up / (depth * view.tall)) * HEIGHT - 0.5, depth


def behind(view, x, y, depth):
    """The point behind a pixel."""
    ray = view.ray((x + 0.5) / WIDTH - 0.5, 0.5 - (y + 0.5) / HEIGHT)
    return ray[0] * depth, view.eye + ray[1] * depth, ray[2] * depth


def depth_of(view, thing):
    x, y, z = thing.where.at
    return seen(view, (x, y + thing.where.scale / 2, z))[2]


# --- what moves and where to --------------------------------------------------------------------------------------


class Film:
    """A scene, its camera, and the text around its parts."""

    def __init__(self, rng, folder):
        self.rng, self.folder = rng, folder
        self.scene = Stage(rng)
        outside = rng.random() < 0.62
        self.view, fog = (clicks.outdoors if outside else clicks.indoors)(self.scene)
        self.view.blur = 0
        lamps, settings = clicks.lights(self.scene, outside)
        # with jitter the noise of a soft shadow would be another one in every frame
        lamps = [lamp.replace("3,3 adaptive 0 jitter", "5,5 adaptive 1") for lamp in lamps]
        self.head = ["#version 3.7;", settings, self.view.text(), fog, *lamps]
        self.movers = []

    def traced(self, head, parts, name, times, options, alone=()):
        """Pictures of some moments, from one call since each call costs half a second; the paths of what it made."""
        path, count = os.path.join(self.folder, name), len(times) + len(alone)
        text = "\n".join(head + self.placed(parts, times, alone))
        clicks.render(text, path, SIZE, [*options, "+KFI1", "+KFF%d" % count])
        stem, kind = os.path.splitext(path)
        # povray numbers the files only where there are several
        return ["%s%d%s" % (stem, k, kind) for k in range(1, count + 1)] if count > 1 else [path]

    def ids(self, times, alone=()):
        """Which part each pixel shows at some times, then at some others with nothing there but what moves."""
        head = ["#version 3.7;", "global_settings {assumed_gamma 1.0}", self.view.text(), "background {rgb 0}"]
        found = []
        for path in self.traced(head, self.scene.flat, "ids.ppm", times, ["+FP8", "-A", "File_Gamma=1.0"], alone):
            found.append(pixels.read_ids(path))
            os.remove(path)
        return found

    def pictures(self):
        made = self.traced(self.head, self.scene.real, "f.png", TIMES, ["+A0.1", "+AM2", "+R2", "Jitter=off"])
        for f, path in enumerate(made):
            pixels.undate(path)
            os.rename(path, os.path.join(self.folder, "truth", "%05d.png" % f))

    def placed(self, parts, times, alone):
        """The parts of a pass; those of what moves are carried along with their surfaces."""
        carried = {part: thing for thing in self.movers for part in thing.parts}
        # without animation the frame's number is 0
        steps = ", ".join("%.4f" % t for t in (*times, *alone))
        out = ["#declare Times = array[%d] {%s}" % (len(times) + len(alone), steps)]
        out.append("#declare T = Times[max(0, frame_number - 1)];")
        for part, thing in carried.items():
            out.append("object {%s translate T * <%.4f,%.4f,%.4f>}" % (parts[part - 1], *thing.offset))
        still = [text for number, text in enumerate(parts, 1) if number not in carried]
        return [*out, "#if (frame_number <= %d)" % len(times), *still, "#end"]

    def choose(self, still):
        """Takes one or two things that can be moved, each with a way; false where there is none."""
        rng, self.movers, depths = self.rng, [], self.depths(still)
        for thing in self.scene.things:
            thing.offset = (0, 0, 0)
        wanted = 2 if rng.random() < 0.5 else 1
        self.edge = edge = rng.random() < 0.1
        areas = Counter(still)
        # large ones first, mostly: small ones are in the way of nothing, so they would be in nearly every clip
        for thing in sorted(
            self.scene.things, key=lambda thing: -rng.random() * math.sqrt(sum(areas[part] for part in thing.parts))
        ):
            mask = [part in thing.parts for part in still]
            if thing.name in NOT_MOVED or not SEEN[0] <= sum(mask) / len(mask) <= SEEN[1]:
                continue
            start = *pixels.innermost(mask, WIDTH), depth_of(self.view, thing)
            if not edge and touches(mask) or overlapped(mask, depths, start[2]):
                continue
            if any(self.try_way(thing, mask, start, depths) for _ in range(16)):
                thing.start = behind(self.view, *start)
                self.movers.append(thing)
                if len(self.movers) == wanted:
                    break
            thing.offset = thing.offset if thing in self.movers else (0, 0, 0)
        # what is nearer has the higher number: it lies on top
        self.movers.sort(key=lambda m: -sum(w[2] for w in self.way(m)))
        return bool(self.movers)

    def depths(self, still):
        """How far the thing at each pixel is; what only surrounds the things is far."""
        of = {part: depth_of(self.view, thing) for thing in self.scene.things for part in thing.parts}
        return [of.get(part, math.inf) for part in still]

    def try_way(self, thing, mask, start, depths):
        thing.offset = draw_way(self.rng, self.view, thing, start)
        if thing.offset is None:
            thing.offset = (0, 0, 0)
            return False
        thing.start = behind(self.view, *start)
        inside, shown = within(mask, self.way(thing), depths)
        return inside >= (0.35 if self.edge else 0.97) and shown >= UNCOVERED * inside and not any(
            self.meets(thing, other) for other in self.scene.things if other is not thing
        )

    def meets(self, thing, other):
        """Whether two things come into each other on the way."""
        reach = 0.4 * (thing.where.scale + other.where.scale)
        return other.name not in NOT_MOVED and any(math.dist(thing.at(t), other.at(t)) < reach for t in (0.5, 1))

    def way(self, thing):
        return [seen(self.view, tuple(a + t * o for a, o in zip(thing.start, thing.offset))) for t in TIMES]


def draw_way(rng, view, thing, start):
    """How far a thing goes in space, so that its way on the picture has a wanted length; None where there is none such."""
    x, y, depth = start
    length = DIAGONAL * (0.1 + 0.5 * rng.random() ** 1.3)
    ratio = math.exp(rng.uniform(math.log(0.7), math.log(1.4))) if rng.random() < 0.4 else rng.uniform(0.93, 1.07)
    angle = rng.uniform(0, 2 * math.pi)
    flies = thing.where.at[1] > 0 or rng.random() < (0.3 if thing.name in LIFTED else 0.05)
    first = behind(view, x, y, depth)
    if flies:
        last = behind(view, x + length * math.cos(angle), y + length * math.sin(angle), depth / ratio)
        offset = tuple(b - a for a, b in zip(first, last))
        return offset if thing.where.at[1] + offset[1] >= 0 else None
    away = (depth / ratio - depth) / math.cos(view.pitch)
    down = seen(view, (first[0], first[1], first[2] + away))[1] - y
    if abs(down) > length:
        return None
    side = math.copysign(math.sqrt(length**2 - down**2), math.cos(angle))
    return behind(view, x + side, y + down, depth / ratio)[0] - first[0], 0.0, away


def touches(mask):
    rows = [mask[i : i + WIDTH] for i in range(0, len(mask), WIDTH)]
    return sum(rows[0]) + sum(rows[-1]) + sum(row[0] + row[-1] for row in rows) > 2


def overlapped(mask, depths, depth):
    """Whether much of a mask's outline is where something nearer lies on it."""
    outline = covered = 0
    for i in range(WIDTH, len(mask) - WIDTH):
        if mask[i]:
            for j in (i - 1, i + 1, i - WIDTH, i + WIDTH):
                if not mask[j]:
                    outline += 1
                    covered += depths[j] < depth
    return covered > 0.15 * outline


def within(mask, way, depths):
    """Least shares of a mask that are in the picture where the way takes it, and that are not behind things there."""
    spots = [(i % WIDTH, i // WIDTH) for i in range(0, len(mask)) if mask[i]]
    insides, showns = [], []
    for x, y, depth in way[1:]:
        scale, inside, shown = way[0][2] / depth, 0, 0
        for a, b in spots:
            a, b = round(x + scale * (a - way[0][0])), round(y + scale * (b - way[0][1]))
            if 0 <= a < WIDTH and 0 <= b < HEIGHT:
                inside += 1
                # its own pixels of the first frame hide nothing
                shown += mask[b * WIDTH + a] or depths[b * WIDTH + a] > depth
        insides.append(inside / len(spots))
        showns.append(shown / len(spots))
    return min(insides), min(showns)


# --- writing ------------------------------------------------------------------------------------------------------


def numbered(ids, movers):
    """Part numbers to the numbers of what moves; 0 is all else."""
    of = {part: number for number, thing in enumerate(movers, 1) for part in thing.parts}
    return [of.get(part, 0) for part in ids]


def masks(film, still):
    """A map of numbers for each frame; None where a thing is hidden, gone, or uncovers nothing."""
    found = [numbered(ids, film.movers) for ids in film.ids(TIMES[1:], alone=(TIMES[0], TIMES[-1]))]
    maps = [numbered(still, film.movers), *found[: FRAMES - 1]]
    for shown, whole in zip((maps[0], maps[-1]), found[FRAMES - 1 :]):
        for number in range(1, len(film.movers) + 1):
            if shown.count(number) < max(20, UNCOVERED * whole.count(number)):
                return None
    for number, thing in enumerate(film.movers, 1):
        way = film.way(thing)
        sizes = [m.count(number) * (w[2] / way[0][2]) ** 2 / maps[0].count(number) for m, w in zip(maps, way)]
        # what was hidden in the first frame cannot be known from it
        if min(sizes) < 0.2 or not film.edge and max(sizes) > 1.35:
            return None
    for number in range(1, len(film.movers) + 1):
        left = sum(a == number and b == 0 for a, b in zip(maps[0], maps[-1]))
        if left < max(20, 0.15 * maps[0].count(number)):
            return None
    return maps


def attempt(rng, folder):
    """Draws a scene and writes its clip; false where there is none."""
    for part in ("truth", "masks"):
        os.makedirs(os.path.join(folder, part))
    film = Film(rng, folder)
    still = film.ids(TIMES[:1])[0]
    # the same scene once more: another way may do
    maps = next((m for m in (film.choose(still) and masks(film, still) for _ in range(3)) if m), None)
    if maps is None:
        return False
    film.pictures()
    for f, numbers in enumerate(maps):
        pixels.write_grey(os.path.join(folder, "masks", "%05d.png" % f), numbers, WIDTH, 16)
    entities = []
    for number, thing in enumerate(film.movers, 1):
        mask = "thing-%d.png" % number
        pixels.write_grey(os.path.join(folder, mask), [255 * (n == number) for n in maps[0]], WIDTH, 8)
        areas = [m.count(number) / maps[0].count(number) for m in maps]
        entity = {"id": "thing-%d" % number, "comment": thing.name, "z": number, "mask": mask}
        entity["trajectory"] = packs.trajectory(film.way(thing), areas)
        entities.append(entity)
    packs.describe(folder, SIZE, (FRAMES, FPS), entities)
    return True


def clip(out, number):
    """The first scene of a number's own row of random scenes that makes a clip. It appears whole or not at all."""
    done = os.path.join(out, "items", "%05d" % number)
    # beside the pack: what is not finished must not be sealed
    making = "%s-making-%05d" % (out, number)
    tries = 0
    while not os.path.exists(done):
        shutil.rmtree(making, ignore_errors=True)
        tries += 1
        if attempt(random.Random(number * 1000003 + tries), making):
            os.rename(making, done)
    shutil.rmtree(making, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out")
    parser.add_argument("--clips", type=int, default=500, help="how many; 0 only seals what is there")
    parser.add_argument("--first", type=int, default=1)
    args = parser.parse_args()
    out = os.path.abspath(args.out)
    os.makedirs(os.path.join(out, "items"), exist_ok=True)
    for number in range(args.first, args.first + args.clips):
        try:
            clip(out, number)
        except subprocess.TimeoutExpired:
            print("%05d took too long" % number, file=sys.stderr)
    made = {"by": "examples/sources/moves.py", "width": WIDTH, "height": HEIGHT, "frames": FRAMES}
    packs.seal(out, "moves", "ray-traced", made, sorted(os.listdir(os.path.join(out, "items"))))


if __name__ == "__main__":
    main()
