// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

/**
 * Composes a picture as photographs of places are: sky with clouds, ridges that fade with distance, ground, water, a road to
 * the horizon, houses, trees, rocks. A cloud, a ridge, a house, a tree, the road are one thing each.
 */
final class Landscape {
    private final SeededRandom random;
    private final LeafPainter painter;
    private final Palette palette;
    private final float size;

    Landscape(SeededRandom random, LeafPainter painter) {
        this.random = random;
        this.painter = painter;
        palette = painter.palette;
        size = painter.size;
    }

    /** Fills the canvas. */
    void paint(Canvas canvas) {
        float horizon = random.uniform(0.22f, 0.72f) * canvas.height;
        new Horizon(random, palette, painter.tile(), horizon).paint(canvas);
        if (random.chance(0.12f)) {
            float radius = size * random.logUniform(0.012f, 0.06f);
            float[] bright = {1, random.uniform(0.85f, 1), random.uniform(0.6f, 1)};
            canvas.nextOwner();
            canvas.paint(painter.placed(
                    new BoxOutline(radius, radius, radius),
                    new Material(random, palette, bright, new NoiseTile[] {painter.tile()}, radius, 0),
                    random.unit() * canvas.width,
                    random.unit() * horizon,
                    random.logUniform(1, 8),
                    0,
                    0));
        }
        if (random.chance(0.6f)) {
            clouds(canvas, horizon);
        }
        float[] haze = at(canvas, canvas.width / 2, (int) horizon - 2);
        int ridges = random.below(4);
        for (int i = 0; i < ridges; i++) {
            ridge(canvas, horizon, haze, (ridges - i) / (ridges + 1f));
        }
        if (random.chance(0.5f)) {
            region(canvas, horizon);
        }
        if (random.chance(0.35f)) {
            road(canvas, horizon);
        }
        boolean town = random.chance(0.45f);
        int rows = 1 + random.below(3);
        for (int i = 0; i < rows; i++) {
            // rows of things, from far to near
            float near = rows == 1 ? random.logUniform(0.06f, 0.7f) : 0.05f + 0.6f * i * i / (rows * rows);
            if (town && i < 2) {
                houses(canvas, horizon, near);
            } else {
                plants(canvas, horizon, near);
            }
            if (i + 1 < rows && random.chance(0.1f)) {
                canvas.blur(random.uniform(0.5f, 2));
            }
        }
        if (random.chance(0.5f)) {
            new Scenery(random, painter).illuminate(canvas);
        }
    }

    /** Soft banks; all the sky's, or each its own. */
    private void clouds(Canvas canvas, float horizon) {
        boolean own = random.chance(0.6f);
        int count = 1 + random.below(own ? 5 : 12);
        float soft = random.logUniform(2, 0.05f * size + 3);
        boolean dark = random.chance(0.25f);
        for (int i = 0; i < count; i++) {
            float wide = size * random.logUniform(0.05f, own ? 0.35f : 0.6f);
            float high = Math.min(0.45f * horizon, wide * random.uniform(0.15f, 0.6f));
            float x = random.uniform(-0.05f, 1.05f) * canvas.width;
            float y = random.uniform(0, 0.9f) * horizon;
            float[] sky = at(canvas, (int) x, (int) y);
            float target = dark ? random.uniform(0.2f, 0.5f) : random.uniform(0.75f, 1);
            float mix = random.uniform(0.4f, 0.95f);
            float[] colour = new float[3];
            for (int c = 0; c < 3; c++) {
                colour[c] = sky[c] + mix * (target - sky[c]);
            }
            if (own) {
                canvas.nextOwner();
            } else {
                canvas.ownedBy(0);
            }
            Outline body = new BoxOutline(wide, high, 0.98f * Math.min(wide, high));
            Outline outline =
                    new RoughOutline(random, body, painter.tile(), high * random.uniform(0.15f, 0.5f), 14 / wide);
            Material material = new Material(random, palette, colour, new NoiseTile[] {painter.tile()}, wide, 0.8f);
            Canvas.Placed cloud = painter.placed(outline, material, x, y, soft, random.uniform(0.1f, 0.5f), 0);
            canvas.paintAbove(cloud, horizon);
        }
        canvas.lastOwner();
    }

