# SPDX-License-Identifier: Apache-2.0
"""A lighthouse on a rocky point, a fishing boat, clouds over the sea; a wide picture. Metres."""

import math
import os

import bpy
import numpy as np

import studio
from studio import Shader, plain, rod, surface

SUN = (24, 108)
HAZE = 378  # the row, from the top, where the still haze on the horizon begins


# --- sea and rock -------------------------------------------------------------------------------------------------


def sea():
    """Wind sea from the ocean simulation that Blender has: FFT of a Phillips spectrum."""
    bpy.ops.mesh.primitive_plane_add(size=1)
    thing = bpy.context.object
    ocean = thing.modifiers.new("ocean", "OCEAN")
    ocean.geometry_mode, ocean.repeat_x, ocean.repeat_y = "GENERATE", 9, 9
    ocean.resolution, ocean.spatial_size, ocean.size = 13, 60, 1.0
    ocean.wave_scale, ocean.choppiness, ocean.wind_velocity = 0.42, 1.05, 7.0
    ocean.wave_scale_min, ocean.wave_alignment, ocean.wave_direction = 0.02, 0.5, math.radians(70)
    ocean.random_seed, ocean.time = 4, 3.2
    thing.location = (-240, -14, 0)
    s = Shader("sea")
    at = s.object_space()
    chop = s.math("ADD", s.noise(at, 2.2, 5, 0.6), s.math("MULTIPLY", s.noise(at, 8, 3, 0.5), 0.35))
    gust = s.ramp(s.noise(s.object_space((0.4, 1, 1)), 0.03, 4), [(0.35, 0.35), (0.65, 1.0)])
    deep = s.mix(s.ramp(s.noise(at, 0.05, 3), [(0.3, 0.0), (0.7, 1.0)]), (0.004, 0.024, 0.032), (0.006, 0.040, 0.044))
    s.base(Base_Color=deep, Roughness=0.06, IOR=1.333)
    thing.data.materials.append(s.bump(s.math("MULTIPLY", chop, gust), 0.5, 0.16).done())
    far = Shader("far sea")
    far.base(Base_Color=(0.006, 0.032, 0.042, 1), Roughness=0.22, IOR=1.333)
    swell = far.noise(far.object_space((0.25, 1, 1)), 0.9, 8, 0.7)
    surface("far sea", np.array([[(-9000, 420, -0.25), (9000, 420, -0.25)], [(-9000, 14000, -0.25), (9000, 14000, -0.25)]]), far.bump(swell, 0.8, 0.5).done())
    return thing


def stone():
    s = Shader("granite")
    at = s.node("NewGeometry").outputs["Position"]
    height = s.node("SeparateXYZ", Vector=at).outputs[2]
    grain = s.noise(at, 6, 10, 0.7)
    broad = s.noise(at, 0.6, 8, 0.65)
    colour = s.ramp(s.math("ADD", s.math("MULTIPLY", grain, 0.5), s.math("MULTIPLY", broad, 0.5)),
                    [(0.36, (0.060, 0.045, 0.034)), (0.50, (0.20, 0.145, 0.105)), (0.64, (0.36, 0.285, 0.215))])
    lichen = s.ramp(s.noise(at, 2.3, 9, 0.75), [(0.60, 0.0), (0.66, 0.75)])
    colour = s.mix(lichen, colour, (0.36, 0.25, 0.045))
    wet = s.ramp(s.math("ADD", height, s.math("MULTIPLY", broad, 0.9)), [(0.45, 1.0), (0.95, 0.0)])
    colour = s.mix(1.0, colour, s.ramp(wet, [(0, 1.0), (1, 0.28)]), "MULTIPLY")
    up = s.node("SeparateXYZ", Vector=s.node("NewGeometry").outputs["Normal"]).outputs[2]
    turf = s.math("MULTIPLY", s.ramp(up, [(0.72, 0.0), (0.86, 1.0)]), s.ramp(s.math("MULTIPLY", height, 0.2), [(0.62, 0.0), (0.80, 1.0)]))
    colour = s.mix(turf, colour, s.ramp(grain, [(0.3, (0.030, 0.045, 0.010)), (0.7, (0.105, 0.115, 0.030))]))
    s.base(Base_Color=colour, Roughness=s.ramp(wet, [(0, 0.9), (1, 0.25)]), Specular_IOR_Level=0.4)
    return s.bump(s.math("ADD", s.math("MULTIPLY", broad, 1.6), grain), 0.9, 0.25).done()


