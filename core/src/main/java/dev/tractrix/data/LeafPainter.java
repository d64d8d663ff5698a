// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

/** Paints one dead-leaves picture: a backdrop, then things from far to near, some in groups, some in rows. */
final class LeafPainter {
    private final SeededRandom random;
    private final Palette palette;
    private final NoiseTile[] tiles;
    private final float size;
    private final float lightX;
    private final float lightY;
    private final float roughness;
    private final float softness;
    private final float shadows;

    /** @param size the longer side of the picture in pixels: things are scaled by it */
    LeafPainter(SeededRandom random, float size) {
        this(random, size, random.uniform(3.6f, 5.8f));
    }

    /** With the light from a direction that is given, radians; light is mostly from above and y points down. */
    private LeafPainter(SeededRandom random, float size, float light) {
        this(random, size, (float) Math.cos(light), (float) Math.sin(light));
    }

    /** With another picture's light. */
    LeafPainter(SeededRandom random, float size, float lightX, float lightY) {
        this.random = random;
        this.lightX = lightX;
        this.lightY = lightY;
        this.size = size;
        palette = new Palette(random);
        tiles = new NoiseTile[] {
            NoiseTile.fractal(random, random.uniform(0.75f, 1.05f)), NoiseTile.fractal(random, random.uniform(0.45f, 0.8f))
        };
        roughness = random.uniform(0.15f, 0.95f);
        softness = random.uniform(0.8f, 1.6f);
        shadows = random.uniform(0, 0.6f);
    }

    Palette palette() {
        return palette;
    }

    float lightX() {
        return lightX;
    }

    float lightY() {
        return lightY;
    }

    /** A surface for something of about {@code radius} pixels. */
    Material material(float[] colour, float radius) {
        return material(colour, radius, roughness);
    }

    /** A thing at a place, in this picture's light. */
    Canvas.Placed placed(
            Outline outline, Material material, float x, float y, float edge, float round, float shadow) {
        return new Canvas.Placed(
                outline, material, x, y, random.below(128), random.below(128), edge, round, lightX, lightY, shadow);
    }

    /** A backdrop and things over all of the canvas. */
    void paint(Canvas canvas) {
        backdrop(canvas);
        float clutter = random.unit();
        float far = random.chance(0.3f) ? random.uniform(0.5f, 2.5f) : 0;
        if (clutter < 0.12f) {
            leaves(canvas, 2 + random.below(10), 0.03f);
            return;
        }
        float smallest = random.logUniform(0.012f, 0.06f);
        float area = random.logUniform(0.3f, 5f);
        // mean area of a thing in a power law r^-3, in units of size^2
        float mean = 2 * smallest * smallest * (float) Math.log(0.45f / smallest) * 2;
        int count = Math.min(1500, Math.max(4, (int) (area * canvas.width * canvas.height / (size * size * mean))));
        if (far > 0) {
            leaves(canvas, count / 2, smallest);
            canvas.blur(far);
        }
        leaves(canvas, far > 0 ? count / 2 : count, smallest);
        int groups = random.below(4);
        for (int i = 0; i < groups; i++) {
            if (random.chance(0.5f)) {
                row(canvas);
            } else {
                tuft(canvas);
            }
        }
    }

    /** A wall, a sky over a ground, a gradient, or texture all over. */
    void backdrop(Canvas canvas) {
        if (random.chance(0.45f)) {
            new Horizon(random, palette, tiles[random.below(2)], canvas.height).paint(canvas);
        } else {
            Material wall = material(palette.colour(), Math.max(canvas.width, canvas.height), roughness);
            canvas.fill(wall, random.below(128), random.below(128));
        }
    }

    /** Things of random size, place and kind. */
    void leaves(Canvas canvas, int count, float smallest) {
        for (int i = 0; i < count; i++) {
            float radius = size * random.powerLaw(smallest, 0.45f);
            float x = random.uniform(-0.1f, 1.1f) * canvas.width;
            float y = random.uniform(-0.1f, 1.1f) * canvas.height;
            canvas.paint(thing(Outline.random(random, radius), x, y, radius, palette.colour()));
        }
    }

    /** The same thing again and again: windows, posts, stones, a pattern. */
    private void row(Canvas canvas) {
        float radius = size * random.logUniform(0.015f, 0.07f);
        Outline outline = Outline.random(random, radius);
        float[] colour = palette.colour();
        Material material = material(colour, radius, roughness);
        float pitchX = radius * random.uniform(1.6f, 4);
        float pitchY = radius * random.uniform(1.6f, 4);
        int across = 2 + random.below(9);
        int down = random.chance(0.5f) ? 1 : 2 + random.below(5);
        float left = random.uniform(-0.1f, 0.8f) * canvas.width;
        float top = random.uniform(-0.1f, 0.8f) * canvas.height;
        float slant = random.chance(0.6f) ? 0 : 0.3f * random.gaussian();
        float jitter = random.chance(0.6f) ? 0 : 0.4f * radius;
        for (int j = 0; j < down; j++) {
            for (int i = 0; i < across; i++) {
                float x = left + i * pitchX + jitter * random.gaussian();
                float y = top + j * pitchY + slant * i * pitchX + jitter * random.gaussian();
                canvas.paint(dressed(outline, material, x, y, radius));
            }
        }
    }

    /** Many thin things from about one place: grass, hair, twigs. */
    private void tuft(Canvas canvas) {
        int count = 8 + random.below(50);
        float length = size * random.logUniform(0.06f, 0.3f);
        float thickness = random.logUniform(0.02f, 0.09f);
        float lean = random.uniform(0, 6.2832f);
        float spread = random.uniform(0.1f, 0.7f);
        float wide = random.uniform(0.05f, 0.4f) * size;
        float x0 = random.unit() * canvas.width;
        float y0 = random.unit() * canvas.height;
        float[] colour = palette.colour();
        for (int i = 0; i < count; i++) {
            Outline blade = new StrokeOutline(
                    random, length * random.uniform(0.6f, 1.1f), thickness, lean + spread * random.gaussian());
            float x = x0 + wide * random.gaussian();
            float y = y0 + 0.3f * wide * random.gaussian();
            canvas.paint(thing(blade, x, y, length, palette.near(colour, 0.35f)));
        }
    }

    private Canvas.Placed thing(Outline outline, float x, float y, float radius, float[] colour) {
        return dressed(outline, material(colour, radius, roughness), x, y, radius);
    }

    private Canvas.Placed dressed(Outline outline, Material material, float x, float y, float radius) {
        float edge = random.chance(0.85f) ? softness : softness + random.unit() * Math.min(6, 0.5f * radius);
        float round = random.chance(0.45f) ? random.uniform(0.15f, 0.7f) : 0;
        float shadow = radius > 3 && random.chance(0.35f) ? shadows : 0;
        return placed(outline, material, x, y, edge, round, shadow);
    }

    private Material material(float[] colour, float radius, float rough) {
        return new Material(random, palette, colour, tiles[random.below(2)], radius, rough);
    }
}
