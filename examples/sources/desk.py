# SPDX-License-Identifier: Apache-2.0
"""A tin car, an orange and a mug on a wooden table by a window. Metres; the car is 0.12 m long and drives along -x."""

import math

import bpy
import numpy as np

import studio
from studio import Shader, lathe, mesh, plain, rod, surface

rng = np.random.default_rng(3)
args = studio.arguments()
studio.empty_scene()


# --- materials ----------------------------------------------------------------------------------------------------


def table_wood():
    """Oiled oak boards: rings drawn out along x, pores, seams, and a surface that has been used."""
    s = Shader("table wood")
    at = s.object_space()
    y = s.node("SeparateXYZ", Vector=at).outputs[1]
    board = s.math("FLOOR", s.math("MULTIPLY", y, 8.3))
    shift = s.node("CombineXYZ", X=s.math("MULTIPLY", board, 3.7), Z=s.math("MULTIPLY", board, 1.9)).outputs[0]
    moved = s.node("VectorMath", {"operation": "ADD"})
    s.tree.links.new(at, moved.inputs[0])
    s.tree.links.new(shift, moved.inputs[1])

    def stretched(x, yz):
        return s.node("Mapping", Vector=moved.outputs[0], Scale=(x, yz, yz)).outputs[0]

    warp = s.noise(stretched(1.1, 7), 1.0, 3, 0.5, 0.4)
    rings = s.math("FRACT", s.math("MULTIPLY", warp, 13.0))
    rings = s.ramp(rings, [(0.0, 0.25), (0.12, 1.0), (0.75, 0.75), (1.0, 0.25)])
    pores = s.noise(stretched(14, 420), 1.0, 4, 0.6)
    fleck = s.noise(stretched(3, 60), 1.0, 6, 0.65)
    wood = s.mix(fleck, (0.130, 0.066, 0.030), (0.33, 0.190, 0.092))
    wood = s.mix(0.42, wood, s.ramp(rings, [(0, (0.100, 0.050, 0.022)), (1, (0.39, 0.235, 0.118))]))
    wood = s.mix(1.0, wood, s.ramp(pores, [(0.32, 0.45), (0.46, 1.0)]), "MULTIPLY")
    tint = s.node("TexWhiteNoise", {"noise_dimensions": "1D"}, W=board).outputs[0]
    wood = s.mix(1.0, wood, s.ramp(tint, [(0, 0.78), (1, 1.12)]), "MULTIPLY")
    seam = s.math("FRACT", s.math("MULTIPLY", y, 8.3))
    seam = s.ramp(seam, [(0.0, 0.0), (0.010, 1.0), (0.990, 1.0), (1.0, 0.0)])
    wood = s.mix(1.0, wood, s.ramp(seam, [(0, 0.12), (1, 1.0)]), "MULTIPLY")
    smear = s.noise(at, 11, 7, 0.65, 0.5)
    gloss = s.math("ADD", s.ramp(smear, [(0.3, 0.24), (0.7, 0.46)]), s.math("MULTIPLY", fleck, 0.12))
    s.base(Base_Color=wood, Roughness=gloss, Specular_IOR_Level=0.45)
    height = s.math("ADD", s.math("MULTIPLY", pores, 0.25), s.math("ADD", seam, s.math("MULTIPLY", rings, 0.06)))
    return s.bump(height, 0.35, 0.0012).done()


def plaster():
    s = Shader("plaster")
    at = s.object_space()
    trowel = s.noise(at, 7, 9, 0.62, 0.3)
    tone = s.ramp(s.noise(at, 2.2, 4), [(0.3, (0.60, 0.57, 0.50)), (0.7, (0.70, 0.67, 0.60))])
    s.base(Base_Color=tone, Roughness=0.95)
    return s.bump(trowel, 0.35, 0.01).done()


