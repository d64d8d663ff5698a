// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.selection;

/**
 * The convex hull of a mask's pixels, each a unit square.
 *
 * @param length of its two sides between the top and the bottom row
 */
record Hull(double area, double length) {
    Hull(boolean[] in, int width, Window window) {
        this(sides(in, width, window));
    }

    private Hull(Side[] sides) {
        this(Math.max(1, sides[1].integral - sides[0].integral), Math.max(1, sides[0].length + sides[1].length));
    }

    private static Side[] sides(boolean[] in, int width, Window window) {
        int height = window.bottom() - window.top() + 1;
        Side left = new Side(-1, height);
        Side right = new Side(1, height);
        for (int y = window.top(); y <= window.bottom(); y++) {
            int first = -1;
            int last = -1;
            for (int x = window.left(); x <= window.right(); x++) {
                if (in[y * width + x]) {
                    first = first < 0 ? x : first;
                    last = x + 1;
                }
            }
            if (first >= 0) {
                left.add(first, y);
                right.add(last, y);
            }
        }
        left.close();
        right.close();
        return new Side[] {left, right};
    }

    /** One side from top to bottom: a chain that turns one way only (Andrew's monotone chain). */
    private static final class Side {
        private final int sign;
        private final double[] xs;
        private final double[] ys;
        private int n;
        double integral;
        double length;

        Side(int sign, int height) {
            this.sign = sign;
            xs = new double[2 * height];
            ys = new double[2 * height];
        }

        /** The outermost pixel edge of a row. */
        void add(int x, int row) {
            for (int y = row; y <= row + 1; y++) {
                double px = (double) sign * x;
                while (n >= 2
                        && (xs[n - 1] - xs[n - 2]) * (y - ys[n - 2]) <= (px - xs[n - 2]) * (ys[n - 1] - ys[n - 2])) {
                    n--;
                }
                xs[n] = px;
                ys[n++] = y;
            }
        }

        void close() {
            for (int i = 1; i < n; i++) {
                integral += sign * (xs[i] + xs[i - 1]) / 2 * (ys[i] - ys[i - 1]);
                length += Math.hypot(xs[i] - xs[i - 1], ys[i] - ys[i - 1]);
            }
        }
    }
}
