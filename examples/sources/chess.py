# SPDX-License-Identifier: Apache-2.0
"""A chess game by a window, boxwood against rosewood. Metres; squares of 50 mm. White looks at the camera's left."""

import math

import bpy
import numpy as np

import studio
from studio import Shader, mesh, plain

SQUARE = 0.05
SUN = (28, -104)


# --- materials ----------------------------------------------------------------------------------------------------


def turned_wood(name, dark, light, gloss):
    """Grain along the piece's height, a lacquer with finger marks."""
    s = Shader(name)
    own = s.node("ObjectInfo").outputs["Random"]
    at = s.node("VectorMath", {"operation": "ADD"})
    s.tree.links.new(s.node("TexCoord").outputs["Object"], at.inputs[0])
    s.tree.links.new(s.node("CombineXYZ", X=own, Y=own).outputs[0], at.inputs[1])
    grain = s.noise(s.node("Mapping", Vector=at.outputs[0], Scale=(160, 160, 9)).outputs[0], 1.0, 7, 0.6, 0.6)
    broad = s.noise(s.node("Mapping", Vector=at.outputs[0], Scale=(38, 38, 4)).outputs[0], 1.0, 3, 0.5, 1.0)
    wood = s.mix(s.ramp(grain, [(0.35, 0.0), (0.68, 1.0)]), dark, light)
    wood = s.mix(1.0, wood, s.ramp(broad, [(0.3, 0.72), (0.7, 1.08)]), "MULTIPLY")
    wood = s.mix(1.0, wood, s.ramp(own, [(0, 0.86), (1, 1.08)]), "MULTIPLY")
    touched = s.noise(at.outputs[0], 90, 7, 0.7)
    s.base(Base_Color=wood, Roughness=s.ramp(touched, [(0.3, gloss), (0.8, gloss + 0.22)]), Specular_IOR_Level=0.5)
    s.base(Coat_Weight=0.35, Coat_Roughness=0.12)
    return s.bump(grain, 0.06, 0.0008).done()


def board_wood(name, dark, light, across):
    s = Shader(name)
    own = s.node("ObjectInfo").outputs["Random"]
    shift = s.node("VectorMath", {"operation": "ADD"})
    s.tree.links.new(s.node("TexCoord").outputs["Object"], shift.inputs[0])
    s.tree.links.new(s.node("CombineXYZ", X=own, Y=own, Z=own).outputs[0], shift.inputs[1])
    scale = (14, 260, 1) if across else (260, 14, 1)
    grain = s.noise(s.node("Mapping", Vector=shift.outputs[0], Scale=scale).outputs[0], 1.0, 7, 0.62, 0.9)
    wood = s.mix(s.ramp(grain, [(0.3, 0.0), (0.7, 1.0)]), dark, light)
    wood = s.mix(1.0, wood, s.ramp(own, [(0, 0.78), (1, 1.12)]), "MULTIPLY")
    smear = s.noise(s.node("NewGeometry").outputs["Position"], 16, 8, 0.65, 0.6)
    s.base(Base_Color=wood, Roughness=s.ramp(smear, [(0.3, 0.34), (0.75, 0.52)]), Specular_IOR_Level=0.4)
    return s.bump(grain, 0.12, 0.0006).done()


# --- pieces -------------------------------------------------------------------------------------------------------


def turning(profile):
    """A profile in millimetres, its corners broken as a lathe's chisel and sandpaper leave them."""
    points = np.asarray(profile, float) / 1000
    length = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    fine = np.linspace(0, length[-1], 420)
    smooth = np.stack([np.interp(fine, length, points[:, i]) for i in (0, 1)], -1)
    for _ in range(14):
        smooth[1:-1] = 0.5 * smooth[1:-1] + 0.25 * (smooth[:-2] + smooth[2:])
    return smooth


