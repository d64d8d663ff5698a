// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

/**
 * Composes one picture: a backdrop, then things from far to near. Photographs are not evenly strewn: things stand on a
 * ground and shrink with distance, gather in heaps of one kind, repeat in rows, and leave large parts smooth.
 */
final class Scenery {
    private final SeededRandom random;
    private final LeafPainter painter;
    private final Palette palette;
    private final float size;

    Scenery(SeededRandom random, LeafPainter painter) {
        this.random = random;
        this.painter = painter;
        this.palette = painter.palette;
        this.size = painter.size;
    }

    /** Fills the canvas. */
    void paint(Canvas canvas) {
        paint(canvas, backdrop(canvas));
    }

    /** Fills the canvas; ground and sky may be covered with what is no thing of its own, and little else be there. */
    void paintCovered(Canvas canvas) {
        float horizon = backdrop(canvas);
        new Cover(random, painter).paint(canvas, horizon);
        if (random.chance(0.6f)) {
            paint(canvas, horizon);
        } else if (random.chance(0.6f)) {
            illuminate(canvas);
        }
    }

    private void paint(Canvas canvas, float horizon) {
        if (random.chance(0.7f)) {
            strewn(canvas, 0.15f, random.uniform(0.2f, 1.6f));
        }
        float kind = random.unit();
        if (kind < 0.25f) {
            strewn(canvas, random.logUniform(0.012f, 0.06f), random.logUniform(0.3f, 5));
        } else if (kind < 0.33f) {
            strewn(canvas, 0.03f, random.logUniform(0.05f, 0.4f));
        } else if (horizon < canvas.height * 0.8f && random.chance(0.6f)) {
            standing(canvas, horizon);
        }
        if (kind >= 0.33f) {
            int heaps = random.below(7);
            for (int i = 0; i < heaps; i++) {
                heap(canvas);
            }
        }
        if (random.chance(0.22f)) {
            // what was painted so far is behind the plane of focus
            canvas.blur(random.uniform(0.5f, 2.5f));
        }
        int near = random.below(6);
        for (int i = 0; i < near; i++) {
            switch (random.below(4)) {
                case 0 -> row(canvas);
                case 1 -> tuft(canvas);
                case 2 -> facade(canvas);
                default -> strewn(canvas, 0.1f, 0.25f);
            }
        }
        if (random.chance(0.6f)) {
            illuminate(canvas);
        }
    }

    /** A wall, a texture, or a sky over a ground; gives the row of the horizon, or the height where there is none. */
    private float backdrop(Canvas canvas) {
        if (random.chance(0.5f)) {
            Horizon horizon = new Horizon(random, palette, painter.tile(), canvas.height);
            horizon.paint(canvas);
            return horizon.row();
        }
        Material wall = painter.material(palette.middle(), Math.max(canvas.width, canvas.height));
        canvas.fill(wall, random.below(NoiseTile.SIDE), random.below(NoiseTile.SIDE));
        return canvas.height;
    }

    /** The dead leaves proper: any place and kind, sizes by the power law, covering the canvas {@code area} times. */
    private void strewn(Canvas canvas, float smallest, float area) {
        // mean area of a thing in a power law r^-3, in units of size^2
        float mean = 4 * smallest * smallest * (float) Math.log(0.45f / smallest);
        int count = Math.min(2500, Math.max(2, (int) (area * canvas.width * canvas.height / (size * size * mean))));
        for (int i = 0; i < count; i++) {
            float radius = size * random.powerLaw(smallest, 0.45f);
            float x = random.uniform(-0.1f, 1.1f) * canvas.width;
            float y = random.uniform(-0.1f, 1.1f) * canvas.height;
            canvas.nextOwner();
            canvas.paint(painter.thing(Outline.random(random, radius), x, y, palette.colour()));
        }
    }

    /** Things on the ground, far ones small and first. */
    private void standing(Canvas canvas, float horizon) {
        int count = (int) random.logUniform(3, 120);
        float largest = size * random.logUniform(0.04f, 0.3f);
        boolean alike = random.chance(0.4f);
        float[] base = palette.colour();
        float span = canvas.height * 1.1f - horizon;
        for (int i = 0; i < count; i++) {
            // as many on each piece of ground: distance is 1 / near
            float t = (i + random.unit()) / count;
            float near = 0.06f / (0.06f + (1 - t) * 0.94f);
            float radius = Math.max(0.8f, largest * near * random.uniform(0.5f, 1.2f));
            float x = random.uniform(-0.1f, 1.1f) * canvas.width;
            float y = horizon + span * near - 0.7f * radius;
            float[] colour = alike ? palette.near(base, 0.3f) : palette.colour();
            canvas.nextOwner();
            canvas.paint(painter.thing(Outline.random(random, radius), x, y, colour));
        }
    }

