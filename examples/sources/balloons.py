# SPDX-License-Identifier: Apache-2.0
"""Hot-air balloons over misty hills after sunrise, upright. Metres; an envelope is about 18 m wide."""

import math

import bpy
import numpy as np

import studio
from studio import Shader, mesh, plain, rod, surface

GORES = 24
SUN = (13, -62)
RED, ORANGE, GOLD = (0.46, 0.016, 0.014), (0.62, 0.12, 0.010), (0.72, 0.36, 0.03)
CREAM, TEAL, NAVY, PLUM = (0.74, 0.68, 0.55), (0.010, 0.20, 0.21), (0.012, 0.030, 0.14), (0.13, 0.012, 0.075)


# --- balloons -----------------------------------------------------------------------------------------------------


def nylon(name, pattern):
    """Ripstop cloth with the sun through it. pattern(shader, gore 0..24, height 0..1) gives its colour."""
    s = Shader(name)
    uv = s.node("SeparateXYZ", Vector=s.node("TexCoord").outputs["UV"])
    gore, height = s.math("MULTIPLY", uv.outputs[0], GORES), uv.outputs[1]
    panel = s.math("FRACT", s.math("MULTIPLY", height, 26.0))
    tape = s.ramp(s.math("FRACT", gore), [(0.0, 0.55), (0.035, 1.0), (0.965, 1.0), (1.0, 0.55)])
    seam = s.ramp(panel, [(0.0, 0.80), (0.05, 1.0)])
    fade = s.ramp(s.noise(s.object_space(), 0.35, 6, 0.6), [(0.3, 0.86), (0.7, 1.05)])
    colour = pattern(s, gore, height)
    for shade in (tape, seam, fade):
        colour = s.mix(1.0, colour, shade, "MULTIPLY")
    wrinkle = s.noise(s.object_space((1, 1, 0.35)), 1.1, 5, 0.55, 0.5)
    s.base(Base_Color=colour, Roughness=0.42, Specular_IOR_Level=0.35, Sheen_Weight=0.1)
    s.bump(wrinkle, 0.5, 0.16)
    through = s.node("BsdfTranslucent", Color=s.mix(1.0, colour, (1.0, 0.92, 0.78), "MULTIPLY"))
    return s.done(studio.mixed(s, 0.38, through))


def stripes(*colours):
    def pattern(s, gore, height):
        turn = s.math("FRACT", s.math("DIVIDE", s.math("ADD", gore, 0.001), float(len(colours))))
        return s.ramp(turn, [(i / len(colours), c) for i, c in enumerate(colours)], "CONSTANT")

    return pattern


def bands(*stops):
    return lambda s, gore, height: s.ramp(height, list(stops), "CONSTANT")


def chevrons(ground, *colours):
    """Zigzag bands round the belly."""

    def pattern(s, gore, height):
        zigzag = s.math("PINGPONG", s.math("ADD", gore, 0.001), 1.0)
        level = s.math("SUBTRACT", height, s.math("MULTIPLY", zigzag, 0.045))
        stops = [(0.0, ground)] + [(0.34 + 0.075 * i, c) for i, c in enumerate(colours)]
        return s.ramp(level, [*stops, (0.34 + 0.075 * len(colours), ground)], "CONSTANT")

    return pattern


