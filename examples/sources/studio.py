# SPDX-License-Identifier: Apache-2.0
"""What the example scenes share: a camera, a few materials, mesh building, rendering, exact masks and film.

Needs Blender 4.5 as a Python module (`pip install bpy==4.5.15`) and nothing else: no model, texture or sky
photograph is read.
"""

import argparse
import math
import os

import bpy
import numpy as np
from mathutils import Vector

WIDTH, HEIGHT = 1152, 640


def arguments(*clips):
    """What a script is called with; clips: names of which one may be chosen."""
    parser = argparse.ArgumentParser(description="Renders an example scene: photo.jpg and one mask an entity.")
    parser.add_argument("out", help="folder that receives photo.jpg and the masks")
    parser.add_argument("--samples", type=int, default=160)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--scale", type=float, default=1.0, help="resolution factor, for previews")
    parser.add_argument("--only", choices=["photo", "masks"])
    parser.add_argument("--clip", choices=clips, help="one of several")
    return parser.parse_args()


def empty_scene():
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    scene.unit_settings.system = "METRIC"
    return scene


# --- meshes -------------------------------------------------------------------------------------------------------


def mesh(name, vertices, faces, material=None, smooth=True):
    data = bpy.data.meshes.new(name)
    data.from_pydata([tuple(map(float, v)) for v in vertices], [], [tuple(map(int, f)) for f in faces])
    if smooth:
        data.polygons.foreach_set("use_smooth", [True] * len(data.polygons))
    data.update()
    return place(name, data, material)


def place(name, data, material=None):
    thing = bpy.data.objects.new(name, data)
    bpy.context.scene.collection.objects.link(thing)
    if material is not None:
        data.materials.clear()
        data.materials.append(material)
    return thing


def copies(source, placements):
    """Further instances of one mesh; placement = (location, rotation xyz, scale). Memory is paid once."""
    for location, rotation, scale in placements:
        twin = bpy.data.objects.new(source.name, source.data)
        twin.location, twin.rotation_euler, twin.scale = location, rotation, scale
        bpy.context.scene.collection.objects.link(twin)


def scatter(thing, placements):
    """The thing itself at the first placement, copies at the others."""
    thing.location, thing.rotation_euler, thing.scale = placements[0]
    copies(thing, placements[1:])


def grid_faces(rows, columns, closed=False):
    """Quads of a rows x columns vertex grid; closed joins the last column to the first."""
    r = np.arange(rows - 1)[:, None]
    c = np.arange(columns if closed else columns - 1)[None, :]
    n = (c + 1) % columns
    quads = np.stack([r * columns + c, r * columns + n, (r + 1) * columns + n, (r + 1) * columns + c], -1)
    return quads.reshape(-1, 4)


def surface(name, points, material, closed=False, smooth=True):
    """A smooth surface through a (rows, columns, 3) array of points."""
    rows, columns, _ = points.shape
    return mesh(name, points.reshape(-1, 3), grid_faces(rows, columns, closed), material, smooth)


def lathe(name, profile, material, segments=96):
    """Turns (radius, height) pairs about the z axis."""
    turn = np.linspace(0, 2 * math.pi, segments, endpoint=False)
    profile = np.asarray(profile, float)
    points = np.stack(
        [profile[:, 0:1] * np.cos(turn), profile[:, 0:1] * np.sin(turn), np.repeat(profile[:, 1:2], segments, 1)], -1
    )
    return surface(name, points, material, closed=True)


def rod(name, points, radius, material, resolution=6):
    """A round bar, string or wire along a polyline; radius is one number or one a point."""
    curve = bpy.data.curves.new(name, "CURVE")
    curve.dimensions, curve.bevel_depth, curve.bevel_resolution, curve.use_fill_caps = "3D", 1.0, resolution, True
    spline = curve.splines.new("POLY")
    spline.points.add(len(points) - 1)
    radii = np.broadcast_to(radius, len(points))
    for point, at, r in zip(spline.points, points, radii):
        point.co, point.radius = (*map(float, at), 1.0), float(r)
    return place(name, curve, material)


