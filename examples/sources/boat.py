# SPDX-License-Identifier: Apache-2.0
"""A toy sailing boat on a pond in the late afternoon. Metres; the boat is 0.42 m long and sails along its own +x."""

import math

import bpy
import numpy as np

import studio
from studio import Shader, mesh, plain, rod, surface

rng = np.random.default_rng(20)
args = studio.arguments()
studio.empty_scene()

LENGTH, BEAM, DRAUGHT, FREEBOARD = 0.42, 0.135, 0.055, 0.05
CAMERA = (0.0, -3.1, 0.47)
SUN = (27, -98)


# --- materials ----------------------------------------------------------------------------------------------------


def varnished_wood(name, dark, light, along="x", gloss=0.22):
    s = Shader(name)
    stretch = {"x": (6, 90, 90), "y": (90, 6, 90), "z": (90, 90, 6)}[along]
    grain = s.noise(s.object_space(stretch), 1.0, 8, 0.6, 1.2)
    s.base(Base_Color=s.ramp(grain, [(0.3, dark), (0.7, light)]), Roughness=gloss, Coat_Weight=0.6, Coat_Roughness=0.08)
    return s.bump(grain, 0.12, 0.0006).done()


def painted_hull():
    s = Shader("hull paint")
    at = s.object_space()
    height = s.node("SeparateXYZ", Vector=at).outputs[2]
    band = s.ramp(
        s.math("ADD", s.math("MULTIPLY", height, 5.0), 0.5),
        [(0, (0.035, 0.06, 0.11)), (0.505, (0.82, 0.79, 0.72)), (0.548, (0.36, 0.010, 0.008))],
        "CONSTANT",
    )
    wear = s.noise(at, 60, 8, 0.7)
    scuffed = s.ramp(wear, [(0.66, 0.0), (0.72, 1.0)])
    dirt = s.ramp(s.noise(at, 14, 6, 0.6), [(0.35, 0.72), (0.7, 1.0)])
    colour = s.mix(1.0, s.mix(s.math("MULTIPLY", scuffed, 0.35), band, (0.55, 0.40, 0.26)), dirt, "MULTIPLY")
    s.base(Base_Color=colour, Roughness=s.ramp(wear, [(0.3, 0.16), (0.8, 0.42)]), Coat_Weight=0.3, Coat_Roughness=0.1)
    return s.bump(s.noise(at, 25, 4), 0.12, 0.0015).done()


def decking():
    s = Shader("deck planks")
    at = s.object_space()
    grain = s.noise(s.object_space((8, 130, 130)), 1.0, 8, 0.6, 1.0)
    wood = s.ramp(grain, [(0.3, (0.36, 0.20, 0.09)), (0.7, (0.62, 0.40, 0.20))])
    across = s.math("FRACT", s.math("MULTIPLY", s.node("SeparateXYZ", Vector=at).outputs[1], 85.0))
    seam = s.ramp(across, [(0.0, 0.12), (0.07, 1.0)], "CONSTANT")
    s.base(Base_Color=s.mix(1.0, wood, seam, "MULTIPLY"), Roughness=0.35)
    return s.bump(seam, 0.4, 0.0008).done()


def sailcloth(name, colour):
    """Cotton: a weave, crosswise seams, and sunlight through it."""
    s = Shader(name)
    at = s.object_space()
    height = s.node("SeparateXYZ", Vector=at).outputs[2]
    panel = s.math("FRACT", s.math("MULTIPLY", height, 15.0))
    seam = s.ramp(panel, [(0.0, 0.50), (0.05, 1.0), (0.13, 0.80), (0.16, 1.0)])
    stain = s.ramp(s.noise(at, 9, 7, 0.65), [(0.3, 0.86), (0.65, 1.0)])
    cloth = s.mix(1.0, s.mix(1.0, colour, seam, "MULTIPLY"), stain, "MULTIPLY")
    weave = s.noise(at, 1400, 2)
    wrinkle = s.noise(s.object_space((9, 9, 22)), 1.0, 3, 0.5, 0.6)
    rough = s.math("ADD", s.math("MULTIPLY", weave, 0.06), wrinkle)
    s.base(Base_Color=cloth, Roughness=0.85).bump(rough, 0.55, 0.006)
    through = s.node("BsdfTranslucent", Color=cloth)
    return s.done(studio.mixed(s, 0.42, through))


