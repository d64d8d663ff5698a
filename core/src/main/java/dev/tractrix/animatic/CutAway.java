// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.animatic;

import dev.tractrix.vision.FloatImage;

/**
 * Where a thing would go on that the picture's edge cuts: beyond the sides that it touches, as deep as it is long at most, and
 * half its length to either side. Coordinates are the source's, in pixels of the frame.
 */
final class CutAway {
    private final int width;
    private final int height;
    private final boolean[] touched;
    private final double left;
    private final double top;
    private final double right;
    private final double bottom;

    private CutAway(int width, int height, int[] box, boolean[] touched) {
        this.width = width;
        this.height = height;
        this.touched = touched;
        double w = box[2] - box[0] + 1;
        double h = box[3] - box[1] + 1;
        double deep = Math.max(w, h);
        left = touched[0] ? -deep : box[0] - w / 2;
        top = touched[1] ? -deep : box[1] - h / 2;
        right = touched[2] ? width - 1 + deep : box[2] + w / 2;
        bottom = touched[3] ? height - 1 + deep : box[3] + h / 2;
    }

    /**
     * Of a thing.
     *
     * @param cutOut 4 channels, the last the matte
     * @return null where it lies whole in the picture
     */
    static CutAway of(FloatImage cutOut) {
        int w = cutOut.width();
        int h = cutOut.height();
        int[] box = {w, h, -1, -1};
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                if (cutOut.values()[4 * (y * w + x) + 3] > 0.5f) {
                    box[0] = Math.min(box[0], x);
                    box[1] = Math.min(box[1], y);
                    box[2] = Math.max(box[2], x);
                    box[3] = Math.max(box[3], y);
                }
            }
        }
        boolean[] touched = {box[0] == 0, box[1] == 0, box[2] == w - 1, box[3] == h - 1};
        return touched[0] || touched[1] || touched[2] || touched[3] ? new CutAway(w, h, box, touched) : null;
    }

    /**
     * Marks it in a frame.
     *
     * @param beyond height x width, row by row, gets 1 there
     * @param to takes the source's pixels to the frame's: x' = to[0] x + to[2], y' = to[4] y + to[5]
     */
    void mark(float[] beyond, double[] to) {
        for (int y = 0; y < height; y++) {
            double v = (y - to[5]) / to[4];
            for (int x = 0; x < width; x++) {
                double u = (x - to[2]) / to[0];
                boolean outside = u < -0.5 || v < -0.5 || u > width - 0.5 || v > height - 0.5;
                boolean across = (u >= -0.5 || touched[0])
                        && (v >= -0.5 || touched[1])
                        && (u <= width - 0.5 || touched[2])
                        && (v <= height - 0.5 || touched[3]);
                if (outside && across && u >= left && v >= top && u <= right && v <= bottom) {
                    beyond[y * width + x] = 1;
                }
            }
        }
    }
}