def envelope(name, material, radius=9.0):
    """Gores bulge between their tapes; the mouth is open."""
    t = np.linspace(0, 1, 150)[:, None]
    phi = np.linspace(0, 2 * math.pi, GORES * 10 + 1)[None, :]
    angle = math.pi * (0.02 + 0.98 * t)
    profile = np.sin(angle) ** 0.92 * np.where(angle > math.pi / 2, 1 - 0.30 * ((angle / math.pi - 0.5) * 2) ** 2, 1)
    profile = np.where(t > 0.88, np.maximum(profile, 0.20 + 0.9 * (1 - t)), profile)
    bulge = 1 + 0.030 * np.sqrt(np.abs(np.sin(phi * GORES / 2))) * np.clip(profile * 1.4, 0, 1) - 0.015
    z = radius * (np.cos(angle) * np.where(angle > math.pi / 2, 1.28, 0.96))
    r = radius * profile * bulge
    points = np.stack([r * np.cos(phi), r * np.sin(phi), np.repeat(z, phi.shape[1], 1)], -1)
    cloth = surface(name, points, material)
    layer = cloth.data.uv_layers.new(name="uv")
    rows, columns = points.shape[:2]
    uv = np.stack(np.broadcast_arrays(np.linspace(0, 1, columns)[None, :], 1 - t), -1).reshape(-1, 2)
    index = np.empty(len(cloth.data.loops), np.int64)
    cloth.data.loops.foreach_get("vertex_index", index)
    layer.data.foreach_set("uv", uv[index].ravel().astype(np.float32))
    return cloth, float(z[-1, 0]), float(r[-1, 0])


def balloon(name, pattern):
    cloth, mouth, opening = envelope(name, nylon(name, pattern))
    wicker = Shader("wicker")
    weave = wicker.node("TexWave", Vector=wicker.object_space((1, 1, 3)), Scale=9.0, Distortion=2.0).outputs[0]
    wicker.base(Base_Color=wicker.ramp(weave, [(0.2, (0.09, 0.045, 0.018)), (0.8, (0.33, 0.19, 0.085))]), Roughness=0.7)
    floor = mouth - 4.6
    parts = [cloth, studio.box("basket", (1.7, 1.35, 1.25), (0, 0, floor), wicker.done(), 0.12)]
    parts.append(studio.box("rim", (1.84, 1.49, 0.16), (0, 0, floor + 0.64), plain("leather", (0.06, 0.03, 0.015)), 0.06))
    rope = plain("rope", (0.16, 0.14, 0.11), 0.9)
    for i in range(12):
        a = 2 * math.pi * i / 12
        foot = (0.78 * np.sign(math.cos(a)), 0.6 * np.sign(math.sin(a) + 1e-6), floor + 0.7)
        parts.append(rod("rope", np.array([foot, (opening * math.cos(a), opening * math.sin(a), mouth)]), 0.035, rope, 2))
    steel = plain("burner", (0.5, 0.5, 0.5), 0.3, Metallic=1.0)
    parts.append(studio.box("burner", (0.7, 0.35, 0.5), (0, 0, floor + 2.1), steel, 0.05))
    coat = [(0.02, 0.05, 0.16), (0.30, 0.02, 0.02), (0.06, 0.07, 0.05)]
    for i, x in enumerate((-0.5, 0.05, 0.5)):
        body = [(0.0, -0.3), (0.24, -0.3), (0.26, 0.45), (0.17, 0.80), (0.0, 0.84)]
        person = studio.lathe("person", body, plain("coat", coat[i], 0.9), 20)
        person.location = (x, 0.12 * (-1) ** i, floor + 0.5)
        head = studio.lathe("head", [(0, -0.13), (0.1, -0.07), (0.12, 0.03), (0.08, 0.12), (0, 0.14)], plain("hair", (0.07, 0.035, 0.02)), 20)
        head.location = (x, 0.12 * (-1) ** i, floor + 1.46)
        parts += [person, head]
    return studio.under(studio.handle(name), parts), parts


# --- land and sky -------------------------------------------------------------------------------------------------


def heights(x, y, seed, rough, octaves=7):
    """Ridged sums of turned sines."""
    random = np.random.default_rng(seed)
    z, size = np.zeros_like(x), 1.0
    for k in range(octaves):
        for _ in range(4):
            a, phase = random.random() * 6.283, random.random() * 6.283
            z += size * (0.5 - np.abs(np.sin((x * math.cos(a) + y * math.sin(a)) * rough * 1.9**k + phase)))
        size *= 0.52
    return z