def pond_water():
    s = Shader("water")
    at = s.object_space()
    fine = s.math("ADD", s.noise(s.object_space((1, 1.6, 1)), 26, 3, 0.5), s.math("MULTIPLY", s.noise(at, 90, 2), 0.2))
    murk = s.ramp(s.noise(at, 0.7, 3), [(0.3, (0.010, 0.017, 0.010)), (0.7, (0.020, 0.026, 0.012))])
    s.base(Base_Color=murk, Roughness=0.015, IOR=1.333, Specular_IOR_Level=0.5)
    return s.bump(fine, 0.10, 0.010).done()


def bark():
    s = Shader("bark")
    ridges = s.noise(s.object_space((9, 9, 1.5)), 1.5, 8, 0.7)
    s.base(Base_Color=s.ramp(ridges, [(0.3, (0.035, 0.025, 0.018)), (0.7, (0.16, 0.12, 0.09))]), Roughness=0.9)
    return s.bump(ridges, 0.8, 0.05).done()


def soil():
    s = Shader("bank soil")
    patches = s.noise(s.object_space(), 2.0, 8, 0.65)
    s.base(Base_Color=s.ramp(patches, [(0.35, (0.035, 0.026, 0.014)), (0.65, (0.09, 0.085, 0.03))]), Roughness=0.95)
    return s.done()


# --- the boat -----------------------------------------------------------------------------------------------------


def sheer(u):
    """Height of the gunwale: higher at the bow (u = 1)."""
    return FREEBOARD * (0.78 + 0.75 * (u - 0.38) ** 2 + 0.25 * u**3)


def half_breadth(u):
    return (
        BEAM
        / 2
        * np.clip(1 - np.clip((u - 0.42) / 0.58, 0, 1) ** 2.3, 0, 1)
        * (0.66 + 0.34 * np.clip(u / 0.42, 0, 1) ** 0.7)
    )


def hull():
    u = np.linspace(0, 1, 90)
    v = np.linspace(-1, 1, 61)
    b, top = half_breadth(u), sheer(u)
    keel = -DRAUGHT * (1 - np.clip((u - 0.72) / 0.28, 0, 1) ** 2.2) * (0.55 + 0.45 * np.clip(u / 0.3, 0, 1))
    x = (u - 0.5) * LENGTH
    angle = v * math.pi / 2
    y = b[:, None] * np.sign(v) * np.abs(np.sin(angle)) ** 0.8
    z = top[:, None] - (top - keel)[:, None] * np.cos(angle) ** 0.85
    rake = 0.05 * np.clip((u - 0.8) / 0.2, 0, 1)[:, None] * (z - keel[:, None]) * 3
    points = np.stack([x[:, None] + rake, y, z], -1)
    shell = surface("hull", points, painted_hull())
    transom = points[0]
    mesh("transom", transom, [list(range(len(transom)))[::-1]], shell.data.materials[0], smooth=False)
    rims = [points[:, 0], points[:, -1]]
    return shell, x, b, top, rims


def sail(name, tack, head, clew, belly, material, roach=0.0):
    """A triangular cloth from tack (low, forward) to head (top) to clew (low, aft), blown out along +y."""
    tack, head, clew = map(np.asarray, (tack, head, clew))
    s, t = np.meshgrid(np.linspace(0, 1, 50), np.linspace(0, 1, 70))
    luff = tack + (head - tack) * t[..., None]
    leech = clew + (head - clew) * t[..., None]
    points = luff + (leech - luff) * s[..., None]
    fill = np.sin(math.pi * s**0.8) * (1 - t) ** 0.8 * (0.25 + 0.75 * np.sin(math.pi * np.clip(t + 0.12, 0, 1)))
    points[..., 1] += belly * fill
    points[..., 0] -= roach * np.sin(math.pi * t) * s
    return surface(name, points, material)


