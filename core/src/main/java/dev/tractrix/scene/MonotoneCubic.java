// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene;

/**
 * Monotone piecewise cubic interpolation (PCHIP): smooth, passes through every knot, never overshoots between two
 * knots. Slopes after Fritsch and Butland, "A method for constructing local monotone piecewise cubic interpolants"
 * (1984), with the three-point end rule that SciPy's {@code PchipInterpolator} and MATLAB use.
 */
final class MonotoneCubic {
    private final double[] at;
    private final double[] value;
    private final double[] slope;

    /**
     * @param at knots, strictly rising, at least one
     * @param value one value a knot
     */
    MonotoneCubic(double[] at, double[] value) {
        this.at = at;
        this.value = value;
        this.slope = slopes(at, value);
    }

    /** The value at t; before the first and after the last knot it stays at theirs. */
    double sample(double t) {
        int n = at.length;
        if (t <= at[0]) {
            return value[0];
        }
        if (t >= at[n - 1]) {
            return value[n - 1];
        }
        int i = segment(at, t);
        double h = at[i + 1] - at[i];
        double u = (t - at[i]) / h;
        double v = 1 - u;
        // cubic Hermite basis
        return value[i] * v * v * (1 + 2 * u)
                + slope[i] * h * u * v * v
                + value[i + 1] * u * u * (3 - 2 * u)
                - slope[i + 1] * h * u * u * v;
    }

    /** The index i with at[i] <= t < at[i + 1], clamped to the segments that exist. */
    static int segment(double[] at, double t) {
        int i = 0;
        while (i < at.length - 2 && t >= at[i + 1]) {
            i++;
        }
        return i;
    }

    private static double[] slopes(double[] at, double[] value) {
        int n = at.length;
        double[] slope = new double[n];
        if (n < 2) {
            return slope;
        }
        double[] h = new double[n - 1];
        double[] secant = new double[n - 1];
        for (int i = 0; i < n - 1; i++) {
            h[i] = at[i + 1] - at[i];
            secant[i] = (value[i + 1] - value[i]) / h[i];
        }
        if (n == 2) {
            slope[0] = secant[0];
            slope[1] = secant[0];
            return slope;
        }
        for (int i = 1; i < n - 1; i++) {
            if (secant[i - 1] * secant[i] > 0) {
                // weighted harmonic mean, so that the steeper side cannot make the curve overshoot
                double w1 = 2 * h[i] + h[i - 1];
                double w2 = h[i] + 2 * h[i - 1];
                slope[i] = (w1 + w2) / (w1 / secant[i - 1] + w2 / secant[i]);
            }
        }
        slope[0] = endSlope(h[0], h[1], secant[0], secant[1]);
        slope[n - 1] = endSlope(h[n - 2], h[n - 3], secant[n - 2], secant[n - 3]);
        return slope;
    }

    private static double endSlope(double h0, double h1, double secant0, double secant1) {
        double slope = ((2 * h0 + h1) * secant0 - h0 * secant1) / (h0 + h1);
        if (Math.signum(slope) != Math.signum(secant0)) {
            return 0;
        }
        if (Math.signum(secant0) != Math.signum(secant1) && Math.abs(slope) > 3 * Math.abs(secant0)) {
            return 3 * secant0;
        }
        return slope;
    }
}
