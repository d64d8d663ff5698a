# SPDX-License-Identifier: Apache-2.0
"""Small ray-traced pictures of which every pixel's thing is known, for the selector's judge. Needs povray (3.7) alone.

    python3 clicks.py OUT --pictures 1000 --first 1

writes, for each number n, OUT/n.png, OUT/n-ids.png (a part's number in red + 256 green) and OUT/n.txt (the ids of one thing a
line). The same number gives the same picture. What is in the pictures is in clicks_ground.py and clicks_things.py.
"""

import argparse
import math
import os
import random
import subprocess
import tempfile

import clicks_ground as ground
import clicks_surfaces as surfaces
import clicks_things as things

WIDTH = 240


class Scene:
    """What is in a picture. A part is a shape with a surface; a thing is a list of parts' numbers."""

    def __init__(self, rng, size=None):
        self.rng = rng
        self.real, self.flat, self.named = [], [], []
        self.parts = 0
        self.width, self.height = size or (WIDTH, rng.choice([135, 160, 180]))
        self.palette = surfaces.Palette(rng)

    def aspect(self):
        return self.width / self.height

    def part(self, shape, surface, placed="", cutout=None):
        """cutout: a pigment and the pigment that says in the second pass what of it is there."""
        self.parts += 1
        flat = "rgb <%d/255,%d/255,0>" % (self.parts % 256, self.parts // 256)
        glow = "finish {ambient 0 diffuse 0 emission 1}"
        only = cutout.replace("@", flat) if cutout else "pigment {%s}" % flat
        self.real.append("object {%s %s %s}" % (shape, surface, placed))
        self.flat.append("object {%s texture {%s %s} %s}" % (shape, only, glow, placed))
        return self.parts

    def thing(self, ids):
        if ids and sorted(ids) not in self.named:
            self.named.append(sorted(ids))

    def put(self, build, where):
        """Builds a thing at a place; lists it whole, and now and then a part of it."""
        ids = build(self, self.rng, where)
        self.thing(ids)
        if len(ids) > 1 and self.rng.random() < 0.3:
            self.thing([self.rng.choice(ids)])
        return ids


class View:
    """A camera that looks along +z, somewhat down or up."""

    def __init__(self, aspect, eye, pitch, angle):
        self.eye, self.pitch, self.angle = eye, math.radians(pitch), angle
        self.aspect = aspect
        self.tall = 2 * math.tan(math.radians(angle) / 2) / self.aspect
        self.blur = 0
        self.focus = 0

    def text(self):
        blur = ""
        if self.blur:
            blur = "aperture %.4f focal_point <0,%.3f,%.3f> blur_samples 14 variance 1/500" % (
                self.blur,
                self.eye,
                self.focus,
            )
        return (
            "camera {perspective location <0,%.3f,0> direction z right %.4f*x up y angle %.2f rotate <0,0,0> look_at <0,%.4f,1> %s}"
            % (self.eye, self.aspect, self.angle, self.eye + math.tan(self.pitch), blur)
        )

    def ray(self, sx, sy):
        """Direction through a place of the picture, -0.5..0.5 to the right and up, of length 1 along z before the tilt."""
        x, y = sx * self.tall * self.aspect, sy * self.tall
        c, s = math.cos(self.pitch), math.sin(self.pitch)
        return x, y * c + s, c - y * s

    def horizon(self):
        return -math.tan(self.pitch) / self.tall

    def on_ground(self, sx, sy):
        """Where a place below the horizon lies on the ground: x, z; None at the horizon or above."""
        x, y, z = self.ray(sx, sy)
        if y > -0.02 or z <= 0.05:
            return None
        t = self.eye / -y
        return x * t, z * t

    def scale(self, distance, part):
        """How tall a thing is that takes this part of the picture's height."""
        return part * self.tall * distance


class Where:
    """Scale 1 is one unit tall; everything in a thing's own measure goes through here."""

    def __init__(self, x, y, z, scale, turn, tilt=0.0):
        self.at, self.scale, self.turn, self.tilt = (x, y, z), scale, turn, tilt

    def text(self, before=""):
        return "%s scale %.4f rotate <0,%.1f,%.1f> translate <%.3f,%.3f,%.3f>" % (
            before,
            self.scale,
            self.turn,
            self.tilt,
            *self.at,
        )


def put_on_ground(scene, view, build, part=None, far=1.0):
    rng = scene.rng
    low, high = -0.52, min(0.42, view.horizon() - 0.03 * far)
    for _ in range(9):
        spot = view.on_ground(rng.uniform(-0.5, 0.5), low + (high - low) * rng.random())
        if spot:
            size = view.scale(spot[1], part or math.exp(rng.uniform(math.log(0.14), math.log(1.0))))
            return scene.put(build, Where(spot[0], 0, spot[1], size, rng.uniform(0, 360)))
    return []


def put_in_air(scene, view, build, distance, part):
    rng = scene.rng
    x, y, z = view.ray(rng.uniform(-0.45, 0.45), rng.uniform(max(-0.45, view.horizon() + 0.05), 0.45))
    at = (x * distance, view.eye + y * distance, z * distance)
    return scene.put(build, Where(*at, view.scale(distance, part), rng.uniform(0, 360), rng.uniform(-12, 12)))


def lights(scene, outdoors):
    rng = scene.rng
    warm = rng.uniform(0, 0.5)
    power = rng.uniform(0.5, 1.15)
    colour = (power, power * (1 - 0.25 * warm), power * (1 - 0.6 * warm))
    up = rng.uniform(0.12, 1.0)
    side, back = rng.uniform(-1, 1), rng.uniform(-1, 0.8)
    far = 4000 if outdoors else 12
    at = "<%.2f,%.2f,%.2f>" % (side * far, up * far, back * far)
    size = far * rng.choice([0.01, 0.05, 0.2, 0.5])
    area = "area_light <%.2f,0,0>,<0,%.2f,0.5>,3,3 adaptive 0 jitter circular orient" % (size, size)
    out = ["light_source {%s color %s %s}" % (at, surfaces.rgb(colour), area if rng.random() < 0.75 else "")]
    fill = rng.uniform(0.1, 0.55)
    tint = (fill * 0.9, fill, fill * rng.uniform(0.9, 1.15))
    out.append(
        "light_source {<%.1f,%.1f,-30> color %s shadowless}"
        % (rng.uniform(-30, 30), rng.uniform(10, 60), surfaces.rgb(tint))
    )
    ambient = rng.uniform(0.3, 1.6)
    return out, "global_settings {assumed_gamma 1.0 max_trace_level 4 ambient_light %s}" % surfaces.rgb([ambient] * 3)


def several(rng, low, high):
    return range(rng.randint(low, high))


def outdoors(scene):
    rng = scene.rng
    view = View(scene.aspect(), rng.choice([0.6, 1.6, 1.7, 3, 8]), rng.uniform(-22, 8), rng.uniform(30, 70))
    ground.sky(scene, rng)
    ground.surroundings(scene, rng, view)
    for _ in several(rng, 0, 2):
        put_in_air(scene, view, things.cloud, 900, rng.uniform(0.08, 0.4))
    if rng.random() < 0.15:
        put_in_air(scene, view, things.sun, 1200, rng.uniform(0.05, 0.3))
    for _ in several(rng, 0, 2) if rng.random() < 0.3 else ():
        put_in_air(scene, view, rng.choice(things.FLYING), 20, rng.uniform(0.08, 0.45))
    crowd(scene, view, things.OUTDOORS)
    fog = ""
    if rng.random() < 0.3:
        fog = "fog {distance %.1f color %s}" % (rng.choice([30, 100, 300]), surfaces.rgb(scene.palette.pale()))
    return view, fog


def crowd(scene, view, kinds):
    """Things of some kinds; several of one kind that stand together are one more thing."""
    rng = scene.rng
    for _ in several(rng, 2, 6):
        put_on_ground(scene, view, rng.choice(kinds))
    if rng.random() < 0.35:
        build, part = rng.choice(kinds), rng.uniform(0.08, 0.35)
        spot = view.on_ground(rng.uniform(-0.4, 0.4), rng.uniform(-0.45, min(0.3, view.horizon() - 0.05)))
        if spot:
            size, all_ids = view.scale(spot[1], part), []
            for _ in several(rng, 2, 7):
                x, z = spot[0] + rng.gauss(0, 0.7) * size, spot[1] + rng.gauss(0, 0.8) * size
                if z > 0.3 * spot[1]:
                    where = Where(x, 0, z, size * rng.uniform(0.7, 1.2), rng.uniform(0, 360))
                    all_ids += scene.put(build, where)
            scene.thing(all_ids)


def indoors(scene):
    rng = scene.rng
    view = View(scene.aspect(), rng.uniform(0.35, 1.2), rng.uniform(-45, -5), rng.uniform(35, 60))
    table = surfaces.surface(scene, rng, 0.4)
    scene.thing([scene.part("plane {y, 0}", table)])
    back = rng.uniform(1.5, 5)
    scene.thing([scene.part("plane {z, %.2f}" % back, surfaces.surface(scene, rng, 0.6, rough=0.5))])
    if rng.random() < 0.4:
        # the table ends before the wall: a skirting, a shelf, a strip
        size = (rng.uniform(0.05, 0.5), rng.uniform(0.02, 0.2))
        scene.thing(
            [
                scene.part(
                    "box {<-50,0,%.2f>, <50,%.2f,%.2f>}" % (back - size[1], size[0], back),
                    surfaces.surface(scene, rng, 0.8),
                )
            ]
        )
    if rng.random() < 0.4:
        ground.cloth(scene, rng, view)
    if rng.random() < 0.35:
        ground.picture_on_wall(scene, rng, back)
    crowd(scene, view, things.INDOORS)
    if rng.random() < 0.35:
        view.blur, view.focus = rng.uniform(0.01, 0.05), rng.uniform(0.8, 2.5)
    return view, ""


def write(folder, number):
    rng = random.Random(number * 7919 + 17)
    scene = Scene(rng)
    outside = rng.random() < 0.62
    view, fog = (outdoors if outside else indoors)(scene)
    lamps, settings = lights(scene, outside)
    head = ["#version 3.7;"]
    scene_text = "\n".join([*head, settings, view.text(), fog, *lamps, *scene.real])
    view.blur = 0
    plain = "global_settings {assumed_gamma 1.0}"
    flat_text = "\n".join([*head, plain, view.text(), "background {rgb 0}", *scene.flat])
    name = os.path.join(folder, "%05d" % number)
    render(scene_text, name + ".png", (scene.width, scene.height), ["+A0.1", "+AM2", "+R2", "Jitter=off"])
    render(flat_text, name + "-ids.png", (scene.width, scene.height), ["-A", "File_Gamma=1.0"])
    with open(name + ".txt", "w", encoding="utf-8") as out:
        out.write("\n".join(" ".join(map(str, t)) for t in scene.named) + "\n")


def render(text, file, size, options):
    with tempfile.NamedTemporaryFile("w", suffix=".pov", delete=False) as pov:
        pov.write(text)
    call = [
        "povray",
        "+I" + pov.name,
        "+O" + file,
        "+W%d" % size[0],
        "+H%d" % size[1],
        "+FN8",
        "-D",
        "+WT1",
        "-V",
        *options,
    ]
    done = subprocess.run(call, capture_output=True, text=True, timeout=120)
    if done.returncode:
        raise SystemExit(pov.name + "\n" + done.stderr[-3000:])
    os.remove(pov.name)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out")
    parser.add_argument("--pictures", type=int, default=1000)
    parser.add_argument("--first", type=int, default=1)
    args = parser.parse_args()
    os.makedirs(args.out, exist_ok=True)
    for number in range(args.first, args.first + args.pictures):
        if not os.path.exists(os.path.join(args.out, "%05d.txt" % number)):
            write(args.out, number)


if __name__ == "__main__":
    main()
