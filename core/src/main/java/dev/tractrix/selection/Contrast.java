// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.selection;

import dev.tractrix.image.Mask;
import dev.tractrix.image.Masks;
import dev.tractrix.vision.Filters;
import dev.tractrix.vision.FloatImage;
import java.util.Arrays;

/** How a region stands out from what is around it. */
final class Contrast {
    /** Bins a side of the colour histogram over L*a*b*. */
    private static final int BINS = 8;

    private final int width;
    private final int height;
    /** The change of colour across each pixel as its rank among all, 0..1. */
    private final float[] edge;
    /** The histogram's bin of each pixel. */
    private final int[] bin;

    Contrast(FloatImage lab) {
        width = lab.width();
        height = lab.height();
        float[] change = new float[width * height];
        bin = new int[change.length];
        float[] v = lab.values();
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int i = y * width + x;
                int right = y * width + Math.min(width - 1, x + 1);
                int left = y * width + Math.max(0, x - 1);
                int below = Math.min(height - 1, y + 1) * width + x;
                int above = Math.max(0, y - 1) * width + x;
                double sum = 0;
                for (int c = 0; c < 3; c++) {
                    sum += square(v[3 * right + c] - v[3 * left + c]) + square(v[3 * below + c] - v[3 * above + c]);
                }
                change[i] = (float) Math.sqrt(sum);
                bin[i] = (cell(v[3 * i] / 100) * BINS + cell((v[3 * i + 1] + 80) / 160)) * BINS
                        + cell((v[3 * i + 2] + 80) / 160);
            }
        }
        float[] sorted = change.clone();
        Arrays.sort(sorted);
        edge = new float[change.length];
        for (int i = 0; i < edge.length; i++) {
            edge[i] = Math.abs(Arrays.binarySearch(sorted, change[i])) / (float) edge.length;
        }
    }

    /** The mean rank of the change of colour along a region's border, 0..1; the image's own border does not count. */
    double edge(Mask mask) {
        double sum = 0;
        int n = 0;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int i = y * width + x;
                boolean here = mask.inside()[i];
                if (x + 1 < width && mask.inside()[i + 1] != here) {
                    sum += Math.max(edge[i], edge[i + 1]);
                    n++;
                }
                if (y + 1 < height && mask.inside()[i + width] != here) {
                    sum += Math.max(edge[i], edge[i + width]);
                    n++;
                }
            }
        }
        return n == 0 ? 0 : Math.min(1, sum / n);
    }

    /** How far a region's colours are from those in a ring around it, 0..1 (half the distance of the histograms). */
    double apart(Mask mask) {
        int radius = (int) Math.max(3, Math.round(0.4 * Math.sqrt(mask.area())));
        Mask ring = Masks.subtract(Filters.dilate(mask, radius), Filters.dilate(mask, 1));
        double[] in = histogram(mask);
        double[] out = histogram(ring);
        double sum = 0;
        for (int i = 0; i < in.length; i++) {
            sum += Math.abs(in[i] - out[i]);
        }
        return Math.min(1, sum / 2);
    }

    private double[] histogram(Mask mask) {
        double[] h = new double[BINS * BINS * BINS];
        double each = 1.0 / Math.max(1, mask.area());
        for (int i = 0; i < bin.length; i++) {
            if (mask.inside()[i]) {
                h[bin[i]] += each;
            }
        }
        return h;
    }

    private static int cell(float part) {
        return (int) Math.min(BINS - 1, Math.max(0, part * BINS));
    }

    private static double square(double v) {
        return v * v;
    }
}
