# SPDX-License-Identifier: Apache-2.0
"""What is around the things in the pictures of clicks.py: sky, ground, roads, hills, table and wall."""

import math

from clicks_surfaces import EARTH, GREEN, GREY, SAND, WATER, natural, rgb, surface


def sky(scene, rng):
    zenith, low = (
        scene.palette.around(*rng.choice([(0.58, 0.6, 0.5), (0.6, 0.15, 0.6), (0.05, 0.5, 0.5)])),
        scene.palette.pale(),
    )
    clouds = ""
    if rng.random() < 0.6:
        c = scene.palette.pale()
        clouds = (
            "pigment {%s turbulence 0.7 omega 0.55 color_map {[0 %s transmit 1] [%.2f %s transmit 1] [1 %s transmit 0.1]} scale <%.2f,%.2f,1>}"
            % (
                rng.choice(["bozo", "wrinkles", "granite"]),
                rgb(c),
                rng.uniform(0.2, 0.6),
                rgb(c),
                rgb(c),
                rng.uniform(0.2, 0.9),
                rng.uniform(0.08, 0.4),
            )
        )
    layers = "pigment {gradient y color_map {[0 %s] [%.2f %s]}}" % (rgb(low), rng.uniform(0.15, 0.8), rgb(zenith))
    glow = "finish {ambient 0 diffuse 0 emission 1}"
    shape = "sphere {0, 1 inverse scale 5000 no_shadow}"
    texture_text = "texture {%s %s scale 5000}" % (layers, glow) + (
        "texture {%s %s scale 5000}" % (clouds, glow) if clouds else ""
    )
    scene.thing([scene.part(shape, texture_text)])


def surroundings(scene, rng, view):
    """Ground or sea, and what lies on it or rises behind it."""
    kind = rng.choice([GREEN, GREEN, EARTH, SAND, SAND, GREY, None])
    sea = rng.random() < 0.3
    ground = (
        surface(scene, rng, 2, rough=0.6) if kind is None else natural(scene, rng, kind, math.exp(rng.uniform(-2, 1.5)))
    )
    if sea:
        wave = math.exp(rng.uniform(-2, 0.5))
        water = (
            "texture {pigment {%s} normal {%s %.2f turbulence 0.3 scale <%.2f,1,%.2f>} finish {diffuse 0.4 ambient 0.1 reflection {%.2f} specular 0.4 roughness 0.02}}"
            % (
                rgb(scene.palette.around(*WATER)),
                rng.choice(["bumps", "wrinkles", "ripples", "waves"]),
                rng.uniform(0.05, 0.6),
                wave * rng.uniform(1, 4),
                wave,
                rng.uniform(0.1, 0.6),
            )
        )
        scene.thing([scene.part("plane {y, 0}", water)])
        if rng.random() < 0.5:
            beach(scene, rng, view, ground)
    else:
        scene.thing([scene.part("plane {y, 0}", ground)])
        for _ in range(rng.choice([0, 0, 1, 1, 2])):
            rng.choice([road, road, patch, patch])(scene, rng, view)
    for _ in range(rng.choice([0, 1, 1, 2, 3])):
        hills(scene, rng, view)


def beach(scene, rng, view, ground):
    """A tilted plane that rises out of the water, near or at a side."""
    turn, slope = rng.uniform(-70, 70), rng.uniform(2, 6)
    z = view.eye * rng.uniform(1.5, 6)
    shape = "plane {y, 0 rotate x*%.2f rotate y*%.1f translate <0,0,%.2f>}" % (-slope, turn, z)
    scene.thing(
        [
            scene.part(
                "intersection {%s box {<-300,-1,-300>, <300,%.2f,300>}}" % (shape.replace("x*-", "x*"), view.eye * 0.6),
                ground,
            )
        ]
    )


def road(scene, rng, view):
    """A strip on the ground, straight or bent, with a line and something at its edge now and then."""
    spot = view.on_ground(rng.uniform(-0.4, 0.4), rng.uniform(-0.5, 0)) or (0, 6)
    wide = view.scale(spot[1], rng.uniform(0.2, 1.1))
    placed = "rotate y*%.1f translate <%.2f,0,%.2f>" % (
        rng.choice([rng.uniform(-20, 20), rng.uniform(-85, 85)]),
        spot[0],
        spot[1],
    )
    thin = 0.004 * view.eye
    paving = natural(scene, rng, rng.choice([GREY, GREY, EARTH, SAND]), math.exp(rng.uniform(-3, 0)))
    bend = rng.random() < 0.35
    r = wide * rng.uniform(3, 9)

    def strip(left, right, high):
        if bend:
            return (
                "difference {cylinder {<0,%.4f,0>, <0,%.4f,0>, %.3f} cylinder {<0,-9,0>, <0,9,0>, %.3f} translate x*%.3f}"
                % (-high, high, r + right, r + left, -r)
            )
        return "box {<%.3f,%.4f,-200>, <%.3f,%.4f,200>}" % (left, -high, right, high)

    ids = [scene.part(strip(-wide / 2, wide / 2, thin), paving, placed)]
    if rng.random() < 0.4:
        line = wide * rng.uniform(0.01, 0.04)
        ids.append(
            scene.part(
                strip(-line, line, 2 * thin),
                "texture {pigment {%s} finish {diffuse 0.9}}" % rgb((0.8, 0.8, 0.75)),
                placed,
            )
        )
    scene.thing(ids)
    if rng.random() < 0.4:
        edge = wide * rng.uniform(0.03, 0.3)
        kerb = scene.part(
            strip(wide / 2, wide / 2 + edge, thin * rng.choice([2, 30])), surface(scene, rng, wide), placed
        )
        scene.thing([kerb])