    /** Hills, a forest's edge, a far town: all that is below a wandering line, down to the horizon. */
    private void ridge(Canvas canvas, float horizon, float[] haze, float far) {
        canvas.nextOwner();
        float height = size * random.logUniform(0.02f, 0.25f) * (0.4f + far);
        float[] own = palette.colour(random.uniform(0.1f, 0.5f));
        float[] colour = new float[3];
        float fade = random.uniform(0.3f, 0.95f) * far;
        for (int c = 0; c < 3; c++) {
            colour[c] = own[c] + fade * (haze[c] - own[c]);
        }
        NoiseTile tile = painter.tile();
        float density = random.logUniform(6, 60) / size;
        float u = random.below(NoiseTile.SIDE);
        float v = random.below(NoiseTile.SIDE);
        float wander = random.uniform(0.2f, 0.6f);
        float tilt = 0.5f * random.gaussian() / canvas.width;
        Outline outline = line(
                canvas, (x, y) -> y + height * (1 + wander * tile.at(u + x * density, v)) * (1 + tilt * x));
        Material material = painter.material(colour, height);
        canvas.paintAbove(
                painter.placed(outline, material, canvas.width * 0.5f, horizon, random.logUniform(0.8f, 3), 0, 0),
                horizon + random.uniform(0, 2));
    }

    @FunctionalInterface
    private interface Field {
        float at(float x, float y);
    }

    /** What lies where a field is above 0, over the whole canvas. */
    private static Outline line(Canvas canvas, Field field) {
        float reach = 2f * Math.max(canvas.width, canvas.height);
        return new Outline() {
            @Override
            public float distance(float x, float y) {
                return -field.at(x, y);
            }

            @Override
            public float reach() {
                return reach;
            }
        };
    }

    /** Sea, a lake, a field of another kind: a second ground, before or behind a wandering shore. */
    private void region(Canvas canvas, float horizon) {
        float span = canvas.height - horizon;
        float shore = horizon + span * random.uniform(0.12f, 0.8f);
        float tilt = random.chance(0.5f) ? 0 : 0.25f * random.gaussian();
        NoiseTile tile = painter.tile();
        float wander = span * random.uniform(0.01f, 0.1f);
        float density = random.logUniform(4, 30) / size;
        float v = random.below(NoiseTile.SIDE);
        float bay = random.chance(0.4f) ? random.uniform(0.2f, 1) * canvas.width : Float.MAX_VALUE;
        float middle = random.unit() * canvas.width;
        boolean behind = random.chance(0.6f);
        float soft = random.logUniform(1, 5);
        mix(canvas, horizon, (x, y) -> {
            float edge = shore + tilt * (x - canvas.width * 0.5f) + wander * tile.at(x * density, v);
            float d = behind ? edge - y : y - edge;
            if (bay < Float.MAX_VALUE) {
                d = Math.min(d, 0.5f * bay - Math.abs(x - middle));
            }
            return d / soft + 0.5f;
        });
    }

    /** A band that narrows to the horizon, with lines on it. */
    private void road(Canvas canvas, float horizon) {
        float span = canvas.height - horizon;
        float vanishing = random.uniform(0.1f, 0.9f) * canvas.width;
        float foot = random.uniform(-0.1f, 1.1f) * canvas.width;
        float half = canvas.width * random.logUniform(0.05f, 0.5f);
        float bend = random.chance(0.5f) ? 0 : 0.3f * canvas.width * random.gaussian();
        float soft = random.logUniform(1, 3);
        mix(canvas, horizon, (x, y) -> {
            float t = (y - horizon) / span;
            float axis = vanishing + (foot - vanishing) * t + bend * t * (1 - t);
            return (half * t - Math.abs(x - axis)) / soft + 0.5f;
        });
        if (random.chance(0.5f)) {
            float dashes = random.chance(0.5f) ? 0 : random.uniform(2, 8);
            int lines = 1 + random.below(3);
            float[] paint = {0.9f, 0.9f, random.uniform(0.5f, 0.9f)};
            for (int y = (int) horizon + 2; y < canvas.height; y++) {
                float t = (y - horizon) / span;
                if (dashes > 0 && (dashes / t) % 1 > 0.5f) {
                    continue;
                }
                float axis = vanishing + (foot - vanishing) * t + bend * t * (1 - t);
                for (int k = 0; k < lines; k++) {
                    float at = axis + (lines == 1 ? 0 : (1.8f * k / (lines - 1) - 0.9f)) * half * t;
                    canvas.tint((int) at, y, Math.max(1, (int) (0.04f * half * t)), paint, 0.8f);
                }
            }
        }
    }