def forest(haze):
    """Wooded hills; what is far takes the colour of the air."""
    s = Shader("forest")
    at = s.node("NewGeometry").outputs["Position"]
    crown = s.node("TexVoronoi", {"feature": "F1"}, Vector=at, Scale=0.16).outputs[0]
    tone = s.noise(at, 0.03, 5, 0.6)
    trees = s.ramp(tone, [(0.3, (0.010, 0.020, 0.008)), (0.6, (0.034, 0.040, 0.010)), (0.8, (0.085, 0.052, 0.012))])
    trees = s.mix(1.0, trees, s.ramp(crown, [(0.1, 1.0), (0.8, 0.35)]), "MULTIPLY")
    meadow = s.ramp(s.noise(at, 0.007, 4, 0.5), [(0.56, 0.0), (0.60, 1.0)])
    s.base(Base_Color=s.mix(meadow, trees, (0.10, 0.105, 0.035)), Roughness=0.95, Specular_IOR_Level=0.1)
    s.bump(s.math("SUBTRACT", 1.0, crown), 1.0, 6.0)
    height = s.node("SeparateXYZ", Vector=at).outputs[2]
    away = s.node("CameraData").outputs["View Distance"]
    air = s.math("SUBTRACT", 1.0, s.math("POWER", 2.718, s.math("MULTIPLY", away, -1 / haze)))
    top = s.math("ADD", 26.0, s.math("MULTIPLY", away, 0.030))
    low = s.ramp(s.math("DIVIDE", s.math("ADD", height, 78), top), [(0.0, 1.0), (1.0, 0.0)], "EASE")
    drift = s.ramp(s.noise(at, 0.006, 5, 0.55), [(0.25, 0.55), (0.65, 1.0)])
    bank = s.math("MULTIPLY", s.math("MULTIPLY", low, drift), s.ramp(s.math("MULTIPLY", away, 1 / 1500), [(0.12, 0.0), (0.7, 1.0)]))
    veil = s.math("MAXIMUM", air, s.math("MULTIPLY", bank, 0.92))
    glow = s.node("Emission", Color=s.mix(bank, (0.40, 0.46, 0.58), (0.92, 0.72, 0.56)), Strength=0.95)
    mixed = s.node("MixShader", Fac=veil)
    s.tree.links.new(s.surface.outputs[0], mixed.inputs[1])
    s.tree.links.new(glow.outputs[0], mixed.inputs[2])
    return s.done(mixed.outputs[0])


def hills():
    """Five ridges, each farther, higher and paler than the one before, mist in the valleys between."""
    land = forest(3800.0)
    for near, far, foot, crest, seed in (
        (130, 520, -64, -30, 3),
        (480, 1100, -75, -16, 5),
        (1000, 2100, -80, 30, 9),
        (1900, 3900, -80, 118, 14),
        (3600, 8200, -60, 420, 17),
    ):
        y = np.linspace(near, far, 220)[:, None] + np.zeros((1, 520))
        x = np.linspace(-1, 1, 520)[None, :] * (0.42 * far + 60) + np.zeros((220, 1))
        rise = (y - near) / (far - near)
        span = far - near
        line = crest + 0.42 * (crest - foot) * heights(x, 0 * x + far, seed, 2.2 / span, 6)
        slope = np.sin(math.pi * np.clip(rise, 0, 1) ** 0.75)
        z = foot + (line - foot) * slope + 0.08 * (crest - foot) * heights(x, y, seed + 50, 9.0 / span, 5) * slope
        surface("hills", np.stack([x, y, z], -1), land)


