# SPDX-License-Identifier: Apache-2.0
"""Colours and surfaces of the pictures of clicks.py, as POV-Ray's language has them."""

import colorsys
import math


def rgb(c):
    return "rgb <%.3f,%.3f,%.3f>" % tuple(c)


class Palette:
    """Colours of one picture: most are near to each other, some stand out."""

    def __init__(self, rng):
        self.rng = rng
        self.hue = rng.random()
        self.dull = rng.uniform(0.05, 0.6)

    def any(self):
        rng = self.rng
        if rng.random() < 0.45:
            return self.near()
        return colorsys.hsv_to_rgb(rng.random(), rng.random() ** 1.3, rng.uniform(0.04, 1) ** 1.4)

    def near(self):
        rng = self.rng
        hue = (self.hue + rng.gauss(0, 0.06)) % 1
        return colorsys.hsv_to_rgb(hue, min(1, self.dull * rng.uniform(0.4, 1.6)), rng.uniform(0.05, 0.9) ** 1.5)

    def pale(self):
        return colorsys.hsv_to_rgb(self.rng.random(), self.rng.uniform(0, 0.2), self.rng.uniform(0.4, 0.9))

    def around(self, hue, saturation, value):
        rng = self.rng
        return colorsys.hsv_to_rgb(
            (hue + rng.gauss(0, 0.03)) % 1,
            max(0, min(1, saturation * rng.uniform(0.6, 1.3))),
            max(0.02, min(1, value * rng.uniform(0.6, 1.5))),
        )


GREEN, EARTH, SAND, GREY, SKIN, WATER = (
    (0.27, 0.6, 0.2),
    (0.08, 0.5, 0.2),
    (0.1, 0.35, 0.5),
    (0.6, 0.06, 0.3),
    (0.06, 0.5, 0.5),
    (0.58, 0.5, 0.2),
)


def between(a, b, t):
    return tuple(max(0, x + (y - x) * t) for x, y in zip(a, b))


def pigment(rng, a, b, size):
    """Two colours in a pattern of a given grain."""
    kind = rng.choice(
        [
            "bozo",
            "granite",
            "marble",
            "wood",
            "agate",
            "crackle",
            "wrinkles",
            "leopard",
            "gradient",
            "checker",
            "brick",
            "plain",
            "plain",
            "spots",
        ]
    )
    turn = "rotate <%d,%d,%d>" % (rng.randrange(180), rng.randrange(180), rng.randrange(180))
    if kind == "plain":
        return "pigment {%s}" % rgb(a)
    if kind == "checker":
        return "pigment {checker %s %s scale %.4f rotate y*%d}" % (rgb(a), rgb(b), size, rng.randrange(90))
    if kind == "brick":
        return "pigment {brick %s %s brick_size <2,0.7,1> mortar 0.08 scale %.4f}" % (rgb(b), rgb(a), size * 0.6)
    if kind == "spots":
        return "pigment {crackle form <1,0,0> color_map {[0.25 %s] [0.3 %s]} scale %.4f}" % (rgb(b), rgb(a), size)
    if kind == "gradient":
        soft = rng.choice([0.01, 0.1, 0.4])
        return "pigment {gradient x color_map {[%.2f %s] [0.5 %s] [%.2f %s] [1 %s]} turbulence %.2f scale %.4f %s}" % (
            0.5 - soft,
            rgb(a),
            rgb(b),
            1 - soft,
            rgb(b),
            rgb(a),
            rng.choice([0, 0, 0.2]),
            size,
            turn,
        )
    stretch = "<%.2f,%.2f,%.2f>" % tuple(rng.choice([1, 1, 1, 4, 0.3]) for _ in range(3))
    middle = between(a, b, rng.uniform(0.2, 0.8))
    return "pigment {%s turbulence %.2f color_map {[0 %s] [%.2f %s] [1 %s]} scale %.4f scale %s %s}" % (
        kind,
        rng.choice([0, 0.2, 0.6]),
        rgb(a),
        rng.uniform(0.3, 0.7),
        rgb(middle),
        rgb(b),
        size,
        stretch,
        turn,
    )


def finish(rng, shiny=0.35):
    if rng.random() > shiny:
        return "finish {diffuse %.2f ambient 0.1}" % rng.uniform(0.6, 0.95)
    return "finish {diffuse %.2f ambient 0.1 specular %.2f roughness %.4f reflection {%.2f}}" % (
        rng.uniform(0.5, 0.8),
        rng.uniform(0.1, 0.8),
        rng.choice([0.004, 0.02, 0.08]),
        rng.choice([0, 0, 0.05, 0.15, 0.35]),
    )


def bumps(rng, size):
    kind = rng.choice(["bumps", "wrinkles", "granite", "dents", "ripples"])
    return "normal {%s %.2f scale %.4f}" % (kind, rng.uniform(0.1, 0.9), size)


def texture(rng, a, b, size, shiny=0.35, rough=0.35):
    normal = bumps(rng, size * rng.uniform(0.1, 0.7)) if rng.random() < rough else ""
    return "texture {%s %s %s}" % (pigment(rng, a, b, size), normal, finish(rng, shiny))


def surface(scene, rng, size, colour=None, rough=0.35, shiny=0.35):
    """A surface of its own; its second colour mostly close to the first."""
    a = colour or scene.palette.any()
    other = scene.palette.any()
    b = between(a, other, rng.choice([0.1, 0.2, 0.4, 1])) if rng.random() < 0.8 else between(a, (0, 0, 0), 0.6)
    return texture(rng, a, b, size * math.exp(rng.uniform(-1.6, 0.4)), shiny, rough)


def natural(scene, rng, kind, size, rough=0.8):
    a, b = scene.palette.around(*kind), scene.palette.around(*kind)
    pattern = rng.choice(["bozo", "granite", "agate", "wrinkles", "crackle"])
    return (
        "texture {pigment {%s turbulence 0.5 color_map {[0 %s] [1 %s]} scale %.4f} %s finish {diffuse 0.8 ambient 0.1}}"
        % (pattern, rgb(a), rgb(b), size, bumps(rng, size * 0.3) if rng.random() < rough else "")
    )


# --- shapes ---


def vec(*v):
    return "<%.4f,%.4f,%.4f>" % v


def ball(at, size):
    return "sphere {0, 1 scale %s translate %s}" % (vec(*size), vec(*at))


def limb(points, r):
    return "sphere_sweep {linear_spline %d, %s}" % (
        len(points),
        ", ".join("%s, %.4f" % (vec(*p), q) for p, q in zip(points, r)),
    )


def union(*shapes):
    return "union {%s}" % " ".join(shapes) if len(shapes) > 1 else shapes[0]
