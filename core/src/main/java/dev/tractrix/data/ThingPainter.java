// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

/** Paints the cut-out things of a layered scene: parts in materials of their own, marks, light, soft edges, shadow. */
final class ThingPainter {
    /** Texels of the paint a texel of the shade: shadows are soft. */
    private static final int SHADE_STEP = 2;

    private final SeededRandom random;
    private final LeafPainter leaves;
    private final Grade grade;
    private final float blur;
    private final boolean solid;

    /** @param blur defocus, pixels */
    ThingPainter(SeededRandom random, LeafPainter leaves, Grade grade, float blur) {
        this(random, leaves, grade, blur, false);
    }

    /** @param solid whether things may be lit as round bodies: half in light, half in shade, with a highlight */
    ThingPainter(SeededRandom random, LeafPainter leaves, Grade grade, float blur, boolean solid) {
        this.solid = solid;
        this.random = random;
        this.leaves = leaves;
        this.grade = grade;
        this.blur = blur;
    }

    /**
     * A thing around (x, y).
     *
     * @param radius about half its extent in first-frame pixels
     * @param density texels a first-frame pixel: more than 1 where it will grow
     */
    Sprite sprite(double x, double y, float radius, float density, boolean shadow) {
        ThingOutline outline = new ThingOutline(random, radius * density);
        float softness =
                density * (random.chance(0.8f) ? random.uniform(0.9f, 1.6f) : random.uniform(1.6f, 4)) + 2.5f * blur;
        int half = (int) Math.ceil(outline.reach() + softness) + 2;
        int side = 2 * half + 1;
        Canvas canvas = new Canvas(side, side);
        paint(canvas, outline, half, softness);
        canvas.blur(blur * density);
        grade.tone(canvas, false);
        float[] alpha = new float[side * side];
        for (int j = 0; j < side; j++) {
            for (int i = 0; i < side; i++) {
                float a = 0.5f - outline.distance(i - half, j - half) / softness;
                a = Math.min(1, Math.max(0, a));
                alpha[j * side + i] = a;
            }
        }
        Similarity texelOfWorld = new Similarity(density, 0, half - density * x, half - density * y);
        if (!shadow) {
            return new Sprite(canvas, alpha, texelOfWorld, null, 0, null);
        }
        return withShadow(canvas, alpha, texelOfWorld, outline, x, y, density);
    }

    private void paint(Canvas canvas, ThingOutline outline, int half, float softness) {
        float reach = outline.reach();
        float[] base = leaves.palette.colour();
        canvas.fill(leaves.material(base, reach), random.below(NoiseTile.SIDE), random.below(NoiseTile.SIDE));
        boolean oneMaterial = random.chance(0.4f);
        Material shared = leaves.material(base, reach);
        float round = random.chance(0.7f) ? random.uniform(0.15f, 0.8f) : 0;
        for (ThingOutline.Part part : outline.parts()) {
            float[] colour = random.chance(0.6f) ? leaves.palette.near(base, 0.3f) : leaves.palette.colour();
            Material material = oneMaterial
                    ? shared
                    : leaves.material(colour, part.outline().reach());
            // a little larger than what is cut out, so that the base does not show as a rim
            Outline outer = Outline.grown(part.outline(), softness);
            canvas.paint(leaves.placed(outer, material, half + part.dx(), half + part.dy(), 1, round, 0));
        }
        if (random.chance(0.12f)) {
            // cut from another picture altogether
            new Scenery(random, new LeafPainter(random, canvas.width, leaves.lightX, leaves.lightY)).paint(canvas);
        }
        if (random.chance(0.6f)) {
            marks(canvas, reach, base);
        }
        if (solid && random.chance(0.6f)) {
            light(canvas, outline, half);
        }
    }