def box(name, size, location, material, bevel=0.0, segments=4):
    x, y, z = (s / 2 for s in size)
    corners = [(i, j, k) for i in (-x, x) for j in (-y, y) for k in (-z, z)]
    faces = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    thing = mesh(name, corners, faces, material, smooth=bevel > 0)
    thing.location = location
    if bevel > 0:
        bevelled(thing, bevel, segments)
    return thing


def bevelled(thing, width, segments=4):
    modifier = thing.modifiers.new("bevel", "BEVEL")
    modifier.width, modifier.segments, modifier.harden_normals = width, segments, True
    return thing


def under(parent, things):
    for thing in things:
        thing.parent = parent
    return parent


def handle(name):
    """An empty that moves all that is put under it."""
    thing = bpy.data.objects.new(name, None)
    bpy.context.scene.collection.objects.link(thing)
    return thing


def gathered(build):
    """The objects that a call of build() adds."""
    before = set(bpy.context.scene.objects)
    build()
    return [o for o in bpy.context.scene.objects if o not in before]


def area_light(name, location, target, size, power, colour):
    """A rectangle of light; size = (width, height) in metres, power in watts."""
    data = bpy.data.lights.new(name, "AREA")
    data.shape, data.size, data.size_y, data.energy, data.color = "RECTANGLE", *size, power, colour
    thing = place(name, data)
    thing.location = location
    thing.rotation_euler = (Vector(target) - Vector(location)).to_track_quat("-Z", "Y").to_euler()
    return thing


def surroundings(colour, strength):
    """One even light from everywhere."""
    world = bpy.data.worlds.new("surroundings")
    bpy.context.scene.world = world
    world.use_nodes = True
    world.node_tree.nodes["Background"].inputs[0].default_value = (*colour, 1)
    world.node_tree.nodes["Background"].inputs[1].default_value = strength
    return world


# --- materials ----------------------------------------------------------------------------------------------------


class Shader:
    """A material's node tree, with a short way to add and join nodes."""

    def __init__(self, name):
        self.material = bpy.data.materials.new(name)
        self.material.use_nodes = True
        self.tree = self.material.node_tree
        self.surface = self.tree.nodes["Principled BSDF"]
        self.output = self.tree.nodes["Material Output"]

    def node(self, kind, settings=None, **inputs):
        made = self.tree.nodes.new("ShaderNode" + kind)
        for key, value in (settings or {}).items():
            setattr(made, key, value)
        for key, value in inputs.items():
            self.set(made, key.replace("_", " "), value)
        return made

    def set(self, node, name, value):
        socket = node.inputs[int(name[1:])] if name[0] == "#" else node.inputs[name]
        if isinstance(value, bpy.types.NodeSocket):
            self.tree.links.new(value, socket)
        else:
            socket.default_value = value

    def base(self, **inputs):
        for key, value in inputs.items():
            self.set(self.surface, key.replace("_", " "), value)
        return self

    def object_space(self, scale=(1, 1, 1), rotation=(0, 0, 0)):
        at = self.node("TexCoord").outputs["Object"]
        return self.node("Mapping", Vector=at, Scale=scale, Rotation=rotation).outputs[0]

    def noise(self, vector, scale, detail=6.0, roughness=0.55, distortion=0.0):
        return self.node(
            "TexNoise", Vector=vector, Scale=scale, Detail=detail, Roughness=roughness, Distortion=distortion
        ).outputs[0]

    def ramp(self, value, stops, interpolation="LINEAR"):
        made = self.node("ValToRGB", Fac=value)
        made.color_ramp.interpolation = interpolation
        elements = made.color_ramp.elements
        while len(elements) < len(stops):
            elements.new(0.5)
        for element, (position, colour) in zip(elements, stops):
            element.position = position
            element.color = (*colour, 1) if np.ndim(colour) else (colour, colour, colour, 1)
        return made.outputs[0]

    def mix(self, factor, a, b, how="MIX"):
        made = self.node("Mix", {"data_type": "RGBA", "blend_type": how})
        self.set(made, "#0", factor)
        for index, value in ((6, a), (7, b)):
            self.set(made, f"#{index}", (*value, 1) if isinstance(value, tuple) and len(value) == 3 else value)
        return made.outputs[2]

    def math(self, operation, a, b=0.0):
        made = self.node("Math", {"operation": operation})
        self.set(made, "#0", a)
        self.set(made, "#1", b)
        return made.outputs[0]

    def bump(self, height, strength, distance):
        self.base(Normal=self.node("Bump", Height=height, Strength=strength, Distance=distance).outputs[0])
        return self

    def done(self, shader=None):
        if shader is not None:
            self.tree.links.new(shader, self.output.inputs[0])
        return self.material