    /** Puts another ground where a field is above 0, below the horizon. */
    private void mix(Canvas canvas, float horizon, Field share) {
        Canvas other = new Canvas(canvas.width, canvas.height);
        new Horizon(random, palette, painter.tile(), horizon).paint(other);
        canvas.nextOwner();
        for (int y = (int) Math.ceil(horizon); y < canvas.height; y++) {
            for (int x = 0; x < canvas.width; x++) {
                float alpha = Math.min(1, share.at(x, y));
                if (alpha > 0) {
                    int i = 3 * (y * canvas.width + x);
                    canvas.tint(x, y, 1, new float[] {other.rgb[i], other.rgb[i + 1], other.rgb[i + 2]}, alpha);
                    if (alpha >= 0.5f) {
                        canvas.own(x, y);
                    }
                }
            }
        }
    }

    /** Boxes with windows, roofs and a side in shade, side by side. */
    private void houses(Canvas canvas, float horizon, float near) {
        float foot = horizon + (canvas.height - horizon) * near;
        float unit = size * (0.05f + 0.4f * near) * random.uniform(0.5f, 1.5f);
        float x = random.uniform(-0.2f, 0.5f) * canvas.width;
        float until = random.uniform(0.5f, 1.2f) * canvas.width;
        boolean alike = random.chance(0.35f);
        float[] base = palette.colour();
        while (x < until) {
            float half = unit * random.uniform(0.25f, 0.8f);
            float high = unit * random.logUniform(0.4f, 2.5f);
            house(canvas, x + half, foot + random.uniform(-1, 2), half, high, alike ? palette.near(base, 0.25f) : palette.colour());
            x += 2 * half + (random.chance(0.6f) ? random.uniform(-0.2f, 0.1f) : random.uniform(0.1f, 3)) * unit;
        }
    }

    private void house(Canvas canvas, float x, float foot, float half, float high, float[] colour) {
        canvas.nextOwner();
        float y = foot - 0.5f * high;
        Material wall = painter.material(colour, high);
        canvas.paint(painter.placed(new BoxOutline(half, 0.5f * high, 0), wall, x, y, 1.2f, 0, 0.3f));
        if (random.chance(0.5f)) {
            float side = half * random.uniform(0.2f, 0.9f) * (random.chance(0.5f) ? 1 : -1);
            float drop = high * random.uniform(0, 0.15f);
            float shade = random.uniform(0.4f, 0.9f);
            float[] dark = {colour[0] * shade, colour[1] * shade, colour[2] * shade};
            float h = 0.5f * high;
            Outline face = side > 0
                    ? new ConvexOutline(0, -h, side, -h + drop, side, h - 0.5f * drop, 0, h)
                    : new ConvexOutline(side, -h + drop, 0, -h, 0, h, side, h - 0.5f * drop);
            canvas.paint(
                    painter.placed(face, painter.material(dark, high), x + Math.copySign(half, side), y, 1.2f, 0, 0));
        }
        if (random.chance(0.5f)) {
            float roof = half * random.uniform(0.3f, 1.2f);
            float over = half * random.uniform(1, 1.25f);
            Outline gable = random.chance(0.6f)
                    ? new ConvexOutline(-over, 0, 0, -roof, over, 0)
                    : new ConvexOutline(-over, 0, -0.6f * over, -roof, 0.6f * over, -roof, over, 0);
            float[] tiles = random.chance(0.5f) ? palette.near(colour, 0.5f) : palette.colour();
            canvas.paint(painter.placed(gable, painter.material(tiles, roof), x, foot - high, 1.2f, 0, 0));
        }
        int across = 1 + random.below(7);
        int down = 1 + random.below((int) Math.min(9, 2 + 2 * high / half));
        float w = half / across * random.uniform(0.3f, 0.8f);
        float h = 0.5f * high / down * random.uniform(0.3f, 0.8f);
        if (random.chance(0.85f) && w > 0.5f && h > 0.5f) {
            float[] glass = random.chance(0.6f) ? palette.colour(random.uniform(0.05f, 0.3f)) : palette.colour();
            Outline pane = new BoxOutline(w, h, 0);
            for (int j = 0; j < down; j++) {
                for (int i = 0; i < across; i++) {
                    canvas.paint(painter.placed(
                            pane,
                            painter.material(palette.near(glass, 0.3f), h),
                            x - half + 2 * half * (i + 0.5f) / across,
                            foot - high + high * (j + 0.5f) / down,
                            1,
                            0,
                            0));
                }
            }
        }
    }