def orange_peel():
    s = Shader("orange peel")
    at = s.object_space()
    pores = s.node("TexVoronoi", {"feature": "SMOOTH_F1"}, Vector=at, Scale=420.0, Smoothness=0.6).outputs[0]
    pits = s.ramp(pores, [(0.0, 0.0), (0.42, 1.0)])
    patch = s.noise(at, 28, 5, 0.6)
    colour = s.ramp(patch, [(0.3, (0.80, 0.215, 0.008)), (0.7, (0.90, 0.305, 0.015))])
    colour = s.mix(1.0, colour, s.ramp(pits, [(0, 0.80), (1, 1.0)]), "MULTIPLY")
    s.base(
        Base_Color=colour,
        Roughness=0.36,
        Subsurface_Weight=0.25,
        Subsurface_Radius=(0.006, 0.002, 0.0005),
        Subsurface_Scale=0.6,
        Specular_IOR_Level=0.5,
    )
    height = s.math("ADD", pits, s.math("MULTIPLY", s.noise(at, 90, 3), 0.8))
    return s.bump(height, 0.42, 0.0010).done()


def stoneware():
    """Cream glaze with iron speckles, bare clay at the foot."""
    s = Shader("stoneware")
    at = s.object_space()
    spots = s.node("TexVoronoi", Vector=at, Scale=230.0).outputs[0]
    chosen = s.math(
        "MULTIPLY", s.ramp(spots, [(0.10, 1.0), (0.20, 0.0)]), s.ramp(s.noise(at, 75, 3), [(0.48, 0.0), (0.58, 1.0)])
    )
    glaze = s.mix(
        chosen, s.ramp(s.noise(at, 16, 4), [(0.3, (0.66, 0.63, 0.55)), (0.7, (0.77, 0.74, 0.66))]), (0.16, 0.09, 0.045)
    )
    z = s.node("SeparateXYZ", Vector=at).outputs[2]
    edge = s.math("ADD", z, s.math("MULTIPLY", s.noise(at, 22, 3), 0.008))
    glazed = s.ramp(s.math("MULTIPLY", edge, 10.0), [(0.235, 0.0), (0.245, 1.0)])
    clay = s.ramp(s.noise(at, 300, 4), [(0.3, (0.26, 0.145, 0.08)), (0.7, (0.40, 0.25, 0.15))])
    s.base(
        Base_Color=s.mix(glazed, clay, glaze),
        Roughness=s.ramp(glazed, [(0, 0.85), (1, 0.20)]),
        Coat_Weight=s.math("MULTIPLY", glazed, 0.5),
        Coat_Roughness=0.06,
    )
    height = s.math(
        "ADD", s.math("MULTIPLY", glazed, 0.6), s.math("MULTIPLY", s.noise(s.object_space((1, 1, 6)), 30, 3), 0.7)
    )
    return s.bump(height, 0.25, 0.0016).done()


def enamel(name, colour):
    """Old toy paint: orange-peel gloss, dust in the hollows, chips down to bare tin."""
    s = Shader(name)
    at = s.object_space()
    chips = s.ramp(s.noise(at, 260, 7, 0.72), [(0.715, 0.0), (0.730, 1.0)])
    dust = s.ramp(s.noise(at, 40, 6, 0.65), [(0.35, 0.86), (0.7, 1.0)])
    paint = s.mix(1.0, (*colour, 1), dust, "MULTIPLY")
    s.base(
        Base_Color=s.mix(chips, paint, (0.42, 0.40, 0.37)),
        Metallic=s.math("MULTIPLY", chips, 0.8),
        Roughness=s.ramp(s.noise(at, 90, 5), [(0.3, 0.20), (0.7, 0.34)]),
        Coat_Weight=0.7,
        Coat_Roughness=0.07,
    )
    return s.bump(s.math("SUBTRACT", s.math("MULTIPLY", s.noise(at, 180, 2), 0.35), chips), 0.16, 0.0005).done()


# --- the car ------------------------------------------------------------------------------------------------------

CAR, WHEEL = 0.120, 0.0135
AXLES, TRACK = (-0.0365, 0.0350), 0.0238