def crag(name, centre, size, seed, material, detail=150):
    """A dome cut by many planes at random, then worn by noise: what jointed granite looks like."""
    random = np.random.default_rng(seed)
    u = np.linspace(0, 2 * math.pi, 2 * detail, endpoint=False)[None, :]
    v = np.linspace(0.0, 1.0, detail)[:, None]
    polar = v * math.pi * 0.62
    way = np.stack(np.broadcast_arrays(np.sin(polar) * np.cos(u), np.sin(polar) * np.sin(u), np.cos(polar)), -1)
    reach = np.full(way.shape[:2], 1.25)
    for _ in range(46):
        normal = random.normal(size=3) * (1, 1, 0.75)
        normal /= np.linalg.norm(normal)
        normal[2] = abs(normal[2]) * 0.8
        facing = np.maximum(way @ normal, 1e-3)
        reach = np.minimum(reach, random.uniform(0.66, 1.06) / facing)
    rough = np.zeros_like(reach)
    strength = 0.07
    for k in range(6):
        for _ in range(5):
            axis, phase = random.normal(size=3) * 2.6 * 1.9**k, random.random() * 6.283
            rough += strength * (0.5 - np.abs(np.sin(way @ axis + phase)))
        strength *= 0.5
    points = way * (reach + rough)[..., None] * np.asarray(size) + np.asarray(centre)
    return surface(name, points, material, closed=True)


def rocks():
    granite = stone()
    crag("head", (19, 74, -1.8), (17, 13, 9.2), 2, granite, 240)
    crag("shoulder", (33, 80, -1.5), (16, 14, 7.0), 5, granite, 200)
    crag("toe", (4.5, 67, -1.2), (8.5, 6, 4.0), 8, granite, 180)
    random = np.random.default_rng(12)
    for i in range(22):
        x = random.uniform(-8, 18)
        size = random.uniform(0.5, 1.9)
        crag("boulder", (x, 62 + 0.10 * (x - 4) ** 2 * 0.1 + random.uniform(-4, 3), -0.45 * size), (1.5 * size, size, size), 30 + i, granite, 60)
    for i in range(9):
        crag("reef", (random.uniform(-26, -13), random.uniform(19.5, 24), -0.5), np.array([1.6, 1.1, 0.9]) * random.uniform(0.6, 1.25), 70 + i, granite, 90)


# --- lighthouse ---------------------------------------------------------------------------------------------------


def whitewash(name, tone):
    s = Shader(name)
    at = s.object_space()
    streak = s.noise(s.object_space((2.2, 2.2, 0.14)), 1.0, 7, 0.65)
    dirt = s.ramp(streak, [(0.42, 1.0), (0.72, 0.66)])
    s.base(Base_Color=s.mix(1.0, tone, dirt, "MULTIPLY"), Roughness=0.75)
    return s.bump(s.noise(at, 9, 6, 0.6), 0.25, 0.03).done()