def boat():
    shell, x, b, top, rims = hull()
    brass = plain("brass", (0.72, 0.50, 0.20), 0.28, Metallic=1.0)
    teak = varnished_wood("teak", (0.16, 0.06, 0.02), (0.42, 0.20, 0.075))
    spruce = varnished_wood("spruce", (0.40, 0.22, 0.09), (0.68, 0.45, 0.22), "z")
    cord = plain("cord", (0.55, 0.49, 0.38), 0.9)
    rows = np.linspace(-0.97, 0.97, 21)
    camber = 0.004 * (1 - rows**2)
    deck = np.stack(
        [np.repeat(x[:, None], 21, 1), b[:, None] * rows, (top - 0.007)[:, None] + camber * (b / b.max())[:, None]], -1
    )
    surface("deck", deck, decking())
    for rim in rims:
        rod("gunwale", rim + (0, 0, 0.001), 0.0042, teak)
    rod("transom rail", np.stack([rims[0][0], rims[1][0]]), 0.0042, teak)

    cabin_at = float(np.interp(0.36, np.linspace(0, 1, 90), top)) + 0.006
    studio.box(
        "cabin", (0.10, 0.062, 0.034), (-0.062, 0, cabin_at), plain("cream paint", (0.78, 0.72, 0.58), 0.35), 0.006
    )
    studio.box("cabin roof", (0.114, 0.074, 0.007), (-0.062, 0, cabin_at + 0.020), teak, 0.003)
    for side in (-1, 1):
        for at in (-0.085, -0.062, -0.039):
            ring = np.linspace(0, 2 * math.pi, 25)
            circle = np.stack(
                [at + 0.0065 * np.cos(ring), np.full(25, side * 0.0315), cabin_at + 0.002 + 0.0065 * np.sin(ring)], -1
            )
            rod("porthole", circle, 0.0016, brass)
            mesh(
                "porthole glass",
                circle[:-1] + (0, side * 0.0004, 0),
                [list(range(24))],
                plain("dark glass", (0.01, 0.013, 0.016), 0.05),
                False,
            )

    foot, tip = np.array([0.045, 0, 0.03]), np.array([0.030, 0, 0.50])
    rod("mast", np.linspace(foot, tip, 12), np.linspace(0.0058, 0.0034, 12), spruce)
    studio.lathe(
        "mast head", [(0, 0.009), (0.004, 0.007), (0.0055, 0.002), (0.004, -0.003), (0, -0.004)], brass, 24
    ).location = tip
    swing = math.radians(17)
    gooseneck = foot + (tip - foot) * 0.155
    reach = np.array([-math.cos(swing), math.sin(swing), 0.02])
    boom_end = gooseneck + 0.215 * reach
    rod(
        "boom",
        np.linspace(gooseneck, boom_end, 8),
        0.0040,
        varnished_wood("boom spruce", (0.40, 0.22, 0.09), (0.68, 0.45, 0.22)),
    )
    along = gooseneck + (0, 0, 0.010)
    cloth = sailcloth("main cloth", (0.86, 0.80, 0.66, 1))
    sail(
        "mainsail",
        along + (-0.007, 0, 0),
        foot + (tip - foot) * 0.955 + (-0.007, 0, 0),
        along + 0.205 * reach,
        0.045,
        cloth,
        0.012,
    )
    stem = rims[0][-1] + (0.004, 0, 0.004)
    stay = foot + (tip - foot) * 0.86
    sail(
        "jib",
        stem + (stay - stem) * 0.07,
        stem + (stay - stem) * 0.93,
        np.array([0.058, 0.040, 0.105]),
        0.028,
        sailcloth("jib cloth", (0.86, 0.80, 0.66, 1)),
    )
    rod("forestay", np.linspace(stem, stay, 4), 0.0009, cord)
    rod("backstay", np.linspace(np.array([-0.208, 0, 0.05]), tip, 4), 0.0007, cord)
    for side in (-1, 1):
        rod("shroud", np.linspace(np.array([0.022, side * 0.063, 0.046]), stay, 4), 0.0007, cord)
        rod(
            "chain plate",
            np.linspace(np.array([0.022, side * 0.064, 0.040]), np.array([0.022, side * 0.0635, 0.052]), 3),
            0.0018,
            brass,
        )
    rod("main sheet", np.array([boom_end, boom_end + (0.02, -0.025, -0.035), (-0.170, 0, 0.045)]), 0.0008, cord)
    rod("jib sheet", np.array([(0.058, 0.040, 0.105), (0.02, 0.045, 0.066), (-0.03, 0.05, 0.045)]), 0.0007, cord)
    flutter = np.linspace(0, 1, 24)
    rise = np.linspace(-1, 1, 5)[None, :] * (0.013 * (1 - flutter))[:, None]
    wave = 0.006 * np.sin(flutter * 8) * flutter
    flag = np.stack(
        [
            np.repeat((tip[0] - 0.004 - 0.062 * flutter)[:, None], 5, 1),
            np.repeat((wave + 0.03 * flutter)[:, None], 5, 1),
            tip[2] - 0.016 + rise - 0.008 * flutter[:, None] ** 2,
        ],
        -1,
    )
    surface("pennant", flag, Shader("pennant cloth").base(Base_Color=(0.62, 0.03, 0.02, 1), Roughness=0.8).done())
    rod("rudder", np.array([(-0.214, 0, 0.045), (-0.216, 0, -0.04)]), 0.005, teak)
    rod("tiller", np.array([(-0.215, 0, 0.052), (-0.165, 0.008, 0.062)]), np.array([0.0034, 0.0024]), teak)


