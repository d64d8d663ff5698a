// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

/** A periodic square of fractal noise with mean 0 and variance 1. */
final class NoiseTile {
    /** Side in texels; a power of two, so that wrapping is a bit mask. */
    static final int SIDE = 128;

    private static final int MASK = SIDE - 1;
    private static final int SHIFT = 7;
    private static final int FIRST_SIDE = 4;

    private final float[] values;

    private NoiseTile(float[] values) {
        this.values = values;
    }

    /**
     * Adds noise octave by octave, each on top of the smoothly doubled one before.
     *
     * @param persistence an octave's amplitude over the coarser one's: 1 gives the 1/f amplitude spectrum of
     *     photographs, 0.5 clouds
     */
    static NoiseTile fractal(SeededRandom random, float persistence) {
        int side = FIRST_SIDE;
        float[] coarse = new float[side * side];
        float amplitude = 1;
        addNoise(coarse, amplitude, random);
        while (side < SIDE) {
            coarse = doubled(coarse, side);
            side *= 2;
            amplitude *= persistence;
            addNoise(coarse, amplitude, random);
        }
        normalise(coarse);
        return new NoiseTile(coarse);
    }

    /** Bilinear, periodic; u and v in texels, any value within +-2^30. */
    float at(float u, float v) {
        int iu = (int) u;
        int iv = (int) v;
        if (u < iu) {
            iu--;
        }
        if (v < iv) {
            iv--;
        }
        float fu = u - iu;
        float fv = v - iv;
        int x0 = iu & MASK;
        int x1 = (iu + 1) & MASK;
        int row0 = (iv & MASK) << SHIFT;
        int row1 = ((iv + 1) & MASK) << SHIFT;
        float top = values[row0 + x0] + fu * (values[row0 + x1] - values[row0 + x0]);
        float bottom = values[row1 + x0] + fu * (values[row1 + x1] - values[row1 + x0]);
        return top + fv * (bottom - top);
    }

    private static void addNoise(float[] values, float amplitude, SeededRandom random) {
        for (int i = 0; i < values.length; i++) {
            values[i] += amplitude * random.gaussian();
        }
    }

    /** Twice the side by the quadratic B-spline's two-scale weights 3/4 and 1/4, which leave no grid to be seen. */
    private static float[] doubled(float[] in, int side) {
        int mask = side - 1;
        int wide = side * 2;
        float[] rows = new float[wide * side];
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                float here = 0.75f * in[y * side + x];
                rows[y * wide + 2 * x] = here + 0.25f * in[y * side + ((x - 1) & mask)];
                rows[y * wide + 2 * x + 1] = here + 0.25f * in[y * side + ((x + 1) & mask)];
            }
        }
        float[] out = new float[wide * wide];
        for (int y = 0; y < side; y++) {
            int here = y * wide;
            int above = ((y - 1) & mask) * wide;
            int below = ((y + 1) & mask) * wide;
            for (int x = 0; x < wide; x++) {
                float centre = 0.75f * rows[here + x];
                out[2 * here + x] = centre + 0.25f * rows[above + x];
                out[2 * here + wide + x] = centre + 0.25f * rows[below + x];
            }
        }
        return out;
    }

    private static void normalise(float[] values) {
        double sum = 0;
        double squares = 0;
        for (float v : values) {
            sum += v;
            squares += (double) v * v;
        }
        double mean = sum / values.length;
        float scale = (float) (1 / Math.sqrt(Math.max(1e-12, squares / values.length - mean * mean)));
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (values[i] - mean) * scale;
        }
    }
}
