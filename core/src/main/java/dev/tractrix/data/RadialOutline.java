// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

/** A star-shaped outline: a radius for each direction. Ellipses, rounded boxes, polygons with curved edges, blobs. */
final class RadialOutline implements Outline {
    private static final int DIRECTIONS = 256;

    /** The angle of each direction of the table, see {@link #direction}. */
    private static final double[] ANGLE = new double[DIRECTIONS];

    static {
        for (int i = 0; i < DIRECTIONS; i++) {
            double d = i * 4.0 / DIRECTIONS;
            double x = d < 2 ? 1 - d : d - 3;
            double y = d < 1 ? d : d < 3 ? 2 - d : d - 4;
            ANGLE[i] = Math.atan2(y, x);
        }
    }

    private final float[] radius = new float[DIRECTIONS + 1];
    private final float[] obliquity = new float[DIRECTIONS + 1];
    private final float reach;

    private RadialOutline(double[] raw, float reach) {
        double largest = 0;
        for (double r : raw) {
            largest = Math.max(largest, r);
        }
        for (int i = 0; i <= DIRECTIONS; i++) {
            radius[i] = (float) Math.max(reach * 0.04, raw[i % DIRECTIONS] * reach / largest);
        }
        for (int i = 0; i < DIRECTIONS; i++) {
            int before = (i + DIRECTIONS - 1) % DIRECTIONS;
            int after = (i + 1) % DIRECTIONS;
            double turn = Math.IEEEremainder(ANGLE[after] - ANGLE[before], 2 * Math.PI);
            double slope = (radius[after] - radius[before]) / (turn * radius[i]);
            obliquity[i] = (float) (1 / Math.sqrt(1 + slope * slope));
        }
        obliquity[DIRECTIONS] = obliquity[0];
        this.reach = reach;
    }

    /** A disc, or what lies between a diamond, an ellipse and a box, its sides up to 1 : 4. */
    static RadialOutline superellipse(SeededRandom random, float reach) {
        double aspect = random.logUniform(0.25f, 1);
        double power = random.chance(0.5f) ? 2 : random.logUniform(1.2f, 12);
        double turn = random.chance(0.4f) ? 0 : random.uniform(0, 3.1416f);
        double[] raw = new double[DIRECTIONS];
        for (int i = 0; i < DIRECTIONS; i++) {
            double x = Math.abs(Math.cos(ANGLE[i] - turn));
            double y = Math.abs(Math.sin(ANGLE[i] - turn)) / aspect;
            raw[i] = Math.pow(Math.pow(x, power) + Math.pow(y, power), -1 / power);
        }
        return new RadialOutline(raw, reach);
    }

    /** Three to nine corners; each side straight, bulging or hollow. */
    static RadialOutline polygon(SeededRandom random, float reach) {
        int corners = 3 + random.below(7);
        double[] at = new double[corners];
        double[] far = new double[corners];
        double irregular = random.unit();
        double start = random.uniform(0, 6.2832f);
        for (int i = 0; i < corners; i++) {
            at[i] = start + (i + 0.7 * irregular * (random.unit() - 0.5)) * 2 * Math.PI / corners;
            far[i] = 1 - 0.7 * irregular * random.unit();
        }
        double bulge = random.chance(0.5f) ? 0 : random.uniform(-0.35f, 0.5f);
        double[] raw = new double[DIRECTIONS];
        for (int i = 0; i < DIRECTIONS; i++) {
            raw[i] = side(at, far, bulge, ANGLE[i]);
        }
        return new RadialOutline(raw, reach);
    }

    private static double side(double[] at, double[] far, double bulge, double angle) {
        int n = at.length;
        double turned = angle - at[0];
        turned -= 2 * Math.PI * Math.floor(turned / (2 * Math.PI));
        int i = 0;
        while (i + 1 < n && at[i + 1] - at[0] <= turned) {
            i++;
        }
        double from = at[i] - at[0];
        double to = i + 1 < n ? at[i + 1] - at[0] : 2 * Math.PI;
        double r0 = far[i];
        double r1 = far[(i + 1) % n];
        double span = to - from;
        double a = turned - from;
        // the straight line between two corners in polar coordinates
        double straight = r0 * r1 * Math.sin(span) / (r0 * Math.sin(a) + r1 * Math.sin(span - a));
        if (span > 2.6 || !(straight > 0)) {
            straight = r0 + (r1 - r0) * a / span;
        }
        return straight * (1 + bulge * 4 * a * (span - a) / (span * span));
    }

    /** A wavy closed curve, from nearly round to ragged. */
    static RadialOutline blob(SeededRandom random, float reach) {
        int harmonics = 3 + random.below(8);
        double decay = random.uniform(0.8f, 1.8f);
        double strength = random.uniform(0.1f, 0.55f);
        double aspect = random.uniform(0.45f, 1);
        double turn = random.uniform(0, 3.1416f);
        double[] height = new double[harmonics + 1];
        double[] phase = new double[harmonics + 1];
        for (int k = 2; k <= harmonics; k++) {
            height[k] = strength * random.gaussian() * Math.pow(k - 1, -decay);
            phase[k] = random.uniform(0, 6.2832f);
        }
        double[] raw = new double[DIRECTIONS];
        for (int i = 0; i < DIRECTIONS; i++) {
            double wave = 0;
            for (int k = 2; k <= harmonics; k++) {
                wave += height[k] * Math.cos(k * ANGLE[i] + phase[k]);
            }
            double y = Math.sin(ANGLE[i] - turn) / aspect;
            double x = Math.cos(ANGLE[i] - turn);
            raw[i] = Math.exp(wave) / Math.sqrt(x * x + y * y);
        }
        return new RadialOutline(raw, reach);
    }

    @Override
    public float distance(float x, float y) {
        float rho = (float) Math.sqrt(x * x + y * y);
        float d = direction(x, y);
        int i = (int) d;
        float f = d - i;
        float r = radius[i] + f * (radius[i + 1] - radius[i]);
        return (rho - r) * (obliquity[i] + f * (obliquity[i + 1] - obliquity[i]));
    }

    @Override
    public float reach() {
        return reach;
    }

    /** A stand-in for the angle that needs no trigonometry: where the ray meets the diamond |x| + |y| = 1, 0..256. */
    private static float direction(float x, float y) {
        float sum = Math.abs(x) + Math.abs(y);
        if (sum < 1e-12f) {
            return 0;
        }
        float t = y / sum;
        float quarter = x < 0 ? 2 - t : y < 0 ? 4 + t : t;
        return Math.min(quarter * (DIRECTIONS / 4f), DIRECTIONS - 1e-4f);
    }
}
