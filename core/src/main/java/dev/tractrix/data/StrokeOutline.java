// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

/** A thin bent thing: a branch, a wire, a blade of grass, a limb. Its axis is a parabola along x. */
final class StrokeOutline implements Outline {
    private final float half;
    private final float bend;
    private final float thick;
    private final float taper;
    private final float cos;
    private final float sin;
    private final float reach;

    StrokeOutline(SeededRandom random, float reach) {
        this(random, reach, random.logUniform(0.03f, 0.2f), random.uniform(0, 6.2832f));
    }

    /**
     * @param thickness half the width at the thick end over {@code reach}
     * @param angle of the axis at its middle, radians
     */
    StrokeOutline(SeededRandom random, float reach, float thickness, float angle) {
        this.reach = reach;
        half = 0.85f * reach;
        bend = 0.45f * random.gaussian() / reach * 0.6f;
        thick = Math.max(0.35f, reach * thickness);
        taper = random.chance(0.5f) ? 0 : random.uniform(0.3f, 0.95f);
        cos = (float) Math.cos(angle);
        sin = (float) Math.sin(angle);
    }

    @Override
    public float distance(float x, float y) {
        float along = cos * x + sin * y;
        float across = cos * y - sin * x;
        float slope = 2 * bend * along;
        float width = thick * (1 - taper * 0.5f * (1 + along / half));
        float sideways =
                Math.abs(across - bend * (along * along - 0.3f * half * half)) / (float) Math.sqrt(1 + slope * slope);
        float beyond = Math.abs(along) - half;
        float side = sideways - width;
        return beyond <= 0 ? side : Math.max(side, beyond);
    }

    @Override
    public float reach() {
        return reach * 1.1f;
    }
}
