# SPDX-License-Identifier: Apache-2.0
"""The things on tables in the pictures of clicks.py, and things without a name; one unit tall, standing on y = 0."""


from clicks_surfaces import EARTH, GREEN, ball, limb, natural, rgb, surface, union, vec


def lathe(scene, rng, where):
    """Bottle, vase, bowl, chessman: a profile turned."""
    n = rng.randint(4, 8)
    base = rng.uniform(0.12, 0.35)
    profile = [(base, 0.0)] + [(max(0.03, base * rng.uniform(0.3, 1.5)), k / (n - 1)) for k in range(1, n)]
    points = ", ".join("<%.3f,%.3f>" % p for p in [(0, 0), *profile, (0, 1)])
    shape = (
        "lathe {linear_spline %d, %s}" % (n + 2, points)
        if rng.random() < 0.3
        else "lathe {cubic_spline %d, <%.3f,-0.1>, %s, <0,1.1>}" % (n + 4, base, points)
    )
    ids = [scene.part(shape, surface(scene, rng, 0.3, shiny=0.6), where.text())]
    if rng.random() < 0.4:
        y = rng.uniform(0.1, 0.6)
        r = max(p[0] for p in profile) * 1.02
        ids.append(
            scene.part(
                "cylinder {y*%.3f, y*%.3f, %.3f}" % (y, y + rng.uniform(0.1, 0.3), r),
                surface(scene, rng, 0.2),
                where.text(),
            )
        )
    return ids


def mug(scene, rng, where):
    r = rng.uniform(0.3, 0.5)
    look = surface(scene, rng, 0.4, shiny=0.8, rough=0.1)
    cup = "difference {cylinder {0, y, %.3f} cylinder {y*0.08, y*1.1, %.3f}}" % (r, r * 0.9)
    handle = "difference {torus {0.25, 0.05 rotate x*90 translate <%.3f,0.5,0>} cylinder {-y, y*2, %.3f}}" % (
        r,
        r * 0.95,
    )
    ids = [scene.part(union(cup, handle), look, where.text())]
    if rng.random() < 0.5:
        ids.append(
            scene.part(
                "cylinder {y*0.1, y*%.2f, %.3f}" % (rng.uniform(0.7, 0.92), r * 0.9),
                surface(scene, rng, 0.4, shiny=0.6),
                where.text(),
            )
        )
    return ids


def fruit(scene, rng, where):
    look = surface(scene, rng, 0.5, scene.palette.around(rng.choice([0.0, 0.08, 0.13, 0.25]), 0.8, 0.6), shiny=0.6)
    body = union(ball((0, 0.42, 0), (0.45, 0.42, 0.45)), ball((0, 0.7 * rng.uniform(0.7, 1.1), 0), (0.28, 0.28, 0.28)))
    return [
        scene.part(body, look, where.text()),
        scene.part(
            limb([(0, 0.85, 0), (0.05, 1.05, 0)], (0.03, 0.025)), natural(scene, rng, EARTH, 0.05), where.text()
        ),
    ]


def books(scene, rng, where):
    ids, y = [], 0
    for _ in range(rng.randint(1, 5)):
        a, b, h, turn = rng.uniform(0.5, 0.9), rng.uniform(0.35, 0.6), rng.uniform(0.08, 0.25), rng.uniform(-25, 25)
        cover = "difference {box {<%.3f,0,%.3f>, <%.3f,%.3f,%.3f>} box {<%.3f,0.02,-9>, <%.3f,%.3f,9>}}" % (
            -a,
            -b,
            a,
            h,
            b,
            -a + 0.03,
            a + 1,
            h - 0.02,
        )
        pages = "box {<%.3f,0.02,%.3f>, <%.3f,%.3f,%.3f>}" % (-a + 0.03, -b + 0.02, a - 0.02, h - 0.02, b - 0.02)
        w = where.text("rotate y*%.1f translate y*%.3f" % (turn, y))
        one = [
            scene.part(cover, surface(scene, rng, 0.3), w),
            scene.part(pages, "texture {pigment {%s}}" % rgb(scene.palette.around(0.12, 0.15, 0.7)), w),
        ]
        scene.thing(one)
        ids += one
        y += h
    return ids