def patch(scene, rng, view):
    """Another ground with a ragged outline: a meadow, a puddle, snow."""
    spot = view.on_ground(rng.uniform(-0.5, 0.5), rng.uniform(-0.5, 0.1)) or (0, 6)
    r = view.scale(spot[1], rng.uniform(0.2, 0.9))
    lumps = " ".join(
        "cylinder {<%.3f,0,%.3f>, <%.3f,%.4f,%.3f>, %.3f}" % (x, z, x, 0.006 * view.eye, z, q)
        for x, z, q in ((rng.gauss(0, 0.6) * r, rng.gauss(0, 1.2) * r, r * rng.uniform(0.3, 0.9)) for _ in range(7))
    )
    look = natural(
        scene, rng, rng.choice([GREEN, EARTH, SAND, GREY, WATER, (0.6, 0.03, 0.8)]), math.exp(rng.uniform(-3, 0))
    )
    scene.thing([scene.part("union {%s}" % lumps, look, "translate <%.3f,0,%.3f>" % spot)])


def hills(scene, rng, view):
    """Lumps in a row at the horizon: hills, dunes, a wood, a wall."""
    far = view.eye * math.exp(rng.uniform(2.2, 4.5))
    tall = view.scale(far, rng.uniform(0.04, 0.5))
    kind = rng.random()
    if kind < 0.2:
        shape = "box {<-1000,0,0>, <1000,%.2f,1>}" % tall
        look = surface(scene, rng, tall, rough=0.6)
    else:
        rows = []
        narrow = rng.choice([0.3, 1, 3])
        for _ in range(rng.choice([3, 12, 40])):
            q = tall * rng.uniform(0.4, 1)
            rows.append(
                "sphere {0, 1 scale <%.2f,%.2f,%.2f> translate <%.2f,0,%.2f>}"
                % (q * 2.5 * narrow, q, q * narrow, rng.uniform(-1, 1) * far, rng.uniform(0, 0.3) * far)
            )
        shape = "union {%s}" % " ".join(rows)
        look = natural(
            scene, rng, rng.choice([GREEN, GREEN, EARTH, GREY, SAND, WATER]), tall * math.exp(rng.uniform(-3, 0))
        )
    scene.thing([scene.part(shape, look, "translate z*%.2f" % far)])


def cloth(scene, rng, view):
    spot = view.on_ground(rng.uniform(-0.4, 0.4), rng.uniform(-0.4, 0)) or (0, 1)
    a, b = rng.uniform(0.2, 0.9), rng.uniform(0.2, 0.9)
    shape = rng.choice(["box {<%.3f,0,%.3f>, <%.3f,0.006,%.3f>}" % (-a, -b, a, b), "cylinder {0, y*0.008, %.3f}" % a])
    scene.thing(
        [
            scene.part(
                shape,
                surface(scene, rng, 0.4, rough=0.6),
                "rotate y*%d translate <%.3f,0,%.3f>" % (rng.randrange(90), *spot),
            )
        ]
    )


def picture_on_wall(scene, rng, back):
    x, y, a, b = rng.uniform(-1, 1) * back * 0.5, rng.uniform(0.3, 1.4), rng.uniform(0.1, 0.6), rng.uniform(0.1, 0.6)
    frame = scene.part(
        "box {<%.3f,%.3f,%.3f>, <%.3f,%.3f,%.3f>}" % (x - a, y - b, back - 0.03, x + a, y + b, back),
        surface(scene, rng, 0.3),
    )
    inner = scene.part(
        "box {<%.3f,%.3f,%.3f>, <%.3f,%.3f,%.3f>}"
        % (x - a * 0.85, y - b * 0.85, back - 0.035, x + a * 0.85, y + b * 0.85, back),
        surface(scene, rng, 0.6),
    )
    scene.thing([frame, inner])