def section(count, power):
    """A squarish closed ring (cos, sin) raised to a power below one."""
    turn = np.linspace(0, 2 * math.pi, count, endpoint=False)
    c, s = np.cos(turn), np.sin(turn)
    return np.sign(c) * np.abs(c) ** power, np.sign(s) * np.abs(s) ** power


def loft(name, x, half_width, low, high, power, material, lean=0.0):
    """Rings across x; lean narrows each ring towards its top."""
    ry, rz = section(96, power)
    mid, half = (low + high) / 2, (high - low) / 2
    z = mid[:, None] + half[:, None] * rz
    narrow = 1 - lean * np.clip((z - low.min()) / (high.max() - low.min()), 0, 1)
    y = half_width[:, None] * ry * narrow
    points = np.stack([np.repeat(x[:, None], 96, 1), y, z], -1)
    faces = [tuple(f) for f in studio.grid_faces(len(x), 96, True)]
    faces += [tuple(range(96))[::-1], tuple((len(x) - 1) * 96 + i for i in range(96))]
    return mesh(name, points.reshape(-1, 3), faces, material), points


def rounded(t, ends):
    """1 in the middle, falling to 0 at -1 and 1 like a superellipse."""
    return (1 - np.abs(np.clip(t, -1, 1)) ** ends) ** (1 / ends)


def tin_car():
    blue, cream = enamel("blue enamel", (0.028, 0.20, 0.27)), enamel("cream enamel", (0.76, 0.69, 0.52))
    chrome = Shader("chrome").base(Base_Color=(0.80, 0.79, 0.76, 1), Metallic=1.0, Roughness=0.13).done()
    glass = plain("window", (0.012, 0.016, 0.018), 0.06, Coat_Weight=1.0)
    rubber = plain("rubber", (0.022, 0.021, 0.020), 0.72)
    dark = plain("underside", (0.015, 0.014, 0.013), 0.8)

    t = np.sin(np.linspace(-math.pi / 2, math.pi / 2, 110))
    x = t * CAR / 2
    width = 0.0262 * (0.30 + 0.70 * rounded(t, 4.5))
    high = 0.0128 + (0.0205 + 0.0025 * np.cos(t * 1.2) - 0.0012 * t) * (0.34 + 0.66 * rounded(t, 3.6))
    low = 0.0150 - 0.0065 * rounded(t, 5)
    body, _ = loft("body", x, width, low, high, 0.52, blue, 0.06)
    for axle in AXLES:
        bpy.ops.mesh.primitive_cylinder_add(
            radius=WHEEL + 0.0022, depth=0.09, vertices=64, location=(axle, 0, WHEEL), rotation=(math.pi / 2, 0, 0)
        )
        cutter = bpy.context.object
        cutter.hide_render = True
        cut = body.modifiers.new("arch", "BOOLEAN")
        cut.object, cut.operation, cut.solver = cutter, "DIFFERENCE", "EXACT"
        ring = np.linspace(-0.28, math.pi + 0.28, 40)
        for side in (-1, 1):
            lip = np.stack(
                [
                    axle + (WHEEL + 0.0024) * np.cos(ring),
                    np.full(40, side * 0.0252),
                    WHEEL + (WHEEL + 0.0024) * np.sin(ring),
                ],
                -1,
            )
            rod("arch lip", lip, 0.0009, blue)
    studio.box("floor", (0.100, 0.036, 0.012), (0, 0, 0.017), dark, 0.002)

    u = np.linspace(-1, 1, 97)
    base, crown = 0.0300, 0.0545
    cx = 0.006 + u * 0.0335
    roof = base + (crown - base) * np.clip(rounded(u, 3.2), 0.02, 1)
    cabin, points = loft(
        "cabin", cx, 0.0236 * (0.55 + 0.45 * rounded(u, 5)), np.full(97, 0.020), roof, 0.50, cream, 0.20
    )
    panes(points, glass, chrome)

    for axle in AXLES:
        for side in (-1, 1):
            wheel(axle, side, rubber, chrome, cream)
    for end, name in ((-1, "front"), (1, "rear")):
        turn = np.linspace(-1, 1, 30)
        bar = np.stack([end * (CAR / 2 + 0.0022 - 0.010 * np.abs(turn) ** 3.5), 0.0262 * turn, np.full(30, 0.0165)], -1)
        rod(name + " bumper", bar, 0.0021, chrome, 8)
    for side in (-1, 1):
        lamp = lathe(
            "headlamp",
            [(0, 0.0016), (0.0022, 0.0012), (0.0036, 0.0)],
            plain("lens", (0.85, 0.82, 0.70), 0.08, Coat_Weight=1.0),
            32,
        )
        lamp.location, lamp.rotation_euler = (-0.0582, side * 0.0158, 0.0262), (0, -math.pi / 2, 0)
        rim = lathe("lamp rim", [(0.0036, 0.0012), (0.0045, 0.0008), (0.0046, -0.004)], chrome, 32)
        rim.location, rim.rotation_euler = lamp.location, lamp.rotation_euler
        tail = lathe(
            "tail lamp",
            [(0, 0.0022), (0.0016, 0.0018), (0.0026, 0)],
            plain("tail lens", (0.5, 0.01, 0.008), 0.1, Coat_Weight=1.0),
            24,
        )
        tail.location, tail.rotation_euler = (0.0578, side * 0.0170, 0.0250), (0, math.pi / 2, 0)
        line = np.stack([np.linspace(-0.048, 0.050, 30), np.full(30, side * 0.0263), np.full(30, 0.0245)], -1)
        line[:, 1] *= 1 - 0.02 * np.abs(line[:, 0] / 0.05) ** 4
        rod("side trim", line, 0.0007, chrome)
        rod("door handle", np.array([(0.010, side * 0.0262, 0.0283), (0.016, side * 0.0262, 0.0283)]), 0.0008, chrome)
    for z in np.linspace(0.0195, 0.0275, 5):
        rod("grille", np.array([(-0.0592, -0.010, z), (-0.0605, 0, z), (-0.0592, 0.010, z)]), 0.0006, chrome)


