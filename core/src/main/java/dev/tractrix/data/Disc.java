// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

import dev.tractrix.image.Mask;

/**
 * The largest disc inside a mask, by the exact squared Euclidean distance transform of Felzenszwalb and Huttenlocher
 * (2012). What lies outside the frame counts as outside the mask.
 *
 * @param x pixel of the centre; of several equally deep ones the first row by row
 * @param y likewise
 * @param radius distance from the centre to the nearest pixel that is not inside, 0 for an empty mask
 */
record Disc(int x, int y, double radius) {
    static Disc in(Mask mask) {
        int w = mask.width() + 2;
        int h = mask.height() + 2;
        double[] square = new double[w * h];
        for (int y = 0; y < mask.height(); y++) {
            for (int x = 0; x < mask.width(); x++) {
                square[(y + 1) * w + x + 1] = mask.at(x, y) ? 1e12 : 0;
            }
        }
        int longest = Math.max(w, h);
        double[] line = new double[longest];
        int[] vertex = new int[longest];
        double[] bound = new double[longest + 1];
        for (int x = 0; x < w; x++) {
            transform(square, x, w, h, line, vertex, bound);
        }
        for (int y = 0; y < h; y++) {
            transform(square, y * w, 1, w, line, vertex, bound);
        }
        int best = 0;
        for (int i = 0; i < square.length; i++) {
            if (square[i] > square[best]) {
                best = i;
            }
        }
        return square[best] == 0
                ? new Disc(0, 0, 0)
                : new Disc(best % w - 1, best / w - 1, Math.sqrt(square[best]));
    }

    /** The lower envelope of the parabolas that stand on one line's values. */
    private static void transform(double[] f, int start, int stride, int n, double[] line, int[] vertex, double[] bound) {
        for (int i = 0; i < n; i++) {
            line[i] = f[start + i * stride];
        }
        int k = 0;
        vertex[0] = 0;
        bound[0] = Double.NEGATIVE_INFINITY;
        bound[1] = Double.POSITIVE_INFINITY;
        for (int q = 1; q < n; q++) {
            double s = meet(line, vertex[k], q);
            while (s <= bound[k]) {
                k--;
                s = meet(line, vertex[k], q);
            }
            k++;
            vertex[k] = q;
            bound[k] = s;
            bound[k + 1] = Double.POSITIVE_INFINITY;
        }
        k = 0;
        for (int q = 0; q < n; q++) {
            while (bound[k + 1] < q) {
                k++;
            }
            double d = q - vertex[k];
            f[start + q * stride] = d * d + line[vertex[k]];
        }
    }

    private static double meet(double[] line, int p, int q) {
        return ((line[q] + (double) q * q) - (line[p] + (double) p * p)) / (2.0 * (q - p));
    }
}
