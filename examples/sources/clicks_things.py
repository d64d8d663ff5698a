# SPDX-License-Identifier: Apache-2.0
"""The things out of doors in the pictures of clicks.py, one unit tall, standing on y = 0."""

import math

import clicks_still as still
from clicks_surfaces import EARTH, GREEN, GREY, SAND, SKIN, ball, finish, limb, natural, rgb, surface, union, vec


def person(scene, rng, where):
    step, arm = rng.uniform(-0.12, 0.12), [rng.uniform(-0.3, 0.35) for _ in range(4)]
    legs = union(
        *[
            limb([(s * 0.06, 0.5, 0), (s * 0.07, 0.27, f * 0.6), (s * 0.07, 0.03, f)], (0.07, 0.055, 0.04))
            for s, f in ((-1, step), (1, -step))
        ]
    )
    shoulders = limb([(0, 0.52, 0), (0, 0.78, 0)], (0.1, 0.11))
    sleeves = [
        limb(
            [
                (s * 0.11, 0.78, 0),
                (s * 0.17, 0.62, arm[k] * 0.4),
                (s * (0.17 + 0.2 * abs(arm[k + 1])), 0.5 + 0.3 * max(0, arm[k + 1]), arm[k] * 0.8),
            ],
            (0.05, 0.04, 0.035),
        )
        for k, s in ((0, -1), (2, 1))
    ]
    head = union(ball((0, 0.92, 0), (0.065, 0.08, 0.07)))
    hair = "difference {%s box {<-1,0,-1>, <1,0.9,-0.02>}}" % ball((0, 0.94, 0.01), (0.075, 0.08, 0.08))
    w = where.text()
    shirt = surface(scene, rng, 0.15, shiny=0.1)
    return [
        scene.part(legs, surface(scene, rng, 0.15, shiny=0.1), w),
        scene.part(union(shoulders, *sleeves), shirt if rng.random() < 0.8 else surface(scene, rng, 0.1), w),
        scene.part(
            head, "texture {pigment {%s} finish {diffuse 0.8 ambient 0.1}}" % rgb(scene.palette.around(*SKIN)), w
        ),
        scene.part(hair, surface(scene, rng, 0.05, scene.palette.around(0.08, 0.4, 0.08), shiny=0.2), w),
    ]


def animal(scene, rng, where):
    """Four legs; from dog to horse to giraffe."""
    leg, neck, fat = rng.uniform(0.3, 0.55), rng.uniform(0.1, 0.4), rng.uniform(0.1, 0.2)
    body = [limb([(-0.3, leg + fat, 0), (0.25, leg + fat * rng.uniform(0.9, 1.3), 0)], (fat, fat * 1.05))]
    for x in (-0.3, 0.25):
        for s in (-1, 1):
            f = rng.uniform(-0.15, 0.15)
            body.append(
                limb(
                    [
                        (x, leg + fat * 0.7, s * fat * 0.5),
                        (x + f, leg * 0.5, s * fat * 0.5),
                        (x + f * rng.uniform(0, 1.5), 0.02, s * fat * 0.5),
                    ],
                    (0.08, 0.05, 0.035),
                )
            )
    top = (0.3 + neck * 0.7, leg + fat * 1.5 + neck, 0)
    body += [
        limb([(0.25, leg + fat * 1.3, 0), top], (fat * 0.7, 0.07)),
        limb([top, (top[0] + 0.17, top[1] - 0.08, 0)], (0.08, 0.05)),
    ]
    body.append(limb([(-0.38, leg + fat * 1.5, 0), (-0.5, leg + fat, 0), (-0.52, leg * 0.7, 0)], (0.03, 0.04, 0.03)))
    w = where.text("scale 0.95")
    ids = [
        scene.part(
            union(*body), surface(scene, rng, 0.25, rng.choice([None, scene.palette.around(*EARTH)]), shiny=0.15), w
        )
    ]
    if rng.random() < 0.5:
        ids.append(scene.part(ball((-0.02, leg + 2 * fat, 0), (0.14, 0.08, fat * 0.95)), surface(scene, rng, 0.1), w))
    return ids