def panes(points, glass, chrome):
    """Glass laid on the cabin's surface, with a bright frame round each pane."""

    def pane(rows, columns):
        patch = points[rows[0] : rows[1], :][:, [c % 96 for c in range(*columns)]].copy()
        centre = np.array([0.006, 0, 0.036])
        away = patch - centre
        patch += away / np.linalg.norm(away, axis=-1, keepdims=True) * 0.00035
        surface("pane", patch, glass)
        edge = np.concatenate([patch[0], patch[:, -1], patch[-1, ::-1], patch[::-1, 0]])
        rod("pane frame", edge, 0.00055, chrome)

    for columns in ((2, 14), (35, 47)):
        pane((20, 46), columns)
        pane((50, 76), columns)
    pane((3, 14), (12, 37))
    pane((83, 94), (12, 37))


def wheel(axle, side, rubber, chrome, cream):
    tyre = [
        (0.0085, -0.0038),
        (0.0118, -0.0040),
        (0.0131, -0.0030),
        (0.0135, -0.0012),
        (0.0135, 0.0012),
        (0.0131, 0.0030),
        (0.0118, 0.0040),
        (0.0085, 0.0036),
    ]
    hub = [(0.0, 0.0046), (0.0022, 0.0043), (0.0040, 0.0034), (0.0052, 0.0031), (0.0060, 0.0036)]
    band = [(0.0060, 0.0034), (0.0086, 0.0035), (0.0088, 0.0022)]
    for name, profile, material in (("tyre", tyre, rubber), ("hub", hub, chrome), ("rim", band, cream)):
        part = lathe(name, profile, material, 64)
        part.location, part.rotation_euler = (axle, side * TRACK, WHEEL), (-side * math.pi / 2, 0, 0)


# --- orange, mug, and the things behind ---------------------------------------------------------------------------


