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

    /** @param blur defocus, pixels */
    ThingPainter(SeededRandom random, LeafPainter leaves, Grade grade, float blur) {
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