def bird(scene, rng, where):
    spread, lift = rng.uniform(0.2, 0.75), rng.uniform(-40, 50)
    coat = surface(scene, rng, 0.15, rng.choice([None, (0.8, 0.8, 0.8), (0.06, 0.06, 0.07)]), shiny=0.1)
    body = union(
        ball((0, 0.5, 0), (0.36, 0.16, 0.15)),
        ball((0.36, 0.6, 0), (0.11, 0.1, 0.1)),
        "cone {<-0.3,0.5,0>, 0.1, <-0.6,0.47,0>, 0.14}",
    )
    wings = union(
        *[
            "sphere {0, 1 scale <0.2,0.03,%.3f> translate z*%.3f rotate x*%.1f translate <0,0.56,0>}"
            % (spread, s * spread, -s * lift)
            for s in (-1, 1)
        ]
    )
    w = where.text("translate y*-0.1")
    same = rng.random() < 0.4
    return [
        scene.part(body, coat, w),
        scene.part(wings, coat if same else surface(scene, rng, 0.15, shiny=0.1), w),
        scene.part("cone {<0.45,0.6,0>, 0.03, <0.58,0.57,0>, 0}", "texture {pigment {rgb <0.8,0.4,0.05>}}", w),
    ]


def boat(scene, rng, where):
    long, deep = rng.uniform(0.5, 1.1), rng.uniform(0.12, 0.28)
    hull = "intersection {%s box {<-9,-0.05,-9>, <9,%.3f,9>}}" % (
        ball((0, deep, 0), (long, deep * 1.3, long * 0.32)),
        deep,
    )
    w = where.text()
    ids = [scene.part(hull, surface(scene, rng, 0.5), w)]
    if rng.random() < 0.6:
        mast = long * rng.uniform(-0.2, 0.3)
        ids.append(
            scene.part("cylinder {<%.3f,%.3f,0>, <%.3f,1,0>, 0.015}" % (mast, deep, mast), surface(scene, rng, 0.1), w)
        )
        rng.random()  # keeps the numbers of the pictures that were learned from
        sail = (
            "prism {-0.01, 0.01, 4, <%.3f,%.3f>, <%.3f,%.3f>, <%.3f,0.98>, <%.3f,%.3f> rotate x*-90 rotate y*%.1f}"
            % (0.02, deep + 0.1, long * 0.7, deep + 0.1, 0.02, 0.02, deep + 0.1, rng.uniform(-25, 25))
        )
        ids.append(
            scene.part(
                "object {%s translate x*%.3f}" % (sail, mast),
                surface(scene, rng, 0.4, rng.choice([None, (0.85, 0.83, 0.78)]), shiny=0),
                w,
            )
        )
        if rng.random() < 0.5:
            jib = "prism {-0.01, 0.01, 4, <-0.02,%.3f>, <%.3f,%.3f>, <-0.02,0.9>, <-0.02,%.3f> rotate x*-90}" % (
                deep + 0.08,
                -long * 0.6,
                deep + 0.05,
                deep + 0.08,
            )
            ids.append(scene.part("object {%s translate x*%.3f}" % (jib, mast), surface(scene, rng, 0.4, shiny=0), w))
    for _ in range(rng.choice([0, 1, 1, 2])):
        x, a, b = rng.uniform(-0.5, 0.3) * long, rng.uniform(0.1, 0.35) * long, rng.uniform(0.1, 0.35)
        ids.append(
            scene.part(
                "box {<%.3f,%.3f,%.3f>, <%.3f,%.3f,%.3f>}"
                % (x - a, deep - 0.02, -long * 0.16, x + a, deep + b, long * 0.16),
                surface(scene, rng, 0.3),
                w,
            )
        )
    return ids


