# SPDX-License-Identifier: Apache-2.0
"""Pears, a lemon and a stoneware vase on a kitchen table, north light. Metres."""

import math

import bpy
import numpy as np

import studio
from studio import Shader, mesh, plain, rod, surface


# --- materials ----------------------------------------------------------------------------------------------------


def pear_skin(name, green, blush):
    """Conference and Williams: russet at stalk and bottom, dots, a sunny cheek."""
    s = Shader(name)
    at = s.object_space()
    x, _, z = (s.node("SeparateXYZ", Vector=at).outputs[i] for i in range(3))
    mottle = s.noise(at, 42, 8, 0.65)
    skin = s.mix(s.ramp(mottle, [(0.3, 0.0), (0.7, 1.0)]), green, tuple(min(1, 1.25 * c) for c in green))
    cheek = s.ramp(s.math("ADD", s.math("MULTIPLY", x, 15.0), s.math("MULTIPLY", s.noise(at, 16, 4), 0.7)), [(0.35, 0.0), (0.95, 0.75)])
    skin = s.mix(cheek, skin, blush)
    cells = s.node("TexVoronoi", {"feature": "F1"}, Vector=at, Scale=330.0).outputs[0]
    dots = s.ramp(cells, [(0.10, 1.0), (0.22, 0.0)])
    skin = s.mix(s.math("MULTIPLY", dots, 0.5), skin, (0.20, 0.115, 0.040))
    ends = s.math("MAXIMUM", s.ramp(s.math("MULTIPLY", z, 10.0), [(0.80, 0.0), (1.0, 1.0)]), s.ramp(s.math("MULTIPLY", z, 10.0), [(0.02, 1.0), (0.14, 0.0)]))
    rough = s.ramp(s.noise(at, 75, 9, 0.75), [(0.52, 0.0), (0.66, 1.0)])
    russet = s.math("MULTIPLY", s.math("ADD", s.math("MULTIPLY", ends, 0.9), 0.10), rough)
    skin = s.mix(russet, skin, (0.22, 0.125, 0.045))
    s.base(Base_Color=skin, Roughness=s.ramp(mottle, [(0.3, 0.30), (0.75, 0.46)]), Specular_IOR_Level=0.5)
    s.base(Subsurface_Weight=0.12, Subsurface_Radius=(0.010, 0.007, 0.002), Subsurface_Scale=1.0)
    return s.bump(s.math("ADD", mottle, s.math("MULTIPLY", dots, 0.25)), 0.15, 0.0012).done()


def lemon_skin():
    s = Shader("lemon")
    at = s.object_space()
    pits = s.ramp(s.node("TexVoronoi", {"feature": "F1"}, Vector=at, Scale=430.0).outputs[0], [(0.05, 0.0), (0.5, 1.0)])
    tone = s.noise(at, 30, 6, 0.6)
    s.base(Base_Color=s.mix(tone, (0.70, 0.42, 0.018), (0.80, 0.56, 0.04)), Roughness=0.33, Specular_IOR_Level=0.5)
    s.base(Subsurface_Weight=0.12, Subsurface_Radius=(0.009, 0.006, 0.002), Subsurface_Scale=1.0)
    return s.bump(s.math("ADD", pits, s.math("MULTIPLY", tone, 1.5)), 0.28, 0.0013).done()


def glaze():
    """Reactive glaze that ran: pale above, brown where it broke over the edges, bare clay at the foot."""
    s = Shader("stoneware")
    at = s.object_space()
    z = s.node("SeparateXYZ", Vector=at).outputs[2]
    run = s.math("ADD", s.math("MULTIPLY", z, 4.0), s.math("MULTIPLY", s.noise(s.object_space((1, 1, 0.25)), 26, 5, 0.6), 0.22))
    tone = s.ramp(run, [(0.16, (0.19, 0.115, 0.07)), (0.20, (0.10, 0.115, 0.12)), (0.45, (0.20, 0.245, 0.25)), (0.85, (0.46, 0.46, 0.42)), (1.0, (0.20, 0.14, 0.09))])
    speck = s.ramp(s.noise(at, 210, 3, 0.6), [(0.68, 0.0), (0.72, 0.8)])
    s.base(Base_Color=s.mix(speck, tone, (0.045, 0.030, 0.020)), Roughness=s.ramp(run, [(0.17, 0.85), (0.20, 0.24)]), Coat_Weight=0.25)
    return s.bump(s.noise(s.object_space((1, 1, 12)), 14, 3), 0.10, 0.0016).done()