def package(scene, rng, where):
    a, b = rng.uniform(0.3, 1.2), rng.uniform(0.2, 0.8)
    ids = [scene.part("box {<%.3f,0,%.3f>, <%.3f,1,%.3f>}" % (-a, -b, a, b), surface(scene, rng, 0.6), where.text())]
    if rng.random() < 0.5:
        x = a * rng.uniform(0.05, 0.6)
        ids.append(
            scene.part(
                "box {<%.3f,-0.01,%.3f>, <%.3f,1.01,%.3f>}" % (-x, -b * 1.02, x, b * 1.02),
                surface(scene, rng, 0.4),
                where.text(),
            )
        )
    return ids


def round_thing(scene, rng, where):
    ids = [scene.part("sphere {y*0.5, 0.5}", surface(scene, rng, 0.5, shiny=0.6), where.text())]
    if rng.random() < 0.35:
        ids.append(
            scene.part(
                "difference {sphere {y*0.5, 0.505} plane {y, %.2f} plane {-y, -%.2f}}"
                % (rng.uniform(0.2, 0.5), rng.uniform(0.6, 0.9)),
                surface(scene, rng, 0.3),
                where.text(),
            )
        )
    return ids


def word(scene, rng, where):
    text = "".join(rng.choice("ABCDEHKLMNOPRSTUXZ0123456789&") for _ in range(rng.randint(1, 4)))
    shape = 'text {ttf "timrom.ttf" "%s" 0.25, 0 translate x*%.2f}' % (text, -0.3 * len(text))
    where.turn = rng.uniform(-35, 35)
    return [scene.part(shape, surface(scene, rng, 0.3), where.text("scale 1.3"))]


def lamp(scene, rng, where):
    w = where.text()
    shade = "cone {y*0.62, 0.34, y, %.2f open}" % rng.uniform(0.1, 0.34)
    glow = rng.uniform(0, 0.7)
    return [
        scene.part(
            union("cylinder {0, y*0.04, 0.22}", "cylinder {0, y*0.7, 0.03}"), surface(scene, rng, 0.2, shiny=0.7), w
        ),
        scene.part(
            shade, "texture {pigment {%s} finish {ambient 0.1 emission %.2f}}" % (rgb(scene.palette.any()), glow), w
        ),
    ]


def plant(scene, rng, where):
    w = where.text()
    pot = scene.part("cone {0, 0.18, y*0.35, 0.26}", surface(scene, rng, 0.2), w)
    leaves = []
    for _ in range(rng.choice([9, 25])):
        a, lift = rng.uniform(0, 360), rng.uniform(10, 85)
        leaves.append(
            "sphere {0, 1 scale <%.3f,0.012,0.05> translate x*%.3f rotate z*%.1f rotate y*%.1f translate y*0.33}"
            % ((rng.uniform(0.15, 0.32),) + (0.3,) + (lift, a))
        )
    return [pot, scene.part(union(*leaves), natural(scene, rng, GREEN, 0.1, 0), w)]


def odd(scene, rng, where):
    """A thing of several solids, each cut or not, in one to three surfaces."""
    w = where.text()
    looks = [surface(scene, rng, 0.5) for _ in range(rng.randint(1, 3))]
    ids = []
    for k in range(rng.randint(2, 5)):
        p = vec(rng.gauss(0, 0.2), rng.uniform(0.2, 0.7), rng.gauss(0, 0.2))
        q = rng.uniform(0.12, 0.3)
        solid = rng.choice(
            [
                "sphere {0, %.3f}" % q,
                "box {%.3f, %.3f}" % (-q, q),
                "cylinder {y*%.3f, y*%.3f, %.3f}" % (-q * 1.5, q * 1.5, q * 0.6),
                "torus {%.3f, %.3f}" % (q, q * 0.3),
                "cone {y*%.3f, %.3f, y*%.3f, 0}" % (-q, q, q * 1.3),
                "superellipsoid {<0.3,0.5> scale %.3f}" % q,
            ]
        )
        if rng.random() < 0.25:
            solid = "difference {object {%s} sphere {%s, %.3f}}" % (solid, vec(q * 0.6, q * 0.6, -q * 0.6), q * 0.8)
        ids.append(
            scene.part(
                "object {%s rotate %s translate %s}" % (solid, vec(*(rng.uniform(0, 180) for _ in range(3))), p),
                rng.choice(looks),
                w,
            )
        )
    return ids