def car(scene, rng, where):
    tall, nose = rng.uniform(0.7, 1), rng.uniform(0.4, 0.6)
    side = [
        (-1.1, 0.2),
        (1.15, 0.2),
        (1.2, nose),
        (0.65, nose + 0.06),
        (0.3, tall),
        (-0.6, tall),
        (-1.05, nose + 0.1),
        (-1.1, 0.2),
    ]
    if rng.random() < 0.3:
        side = [(-1.1, 0.2), (1.15, 0.2), (1.15, nose), (1.0, tall), (-1.05, tall), (-1.1, 0.2)]
    outline = ", ".join("<%.3f,%.3f>" % p for p in side)
    body = "prism {-0.45, 0.45, %d, %s rotate x*-90}" % (len(side), outline)
    glass = union(
        *[
            "box {<%.3f,%.3f,-0.47>, <%.3f,%.3f,0.47>}" % (a, nose + 0.08, b, tall - 0.06)
            for a, b in ((-0.5, -0.12), (-0.05, 0.25))
        ]
    )
    front = "prism {-0.38, 0.38, 5, <0.66,%.3f>, <0.7,%.3f>, <0.36,%.3f>, <0.28,%.3f>, <0.66,%.3f> rotate x*-90}" % (
        nose + 0.08,
        nose + 0.1,
        tall - 0.05,
        tall - 0.05,
        nose + 0.08,
    )
    wheels = union(
        *[
            "cylinder {<%.2f,0.2,%.2f>, <%.2f,0.2,%.2f>, 0.2}" % (x, z, x, z + 0.12)
            for x in (-0.68, 0.72)
            for z in (-0.48, 0.36)
        ]
    )
    w = where.text()
    paint = surface(scene, rng, 3, shiny=0.8, rough=0.05)
    if rng.random() < 0.7:
        paint = "texture {pigment {%s} %s}" % (rgb(scene.palette.any()), finish(rng, 0.9))
    return [
        scene.part(body, paint, w),
        scene.part(
            union(glass, front), "texture {pigment {rgb 0.03} finish {specular 0.8 roughness 0.01 reflection 0.25}}", w
        ),
        scene.part(wheels, "texture {pigment {rgb 0.03} finish {diffuse 0.7}}", w),
    ]


def motorbike(scene, rng, where):
    wheels = union(*["torus {0.22, 0.045 rotate x*90 translate <%.2f,0.26,0>}" % x for x in (-0.5, 0.5)])
    frame = union(
        ball((0.05, 0.5, 0), (0.3, 0.13, 0.1)),
        ball((-0.45, 0.52, 0), (0.22, 0.06, 0.08)),
        limb([(0.5, 0.26, 0), (0.33, 0.75, 0)], (0.03, 0.03)),
        limb([(0.33, 0.75, -0.2), (0.33, 0.75, 0.2)], (0.02, 0.02)),
        ball((0, 0.3, 0), (0.22, 0.14, 0.1)),
    )
    ids = [
        scene.part(wheels, "texture {pigment {rgb 0.03}}", where.text()),
        scene.part(frame, surface(scene, rng, 0.3, shiny=0.9, rough=0.05), where.text()),
    ]
    if rng.random() < 0.6:
        rider = union(
            limb([(-0.2, 0.62, 0), (-0.1, 1.0, 0)], (0.12, 0.13)),
            *[
                limb([(-0.08, 1.0, s * 0.13), (0.1, 0.8, s * 0.2), (0.32, 0.77, s * 0.18)], (0.06, 0.05, 0.04))
                for s in (-1, 1)
            ],
            *[
                limb([(-0.2, 0.6, s * 0.1), (0.15, 0.55, s * 0.15), (0.0, 0.2, s * 0.13)], (0.08, 0.07, 0.05))
                for s in (-1, 1)
            ],
        )
        a = scene.part(rider, surface(scene, rng, 0.2, shiny=0.1), where.text())
        b = scene.part(ball((-0.02, 1.22, 0), (0.13, 0.13, 0.12)), surface(scene, rng, 0.2, shiny=0.8), where.text())
        scene.thing([a, b])
        ids += [a, b]
    return ids