def plain(name, colour, roughness=0.5, **more):
    return Shader(name).base(Base_Color=(*colour, 1), Roughness=roughness, **more).done()


def leaf(name, dark, light, translucency=0.5):
    """Foliage: colour varies from leaf to leaf, and light shines through."""
    s = Shader(name)
    vary = s.node("NewGeometry").outputs["Random Per Island"]
    colour = s.ramp(vary, [(0, dark), (1, light)])
    s.base(Base_Color=colour, Roughness=0.45)
    through = s.node("BsdfTranslucent", Color=s.mix(0.5, colour, (light[0] * 1.5, light[1] * 1.3, light[2] * 0.5)))
    return s.done(mixed(s, translucency, through))


def mixed(s, factor, other):
    """The material's own surface with a share of another shader."""
    made = s.node("MixShader", Fac=factor)
    s.tree.links.new(s.surface.outputs[0], made.inputs[1])
    s.tree.links.new(other.outputs[0], made.inputs[2])
    return made.outputs[0]


# --- light, camera, film ------------------------------------------------------------------------------------------


def camera(location, target, lens, aperture, focus):
    data = bpy.data.cameras.new("camera")
    thing = place("camera", data)
    thing.location = location
    thing.rotation_euler = (Vector(target) - Vector(location)).to_track_quat("-Z", "Y").to_euler()
    data.lens, data.clip_start = lens, 0.01
    data.dof.use_dof, data.dof.aperture_fstop = True, aperture
    data.dof.focus_distance = (Vector(focus) - Vector(location)).length
    data.dof.aperture_blades = 7
    bpy.context.scene.camera = thing
    return thing


def sun(elevation, azimuth, strength, colour, angle=0.9):
    """azimuth in degrees from +y (ahead of the camera) towards +x (right)."""
    data = bpy.data.lights.new("sun", "SUN")
    data.energy, data.color, data.angle = strength, colour, math.radians(angle)
    thing = place("sun", data)
    e, a = math.radians(elevation), math.radians(azimuth)
    towards = Vector((math.cos(e) * math.sin(a), math.cos(e) * math.cos(a), math.sin(e)))
    thing.rotation_euler = towards.to_track_quat("Z", "Y").to_euler()


def sky(elevation, azimuth, strength):
    world = bpy.data.worlds.new("sky")
    bpy.context.scene.world = world
    world.use_nodes = True
    node = world.node_tree.nodes.new("ShaderNodeTexSky")
    node.sky_type, node.sun_disc = "NISHITA", False
    node.sun_elevation, node.sun_rotation = math.radians(elevation), math.radians(azimuth)
    world.node_tree.links.new(node.outputs[0], world.node_tree.nodes["Background"].inputs[0])
    world.node_tree.nodes["Background"].inputs[1].default_value = strength
    return world


