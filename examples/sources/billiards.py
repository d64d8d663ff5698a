# SPDX-License-Identifier: Apache-2.0
"""Pool balls on a worn cloth under a lamp, in a dark bar. Metres; balls of 57.2 mm."""

import math

import bpy
import numpy as np
from mathutils import Euler, Vector

import studio
from studio import Shader, mesh, place, plain

RADIUS = 0.0286
YELLOW, BLUE, RED = (0.80, 0.42, 0.015), (0.012, 0.045, 0.30), (0.52, 0.012, 0.012)
GREEN, BLACK, IVORY = (0.006, 0.13, 0.045), (0.008, 0.008, 0.009), (0.80, 0.74, 0.60)


def phenolic(name, colour, striped, numbered):
    """Cast resin: a colour or a stripe, discs for the number at +x and -x, a polish that has been played on."""
    s = Shader(name)
    at = s.object_space()
    x, _, z = (s.node("SeparateXYZ", Vector=at).outputs[i] for i in range(3))
    paint = colour
    if striped:
        band = s.math("LESS_THAN", s.math("ABSOLUTE", z), 0.56 * RADIUS)
        paint = s.mix(band, IVORY, colour)
    if numbered:
        disc = s.math("GREATER_THAN", s.math("ABSOLUTE", x), 0.905 * RADIUS)
        paint = s.mix(disc, paint, IVORY)
    chalk = s.ramp(s.noise(at, 190, 7, 0.7), [(0.66, 0.0), (0.74, 0.35)])
    wear = s.noise(at, 70, 6, 0.7, 0.8)
    s.base(
        Base_Color=s.mix(chalk, paint, (0.30, 0.42, 0.50)),
        Roughness=s.ramp(wear, [(0.35, 0.05), (0.75, 0.16)]),
        Specular_IOR_Level=0.55,
        Subsurface_Weight=0.06,
        Subsurface_Radius=(0.004, 0.003, 0.002),
    )
    return s.bump(wear, 0.03, 0.0003).done()


def numeral(text):
    """The number as a mesh, laid on the sphere about +x."""
    curve = bpy.data.curves.new(text, "FONT")
    curve.body, curve.size, curve.align_x, curve.align_y = text, 0.0125, "CENTER", "CENTER"
    holder = bpy.data.objects.new(text, curve)
    bpy.context.scene.collection.objects.link(holder)
    data = bpy.data.meshes.new_from_object(holder.evaluated_get(bpy.context.evaluated_depsgraph_get()))
    bpy.data.objects.remove(holder)
    for v in data.vertices:
        v.co = Vector((RADIUS, v.co.x, v.co.y)).normalized() * (RADIUS * 1.012)
    return place("number", data, plain("print", (0.01, 0.01, 0.012), 0.25))


def ball(name, colour, number=None, striped=False):
    bpy.ops.mesh.primitive_uv_sphere_add(segments=128, ring_count=64, radius=RADIUS)
    sphere = bpy.context.object
    sphere.name = name
    sphere.data.polygons.foreach_set("use_smooth", [True] * len(sphere.data.polygons))
    sphere.data.materials.append(phenolic(name, colour, striped, number is not None))
    if number is not None:
        studio.under(sphere, [numeral(str(number))])
    return sphere


def put(thing, x, y, turn):
    thing.location, thing.rotation_euler = (x, y, RADIUS), Euler(math.radians(a) for a in turn)


def baize():
    """Napped wool: fine fibres, chalk dust, the tracks of many balls."""
    s = Shader("cloth")
    at = s.object_space()
    nap = s.noise(s.object_space((1, 0.45, 1)), 2600, 3, 0.6)
    patch = s.noise(at, 5, 6, 0.6)
    dust = s.ramp(s.noise(at, 34, 9, 0.75), [(0.60, 0.0), (0.78, 0.30)])
    colour = s.mix(patch, (0.010, 0.115, 0.082), (0.018, 0.150, 0.104))
    colour = s.mix(s.ramp(nap, [(0.3, 0.0), (0.7, 1.0)]), s.mix(1.0, colour, (0.62, 0.62, 0.62), "MULTIPLY"), colour)
    s.base(
        Base_Color=s.mix(dust, colour, (0.30, 0.38, 0.40)),
        Roughness=0.95,
        Specular_IOR_Level=0.1,
        Sheen_Weight=0.25,
        Sheen_Roughness=0.5,
    )
    return s.bump(nap, 0.5, 0.0009).done()


def rail_wood():
    s = Shader("rail wood")
    grain = s.noise(s.object_space((3, 60, 60)), 1.0, 8, 0.6, 1.2)
    s.base(Base_Color=s.ramp(grain, [(0.3, (0.060, 0.018, 0.008)), (0.7, (0.20, 0.070, 0.026))]), Roughness=0.22)
    s.base(Coat_Weight=0.5, Coat_Roughness=0.12)
    return s.bump(grain, 0.08, 0.0006).done()


