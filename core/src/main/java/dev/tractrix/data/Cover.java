// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

/**
 * What lies on the ground and hangs in the sky without being a thing of its own: gravel, grass, waves, clouds, stains.
 * Whoever points at a pebble means the ground.
 */
final class Cover {
    private static final int MOST = 2500;

    private final SeededRandom random;
    private final LeafPainter painter;
    private final Palette palette;
    private final float size;

    Cover(SeededRandom random, LeafPainter painter) {
        this.random = random;
        this.painter = painter;
        palette = painter.palette;
        size = painter.size;
    }

    /**
     * Covers ground and sky, or the wall.
     *
     * @param horizon the ground's first row; the canvas's height for a wall
     */
    void paint(Canvas canvas, float horizon) {
        boolean wall = horizon >= canvas.height;
        if (random.chance(0.6f)) {
            strew(canvas, wall ? 0 : horizon, canvas.height, !wall);
        }
        if (!wall && random.chance(0.55f)) {
            canvas.ownedBy(0);
            clouds(canvas, horizon);
            canvas.ownedBy(1);
        }
    }

    /** Small pieces of a few shapes and one kind of colour; towards a horizon they get smaller and flatter. */
    private void strew(Canvas canvas, float top, float bottom, boolean recedes) {
        float radius = size * random.logUniform(0.004f, 0.03f);
        float area = random.uniform(0.1f, 1.2f) * canvas.width * (bottom - top);
        int count = (int) Math.min(MOST, area / (3 * radius * radius));
        boolean strokes = random.chance(0.4f);
        // grass stands, waves and tracks lie
        float lean = random.chance(0.5f) ? 1.57f : 0;
        float variety = random.logUniform(0.06f, 0.6f);
        float[] other = palette.colour();
        float mixed = random.chance(0.3f) ? random.uniform(0, 0.5f) : 0;
        float edge = random.logUniform(0.8f, 4);
        for (int i = 0; i < count; i++) {
            float t = (i + random.unit()) / count;
            float near = recedes ? 0.08f / (0.08f + (1 - t) * 0.92f) : 1;
            float y = recedes ? top + (bottom - top) * near : top + (bottom - top) * random.unit();
            float r = radius * random.uniform(0.5f, 1.5f) * (recedes ? 0.15f + near : 1);
            if (r < 0.5f || recedes && y - 1.1f * r < top) {
                continue;
            }
            float x = random.unit() * canvas.width;
            float[] colour = random.chance(mixed) ? other : under(canvas, x, y);
            Outline outline = strokes
                    ? new StrokeOutline(random, r * 2, random.uniform(0.08f, 0.25f), lean + 0.2f * random.gaussian())
                    : Outline.random(random, r);
            canvas.paint(painter.placed(
                    outline,
                    painter.material(palette.near(colour, variety), r),
                    x,
                    y,
                    edge,
                    random.chance(0.5f) ? 0.4f : 0,
                    0));
        }
    }

    /** Soft and flat, in banks, brighter or darker than the sky. */
    private void clouds(Canvas canvas, float horizon) {
        int banks = 1 + random.below(6);
        boolean bright = random.chance(0.65f);
        for (int b = 0; b < banks; b++) {
            float x0 = random.unit() * canvas.width;
            float y0 = random.unit() * horizon;
            float wide = size * random.logUniform(0.05f, 0.4f);
            float high = wide * random.uniform(0.08f, 0.4f);
            int puffs = 4 + random.below(20);
            float edge = random.logUniform(1.5f, 0.03f * size + 2);
            for (int i = 0; i < puffs; i++) {
                float x = x0 + wide * random.gaussian() * 0.6f;
                float y = y0 + high * random.gaussian() * 0.6f;
                float r = high * random.uniform(0.3f, 1.2f);
                if (y + 1.2f * r > horizon || r < 1) {
                    continue;
                }
                float[] sky = under(canvas, x, y);
                float gain = bright ? random.uniform(1.05f, 1.7f) : random.uniform(0.5f, 0.95f);
                float[] colour = {
                    Math.min(1, sky[0] * gain + 0.02f), Math.min(1, sky[1] * gain), Math.min(1, sky[2] * gain)
                };
                canvas.paint(painter.placed(
                        RadialOutline.superellipse(random, r), painter.material(colour, r), x, y, edge, 0.3f, 0));
            }
        }
    }

    private static float[] under(Canvas canvas, float x, float y) {
        int px = Math.min(canvas.width - 1, Math.max(0, (int) x));
        int py = Math.min(canvas.height - 1, Math.max(0, (int) y));
        int i = 3 * (py * canvas.width + px);
        return new float[] {clamp(canvas.rgb[i]), clamp(canvas.rgb[i + 1]), clamp(canvas.rgb[i + 2])};
    }

    private static float clamp(float v) {
        return Math.min(1, Math.max(0.01f, v));
    }
}