def prepare(args, exposure=0.0, look="AgX - Medium High Contrast", size=(WIDTH, HEIGHT)):
    scene = bpy.context.scene
    scene.render.resolution_x, scene.render.resolution_y = size
    scene.render.resolution_percentage = round(100 * args.scale)
    scene.render.threads_mode, scene.render.threads = "FIXED", args.threads
    cycles = scene.cycles
    cycles.samples, cycles.use_adaptive_sampling, cycles.adaptive_threshold = args.samples, True, 0.015
    cycles.use_denoising, cycles.denoiser = True, "OPENIMAGEDENOISE"
    cycles.max_bounces, cycles.transparent_max_bounces = 8, 8
    cycles.caustics_reflective = cycles.caustics_refractive = False
    cycles.sample_clamp_indirect, cycles.seed = 8.0, 7
    scene.view_settings.view_transform, scene.view_settings.look = "AgX", look
    scene.view_settings.exposure = exposure


def photograph(args, grain=0.011, vignette=0.22, bloom=0.10, warmth=0.0, name="photo.jpg"):
    raw = os.path.join(os.path.abspath(args.out), "render.png")
    render(raw, "16")
    film(raw, os.path.join(os.path.abspath(args.out), name), grain, vignette, bloom, warmth)
    os.remove(raw)


def read(path):
    image = bpy.data.images.load(path)
    image.colorspace_settings.name = "Non-Color"
    width, height = image.size
    pixels = np.empty(width * height * 4, np.float32)
    image.pixels.foreach_get(pixels)
    bpy.data.images.remove(image)
    return pixels.reshape(height, width, 4)[..., :3]


def write(path, rgb, kind, quality=92):
    height, width, _ = rgb.shape
    image = bpy.data.images.new("out", width, height)
    image.colorspace_settings.name = "Non-Color"
    full = np.ones((height, width, 4), np.float32)
    full[..., :3] = rgb
    image.pixels.foreach_set(full.ravel())
    image.file_format = kind
    image.save(filepath=path, quality=quality)
    bpy.data.images.remove(image)


def blurred(rgb, sigma):
    """Gaussian blur by the Fourier transform, edges mirrored."""
    pad = int(3 * sigma) + 1
    wide = np.pad(rgb, ((pad, pad), (pad, pad), (0, 0)), mode="reflect")
    fy = np.fft.fftfreq(wide.shape[0])[:, None]
    fx = np.fft.rfftfreq(wide.shape[1])[None, :]
    gain = np.exp(-2 * (math.pi * sigma) ** 2 * (fx * fx + fy * fy))[..., None]
    out = np.fft.irfft2(np.fft.rfft2(wide, axes=(0, 1)) * gain, s=wide.shape[:2], axes=(0, 1))
    return out[pad:-pad, pad:-pad]


def film(source, target, grain, vignette, bloom, warmth):
    """Lens and sensor: light spill, darker corners, a trace of noise. Display-referred values 0..1."""
    rgb = read(source).astype(np.float64)
    height, width, _ = rgb.shape
    bright = np.clip(rgb - 0.75, 0, None)
    rgb = 1 - (1 - rgb) * (1 - bloom * (blurred(bright, 0.006 * width) + blurred(bright, 0.03 * width)))
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    rgb *= (1 - vignette * ((x * x + y * y) / 2) ** 1.5)[..., None]
    rgb *= np.array([1 + warmth, 1, 1 - warmth])
    rng = np.random.default_rng(11)
    noise = rng.normal(size=(height, width, 1)) + 0.35 * rng.normal(size=(height, width, 3))
    noise = blurred(noise, 0.55)
    shade = 0.35 + np.sqrt(np.clip(rgb.mean(-1, keepdims=True), 0, 1)) * (1.15 - rgb.mean(-1, keepdims=True))
    rgb = np.clip(rgb + grain * 2.2 * noise * shade, 0, 1)
    write(target, rgb, "JPEG")


# --- masks --------------------------------------------------------------------------------------------------------