def table(back=0.62):
    cloth = baize()
    mesh("bed", [(-1.6, -1.2, 0), (1.6, -1.2, 0), (1.6, back, 0), (-1.6, back, 0)], [(0, 1, 2, 3)], cloth, False)
    profile = np.array([(0, 0), (-0.004, 0.028), (-0.010, 0.034), (0.040, 0.041), (0.045, 0.041)])
    x = np.linspace(-1.6, 1.6, 2)
    points = np.stack(
        [np.repeat(x[:, None], 5, 1), back + np.tile(profile[:, 0], (2, 1)), np.tile(profile[:, 1], (2, 1))], -1
    )
    studio.surface("cushion", points, cloth, smooth=False)
    studio.box("rail", (3.2, 0.13, 0.05), (0, back + 0.108, 0.022), rail_wood(), 0.006)
    pearl = plain("pearl", (0.75, 0.72, 0.64), 0.18, Coat_Weight=0.6)
    for x in (-0.58, -0.16, 0.26, 0.68):
        gem = studio.box("diamond", (0.016, 0.016, 0.002), (x, back + 0.108, 0.0465), pearl)
        gem.rotation_euler, gem.scale = (0, 0, math.pi / 4), (1, 1, 1)


def cue():
    s = Shader("maple")
    grain = s.noise(s.object_space((1, 1, 0.05)), 900, 4)
    s.base(Base_Color=s.ramp(grain, [(0.3, (0.50, 0.33, 0.16)), (0.7, (0.66, 0.47, 0.26))]), Roughness=0.25)
    stick = [
        studio.rod("shaft", np.array([(0, 0, 0.03), (0, 0, 1.2)]), np.array([0.0064, 0.0105]), s.done(), 12),
        studio.rod("ferrule", np.array([(0, 0, 0.007), (0, 0, 0.03)]), 0.0064, plain("ivory", IVORY, 0.3), 12),
        studio.rod("tip", np.array([(0, 0, 0), (0, 0, 0.007)]), 0.0061, plain("tip", (0.04, 0.10, 0.20), 0.9), 12),
    ]
    return studio.under(studio.handle("cue"), stick)


def bar():
    """Dark panelling far behind, a few lamps and bottles that the lens melts into discs."""
    studio.box("panelling", (9, 0.1, 4), (0, 4.6, 0.6), plain("panel", (0.035, 0.018, 0.010), 0.5))
    random = np.random.default_rng(8)
    for _ in range(34):
        warm = random.random()
        s = Shader("lamp")
        colour = (1.0, 0.45 + 0.35 * warm, 0.12 + 0.4 * warm, 1)
        glow = s.node("Emission", Color=colour, Strength=float(random.uniform(3, 22)))
        at = (random.uniform(-1.7, 1.7), random.uniform(3.0, 4.4), random.uniform(0.02, 0.62))
        bpy.ops.mesh.primitive_uv_sphere_add(radius=random.uniform(0.012, 0.035), location=at)
        bpy.context.object.data.materials.append(s.done(glow.outputs[0]))


def light():
    """The three-shaded lamp over the table and a dim room."""
    for x in (-0.55, 0.0, 0.55):
        studio.area_light("shade", (x, 0.16, 0.86), (x, 0.16, 0), (0.34, 0.34), 7.5, (1.0, 0.86, 0.66))
    studio.area_light("doorway", (-2.4, -0.9, 1.1), (0, 0.1, 0), (0.9, 1.6), 11, (0.62, 0.76, 1.0))
    studio.area_light("sconce", (-1.2, 4.0, 1.6), (-1.0, 4.6, 0.4), (0.5, 0.3), 45, (1.0, 0.55, 0.22))
    studio.area_light("sconce", (1.3, 4.0, 1.5), (1.3, 4.6, 0.5), (0.5, 0.3), 32, (1.0, 0.45, 0.18))
    studio.surroundings((0.9, 0.75, 0.6), 0.035)


def build():
    """The whole scene; the balls that may move, by name."""
    studio.empty_scene()
    things = {
        "cue-ball": ball("cue ball", IVORY),
        "stripe": ball("stripe", YELLOW, 9, striped=True),
        "red": ball("red", RED, 3),
        "eight": ball("eight", BLACK, 8),
    }
    put(things["cue-ball"], -0.175, -0.040, (10, 30, 0))
    put(things["stripe"], 0.185, 0.130, (24, 10, -80))
    put(things["red"], 0.085, -0.135, (12, -16, -64))
    put(things["eight"], -0.040, 0.215, (-8, -14, -98))
    put(ball("blue", BLUE, 2), -0.270, 0.370, (20, -30, -70))
    put(ball("green", GREEN, 14, striped=True), 0.300, 0.440, (60, 20, -40))
    table()
    stick = cue()
    stick.location, stick.rotation_euler = (0.285, 0.285, 0.014), (0, math.radians(89.0), math.radians(24))
    bar()
    light()
    studio.camera((0.0, -0.78, 0.225), (0.0, 0.10, 0.038), 60, 4.5, (0.02, -0.02, 0.03))
    return things


def picture():
    args = studio.arguments()
    things = build()
    studio.prepare(args, exposure=0.45, size=(1152, 768))
    if args.only != "masks":
        studio.photograph(args, grain=0.010, bloom=0.16)
    if args.only != "photo":
        studio.masks(args, {name: [thing, *thing.children] for name, thing in things.items()})


if __name__ == "__main__":
    picture()