FOOT = [(0, 0), (17.5, 0), (18.5, 1.5), (18.5, 5), (17, 7), (16.5, 8.5), (17.2, 10), (16.4, 12), (13, 15)]
PAWN = [*(np.array(FOOT) * 0.84), (8.6, 17), (6.2, 24), (5.2, 31), (9.2, 32.5), (9.6, 34), (8.6, 35.6), (5.4, 36.4)]
PAWN += [(7.6, 38), (9.4, 41.5), (9.8, 45), (9.0, 49), (6.4, 52.3), (3, 53.8), (0, 54.2)]
ROOK = [*FOOT, (11.4, 19), (10.2, 26), (9.8, 40), (10.4, 44), (14, 46), (14.4, 48), (13.2, 49.5), (13.6, 51), (14.2, 60)]
ROOK += [(13.4, 60.6), (10.2, 60.6), (9.8, 59.5), (9.8, 54), (0, 53.5)]
BISHOP = [*FOOT, (10.6, 19), (7.2, 30), (6.2, 44), (6.4, 48), (11.2, 49.6), (11.6, 51.4), (8.2, 53), (8.6, 55), (6.4, 56.5)]
BISHOP += [(7.8, 58.5), (9.8, 63), (10, 67), (8.6, 72), (5.6, 77), (3.2, 79.6), (2.8, 80.4), (3.9, 82.5), (3.4, 85), (0, 86)]
QUEEN = [*(np.array(FOOT) * 1.08), (12.2, 20), (8.4, 34), (7.2, 54), (7.6, 58), (12.8, 60), (13.2, 62), (9.2, 64), (9.6, 66)]
QUEEN += [(7.6, 68), (8.6, 73), (12.6, 83), (13.0, 84.6), (11.4, 84.2), (9.6, 82.6), (7.4, 86.6), (3.6, 88.6), (4.2, 91)]
QUEEN += [(3.2, 94), (0, 95)]
KING = [*(np.array(FOOT) * 1.10), (12.6, 20), (8.8, 36), (7.6, 58), (8.0, 62), (13.2, 64), (13.6, 66), (9.6, 68), (10, 70)]
KING += [(8.2, 72), (9.2, 78), (12.2, 89), (12.2, 91), (10.4, 92.4), (5.4, 95.4), (3.2, 96), (2.6, 97), (0, 97.4)]


def piece(name, profile, material):
    body = studio.lathe(name, turning(profile), material, 128)
    parts = [body]
    if profile is KING:
        parts.append(studio.box("cross", (0.0042, 0.0036, 0.0150), (0, 0, 0.1040), material, 0.0010))
        parts.append(studio.box("cross", (0.0118, 0.0034, 0.0040), (0, 0, 0.1056), material, 0.0010))
    if profile is ROOK:
        for i in range(3):
            bpy.ops.mesh.primitive_cube_add(size=1, location=(0, 0, 0.0592), rotation=(0, 0, i * math.pi / 3 + 0.3))
            cutter = bpy.context.object
            cutter.scale, cutter.hide_render = (0.04, 0.0036, 0.0062), True
            cut = body.modifiers.new("slot", "BOOLEAN")
            cut.object, cut.operation, cut.solver = cutter, "DIFFERENCE", "EXACT"
            cutter.parent = body
    if profile is BISHOP:
        bpy.ops.mesh.primitive_cube_add(size=1, location=(0.006, 0, 0.0735), rotation=(0, math.radians(38), 0))
        cutter = bpy.context.object
        cutter.scale, cutter.hide_render = (0.016, 0.03, 0.0016), True
        cut = body.modifiers.new("slot", "BOOLEAN")
        cut.object, cut.operation, cut.solver = cutter, "DIFFERENCE", "EXACT"
        cutter.parent = body
    studio.under(body, parts[1:])
    baize = studio.lathe("felt", [(0, -0.0004), (0.0150, -0.0004), (0.0150, 0.0006), (0, 0.0006)], FELT, 48)
    baize.parent = body
    return body, [*parts, baize]


def put(body, file, rank, turn):
    """file 0..7 to the right, rank 0..7 away from the camera, both may lie between squares."""
    body.location, body.rotation_euler = ((file - 3.5) * SQUARE, (rank - 3.5) * SQUARE, 0), (0, 0, turn)


def board():
    holder = studio.handle("board")
    pale = board_wood("maple", (0.36, 0.225, 0.105), (0.62, 0.44, 0.25), True)
    deep = board_wood("walnut", (0.045, 0.020, 0.009), (0.150, 0.072, 0.032), False)
    parts = []
    for i in range(8):
        for j in range(8):
            at = ((i - 3.5) * SQUARE, (j - 3.5) * SQUARE, -0.003)
            square = studio.box("square", (SQUARE - 0.0002, SQUARE - 0.0002, 0.006), at, pale if (i + j) % 2 else deep, 0.0002, 1)
            parts.append(square)
    edge, width = 4 * SQUARE, 0.028
    for x, y, a, b in ((0, 1, 1, 0), (0, -1, 1, 0), (1, 0, 0, 1), (-1, 0, 0, 1)):
        size = (2 * edge + 2 * width if a else width, 2 * edge if a == 0 else width, 0.016)
        at = (x * (edge + width / 2), y * (edge + width / 2), -0.0075)
        parts.append(studio.box("frame", size, at, deep, 0.003))
    return studio.under(holder, parts)


# --- room ---------------------------------------------------------------------------------------------------------


def linen():
    s = Shader("linen")
    at = s.object_space()
    warp = s.noise(s.object_space((900, 60, 1)), 1.0, 3)
    weft = s.noise(s.object_space((60, 900, 1)), 1.0, 3)
    thread = s.math("ADD", warp, weft)
    tone = s.mix(s.ramp(s.noise(at, 6, 5), [(0.3, 0.0), (0.7, 1.0)]), (0.150, 0.155, 0.165), (0.20, 0.205, 0.21))
    s.base(Base_Color=tone, Roughness=0.95, Sheen_Weight=0.2)
    return s.bump(thread, 0.6, 0.0008).done()