def table_wood():
    """A scrubbed pine top: boards along x, knots, knife marks."""
    s = Shader("pine")
    at = s.object_space()
    y = s.node("SeparateXYZ", Vector=at).outputs[1]
    board = s.math("FLOOR", s.math("MULTIPLY", y, 6.2))
    shift = s.node("CombineXYZ", X=s.math("MULTIPLY", board, 2.3), Z=s.math("MULTIPLY", board, 5.1)).outputs[0]
    moved = s.node("VectorMath", {"operation": "ADD"})
    s.tree.links.new(at, moved.inputs[0])
    s.tree.links.new(shift, moved.inputs[1])

    def stretched(a, b):
        return s.node("Mapping", Vector=moved.outputs[0], Scale=(a, b, b)).outputs[0]

    rings = s.math("FRACT", s.math("MULTIPLY", s.noise(stretched(0.9, 5.5), 1.0, 2, 0.4, 0.5), 17.0))
    rings = s.ramp(rings, [(0.0, 0.3), (0.2, 1.0), (0.7, 0.8), (1.0, 0.3)])
    fibre = s.noise(stretched(6, 190), 1.0, 6, 0.65)
    wood = s.mix(rings, (0.20, 0.115, 0.055), (0.42, 0.285, 0.16))
    wood = s.mix(1.0, wood, s.ramp(fibre, [(0.3, 0.70), (0.7, 1.08)]), "MULTIPLY")
    stain = s.ramp(s.noise(at, 5, 8, 0.65, 0.4), [(0.35, 0.70), (0.65, 1.06)])
    wood = s.mix(1.0, wood, stain, "MULTIPLY")
    seam = s.ramp(s.math("FRACT", s.math("MULTIPLY", y, 6.2)), [(0.0, 0.0), (0.012, 1.0), (0.988, 1.0), (1.0, 0.0)])
    wood = s.mix(1.0, wood, s.ramp(seam, [(0, 0.15), (1, 1)]), "MULTIPLY")
    scratch = s.ramp(s.noise(s.node("Mapping", Vector=at, Scale=(55, 3, 1), Rotation=(0, 0, 0.9)).outputs[0], 2.0, 2), [(0.70, 0.0), (0.73, 1.0)])
    wood = s.mix(s.math("MULTIPLY", scratch, 0.22), wood, (0.50, 0.38, 0.25))
    s.base(Base_Color=wood, Roughness=s.ramp(fibre, [(0.3, 0.50), (0.7, 0.66)]), Specular_IOR_Level=0.35)
    return s.bump(s.math("ADD", s.math("MULTIPLY", fibre, 0.5), seam), 0.35, 0.0013).done()


def linen():
    s = Shader("linen")
    at = s.node("TexCoord").outputs["UV"]
    warp = s.noise(s.node("Mapping", Vector=at, Scale=(420, 30, 1)).outputs[0], 1.0, 3)
    weft = s.noise(s.node("Mapping", Vector=at, Scale=(30, 420, 1)).outputs[0], 1.0, 3)
    across = s.node("SeparateXYZ", Vector=at).outputs[1]
    stripe = s.ramp(across, [(0, 0), (0.06, 1), (0.075, 0), (0.09, 1), (0.13, 0)], "CONSTANT")
    cloth = s.mix(stripe, (0.56, 0.52, 0.44), (0.10, 0.15, 0.22))
    s.base(Base_Color=cloth, Roughness=0.95, Sheen_Weight=0.2)
    return s.bump(s.math("ADD", warp, weft), 0.6, 0.0008).done()


# --- things -------------------------------------------------------------------------------------------------------


def pear(name, height, material, seed):
    """A turned profile that leans and is not quite round; z from the table up."""
    random = np.random.default_rng(seed)
    t = np.linspace(0, 1, 160)[:, None]
    phi = np.linspace(0, 2 * math.pi, 140, endpoint=False)[None, :]
    low = np.sqrt(np.clip(1 - ((t - 0.335) / 0.335) ** 2, 0, 1)) * 0.385
    neck = 0.165 * np.sqrt(np.clip(1 - ((t - 0.80) / 0.205) ** 2, 0, 1))
    bridge = np.where((t > 0.45) & (t < 0.9), 0.385 - 0.25 * np.clip((t - 0.40) / 0.5, 0, 1) ** 0.85, 0)
    r = np.maximum(np.maximum(low, neck), np.where(t < 0.86, bridge, 0)) * height
    for _ in range(60):
        r[1:-1] = 0.5 * r[1:-1] + 0.25 * (r[:-2] + r[2:])
    r[0] = r[-1] = 0
    waves = sum(0.014 * math.sin(random.uniform(0, 6)) * np.cos(k * phi + random.uniform(0, 6.28) + 2.0 * t) for k in (1, 2, 3))
    r = r * (1 + waves) + 0 * phi
    lean = 0.05 * height * t**2
    turn = random.uniform(0, 6.28)
    z = height * t - 0.045 * height * np.exp(-((r / (0.10 * height)) ** 2)) * (t < 0.3) * -1 + 0 * phi
    points = np.stack([r * np.cos(phi) + lean * math.cos(turn), r * np.sin(phi) + lean * math.sin(turn), z], -1)
    fruit = surface(name, points, material, closed=True)
    tip = points[-1].mean(0)
    way = np.array([math.cos(turn), math.sin(turn), 0])
    bend = np.linspace(0, 1, 8)[:, None]
    stalk = tip - (0, 0, 0.004) + bend * (0, 0, 0.026) + bend**2 * way * 0.010
    bark = plain("stalk", (0.075, 0.042, 0.020), 0.8)
    parts = [fruit, rod("stalk", stalk, np.linspace(0.0016, 0.0024, 8), bark)]
    return studio.under(studio.handle(name), parts), parts