def orange():
    theta = np.linspace(0, math.pi, 140)[:, None]
    phi = np.linspace(0, 2 * math.pi, 180, endpoint=False)[None, :]
    dimple = 0.10 * np.exp(-((theta / 0.22) ** 2)) + 0.04 * np.exp(-(((math.pi - theta) / 0.25) ** 2))
    crease = 0.010 * np.exp(-(((theta - 0.22) / 0.16) ** 2)) * np.cos(9 * phi)
    uneven = 0.010 * np.cos(2 * phi + 0.6) * np.sin(theta) + 0.008 * np.sin(3 * phi + 2 * theta)
    r = 0.0385 * (1 - dimple + crease + uneven)
    points = np.stack([r * np.sin(theta) * np.cos(phi), r * np.sin(theta) * np.sin(phi), 0.95 * r * np.cos(theta)], -1)
    surface("orange", points, orange_peel(), closed=True)
    green = plain("calyx", (0.09, 0.13, 0.03), 0.7)
    star = [
        (
            0.0046 * (1 if i % 2 else 0.5) * math.cos(i * math.pi / 5),
            0.0046 * (1 if i % 2 else 0.5) * math.sin(i * math.pi / 5),
            0.0338,
        )
        for i in range(10)
    ]
    mesh("calyx", [*star, (0, 0, 0.0352)], [(i, (i + 1) % 10, 10) for i in range(10)], green)
    rod(
        "stalk",
        np.array([(0, 0, 0.034), (0.0006, 0.0003, 0.0385)]),
        np.array([0.0017, 0.0020]),
        plain("stalk", (0.16, 0.12, 0.05), 0.8),
    )


def orange_leaf():
    s = Shader("orange leaf")
    at = s.node("TexCoord").outputs["Object"]
    y = s.math("ABSOLUTE", s.node("SeparateXYZ", Vector=at).outputs[1])
    vein = s.ramp(s.math("MULTIPLY", y, 100.0), [(0.02, 1.0), (0.06, 0.0)])
    s.base(
        Base_Color=s.mix(
            vein,
            s.ramp(s.noise(at, 60, 5), [(0.3, (0.022, 0.075, 0.012)), (0.7, (0.05, 0.125, 0.02))]),
            (0.14, 0.20, 0.05),
        ),
        Roughness=0.28,
    )
    s.bump(s.noise(s.object_space((1, 2.2, 1)), 130, 3), 0.2, 0.001)
    along, across = np.linspace(0, 1, 40)[:, None], np.linspace(-1, 1, 15)[None, :]
    half = 0.0145 * np.sin(math.pi * along**0.85) ** 0.8
    x = 0.062 * along + 0 * across
    z = 0.006 * np.sin(math.pi * along) + 0.35 * np.abs(half * across) + 0.0012 * np.sin(11 * along + 2 * across)
    return surface("orange leaf", np.stack([x, half * across, z], -1), s.done())


def mug():
    outer = [
        (0.0, 0.0),
        (0.028, 0.0),
        (0.0305, 0.0012),
        (0.0330, 0.006),
        (0.0385, 0.020),
        (0.0410, 0.036),
        (0.0412, 0.055),
        (0.0400, 0.078),
        (0.0402, 0.0885),
    ]
    lip = [(0.0399, 0.0902), (0.0388, 0.0910), (0.0376, 0.0902)]
    inner = [(0.0372, 0.088), (0.0372, 0.060), (0.0378, 0.038), (0.034, 0.014), (0.020, 0.0075), (0, 0.007)]
    profile = np.array(outer + lip + inner)
    fine = np.linspace(0, len(profile) - 1, 220)
    profile = np.stack([np.interp(fine, np.arange(len(profile)), profile[:, i]) for i in (0, 1)], -1)
    for _ in range(30):
        profile[1:-1] = 0.5 * profile[1:-1] + 0.25 * (profile[:-2] + profile[2:])
    clay = stoneware()
    lathe("mug", profile, clay, 160)
    bend = np.linspace(-1.62, 1.62, 48)
    grip = np.stack([0.0375 + 0.0245 * np.cos(bend), 0 * bend, 0.049 + 0.0245 * np.sin(bend)], -1)
    strap = 0.0048 + 0.0016 * np.abs(np.sin(bend)) ** 3
    ring = np.linspace(0, 2 * math.pi, 24, endpoint=False)
    out = np.stack([np.cos(bend), 0 * bend, np.sin(bend)], -1)
    points = grip[:, None, :] + (strap * 0.72)[:, None, None] * np.cos(ring)[None, :, None] * out[:, None, :]
    points = points + (strap * 1.5)[:, None, None] * np.sin(ring)[None, :, None] * np.array([0, 1, 0])
    surface("mug handle", points, clay, closed=True)
    lathe(
        "coffee",
        [(0, 0.0770), (0.030, 0.0770), (0.0368, 0.0772), (0.0374, 0.0782)],
        plain("coffee", (0.030, 0.012, 0.005), 0.05),
        96,
    )


