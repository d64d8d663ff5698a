// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.selection;

/** A region of a picture as {@link Unlikeness} sees it: sums over its pixels, so that two add up to their union. */
final class Patch {
    /** Lightness, a, b, and how rough the lightness is. */
    static final int CHANNELS = 4;

    /** Bins of the histogram of each channel. */
    static final int BINS = 10;

    int area;
    final double[] sum = new double[CHANNELS];
    final float[] histogram = new float[CHANNELS * BINS];
    int left = Integer.MAX_VALUE;
    int top = Integer.MAX_VALUE;
    int right = -1;
    int bottom = -1;

    /** Adds a pixel. @param at index of its first channel in {@code channels} */
    void add(int x, int y, float[] channels, int at) {
        area++;
        for (int c = 0; c < CHANNELS; c++) {
            sum[c] += channels[at + c];
        }
        histogram[bin(channels[at] / 100)]++;
        histogram[BINS + bin((channels[at + 1] + 60) / 120)]++;
        histogram[2 * BINS + bin((channels[at + 2] + 60) / 120)]++;
        histogram[3 * BINS + bin(channels[at + 3] / 20)]++;
        left = Math.min(left, x);
        right = Math.max(right, x);
        top = Math.min(top, y);
        bottom = Math.max(bottom, y);
    }

    static Patch union(Patch a, Patch b) {
        Patch u = new Patch();
        u.area = a.area + b.area;
        for (int c = 0; c < CHANNELS; c++) {
            u.sum[c] = a.sum[c] + b.sum[c];
        }
        for (int k = 0; k < u.histogram.length; k++) {
            u.histogram[k] = a.histogram[k] + b.histogram[k];
        }
        u.left = Math.min(a.left, b.left);
        u.top = Math.min(a.top, b.top);
        u.right = Math.max(a.right, b.right);
        u.bottom = Math.max(a.bottom, b.bottom);
        return u;
    }

    private static int bin(float part) {
        return (int) Math.max(0, Math.min(BINS - 1, part * BINS));
    }
}
