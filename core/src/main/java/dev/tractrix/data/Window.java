// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;

/**
 * The part of a source frame that becomes a sample, and its size there. Maps coordinates, pictures and id maps alike;
 * pixel centres are whole numbers on both sides.
 *
 * @param left the source's pixel edge at which the sample begins; 0 is the left edge of the first pixel
 * @param top likewise
 * @param scale source pixels for a sample's pixel, larger than 0
 * @param flipped mirrored left to right
 * @param width of the sample, pixels
 * @param height of the sample, pixels
 */
public record Window(double left, double top, double scale, boolean flipped, int width, int height) {
    public Window {
        if (!(scale > 0) || width < 1 || height < 1) {
            throw new IllegalArgumentException("a window has a scale and a size above 0");
        }
    }

    /** The largest part of the sample's shape, from the middle. */
    public static Window centred(int sourceWidth, int sourceHeight, int width, int height) {
        double scale = Math.min(sourceWidth / (double) width, sourceHeight / (double) height);
        return new Window(
                (sourceWidth - scale * width) / 2, (sourceHeight - scale * height) / 2, scale, false, width, height);
    }

    /** From the source to the sample. */
    public double x(double sourceX) {
        double x = (sourceX + 0.5 - left) / scale - 0.5;
        return flipped ? width - 1 - x : x;
    }

    /** From the source to the sample. */
    public double y(double sourceY) {
        return (sourceY + 0.5 - top) / scale - 0.5;
    }

    /** From the sample back to the source. */
    public double sourceX(double x) {
        return ((flipped ? width - 1 - x : x) + 0.5) * scale + left - 0.5;
    }

    /** From the sample back to the source. */
    public double sourceY(double y) {
        return (y + 0.5) * scale + top - 0.5;
    }

    /** The sample's picture, by a triangle filter as wide as the reduction asks, so that nothing aliases. */
    public Picture of(Picture source) {
        Taps across = new Taps(width, source.width(), this::sourceX);
        Taps down = new Taps(height, source.height(), this::sourceY);
        float[] rows = new float[source.height() * width * 3];
        byte[] in = source.rgb();
        for (int y = down.lowest(); y <= down.highest(); y++) {
            for (int x = 0; x < width; x++) {
                float r = 0;
                float g = 0;
                float b = 0;
                for (int k = 0; k < across.weights[x].length; k++) {
                    int i = (y * source.width() + across.first[x] + k) * 3;
                    float w = across.weights[x][k];
                    r += w * (in[i] & 0xff);
                    g += w * (in[i + 1] & 0xff);
                    b += w * (in[i + 2] & 0xff);
                }
                int o = (y * width + x) * 3;
                rows[o] = r;
                rows[o + 1] = g;
                rows[o + 2] = b;
            }
        }
        byte[] out = new byte[width * height * 3];
        for (int y = 0; y < height; y++) {
            float[] weights = down.weights[y];
            for (int i = 0; i < width * 3; i++) {
                float v = 0.5f;
                for (int k = 0; k < weights.length; k++) {
                    v += weights[k] * rows[(down.first[y] + k) * width * 3 + i];
                }
                out[y * width * 3 + i] = (byte) Math.min(255, Math.max(0, (int) v));
            }
        }
        return new Picture(width, height, out);
    }

    /** The sample's ids, each that of the nearest source pixel. */
    public IdMap of(IdMap source) {
        int[] ids = new int[width * height];
        for (int y = 0; y < height; y++) {
            int sy = clamp(Math.round(sourceY(y)), source.height());
            for (int x = 0; x < width; x++) {
                ids[y * width + x] = source.at(clamp(Math.round(sourceX(x)), source.width()), sy);
            }
        }
        return new IdMap(width, height, ids);
    }

    /** The sample's mask, each pixel that of the nearest source pixel. */
    public Mask of(Mask source) {
        boolean[] inside = new boolean[width * height];
        for (int y = 0; y < height; y++) {
            int sy = clamp(Math.round(sourceY(y)), source.height());
            for (int x = 0; x < width; x++) {
                inside[y * width + x] = source.at(clamp(Math.round(sourceX(x)), source.width()), sy);
            }
        }
        return new Mask(width, height, inside);
    }

    private static int clamp(long v, int size) {
        return (int) Math.min(size - 1, Math.max(0, v));
    }

    /** Weights of the source pixels for each of the sample's, along one axis. */
    private final class Taps {
        private final int[] first;
        private final float[][] weights;

        Taps(int count, int sourceSize, java.util.function.DoubleUnaryOperator toSource) {
            first = new int[count];
            weights = new float[count][];
            double support = Math.max(1, scale);
            for (int i = 0; i < count; i++) {
                double centre = toSource.applyAsDouble(i);
                int from = clamp((long) Math.ceil(centre - support), sourceSize);
                int to = Math.max(from, clamp((long) Math.floor(centre + support), sourceSize));
                float[] w = new float[to - from + 1];
                double sum = 0;
                for (int k = 0; k < w.length; k++) {
                    w[k] = (float) Math.max(1e-6, 1 - Math.abs(from + k - centre) / support);
                    sum += w[k];
                }
                for (int k = 0; k < w.length; k++) {
                    w[k] /= (float) sum;
                }
                first[i] = from;
                weights[i] = w;
            }
        }

        int lowest() {
            int low = first[0];
            for (int f : first) {
                low = Math.min(low, f);
            }
            return low;
        }

        int highest() {
            int high = 0;
            for (int i = 0; i < first.length; i++) {
                high = Math.max(high, first[i] + weights[i].length - 1);
            }
            return high;
        }
    }
}