def book(size, at, turn, cover):
    length, depth, thick = size
    paper = Shader("paper")
    leaves = paper.noise(paper.object_space((3, 3, 900)), 1.0, 3)
    paper.base(Base_Color=paper.ramp(leaves, [(0.3, (0.50, 0.44, 0.33)), (0.7, (0.76, 0.71, 0.58))]), Roughness=0.9)
    handle = studio.handle("book")
    block = studio.box("pages", (length - 0.006, depth - 0.005, thick - 0.005), (0, 0.001, 0), paper.done())
    boards = [
        studio.box("cover", (length, depth, 0.0025), (0, 0, s * (thick / 2 - 0.00125)), cover, 0.0006) for s in (-1, 1)
    ]
    back = studio.box("spine", (length, 0.003, thick), (0, -depth / 2, 0), cover, 0.0010)
    studio.under(handle, [block, *boards, back])
    handle.location, handle.rotation_euler = at, (0, 0, turn)


def cloth(name, colour):
    s = Shader(name)
    weave = s.noise(s.object_space((1, 1, 1)), 1800, 2)
    s.base(Base_Color=s.mix(weave, tuple(c * 0.75 for c in colour), colour), Roughness=0.8)
    return s.bump(weave, 0.3, 0.0006).done()


def room():
    table = mesh(
        "table", [(-2, -1.2, 0), (2, -1.2, 0), (2, 0.62, 0), (-2, 0.62, 0)], [(0, 1, 2, 3)], table_wood(), False
    )
    mesh("wall", [(-3, 0.62, -1), (3, 0.62, -1), (3, 0.62, 3), (-3, 0.62, 3)], [(0, 1, 2, 3)], plaster(), False)
    book((0.215, 0.150, 0.030), (0.275, 0.40, 0.015), 0.10, cloth("green cloth", (0.035, 0.075, 0.055)))
    book((0.195, 0.135, 0.022), (0.268, 0.40, 0.041), -0.07, cloth("red cloth", (0.25, 0.045, 0.03)))
    book((0.180, 0.120, 0.026), (0.280, 0.405, 0.065), 0.16, cloth("sand cloth", (0.48, 0.37, 0.20)))
    return table


def vase():
    """Dry stems in a dark bottle, out of focus."""
    profile = [
        (0, 0),
        (0.036, 0),
        (0.040, 0.004),
        (0.041, 0.06),
        (0.037, 0.085),
        (0.016, 0.115),
        (0.0135, 0.15),
        (0.016, 0.155),
        (0.0125, 0.156),
        (0.011, 0.12),
    ]
    lathe("bottle", profile, plain("bottle glass", (0.020, 0.045, 0.035), 0.05, Coat_Weight=1.0), 64).location = (
        -0.300,
        0.42,
        0,
    )
    straw, head = plain("stem", (0.36, 0.27, 0.12), 0.9), studio.leaf(
        "seed head", (0.35, 0.25, 0.11), (0.62, 0.48, 0.26), 0.4
    )
    for _ in range(15):
        turn, out = rng.random() * 6.28, rng.uniform(0.02, 0.15)
        tip = np.array([-0.300 + out * math.cos(turn), 0.42 + 0.6 * out * math.sin(turn), rng.uniform(0.27, 0.44)])
        root = np.array([-0.300, 0.42, 0.10])
        t = np.linspace(0, 1, 12)[:, None]
        stem = root + (tip - root) * t + np.array([0, 0, 0.05]) * np.sin(math.pi * t)
        rod("stem", stem, 0.0009, straw, 2)
        spread = rng.normal(size=(160, 3)) * (0.006, 0.006, 0.024)
        quads = tip + spread[:, None, :] + rng.normal(size=(160, 4, 3)) * 0.0028
        mesh("seed head", quads.reshape(-1, 3), np.arange(640).reshape(-1, 4), head, False)