def lighthouse(at):
    white, red = whitewash("white paint", (0.78, 0.76, 0.70)), whitewash("red paint", (0.44, 0.035, 0.022))
    iron = plain("iron", (0.03, 0.03, 0.032), 0.5)
    glass = Shader("lantern glass").base(Base_Color=(0.25, 0.33, 0.36, 1), Roughness=0.06, Metallic=0.6).done()
    parts = [studio.lathe("tower", [(0, 0), (2.05, 0), (1.98, 0.5), (1.32, 9.4), (1.30, 9.6), (0, 9.6)], white, 96)]
    parts.append(studio.lathe("band", [(1.745, 4.0), (1.56, 6.4)], red, 96))
    parts.append(studio.lathe("gallery", [(1.25, 9.3), (1.95, 9.75), (1.95, 9.95), (0, 9.95)], white, 64))
    parts.append(studio.lathe("lantern", [(0.95, 9.9), (0.95, 11.7), (0, 11.7)], glass, 16))
    parts.append(studio.lathe("roof", [(1.25, 11.6), (1.2, 11.75), (0.65, 12.5), (0.16, 12.85), (0.18, 13.1), (0, 13.2)], red, 64))
    for i in range(16):
        a = 2 * math.pi * i / 16
        x, y = math.cos(a), math.sin(a)
        parts.append(rod("rail", np.array([(1.85 * x, 1.85 * y, 9.9), (1.85 * x, 1.85 * y, 10.8)]), 0.035, iron, 3))
        if i % 2 == 0:
            parts.append(rod("mullion", np.array([(0.96 * x, 0.96 * y, 9.9), (0.96 * x, 0.96 * y, 11.7)]), 0.045, iron, 3))
    ring = np.linspace(0, 2 * math.pi, 49)
    for z in (10.35, 10.8):
        parts.append(rod("rail", np.stack([1.85 * np.cos(ring), 1.85 * np.sin(ring), 0 * ring + z], -1), 0.035, iron, 3))
    for z, a in ((2.4, -1.75), (5.2, -1.75), (7.8, -1.75)):
        r = 2.03 - 0.078 * z
        pane = studio.box("window", (0.42, 0.25, 0.75), (r * math.cos(a), r * math.sin(a), z), iron, 0.02)
        pane.rotation_euler = (0, 0, a + math.pi / 2)
        parts.append(pane)
    house = studio.box("house", (5.2, 3.4, 2.5), (4.3, 0.5, 1.1), white)
    roof = np.array([[(1.5, -1.5, 2.3), (1.5, 0.5, 3.9), (1.5, 2.5, 2.3)], [(7.1, -1.5, 2.3), (7.1, 0.5, 3.9), (7.1, 2.5, 2.3)]])
    slate = Shader("slate")
    rows = slate.math("FRACT", slate.math("MULTIPLY", slate.node("SeparateXYZ", Vector=slate.object_space()).outputs[2], 5.0))
    slate.base(Base_Color=slate.mix(1.0, (0.075, 0.070, 0.070), slate.ramp(rows, [(0, 0.45), (0.25, 1.0)]), "MULTIPLY"), Roughness=0.7)
    parts += [house, surface("house roof", roof, slate.done(), smooth=False)]
    for x in (3.0, 4.4, 5.8):
        parts.append(studio.box("house window", (0.6, 0.08, 0.8), (x, -1.21, 1.35), iron))
    parts.append(studio.box("chimney", (0.6, 0.6, 1.3), (6.4, 0.5, 4.0), red))
    holder = studio.under(studio.handle("lighthouse"), parts)
    holder.location = at
    return parts


# --- boat ---------------------------------------------------------------------------------------------------------