def house(scene, rng, where):
    wide, deep, eaves = rng.uniform(0.4, 1.2), rng.uniform(0.4, 0.8), rng.uniform(0.4, 0.75)
    w = where.text()
    walls = scene.part(
        "box {<%.3f,-0.1,%.3f>, <%.3f,%.3f,%.3f>}" % (-wide, -deep, wide, eaves, deep),
        surface(scene, rng, 0.3, shiny=0.05),
        w,
    )
    over = 1.12
    roof = scene.part(
        "prism {%.3f, %.3f, 4, <%.3f,%.3f>, <%.3f,%.3f>, <0,1>, <%.3f,%.3f> rotate x*-90 rotate y*90}"
        % (-wide * over, wide * over, -deep * over, eaves, deep * over, eaves, -deep * over, eaves),
        surface(scene, rng, 0.2, shiny=0.05),
        w,
    )
    holes = [
        "box {<%.3f,%.3f,%.3f>, <%.3f,%.3f,%.3f>}"
        % (x - 0.07, eaves * 0.4, -deep * 1.02, x + 0.07, eaves * 0.75, deep * 1.02)
        for x in [wide * (2 * (i + 0.5) / n - 1) for n in (rng.choice([2, 3, 4]),) for i in range(n)]
    ]
    return [
        walls,
        roof,
        scene.part(
            union(*holes), "texture {pigment {%s} finish {reflection 0.1 diffuse 0.6}}" % rgb(scene.palette.any()), w
        ),
    ]


def tree(scene, rng, where):
    trunk = scene.part(
        "cone {0, %.3f, y*0.6, 0.03}" % rng.uniform(0.04, 0.08), natural(scene, rng, EARTH, 0.05), where.text()
    )
    kind = rng.random()
    if kind < 0.3:
        crown = union(
            *["cone {y*%.3f, %.3f, y*%.3f, 0}" % (0.15 + 0.22 * k, 0.3 - 0.07 * k, 0.5 + 0.17 * k) for k in range(4)]
        )
    else:
        r = rng.choice([0.04, 0.1, 0.18])
        lumps = []
        for _ in range(int(10 + 1.2 / r)):
            a, b, q = rng.uniform(0, 6.3), rng.uniform(-1, 1), rng.random() ** 0.4
            lumps.append(
                ball(
                    (0.3 * q * math.cos(a), 0.68 + 0.28 * b * q, 0.3 * q * math.sin(a)),
                    (r * rng.uniform(0.6, 1.2),) * 3,
                )
            )
        crown = union(*lumps)
    return [
        trunk,
        scene.part(crown, natural(scene, rng, rng.choice([GREEN, GREEN, (0.1, 0.7, 0.4)]), 0.06, 1), where.text()),
    ]


def tuft(scene, rng, where):
    """Blades, stalks, sticks."""
    blades = []
    for _ in range(rng.choice([12, 30, 60])):
        a, lean, h = rng.uniform(0, 6.3), rng.uniform(0, 0.5), rng.uniform(0.5, 1)
        x, z = rng.gauss(0, 0.15), rng.gauss(0, 0.15)
        blades.append(
            "cone {<%.3f,0,%.3f>, %.3f, <%.3f,%.3f,%.3f>, 0}"
            % (x, z, rng.uniform(0.015, 0.05), x + lean * math.cos(a), h, z + lean * math.sin(a))
        )
    return [
        scene.part(union(*blades), natural(scene, rng, rng.choice([GREEN, GREEN, SAND, EARTH]), 0.3, 0), where.text())
    ]


def rocks(scene, rng, where):
    """One or a heap."""
    count = rng.choice([1, 4, 15])
    stones = []
    for _ in range(count):
        q = 0.5 if count == 1 else rng.uniform(0.1, 0.4)
        away = 0 if count == 1 else rng.gauss(0, 0.6)
        stones.append(
            "sphere {0, 1 scale %s rotate %s translate <%.3f,%.3f,%.3f>}"
            % (
                vec(q * rng.uniform(0.7, 1.6), q * rng.uniform(0.6, 1.1), q * rng.uniform(0.7, 1.4)),
                vec(rng.uniform(-25, 25), rng.uniform(0, 360), 0),
                away,
                q * 0.5,
                0 if count == 1 else rng.gauss(0, 0.5),
            )
        )
    return [
        scene.part(union(*stones), natural(scene, rng, rng.choice([GREY, GREY, EARTH, SAND]), 0.3, 1), where.text())
    ]


def fence(scene, rng, where):
    n, gap = rng.randint(4, 12), rng.uniform(0.25, 0.6)
    posts = [
        "box {<%.3f,0,-0.03>, <%.3f,%.3f,0.03>}" % (k * gap - 0.05, k * gap + 0.05, rng.uniform(0.9, 1))
        for k in range(n)
    ]
    rails = ["box {<-0.1,%.2f,-0.02>, <%.3f,%.2f,0.02>}" % (y, n * gap, y + 0.08) for y in (0.35, 0.75)]
    return [
        scene.part(
            "object {%s translate x*%.3f}" % (union(*posts, *rails), -n * gap / 2),
            surface(scene, rng, 0.3),
            where.text(),
        )
    ]