def dawn():
    """Nishita's sky with thin streaked cloud that the low sun lights from below."""
    elevation, azimuth = SUN
    world = studio.sky(elevation, azimuth, 0.32)
    tree = world.node_tree
    background = tree.nodes["Background"]
    clear = background.inputs[0].links[0].from_socket

    def node(kind, **values):
        made = tree.nodes.new("ShaderNode" + kind)
        for name, value in values.items():
            if isinstance(value, bpy.types.NodeSocket):
                tree.links.new(value, made.inputs[name.replace("_", " ")])
            else:
                made.inputs[name.replace("_", " ")].default_value = value
        return made

    def arithmetic(operation, a, b):
        made = tree.nodes.new("ShaderNodeMath")
        made.operation = operation
        for i, value in enumerate((a, b)):
            if isinstance(value, bpy.types.NodeSocket):
                tree.links.new(value, made.inputs[i])
            else:
                made.inputs[i].default_value = value
        return made.outputs[0]

    way = tree.nodes.new("ShaderNodeTexCoord").outputs["Generated"]
    part = node("SeparateXYZ", Vector=way).outputs
    up = arithmetic("ADD", arithmetic("MAXIMUM", part[2], 0.0), 0.09)
    plane = node("CombineXYZ", X=arithmetic("DIVIDE", part[0], up), Y=arithmetic("DIVIDE", part[1], up)).outputs[0]
    turned = node("Mapping", Vector=plane, Rotation=(0, 0, 0.5), Scale=(0.55, 1.5, 1.0)).outputs[0]
    veil = node("TexNoise", Vector=turned, Scale=0.85, Detail=11.0, Roughness=0.62, Distortion=0.6).outputs[0]
    ramp = node("ValToRGB", Fac=veil)
    ramp.color_ramp.elements[0].position, ramp.color_ramp.elements[1].position = 0.47, 0.80
    fade = node("ValToRGB", Fac=part[2])
    fade.color_ramp.elements[0].position, fade.color_ramp.elements[1].position = 0.02, 0.22
    amount = arithmetic("MULTIPLY", ramp.outputs[0], arithmetic("MULTIPLY", fade.outputs[0], 0.8))
    mix = tree.nodes.new("ShaderNodeMix")
    mix.data_type = "RGBA"
    tree.links.new(amount, mix.inputs[0])
    tree.links.new(clear, mix.inputs[6])
    mix.inputs[7].default_value = (4.6, 3.5, 2.9, 1)
    tree.links.new(mix.outputs[2], background.inputs[0])


def build():
    """The whole scene; each balloon's holder and its parts, by name."""
    studio.empty_scene()
    crew = {}
    for name, pattern, at, turn in (
        ("stripes", stripes(RED, ORANGE, GOLD, CREAM), (-13, 118, 14.0), 0.35),
        ("chevrons", chevrons(TEAL, CREAM, GOLD, ORANGE), (19, 150, 50.0), 1.1),
        ("bands", bands((0, NAVY), (0.30, GOLD), (0.36, NAVY), (0.55, CREAM), (0.70, RED), (0.78, NAVY)), (-24, 225, 112), 0.2),
        ("plum", stripes(PLUM, PLUM, GOLD), (54, 330, 58), 0.0),
        ("far", stripes(NAVY, CREAM), (-95, 560, 70), 0.0),
    ):
        holder, parts = balloon(name, pattern)
        holder.location, holder.rotation_euler = at, (0, 0, turn)
        crew[name] = (holder, parts)
    hills()
    dawn()
    studio.sun(*SUN, 4.2, (1.0, 0.74, 0.48), 0.6)
    studio.camera((0, 0, 2.0), (0, 100, 25), 38, 8, (0, 118, 14))
    return crew


def picture():
    args = studio.arguments()
    crew = build()
    studio.prepare(args, exposure=0.15, size=(768, 1152))
    bpy.context.scene.camera.data.shift_y = 132 / 1152  # the near hill stays below the picture
    if args.only != "masks":
        studio.photograph(args, grain=0.010, bloom=0.12, vignette=0.18, warmth=0.01)
    if args.only != "photo":
        studio.masks(args, {name: parts for name, (_, parts) in crew.items() if name != "far"})


if __name__ == "__main__":
    picture()