def fishing_boat():
    """A coble of 7 m with a wheelhouse forward; sails along its own +x."""
    u, v = np.linspace(0, 1, 60)[:, None], np.linspace(-1, 1, 41)[None, :]
    sheer = 0.78 + 0.95 * np.clip((u - 0.35) / 0.65, 0, 1) ** 2.0 + 0.12 * (1 - u) ** 2
    beam = 1.20 * np.clip(1 - np.clip((u - 0.45) / 0.55, 0, 1) ** 2.4, 0, 1) * (0.80 + 0.20 * np.clip(u / 0.4, 0, 1))
    x = (u - 0.5) * 7.0 + 0.55 * np.clip((u - 0.75) / 0.25, 0, 1) * (1 - np.abs(v)) * -1 + 0 * v
    y = beam * np.sign(v) * np.abs(v) ** 0.62
    z = -0.45 + (sheer + 0.45) * np.abs(v) ** 1.7
    s = Shader("hull paint")
    height = s.node("SeparateXYZ", Vector=s.object_space()).outputs[2]
    band = s.ramp(s.math("MULTIPLY", s.math("ADD", height, 1.0), 0.33), [(0, (0.16, 0.025, 0.018)), (0.385, (0.028, 0.11, 0.20)), (0.575, (0.70, 0.68, 0.60))], "CONSTANT")
    worn = s.ramp(s.noise(s.object_space((1, 1, 0.5)), 3.2, 8, 0.7), [(0.35, 0.65), (0.6, 1.0)])
    s.base(Base_Color=s.mix(1.0, band, worn, "MULTIPLY"), Roughness=0.35)
    paint = s.done()
    parts = [surface("hull", np.stack([x, y + 0 * x, z + 0 * x], -1), paint)]
    stern = np.stack([x[0], (y + 0 * x)[0], (z + 0 * x)[0]], -1)
    parts.append(studio.mesh("transom", stern, [list(range(len(stern)))[::-1]], paint, smooth=False))
    deck = np.stack([x[:, [0, -1]], (y + 0 * x)[:, [0, -1]], (z + 0 * x)[:, [0, -1]] - 0.28], -1)
    parts.append(surface("deck", deck, plain("deck", (0.24, 0.20, 0.15), 0.8)))
    white, dark = plain("white", (0.74, 0.73, 0.69), 0.4), plain("dark", (0.015, 0.018, 0.020), 0.1)
    parts.append(studio.box("wheelhouse", (1.5, 1.3, 1.65), (0.95, 0, 1.45), white, 0.08))
    parts.append(studio.box("roof", (1.85, 1.5, 0.09), (0.95, 0, 2.31), plain("orange", (0.55, 0.13, 0.015), 0.5), 0.03))
    parts.append(studio.box("panes", (1.2, 1.33, 0.50), (0.95, 0, 1.85), dark, 0.03))
    parts.append(studio.box("front panes", (1.53, 1.05, 0.50), (0.95, 0, 1.85), dark, 0.03))
    steel = plain("galvanised", (0.35, 0.36, 0.37), 0.45, Metallic=0.8)
    parts.append(rod("mast", np.array([(0.25, 0, 2.2), (0.20, 0, 4.5)]), 0.045, steel, 4))
    parts.append(rod("stay", np.array([(0.2, 0, 4.4), (3.4, 0, 1.7)]), 0.014, dark, 2))
    parts.append(rod("derrick", np.array([(-2.9, 0, 0.8), (-2.7, 0, 2.5)]), 0.06, steel, 4))
    parts.append(rod("rail", np.array([(-3.4, -1.0, 1.35), (-1.5, -1.15, 1.35), (0.2, -1.15, 1.35)]), 0.025, steel, 3))
    for px in (-3.35, -2.2, -1.0, 0.15):
        parts.append(rod("post", np.array([(px, -1.1, 0.8), (px, -1.1, 1.35)]), 0.022, steel, 3))
    for i, (bx, by) in enumerate(((-1.9, -0.3), (-1.35, 0.3), (-2.3, 0.35))):
        hue = ((0.50, 0.18, 0.015), (0.03, 0.16, 0.23), (0.44, 0.40, 0.05))[i]
        parts.append(studio.box("crate", (0.6, 0.45, 0.5), (bx, by, 0.98), plain("crate", hue, 0.6), 0.03))
    for bx in (-2.4, -0.6):
        fender = studio.lathe("fender", [(0, -0.26), (0.15, -0.22), (0.2, 0), (0.15, 0.22), (0, 0.28)], plain("fender", (0.62, 0.10, 0.02), 0.4), 24)
        fender.location = (bx, -1.22, 0.52)
        parts.append(fender)
    body = [(0, -0.5), (0.22, -0.5), (0.26, 0.2), (0.17, 0.42), (0, 0.45)]
    man = studio.lathe("man", body, plain("oilskin", (0.62, 0.30, 0.015), 0.5), 20)
    man.location = (-0.55, -0.35, 1.35)
    head = studio.lathe("head", [(0, -0.14), (0.11, -0.05), (0.12, 0.06), (0, 0.16)], plain("cap", (0.03, 0.035, 0.06), 0.9), 20)
    head.location = (-0.55, -0.35, 1.93)
    return [*parts, man, head]


# --- sky ----------------------------------------------------------------------------------------------------------


class WorldNodes:
    """Arithmetic on a world's node tree."""

    def __init__(self, world):
        self.tree = world.node_tree

    def node(self, kind, **values):
        made = self.tree.nodes.new("ShaderNode" + kind)
        for name, value in values.items():
            self.join(made.inputs[name.replace("_", " ")], value)
        return made

    def join(self, socket, value):
        if isinstance(value, bpy.types.NodeSocket):
            self.tree.links.new(value, socket)
        else:
            socket.default_value = value

    def math(self, operation, a, b=0.0):
        made = self.tree.nodes.new("ShaderNodeMath")
        made.operation = operation
        self.join(made.inputs[0], a)
        self.join(made.inputs[1], b)
        return made.outputs[0]

    def ramp(self, value, low, high, ease="EASE"):
        made = self.node("ValToRGB", Fac=value)
        made.color_ramp.interpolation = ease
        made.color_ramp.elements[0].position, made.color_ramp.elements[1].position = low, high
        return made.outputs[0]

    def mix(self, factor, a, b):
        made = self.tree.nodes.new("ShaderNodeMix")
        made.data_type = "RGBA"
        self.join(made.inputs[0], factor)
        self.join(made.inputs[6], a)
        self.join(made.inputs[7], b)
        return made.outputs[2]