def window():
    """A sash between sun and table: its bars draw the light on wall and wood."""
    frame = plain("sash", (0.7, 0.68, 0.62), 0.6)
    sash = studio.handle("window")
    bars = []
    for x in (-0.52, -0.17, 0.18, 0.53):
        bars.append(studio.box("bar", (0.035, 0.03, 1.6), (x, 0, 0), frame))
    for z in (-0.62, -0.2, 0.22, 0.64):
        bars.append(studio.box("bar", (1.2, 0.03, 0.035), (0, 0, z), frame))
    bars += [
        studio.box("shade", (3, 0.03, 3), (-2.03, 0, 0), frame),
        studio.box("shade", (3, 0.03, 3), (2.04, 0, 0), frame),
        studio.box("shade", (3, 0.03, 3), (0, 0, 2.15), frame),
        studio.box("shade", (3, 0.03, 3), (0, 0, -2.13), frame),
    ]
    studio.under(sash, bars)
    return sash


# --- the picture --------------------------------------------------------------------------------------------------

car_parts, orange_parts, mug_parts = studio.gathered(tin_car), studio.gathered(orange), studio.gathered(mug)
car = studio.under(studio.handle("car"), car_parts)
car.location, car.rotation_euler = (0.165, 0.055, 0.0), (0, 0, math.radians(13))
fruit = studio.under(studio.handle("orange"), orange_parts)
fruit.location, fruit.rotation_euler = (-0.150, -0.045, 0.0355), (math.radians(14), math.radians(20), 0.3)
cup = studio.under(studio.handle("mug"), mug_parts)
cup.location, cup.rotation_euler = (-0.035, 0.205, 0), (0, 0, math.radians(-28))
leaf = orange_leaf()
leaf.location, leaf.rotation_euler = (-0.098, -0.088, 0.001), (0.1, 0.0, -0.5)
room()
vase()
sash = window()
SUN = (33, -112)
e, a = (math.radians(v) for v in SUN)
toward = np.array([math.sin(a) * math.cos(e), math.cos(a) * math.cos(e), math.sin(e)])
sash.location = np.array([0.05, 0.15, 0.12]) + 1.7 * toward
sash.rotation_euler = (0, 0, -a)
studio.sun(*SUN, 13.0, (1.0, 0.83, 0.62), 1.2)
pane = bpy.data.lights.new("daylight", "AREA")
pane.shape, pane.size, pane.size_y, pane.energy, pane.color = "RECTANGLE", 1.3, 1.5, 26, (0.80, 0.90, 1.0)
glow = studio.place("daylight", pane)
glow.location = np.array([0.0, 0.1, 0.1]) + 1.55 * toward
glow.rotation_euler = studio.Vector(toward).to_track_quat("Z", "Y").to_euler()
studio.surroundings((1.0, 0.90, 0.78), 0.22)
studio.camera((0.0, -0.88, 0.305), (0.0, 0.06, 0.062), 58, 5.6, (0.12, 0.03, 0.03))
studio.prepare(args, exposure=-0.05)
if args.only != "masks":
    studio.photograph(args, grain=0.008)
if args.only != "photo":
    studio.masks(args, {"car": car_parts, "orange": orange_parts, "mug": mug_parts})