    /** Many things of one kind in one place, lit from above: leaves of a tree, stones, a crowd. */
    private void heap(Canvas canvas) {
        canvas.nextOwner();
        float wide = size * random.logUniform(0.06f, 0.4f);
        float high = wide * random.uniform(0.25f, 1.3f);
        float radius = Math.max(0.9f, size * random.logUniform(0.006f, 0.05f));
        int count = (int) Math.min(700, Math.max(5, random.uniform(0.4f, 2.2f) * wide * high / (radius * radius)));
        float x0 = random.unit() * canvas.width;
        float y0 = random.unit() * canvas.height;
        float[] base = palette.colour();
        float[] other = random.chance(0.6f) ? base : palette.colour();
        int kinds = 1 + random.below(5);
        Outline[] outlines = new Outline[kinds];
        for (int k = 0; k < kinds; k++) {
            outlines[k] = Outline.random(random, radius * random.uniform(0.6f, 1.4f));
        }
        float variety = random.uniform(0.08f, 0.45f);
        float top = random.uniform(0, 0.5f);
        for (int i = 0; i < count; i++) {
            float dx = 0.45f * random.gaussian();
            float dy = 0.45f * random.gaussian();
            float[] colour = palette.near(random.chance(0.7f) ? base : other, variety);
            float light = Math.max(0.2f, 1 - top * (dy - 0.4f * dx * painter.lightX));
            float[] lit = {colour[0] * light, colour[1] * light, colour[2] * light};
            canvas.paint(painter.thing(outlines[random.below(kinds)], x0 + wide * dx, y0 + high * dy, lit));
        }
    }

    /** The same thing again and again: posts, tiles, a pattern. */
    private void row(Canvas canvas) {
        float radius = size * random.logUniform(0.015f, 0.07f);
        Outline outline = Outline.random(random, radius);
        Material material = painter.material(palette.colour(), radius);
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
                canvas.nextOwner();
                canvas.paint(painter.thing(outline, material, x, y));
            }
        }
    }

    /** Many thin things from about one place: grass, hair, twigs. */
    private void tuft(Canvas canvas) {
        canvas.nextOwner();
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
            float angle = lean + spread * random.gaussian();
            Outline blade = new StrokeOutline(random, length * random.uniform(0.6f, 1.1f), thickness, angle);
            float x = x0 + wide * random.gaussian();
            float y = y0 + 0.3f * wide * random.gaussian();
            canvas.paint(painter.thing(blade, x, y, palette.near(colour, 0.35f)));
        }
    }

    /** A wall with windows, a shelf with things, a board with letters: one large box, small ones in a grid on it. */
    private void facade(Canvas canvas) {
        canvas.nextOwner();
        float halfWidth = size * random.logUniform(0.06f, 0.3f);
        float halfHeight = size * random.logUniform(0.06f, 0.3f);
        float x0 = random.unit() * canvas.width;
        float y0 = random.unit() * canvas.height;
        Outline wall = new BoxOutline(halfWidth, halfHeight, 0);
        canvas.paint(painter.thing(wall, x0, y0, palette.colour()));
        int across = 1 + random.below(8);
        int down = 1 + random.below(6);
        float cellX = 2 * halfWidth / (across + 0.5f);
        float cellY = 2 * halfHeight / (down + 0.5f);
        float w = cellX * random.uniform(0.15f, 0.45f);
        float h = cellY * random.uniform(0.15f, 0.45f);
        Outline pane = new BoxOutline(w, h, random.chance(0.7f) ? 0 : Math.min(w, h) * random.unit());
        float[] colour = palette.colour();
        float variety = random.chance(0.5f) ? 0.03f : 0.5f;
        for (int j = 0; j < down; j++) {
            for (int i = 0; i < across; i++) {
                float x = x0 - halfWidth + cellX * (i + 0.75f);
                float y = y0 - halfHeight + cellY * (j + 0.75f);
                Material material = painter.material(palette.near(colour, variety), Math.max(w, h));
                canvas.paint(painter.placed(pane, material, x, y, 0.9f, 0, 0));
            }
        }
    }

    /** Uneven light: shade of what is not in the picture, lamps, clouds. */
    private void illuminate(Canvas canvas) {
        NoiseTile tile = painter.tile();
        float strength = random.uniform(0.05f, 0.3f);
        float u0 = random.below(NoiseTile.SIDE);
        float v0 = random.below(NoiseTile.SIDE);
        // a sixth of the tile over the picture shows only its coarsest octaves
        float density = NoiseTile.SIDE * random.uniform(0.06f, 0.2f) / size;
        float hard = random.chance(0.25f) ? random.uniform(2, 8) : 1;
        for (int y = 0, i = 0; y < canvas.height; y++) {
            for (int x = 0; x < canvas.width; x++, i += 3) {
                float n = hard * tile.at(u0 + x * density, v0 + y * density);
                float gain = 1 + strength * Math.min(1.5f, Math.max(-1.5f, n));
                canvas.rgb[i] *= gain;
                canvas.rgb[i + 1] *= gain;
                canvas.rgb[i + 2] *= gain;
            }
        }
    }
}