# --- pond, bank, trees --------------------------------------------------------------------------------------------


def ripple(x, y):
    """Small wind waves: many sines about one heading, steeper where gusts touch the pond."""
    waves = np.random.default_rng(5)
    z = np.zeros_like(x)
    for _ in range(46):
        length = 0.055 * (0.75 / 0.055) ** waves.random()
        heading = math.radians(205) + waves.normal() * 0.75
        k = 2 * math.pi / length
        slope = 0.0125 * (length / 0.3) ** 0.12
        z += slope / k * np.sin(k * (x * math.cos(heading) + y * math.sin(heading)) + waves.random() * 6.283)
    gust = 0.65 + 0.5 * np.sin(0.9 * x + 1.7 * y + 1.0) * np.sin(0.5 * x - 1.1 * y)
    return z * gust


def wake(x, y, bow, heading):
    """The boat's own waves: two arms from the bow and a few rings about the hull."""
    dx, dy = x - bow[0], y - bow[1]
    ahead = dx * math.cos(heading) + dy * math.sin(heading)
    aside = -dx * math.sin(heading) + dy * math.cos(heading)
    back = np.clip(-ahead, 0, None)
    arm = np.abs(aside) - 0.025 - 0.36 * back
    fade = np.exp(-back / 0.75) * (ahead < 0.02)
    return 0.0034 * np.cos(arm / 0.020) * np.exp(-((arm / 0.05) ** 2)) * fade


def water(bow, heading):
    depth = np.concatenate([np.linspace(-2.75, 1.6, 560), 1.6 + np.cumsum(np.linspace(0.008, 0.09, 130))])
    across = np.linspace(-1, 1, 760)
    y = np.repeat(depth[:, None], len(across), 1)
    x = across[None, :] * (0.75 + 0.42 * (y + 3.1))
    z = ripple(x, y) + wake(x, y, bow, heading)
    return surface("water", np.stack([x, y, z], -1), pond_water())


def blades(name, count, spread, height, width, lean, material, segments=5):
    """A tuft of grass or reed: narrow, tapering, bending outwards."""
    vertices, faces = [], []
    for _ in range(count):
        turn, bend = rng.random() * 6.283, abs(rng.normal()) * lean
        root = rng.normal(size=2) * spread
        tall, wide = height * rng.uniform(0.55, 1.0), width * rng.uniform(0.7, 1.2)
        out, side = np.array([math.cos(turn), math.sin(turn)]), np.array([-math.sin(turn), math.cos(turn)])
        first = len(vertices)
        for i in range(segments + 1):
            t = i / segments
            mid = root + out * bend * tall * t * t
            up = tall * (t - 0.35 * bend * t * t)
            for edge in (-1, 1):
                vertices.append((*(mid + side * edge * wide / 2 * (1 - t**1.8)), up))
            if i:
                a = first + 2 * i
                faces.append((a - 2, a - 1, a + 1, a))
    return mesh(name, vertices, faces, material)


def foliage(name, blobs, leaves, size, material):
    """Leaves in the shells of ellipsoids; blobs = (centre, radii)."""
    centres, radii = np.array([b[0] for b in blobs], float), np.array([b[1] for b in blobs], float)
    pick = rng.integers(len(blobs), size=leaves)
    way = rng.normal(size=(leaves, 3))
    way /= np.linalg.norm(way, axis=1, keepdims=True)
    at = centres[pick] + radii[pick] * way * (rng.random((leaves, 1)) ** 0.35)
    a = rng.normal(size=(leaves, 3))
    a /= np.linalg.norm(a, axis=1, keepdims=True)
    b = np.cross(a, rng.normal(size=(leaves, 3)))
    b /= np.linalg.norm(b, axis=1, keepdims=True)
    scale = size * rng.uniform(0.6, 1.2, (leaves, 1))
    corners = np.stack([at - a * scale, at + b * scale * 0.45, at + a * scale, at - b * scale * 0.45], 1)
    return mesh(name, corners.reshape(-1, 3), np.arange(leaves * 4).reshape(-1, 4), material, smooth=False)