    /** Trees, bushes, rocks in a row, each its own or all one wood. */
    private void plants(Canvas canvas, float horizon, float near) {
        float foot = horizon + (canvas.height - horizon) * near;
        float unit = size * (0.03f + 0.35f * near) * random.uniform(0.4f, 1.3f);
        boolean one = random.chance(0.35f);
        int count = 1 + random.below(one ? 18 : 6);
        float x0 = random.unit() * canvas.width;
        float gap = unit * random.uniform(0.6f, 2.5f);
        float[] green = palette.colour(random.uniform(0.12f, 0.55f));
        float[] stone = palette.colour();
        boolean rocks = random.chance(0.25f);
        float kind = random.unit();
        canvas.nextOwner();
        for (int i = 0; i < count; i++) {
            float x = one ? x0 + (i - 0.5f * count) * gap : random.uniform(-0.05f, 1.05f) * canvas.width;
            float r = unit * random.uniform(0.5f, 1.2f);
            if (!one) {
                canvas.nextOwner();
            }
            if (rocks) {
                Outline body = RadialOutline.polygon(random, 0.6f * r);
                canvas.paint(painter.placed(
                        new RoughOutline(random, body, painter.tile(), 0.05f * r, 20 / r),
                        painter.material(palette.near(stone, 0.25f), r),
                        x,
                        foot - 0.3f * r,
                        1.2f,
                        random.uniform(0.3f, 0.9f),
                        0.4f));
            } else {
                tree(canvas, x, foot, r, green, kind);
            }
        }
    }

    private void tree(Canvas canvas, float x, float foot, float r, float[] green, float kind) {
        float trunk = kind < 0.3f ? 0 : r * random.uniform(0.2f, 0.9f);
        if (trunk > 1) {
            float[] bark = palette.colour(random.uniform(0.08f, 0.35f));
            Outline stem = new BoxOutline(Math.max(0.7f, 0.09f * r), 0.5f * trunk + 0.2f * r, 0);
            canvas.paint(
                    painter.placed(stem, painter.material(bark, r), x, foot - 0.5f * trunk + 0.1f * r, 1.2f, 0.4f, 0));
        }
        Outline crown = kind > 0.75f
                ? new ConvexOutline(-0.5f * r, 0.8f * r, 0, -r, 0.5f * r, 0.8f * r)
                : RadialOutline.superellipse(random, 0.8f * r);
        float cy = foot - trunk - 0.7f * r;
        float rough = r * random.uniform(0.08f, 0.25f);
        canvas.paint(painter.placed(
                new RoughOutline(random, crown, painter.tile(), rough, 25 / r),
                painter.material(palette.near(green, 0.2f), r),
                x,
                cy,
                1.5f,
                random.uniform(0.2f, 0.7f),
                0.3f));
        // clumps of leaves in light and shade
        int clumps = 3 + random.below(22);
        float variety = random.uniform(0.1f, 0.5f);
        for (int i = 0; i < clumps; i++) {
            float dx = 0.4f * r * random.gaussian();
            float dy = 0.4f * r * random.gaussian();
            if (crown.distance(dx, dy) > -0.06f * r) {
                continue;
            }
            float light = Math.max(0.3f, 1 - 0.5f * dy / r - 0.3f * dx / r * painter.lightX);
            float[] leaf = palette.near(green, variety);
            float[] lit = {leaf[0] * light, leaf[1] * light, leaf[2] * light};
            float size = r * random.uniform(0.06f, 0.22f);
            canvas.paint(painter.placed(
                    new RoughOutline(
                            random, RadialOutline.superellipse(random, size), painter.tile(), 0.4f * size, 20 / size),
                    painter.material(lit, size),
                    x + dx,
                    cy + dy,
                    1.5f,
                    0.3f,
                    0));
        }
    }

    private static float[] at(Canvas canvas, int x, int y) {
        int px = Math.min(canvas.width - 1, Math.max(0, x));
        int py = Math.min(canvas.height - 1, Math.max(0, y));
        int i = 3 * (py * canvas.width + px);
        return new float[] {clamp(canvas.rgb[i]), clamp(canvas.rgb[i + 1]), clamp(canvas.rgb[i + 2])};
    }

    private static float clamp(float v) {
        return Math.min(1, Math.max(0.01f, v));
    }
}