def masks(args, entities, mirror=None, cover=0.5, without=None):
    """Writes one exact mask an entity: the same rays with each entity glowing in a colour of its own.

    entities: name -> list of objects. A pixel belongs to an entity that fills at least the share `cover` of it. mirror
    names a surface seen as a perfect mirror; the masks are then of what it reflects, not of what is seen directly.
    without names a mask written before, whose pixels these shall not have. A pixel that two entities halve is the first
    one's. Gives what belongs to any of them.
    """
    lights_out()
    taken = np.bool_(False)
    if without is not None:
        taken = read(os.path.join(os.path.abspath(args.out), f"{without}.png"))[..., 0] >= 0.5
    for group in [list(entities)[i : i + 3] for i in range(0, len(entities), 3)]:
        glow({name: entities[name] for name in group}, mirror)
        share = shares(args.out)
        for i, name in enumerate(group):
            inside = (share[..., i] >= cover) & ~taken
            taken = taken | inside
            save_mask(os.path.join(os.path.abspath(args.out), f"{name}.png"), inside)
    return taken


def lights_out():
    """For masks only: no light but what glows, no tone mapping. There is no way back."""
    scene = bpy.context.scene
    scene.world = None
    scene.cycles.use_denoising = scene.cycles.use_adaptive_sampling = False
    scene.cycles.samples, scene.cycles.max_bounces = 20, 2
    scene.view_settings.view_transform, scene.view_settings.look = "Raw", "None"
    scene.view_settings.exposure = 0
    for light in [o for o in scene.objects if o.type == "LIGHT"]:
        bpy.data.objects.remove(light)


def glow(entities, mirror=None):
    """Up to three entities glow red, green and blue, all else is black; mirror as in masks."""
    whose = {thing.name: name for name, things in entities.items() for thing in things}
    black = _glow("black", (0, 0, 0))
    glows = {name: _glow(name, tuple(np.eye(3)[i]), mirror is not None) for i, name in enumerate(entities)}
    for thing in bpy.context.scene.objects:
        if thing.type in ("MESH", "CURVE") and thing != mirror:
            for slot in thing.material_slots:
                slot.link = "OBJECT"
                slot.material = glows.get(whose.get(thing.name), black)
    if mirror is not None:
        mirror.material_slots[0].link = "DATA"  # an earlier call may have laid black over it
        _polish(mirror.material_slots[0].material)


def shares(folder):
    """How much of each pixel the glowing entities fill, (height, width, 3), bottom row first."""
    path = os.path.join(os.path.abspath(folder), "masks.png")
    render(path)
    share = read(path)
    os.remove(path)
    return share


def render(path, depth="8"):
    scene = bpy.context.scene
    settings = scene.render.image_settings
    settings.file_format, settings.color_mode, settings.color_depth = "PNG", "RGB", depth
    settings.compression, scene.render.filepath = 100, path
    bpy.ops.render.render(write_still=True)


def _polish(material):
    """Turns a Principled material into a mirror that keeps its bumps."""
    tree = material.node_tree
    surface_node = tree.nodes["Principled BSDF"]
    for name, value in (("Base Color", (1, 1, 1, 1)), ("Metallic", 1.0), ("Roughness", 0.0)):
        for link in list(surface_node.inputs[name].links):
            tree.links.remove(link)
        surface_node.inputs[name].default_value = value


def save_mask(path, inside):
    scene = bpy.context.scene
    image = bpy.data.images.new("mask", inside.shape[1], inside.shape[0])
    image.colorspace_settings.name = "Non-Color"
    full = np.ones((*inside.shape, 4), np.float32)
    full[..., :3] = inside[..., None]
    image.pixels.foreach_set(full.ravel())
    scene.view_settings.view_transform, scene.view_settings.look = "Raw", "None"
    settings = scene.render.image_settings
    settings.file_format, settings.color_mode, settings.color_depth = "PNG", "BW", "8"
    image.save_render(path, scene=scene)
    bpy.data.images.remove(image)


def _glow(name, colour, only_reflected=False):
    s = Shader(name)
    strength = 1.0
    if only_reflected:
        strength = s.math("SUBTRACT", 1.0, s.node("LightPath").outputs["Is Camera Ray"])
    return s.done(s.node("Emission", Color=(*colour, 1), Strength=strength).outputs[0])