def tree(name, height, spread, leaves, size, material):
    blobs = []
    for _ in range(26):
        t = rng.random() ** 0.8
        radius = spread * (1.05 - 0.75 * t) * rng.random() ** 0.5
        turn = rng.random() * 6.283
        centre = (radius * math.cos(turn), radius * math.sin(turn), height * (0.22 + 0.72 * t))
        blobs.append((centre, np.array([0.36, 0.36, 0.24]) * spread * rng.uniform(0.7, 1.2)))
    return foliage(name, blobs, leaves, size, material)


def shore(x):
    return 6.3 + 0.55 * np.sin(0.7 * x + 0.4) + 0.25 * np.sin(1.9 * x) - 0.05 * x


def bank():
    x = np.linspace(-14, 14, 260)[None, :]
    back = np.linspace(-0.6, 26, 240)[:, None]
    inland = back
    y = shore(x) + back
    z = np.where(inland < 0, inland * 0.5, 0.30 * (1 - np.exp(-inland / 0.35)) + 0.03 * inland)
    z = (
        z
        + 0.05 * np.sin(3.1 * x + 1.3 * y) * np.clip(inland, 0, 1)
        + 0.03 * np.sin(7 * x) * np.cos(5 * y) * np.clip(inland, 0, 1)
    )
    surface("bank", np.stack([x + 0 * y, y, z], -1), soil())


def grow():
    meadow = studio.leaf("meadow grass", (0.06, 0.12, 0.015), (0.26, 0.30, 0.05), 0.45)
    straw = studio.leaf("dry grass", (0.20, 0.17, 0.05), (0.46, 0.38, 0.14), 0.4)
    reed = studio.leaf("reed", (0.07, 0.13, 0.02), (0.30, 0.34, 0.08), 0.4)
    tufts = [
        blades("grass", 130, 0.09, 0.34, 0.007, 0.55, meadow),
        blades("grass", 110, 0.10, 0.24, 0.007, 0.7, meadow),
        blades("dry grass", 60, 0.07, 0.42, 0.005, 0.5, straw),
    ]
    for tuft, count in zip(tufts, (1300, 1100, 330)):
        spots = []
        for _ in range(count):
            x = rng.uniform(-8, 8)
            inland = 0.03 + 7 * rng.random() ** 1.7
            rise = 0.30 * (1 - math.exp(-inland / 0.35)) + 0.03 * inland - 0.03
            spots.append(((x, shore(x) + inland, rise), (0, 0, rng.random() * 6.283), (rng.uniform(0.7, 1.35),) * 3))
        studio.scatter(tuft, spots)
    flower = foliage(
        "flowers", [((0, 0, 0.30), (0.30, 0.30, 0.10))], 16, 0.011, plain("petals", (0.85, 0.78, 0.55), 0.6)
    )
    spots = [
        ((x, shore(x) + 0.3 + 2.0 * rng.random(), 0.2), (0, 0, rng.random() * 6), (1, 1, 1))
        for x in rng.uniform(-6, 6, 26)
    ]
    studio.scatter(flower, spots)

    stand = blades("reeds", 26, 0.10, 1.05, 0.013, 0.22, reed, 8)
    spots = []
    for cx, cy, n in ((2.6, 4.4, 9), (1.9, 5.3, 8), (-3.0, 5.0, 12), (3.6, 3.4, 8), (-1.7, 5.9, 5)):
        for _ in range(n):
            spots.append(
                (
                    (cx + rng.normal() * 0.32, cy + rng.normal() * 0.22, -0.04),
                    (0, 0, rng.random() * 6),
                    (rng.uniform(0.65, 1.1),) * 3,
                )
            )
    studio.scatter(stand, spots)
    near = blades("near reeds", 12, 0.06, 0.62, 0.009, 0.30, reed, 10)
    near.location = (0.90, -1.15, -0.05)
    studio.copies(
        near, [((1.06, -0.98, -0.05), (0, 0, 2.1), (1.1,) * 3), ((0.98, -1.4, -0.05), (0, 0, 4.0), (0.75,) * 3)]
    )

    green = studio.leaf("tree leaves", (0.035, 0.075, 0.010), (0.16, 0.22, 0.035), 0.5)
    gold = studio.leaf("turning leaves", (0.20, 0.13, 0.015), (0.46, 0.28, 0.04), 0.5)
    willow = studio.leaf("willow leaves", (0.09, 0.14, 0.02), (0.30, 0.34, 0.07), 0.5)
    kinds = [
        tree("oak", 6.5, 2.2, 30000, 0.085, green),
        tree("birch", 6.0, 1.6, 20000, 0.07, gold),
        tree("willow", 5.0, 2.0, 26000, 0.075, willow),
    ]
    places = {
        0: [
            (-7.2, 12.5, 1.1),
            (-5.0, 15.5, 1.2),
            (2.6, 14.0, 1.0),
            (5.2, 11.5, 1.15),
            (8.2, 14.5, 1.3),
            (-10, 17, 1.4),
            (1.6, 19, 1.2),
            (4.2, 20, 1.5),
        ],
        1: [(-4.6, 19.0, 1.1), (3.9, 16.0, 0.9), (7.2, 18.0, 1.2)],
        2: [(-5.4, 10.6, 0.8), (6.8, 9.8, 0.75), (-8.5, 10.0, 0.9), (3.0, 24, 1.3)],
    }
    timber = bark()
    for kind, spots in places.items():
        made = [((x, y, 0.4), (0, 0, rng.random() * 6.283), (s,) * 3) for x, y, s in spots]
        studio.scatter(kinds[kind], made)
        for x, y, s in spots:
            rod(
                "trunk",
                np.array([(x, y, 0.2), (x + 0.1 * s, y, 2.0 * s), (x, y + 0.1, 4.4 * s)]),
                np.array([0.19, 0.13, 0.05]) * s,
                timber,
            )
    shrub = foliage(
        "shrub",
        [((rng.normal() * 0.4, rng.normal() * 0.3, 0.35 + 0.2 * rng.random()), (0.4, 0.4, 0.33)) for _ in range(9)],
        9000,
        0.04,
        green,
    )
    spots = [
        ((x, shore(x) + rng.uniform(1.8, 4.5), 0.3), (0, 0, rng.random() * 6), (rng.uniform(0.7, 1.5),) * 3)
        for x in np.concatenate([rng.uniform(-7, -3.6, 7), rng.uniform(1.2, 7, 9)])
    ]
    studio.scatter(shrub, spots)
    foliage(
        "far hedge",
        [
            ((x, 34 + rng.normal(), 0.9 + 0.7 * rng.random()), (1.8, 1.0, 1.0 + rng.random()))
            for x in np.arange(-20, 18, 1.1)
        ],
        150000,
        0.075,
        green,
    )