def lemon():
    t = np.linspace(0, 1, 140)[:, None]
    phi = np.linspace(0, 2 * math.pi, 140, endpoint=False)[None, :]
    x = (t - 0.5) * 0.082
    r = 0.0285 * np.sqrt(np.clip(1 - (np.abs(t - 0.5) / 0.44) ** 2.3, 0, 1))
    tip = 0.0070 * np.sqrt(np.clip(1 - ((np.abs(t - 0.5) - 0.36) / 0.14) ** 2, 0, 1))
    r = np.maximum(r, np.where(np.abs(t - 0.5) > 0.3, tip, 0))
    for _ in range(14):
        r[1:-1] = 0.5 * r[1:-1] + 0.25 * (r[:-2] + r[2:])
    r[0] = r[-1] = 0
    r = r * (1 + 0.018 * np.cos(3 * phi + 5 * t) + 0.015 * np.cos(2 * phi + 1))
    points = np.stack([x + 0 * phi, r * np.cos(phi), r * np.sin(phi)], -1)
    return [surface("lemon", points, lemon_skin(), closed=True)]


def vase():
    outer = [(0, 0), (0.040, 0), (0.044, 0.003), (0.058, 0.040), (0.064, 0.085), (0.060, 0.125), (0.043, 0.160), (0.027, 0.182),
             (0.023, 0.200), (0.026, 0.216), (0.031, 0.224), (0.030, 0.227), (0.026, 0.222), (0.019, 0.200), (0.022, 0.180), (0.030, 0.160)]
    points = np.array(outer)
    length = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    fine = np.linspace(0, length[-1], 260)
    profile = np.stack([np.interp(fine, length, points[:, i]) for i in (0, 1)], -1)
    for _ in range(40):
        profile[1:-1] = 0.5 * profile[1:-1] + 0.25 * (profile[:-2] + profile[2:])
    parts = [studio.lathe("vase", profile, glaze(), 128)]
    stem = plain("twig", (0.11, 0.065, 0.035), 0.8)
    green = studio.leaf("eucalyptus", (0.055, 0.100, 0.070), (0.16, 0.225, 0.165), 0.30)
    random = np.random.default_rng(21)
    for _ in range(7):
        turn, out = random.random() * 6.28, random.uniform(0.06, 0.17)
        tip = np.array([out * math.cos(turn), 0.7 * out * math.sin(turn), random.uniform(0.34, 0.47)])
        t = np.linspace(0, 1, 26)[:, None]
        root = np.array([0, 0, 0.15])
        line = root + (tip - root) * t + np.array([0, 0, 0.06]) * np.sin(math.pi * t) - np.array([0, 0, 0.05]) * t**3
        parts.append(rod("twig", line, np.linspace(0.0020, 0.0008, 26), stem, 3))
        vertices, faces = [], []
        for k in range(6, 26):
            for side in (0, math.pi):
                around = k * 1.57 + side
                away = np.array([math.cos(around), math.sin(around), 0.25 * random.normal() + 0.1])
                away /= np.linalg.norm(away)
                along = np.cross(away, random.normal(size=3))
                along /= np.linalg.norm(along)
                size = random.uniform(0.008, 0.0135) * (1.15 - 0.5 * k / 26)
                first = len(vertices)
                ring = np.linspace(0, 2 * math.pi, 13, endpoint=False)
                centre = line[k] + away * size * 1.1
                cup = np.cross(away, along) * size * 0.16
                vertices.extend(centre + size * (np.cos(a) * away + 0.85 * np.sin(a) * along) + cup * np.cos(2 * a) for a in ring)
                faces.append(list(range(first, first + 13)))
        parts.append(mesh("leaves", vertices, faces, green))
    return parts