    /** Spots, patches, lettering-like strokes: what makes one see that a thing moves and turns. */
    private void marks(Canvas canvas, float reach, float[] base) {
        int count = 1 + random.below(14);
        boolean mirrored = random.chance(0.4f);
        float largest = reach * random.uniform(0.12f, 0.4f);
        float middle = canvas.width * 0.5f;
        for (int i = 0; i < count; i++) {
            float radius = random.powerLaw(Math.max(0.7f, largest * 0.2f), Math.max(1, largest));
            float dx = 0.45f * reach * random.gaussian();
            float dy = 0.45f * reach * random.gaussian();
            float[] colour = random.chance(0.5f) ? leaves.palette.near(base, 0.5f) : leaves.palette.colour();
            Outline outline = Outline.random(random, radius);
            Material material = leaves.material(colour, radius);
            canvas.paint(leaves.placed(outline, material, middle + dx, middle + dy, 1.2f, 0, 0));
            if (mirrored) {
                canvas.paint(leaves.placed(outline, material, middle - dx, middle + dy, 1.2f, 0, 0));
            }
        }
    }

    /** Lambert's law and a highlight on a body that is as high in its middle as its outline is far. */
    private void light(Canvas canvas, Outline outline, int half) {
        float ambient = random.uniform(0.15f, 0.7f);
        float front = random.uniform(0.1f, 0.9f);
        float aside = (float) Math.sqrt(1 - front * front);
        float lx = aside * leaves.lightX;
        float ly = aside * leaves.lightY;
        float bevel = outline.reach() * random.uniform(0.15f, 0.8f);
        float gloss = random.chance(0.5f) ? random.uniform(0.1f, 0.9f) : 0;
        float power = random.logUniform(8, 60);
        for (int y = 0, i = 0; y < canvas.height; y++) {
            for (int x = 0; x < canvas.width; x++, i += 3) {
                float px = x - half;
                float py = y - half;
                float d = outline.distance(px, py);
                if (d > 2) {
                    continue;
                }
                float slope = Math.min(1, Math.max(0, 1 + d / bevel));
                float gx = outline.distance(px + 1, py) - outline.distance(px - 1, py);
                float gy = outline.distance(px, py + 1) - outline.distance(px, py - 1);
                float g = (float) Math.sqrt(gx * gx + gy * gy) + 1e-3f;
                float nz = (float) Math.sqrt(1 - 0.98f * slope * slope);
                float diffuse = Math.max(0, slope * (gx * lx + gy * ly) / g + nz * front);
                float shade = ambient + (1.35f - ambient) * diffuse;
                float shine = gloss * (float) Math.pow(Math.min(1, diffuse), power);
                for (int c = 0; c < 3; c++) {
                    canvas.rgb[i + c] = canvas.rgb[i + c] * shade + shine;
                }
            }
        }
    }

    /** A soft shadow away from the light and a dark place under the thing. */
    private Sprite withShadow(
            Canvas canvas, float[] alpha, Similarity texelOfWorld, Outline outline, double x, double y, float density) {
        float reach = outline.reach();
        float spread = Math.max(2.5f, reach * random.uniform(0.12f, 0.5f));
        float away = reach * random.uniform(0.05f, 0.35f);
        float strength = random.uniform(0.2f, 0.65f);
        float offX = -leaves.lightX * away;
        float offY = -leaves.lightY * away;
        boolean contact = random.chance(0.6f);
        float flat = random.uniform(0.12f, 0.3f) * reach;
        int half = (int) Math.ceil((reach + spread + away + 2) / SHADE_STEP) + 1;
        int side = 2 * half + 1;
        float[] shade = new float[side * side];
        for (int j = 0; j < side; j++) {
            for (int i = 0; i < side; i++) {
                float tx = (i - half) * SHADE_STEP;
                float ty = (j - half) * SHADE_STEP;
                float s = strength * smooth(0.5f - outline.distance(tx - offX, ty - offY) / (2 * spread));
                if (contact) {
                    float ex = tx / (0.9f * reach);
                    float ey = (ty - 0.8f * reach) / flat;
                    s = Math.max(s, 0.75f * smooth(1 - (float) Math.sqrt(ex * ex + ey * ey)));
                }
                shade[j * side + i] = s;
            }
        }
        float d = density / SHADE_STEP;
        return new Sprite(canvas, alpha, texelOfWorld, shade, side, new Similarity(d, 0, half - d * x, half - d * y));
    }

    private static float smooth(float any) {
        float t = Math.min(1, Math.max(0, any));
        return t * t * (3 - 2 * t);
    }
}