def afloat():
    """A few leaves fallen on the water."""
    fallen = plain("fallen leaf", (0.42, 0.24, 0.05), 0.5)
    half = [(0, -0.5), (0.26, -0.22), (0.30, 0.1), (0.14, 0.4), (0, 0.56)]
    outline = half + [(-a, b) for a, b in half[3:0:-1]]
    for _ in range(16):
        x, y = rng.uniform(-2.2, 2.2), rng.uniform(-0.9, 3.0)
        if abs(x) < 0.75 and abs(y) < 0.6:
            continue
        size = rng.uniform(0.018, 0.034)
        leaf = mesh(
            "fallen leaf",
            [(a * size, b * size, 0.004 * math.cos(9 * a) * abs(a)) for a, b in outline],
            [tuple(range(8))],
            fallen,
            False,
        )
        leaf.location = (x, y, float(ripple(np.array(x), np.array(y))) + 0.002)
        leaf.rotation_euler = (0, 0, rng.random() * 6.3)


# --- the picture --------------------------------------------------------------------------------------------------

before = set(bpy.context.scene.objects)
boat()
parts = [o for o in bpy.context.scene.objects if o not in before]
HEADING, PLACE = math.radians(196), (0.37, 0.12)
hold = studio.under(studio.handle("boat"), parts)
hold.location = (*PLACE, -0.006)
hold.rotation_euler = (math.radians(5), math.radians(-1.5), HEADING)
bow = (PLACE[0] + 0.20 * math.cos(HEADING), PLACE[1] + 0.20 * math.sin(HEADING))
pond = water(bow, HEADING)
bank()
grow()
afloat()
studio.sun(*SUN, 6.6, (1.0, 0.75, 0.47), 0.7)
studio.sky(*SUN, 0.13)
studio.camera(CAMERA, (0.0, 0.0, 0.215), 64, 2.4, (PLACE[0], PLACE[1] - 0.04, 0.1))
studio.prepare(args, exposure=1.32)
if args.only != "masks":
    studio.photograph(args, warmth=0.012)
if args.only != "photo":
    studio.masks(args, {"boat": parts})
    studio.masks(args, {"reflection": parts}, mirror=pond, cover=0.35, without="boat")