def napkin():
    """A cloth let fall: folds that run out from where it was held."""
    random = np.random.default_rng(6)
    u, v = np.meshgrid(np.linspace(0, 1, 240), np.linspace(0, 1, 200))
    x, y = (u - 0.5) * 0.34, (v - 0.5) * 0.26
    z = np.zeros_like(x)
    for _ in range(9):
        a = random.uniform(-0.5, 0.9)
        way = (x - 0.1) * math.cos(a) + (y + 0.06) * math.sin(a)
        k = random.uniform(30, 80)
        z += np.abs(np.sin(way * k + random.random() * 6)) ** 2.5 * 0.0042 * np.exp(-(((x - random.uniform(-0.1, 0.1)) / 0.12) ** 2))
    z += 0.012 * np.exp(-(((x + 0.35 * y - 0.02) / 0.016) ** 2)) + 0.009 * np.exp(-(((x + 0.2 * y + 0.07) / 0.013) ** 2))
    x = x + 0.008 * np.sin(9 * v + 1) + 0.006 * np.sin(14 * v)
    y = y + 0.008 * np.sin(8 * u)
    cloth = surface("napkin", np.stack([x, y, z + 0.0012], -1), linen())
    layer = cloth.data.uv_layers.new(name="uv")
    index = np.empty(len(cloth.data.loops), np.int64)
    cloth.data.loops.foreach_get("vertex_index", index)
    layer.data.foreach_set("uv", np.stack([u.ravel(), v.ravel()], -1)[index].ravel().astype(np.float32))
    solid = cloth.modifiers.new("thickness", "SOLIDIFY")
    solid.thickness = 0.0010
    return cloth


def room():
    mesh("table", [(-2, -1.4, 0), (2, -1.4, 0), (2, 0.75, 0), (-2, 0.75, 0)], [(0, 1, 2, 3)], table_wood(), False)
    s = Shader("limewash")
    at = s.object_space()
    brush = s.noise(s.object_space((1, 1, 0.5)), 5, 9, 0.65, 0.8)
    s.base(Base_Color=s.ramp(brush, [(0.3, (0.105, 0.112, 0.105)), (0.7, (0.185, 0.190, 0.175))]), Roughness=0.95)
    s.bump(s.noise(at, 12, 9, 0.65), 0.35, 0.006)
    mesh("wall", [(-3, 1.05, -1), (3, 1.05, -1), (3, 1.05, 3), (-3, 1.05, 3)], [(0, 1, 2, 3)], s.done(), False)


def light():
    """A tall window at the left, its own bars in front, and the far side of the room giving back a little."""
    studio.area_light("window", (-1.35, 0.10, 0.72), (0, 0.05, 0.06), (0.8, 1.2), 34, (0.82, 0.91, 1.0))
    studio.box("window bar", (0.03, 0.03, 1.3), (-1.2, 0.08, 0.7), plain("bar", (0.6, 0.6, 0.56), 0.6))
    studio.area_light("room", (1.8, -0.6, 0.9), (0, 0, 0.1), (1.2, 1.2), 3.0, (1.0, 0.86, 0.70))
    studio.surroundings((0.9, 0.93, 1.0), 0.035)


def build():
    """The whole scene; the parts of what may move, by name."""
    studio.empty_scene()
    pale, ripe = pear_skin("green pear", (0.27, 0.29, 0.045), (0.42, 0.20, 0.040)), pear_skin("ripe pear", (0.44, 0.32, 0.050), (0.42, 0.085, 0.030))
    named = {}
    for name, height, skin, seed, at, turn in (
        ("pear", 0.112, ripe, 5, (-0.155, 0.045, 0.0), (0, 0, 2.4)),
        ("second-pear", 0.118, pale, 11, (-0.068, 0.095, 0.0), (0, 0, 0.7)),
    ):
        holder, parts = pear(name, height, skin, seed)
        holder.location, holder.rotation_euler = at, turn
        named[name] = parts
    lying, parts = pear("lying pear", 0.108, pale, 23)
    lying.location, lying.rotation_euler = (-0.175, -0.085, 0.0375), (0, math.radians(80), math.radians(-28))
    yellow = lemon()
    fruit = studio.under(studio.handle("lemon"), yellow)
    fruit.location, fruit.rotation_euler = (0.165, -0.050, 0.0283), (0.3, 0.0, math.radians(24))
    named["lemon"] = yellow
    pot = vase()
    studio.under(studio.handle("vase"), pot).location = (0.085, 0.225, 0)
    named["vase"] = pot
    cloth = napkin()
    cloth.location, cloth.rotation_euler = (-0.27, -0.06, 0), (0, 0, math.radians(24))
    room()
    light()
    studio.camera((0.0, -1.02, 0.315), (0.0, 0.06, 0.135), 55, 4.5, (-0.04, 0.02, 0.05))
    return named


def picture():
    args = studio.arguments()
    named = build()
    studio.prepare(args, exposure=1.0, size=(1152, 768))
    if args.only != "masks":
        studio.photograph(args, grain=0.010, bloom=0.08, vignette=0.26)
    if args.only != "photo":
        studio.masks(args, named)


if __name__ == "__main__":
    picture()
