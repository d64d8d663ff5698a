// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.segment;

import dev.tractrix.image.Picture;
import dev.tractrix.tensor.Ops;
import org.bytedeco.pytorch.Tensor;

/**
 * Bilinear resizing that averages while it shrinks, along one axis: output i is the sum of
 * {@code weights[i][k] * input[first[i] + k]}.
 *
 * @param first by output pixel
 * @param weights by output pixel; they sum to 1
 */
record TriangleFilter(int[] first, double[][] weights) {
    /** Fraction bits of Pillow's integer weights for 8-bit pictures. */
    private static final int BITS = 22;

    static TriangleFilter of(int in, int out) {
        double scale = (double) in / out;
        double reach = Math.max(1, scale);
        int[] first = new int[out];
        double[][] weights = new double[out][];
        for (int i = 0; i < out; i++) {
            double centre = (i + 0.5) * scale;
            int from = Math.max(0, (int) (centre - reach + 0.5));
            int to = Math.min(in, (int) (centre + reach + 0.5));
            double[] w = new double[to - from];
            double sum = 0;
            for (int k = 0; k < w.length; k++) {
                w[k] = Math.max(0, 1 - Math.abs((from + k + 0.5 - centre) / reach));
                sum += w[k];
            }
            for (int k = 0; k < w.length; k++) {
                w[k] /= sum;
            }
            first[i] = from;
            weights[i] = w;
        }
        return new TriangleFilter(first, weights);
    }

    /**
     * A picture at another size, to the byte as Pillow's {@code resize} with {@code BILINEAR}: rows first, rounded to 8
     * bits, then columns.
     *
     * @see <a href="https://github.com/python-pillow/Pillow/blob/main/src/libImaging/Resample.c">the arithmetic</a>
     */
    static Picture resize(Picture picture, int width, int height) {
        byte[] rows = picture.rgb();
        int w = picture.width();
        int h = picture.height();
        if (width != w) {
            byte[] out = new byte[3 * width * h];
            int[][] fixed = of(w, width).fixed();
            int[] first = of(w, width).first;
            for (int y = 0; y < h; y++) {
                for (int x = 0; x < width; x++) {
                    mix(rows, 3 * (y * w + first[x]), 3, fixed[x], out, 3 * (y * width + x));
                }
            }
            rows = out;
        }
        if (height == h) {
            return new Picture(width, height, width == w ? rows.clone() : rows);
        }
        byte[] out = new byte[3 * width * height];
        TriangleFilter filter = of(h, height);
        int[][] fixed = filter.fixed();
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                mix(rows, 3 * (filter.first[y] * width + x), 3 * width, fixed[y], out, 3 * (y * width + x));
            }
        }
        return new Picture(width, height, out);
    }

    /** (1, C, H, W) -> (1, C, height, width) in float32, as torch's {@code interpolate} with {@code antialias}. */
    static Tensor resize(Tensor image, int height, int width) {
        Tensor across = of((int) image.size(3), width).matrix((int) image.size(3));
        Tensor down = of((int) image.size(2), height).matrix((int) image.size(2));
        return down.matmul(image.matmul(across.transpose(0, 1)));
    }

    private static void mix(byte[] in, int from, int step, int[] weights, byte[] out, int to) {
        for (int c = 0; c < 3; c++) {
            int sum = 1 << BITS - 1;
            for (int k = 0, i = from + c; k < weights.length; k++, i += step) {
                sum += weights[k] * (in[i] & 0xff);
            }
            out[to + c] = (byte) Math.min(255, Math.max(0, sum >> BITS));
        }
    }

    private int[][] fixed() {
        int[][] out = new int[weights.length][];
        for (int i = 0; i < out.length; i++) {
            out[i] = new int[weights[i].length];
            for (int k = 0; k < out[i].length; k++) {
                out[i][k] = (int) (0.5 + weights[i][k] * (1 << BITS));
            }
        }
        return out;
    }

    private Tensor matrix(int in) {
        float[] values = new float[first.length * in];
        for (int i = 0; i < first.length; i++) {
            for (int k = 0; k < weights[i].length; k++) {
                values[i * in + first[i] + k] = (float) weights[i][k];
            }
        }
        return Ops.tensor(values, first.length, in);
    }
}