def room():
    mesh("cloth", [(-2, -1.5, -0.016), (2, -1.5, -0.016), (2, 1.0, -0.016), (-2, 1.0, -0.016)], [(0, 1, 2, 3)], linen(), False)
    wall = Shader("wall")
    wall.base(Base_Color=wall.ramp(wall.noise(wall.object_space(), 3, 6), [(0.3, (0.16, 0.19, 0.18)), (0.7, (0.22, 0.25, 0.235))]), Roughness=0.9)
    mesh("wall", [(-4, 2.2, -1), (4, 2.2, -1), (4, 2.2, 3), (-4, 2.2, 3)], [(0, 1, 2, 3)], wall.done(), False)
    shelf = Shader("shelf").base(Base_Color=(0.20, 0.095, 0.04, 1), Roughness=0.5).done()
    random = np.random.default_rng(4)
    for level in (0.02, 0.42):
        studio.box("shelf", (2.6, 0.3, 0.03), (0.35, 2.0, level), shelf)
        x = -0.75
        while x < 1.4:
            thick, high = random.uniform(0.02, 0.06), random.uniform(0.19, 0.30)
            hue = [(0.28, 0.05, 0.03), (0.04, 0.10, 0.14), (0.42, 0.34, 0.20), (0.05, 0.10, 0.05), (0.55, 0.50, 0.40)][random.integers(5)]
            studio.box("book", (thick, 0.2, high), (x, 1.95, level + 0.015 + high / 2), plain("book", hue, 0.7), 0.002)
            x += thick + random.choice([0.002, 0.002, 0.05])
    lamp = Shader("shade")
    glow = lamp.node("Emission", Color=(1.0, 0.62, 0.30, 1), Strength=5.0)
    studio.lathe("shade", [(0.09, 0.0), (0.06, 0.14)], lamp.done(glow.outputs[0]), 48).location = (-0.62, 1.8, 0.26)


def light():
    studio.area_light("window", (-1.25, 0.15, 0.85), (0, 0, 0.02), (0.9, 1.1), 30, (0.86, 0.93, 1.0))
    studio.area_light("lamp", (1.3, 1.2, 0.7), (0, 0, 0.05), (0.35, 0.35), 9, (1.0, 0.66, 0.36))
    studio.surroundings((0.85, 0.9, 1.0), 0.09)


FELT = None


def build():
    """The whole scene; the pieces that may move and their parts, by name."""
    global FELT
    studio.empty_scene()
    FELT = plain("felt", (0.02, 0.09, 0.05), 0.95)
    box, rose = (
        turned_wood("boxwood", (0.42, 0.25, 0.095), (0.68, 0.47, 0.23), 0.20),
        turned_wood("rosewood", (0.022, 0.008, 0.005), (0.085, 0.026, 0.012), 0.17),
    )
    table = board()
    named = {}
    for name, profile, wood, file, rank, turn in (
        ("pawn", PAWN, box, 3.0, 4.0, 0.3),
        ("queen", QUEEN, rose, 5.0, 3.0, 0.8),
        ("rook", ROOK, rose, 2.0, 6.0, 0.4),
        ("king", KING, box, 1.0, 2.0, 0.25),
    ):
        body, parts = piece(name, profile, wood)
        put(body, file, rank, turn)
        body.parent = table
        named[name] = (body, parts)
    for profile, wood, file, rank, turn in (
        (PAWN, rose, 6.0, 5.0, 0.2), (PAWN, rose, 7.0, 6.0, 0.9), (BISHOP, rose, 5.05, 7.0, 2.2), (PAWN, rose, 0.0, 6.02, 1.2),
        (KING, rose, 6.0, 7.0, 0.4), (ROOK, rose, 3.98, 7.02, 1.0),
        (PAWN, box, 0.0, 2.0, 0.1), (PAWN, box, 7.0, 1.03, 0.6),
    ):
        body = piece("piece", profile, wood)[0]
        put(body, file, rank, turn)
        body.parent = table
    table.rotation_euler = (0, 0, math.radians(-13))
    room()
    light()
    studio.camera((0.02, -0.62, 0.30), (-0.005, 0.0, 0.038), 52, 4.0, (-0.01, -0.03, 0.03))
    return named


def picture():
    args = studio.arguments()
    named = build()
    studio.prepare(args, exposure=0.95, size=(1152, 768))
    if args.only != "masks":
        studio.photograph(args, grain=0.009, bloom=0.12)
    if args.only != "photo":
        studio.masks(args, {name: parts for name, (_, parts) in named.items()})


if __name__ == "__main__":
    picture()