def post(scene, rng, where):
    """A lamp, a sign, a flag."""
    pole = scene.part("cylinder {0, y, %.3f}" % rng.uniform(0.012, 0.03), surface(scene, rng, 0.3), where.text())
    kind = rng.random()
    head = (
        ball((0, 0.95, 0), (0.1, 0.08, 0.1))
        if kind < 0.35
        else "cylinder {<0,0.85,-0.03>, <0,0.85,-0.02>, 0.15}"
        if kind < 0.7
        else "box {<0,0.75,-0.01>, <0.35,1,0.01>}"
    )
    return [pole, scene.part(head, surface(scene, rng, 0.1), where.text())]


def balloon(scene, rng, where):
    envelope = union(ball((0, 0.65, 0), (0.34, 0.35, 0.34)), "cone {<0,0.55,0>, 0.31, <0,0.2,0>, 0.08}")
    stripes = (
        "texture {pigment {radial frequency %d color_map {[0.5 %s] [0.5 %s]}} finish {diffuse 0.8 ambient 0.1}}"
        % (rng.choice([4, 8, 12]), rgb(scene.palette.any()), rgb(scene.palette.any()))
    )
    look = stripes if rng.random() < 0.4 else surface(scene, rng, 0.5, shiny=0.1)
    return [
        scene.part(envelope, look, where.text()),
        scene.part("box {<-0.07,0,-0.07>, <0.07,0.12,0.07>}", surface(scene, rng, 0.05), where.text()),
    ]


def cloud(scene, rng, where):
    colour, grey = scene.palette.pale(), rng.uniform(0.5, 1.1)
    colour = tuple(grey * c for c in colour)
    edge = rng.uniform(0.25, 0.5)
    pattern = "spherical turbulence %.2f omega 0.6 lambda 2.2 octaves 6" % rng.uniform(0.3, 0.6)
    move = "scale <%.2f,0.6,1>" % rng.uniform(0.8, 1.6)
    rng.random()
    soft = rng.uniform(0.05, 0.3)
    real = "pigment {%s color_map {[%.2f %s transmit 1] [%.2f %s transmit %.2f] [1 %s transmit 0]} %s}" % (
        pattern,
        edge - soft,
        rgb(colour),
        edge + soft,
        rgb(colour),
        rng.uniform(0, 0.3),
        rgb(colour),
        move,
    )
    flat = "pigment {%s color_map {[%.2f rgb 0 transmit 1] [%.2f @] [1 @]} %s}" % (pattern, edge, edge, move)
    where.turn = where.tilt = 0
    shape = "box {<-3,-2,0>, <3,2,0.001> no_shadow}"
    return [scene.part(shape, "texture {%s finish {ambient 0 diffuse 0 emission 1}}" % real, where.text(), flat)]


def sun(scene, rng, where):
    a = scene.palette.around(0.11, rng.uniform(0, 0.8), 1)
    return [
        scene.part(
            "sphere {0, 0.5 no_shadow}",
            "texture {pigment {%s} finish {ambient 0 diffuse 0 emission %.2f}}" % (rgb(a), rng.uniform(0.7, 1.6)),
            where.text(),
        )
    ]


FLYING = [bird, bird, balloon, still.round_thing]
OUTDOORS = [
    person,
    person,
    animal,
    animal,
    boat,
    boat,
    car,
    car,
    motorbike,
    house,
    tree,
    tree,
    tuft,
    rocks,
    rocks,
    fence,
    post,
    bird,
    still.odd,
    still.odd,
    still.package,
    still.round_thing,
    still.plant,
]
INDOORS = [
    still.lathe,
    still.lathe,
    still.mug,
    still.fruit,
    still.fruit,
    still.books,
    still.package,
    still.round_thing,
    still.word,
    still.lamp,
    still.plant,
    still.odd,
    car,
    animal,
    bird,
    rocks,
    boat,
    tuft,
]