def fair_weather():
    """Nishita's sky and cumulus in rows: noise on a plane overhead, each cloud lit from the sun's side and grey below."""
    world = studio.sky(*SUN, 0.25)
    w = WorldNodes(world)
    background = w.tree.nodes["Background"]
    clear = background.inputs[0].links[0].from_socket
    way = w.tree.nodes.new("ShaderNodeTexCoord").outputs["Generated"]
    part = w.node("SeparateXYZ", Vector=way).outputs
    up = w.math("MAXIMUM", part[2], 0.004)
    # clouds stand: their sides are seen towards the horizon, so height is squeezed less than a plane's
    flat = w.math("ADD", up, 0.10)
    x, y = w.math("DIVIDE", part[0], flat), w.math("DIVIDE", part[1], flat)

    def cover(shift_x, shift_z):
        tall = w.math("MULTIPLY", w.math("ADD", part[2], shift_z), 7.5)
        at = w.node("CombineXYZ", X=w.math("ADD", x, shift_x), Y=w.math("MULTIPLY", y, 0.8), Z=tall).outputs[0]
        heaps = w.node("TexNoise", Vector=at, Scale=0.95, Detail=13.0, Roughness=0.58, Distortion=0.25).outputs[0]
        groups = w.node("TexNoise", Vector=at, Scale=0.33, Detail=2.0, Roughness=0.4).outputs[0]
        return w.math("ADD", w.math("MULTIPLY", heaps, 0.72), w.math("MULTIPLY", groups, 0.40))

    here = cover(0.0, 0.0)
    sunward = cover(0.10, 0.014)
    amount = w.ramp(here, 0.535, 0.625)
    lit = w.ramp(w.math("ADD", w.math("SUBTRACT", here, sunward), 0.5), 0.435, 0.560)
    thick = w.ramp(here, 0.60, 0.76)
    bright = w.mix(lit, (2.6, 2.8, 3.3, 1), (9.0, 8.2, 7.2, 1))
    bright = w.mix(w.math("MULTIPLY", thick, 0.45), bright, (2.6, 2.75, 3.1, 1))
    haze = w.ramp(part[2], 0.0, 0.10)
    shown = w.math("MULTIPLY", amount, w.math("ADD", w.math("MULTIPLY", haze, 0.75), 0.20))
    w.tree.links.new(w.mix(shown, clear, bright), background.inputs[0])


def build():
    """The whole scene; the sea, the boat's holder, and the parts of boat and lighthouse."""
    studio.empty_scene()
    water = sea()
    rocks()
    beacon = lighthouse((17.0, 74.0, 6.6))
    boat = fishing_boat()
    hull = studio.under(studio.handle("boat"), boat)
    hull.location, hull.rotation_euler = (-10.5, 44.0, -0.05), (math.radians(2), math.radians(-2), math.radians(14))
    fair_weather()
    studio.sun(*SUN, 3.6, (1.0, 0.84, 0.64), 0.6)
    studio.camera((0, 0, 4.6), (0, 60, 7.2), 40, 8, (0, 55, 4))
    return water, hull, {"boat": boat, "lighthouse": beacon}


def masks(args, water, named):
    taken = studio.masks(args, named)
    studio.surroundings((1.0, 1.0, 1.0), 1.0)
    studio.glow({})
    # nothing but sky, or the rail's blurred edge would drift with the clouds; the haze on the horizon stays
    sky = (studio.shares(args.out)[..., 0] >= 0.98) & ~taken
    sky[: len(sky) - HAZE] = False
    studio.save_mask(os.path.join(os.path.abspath(args.out), "sky.png"), sky)
    studio.masks(args, {"reflection": named["boat"]}, mirror=water, cover=0.35, without="boat")


def picture():
    args = studio.arguments()
    water, _, named = build()
    studio.prepare(args, exposure=0.1, size=(1536, 640))
    if args.only != "masks":
        studio.photograph(args, grain=0.008, bloom=0.10, vignette=0.16)
    if args.only != "photo":
        masks(args, water, named)


if __name__ == "__main__":
    picture()
