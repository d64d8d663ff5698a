// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.control;

import java.util.List;
import java.util.Objects;

/**
 * One frame of the entity map as what it is, a few discs: for each pixel the layer whose disc lies on top. The map that
 * the method speaks of has one embedding vector in all pixels of a layer, so it has rank K for K layers, and C channels
 * at full size are never needed: a convolution of it is the sum of convolutions of K masks.
 *
 * @param width pixels
 * @param height pixels
 * @param owner height x width: the topmost layer's index + 1, 0 where there is no disc; drawn into
 */
public record EntityMap(int width, int height, short[] owner) {
    public EntityMap {
        Objects.requireNonNull(owner, "owner");
        if (owner.length != (long) width * height) {
            throw new IllegalArgumentException(
                    "a " + width + "x" + height + " map has " + (long) width * height + " values, got " + owner.length);
        }
    }

    /** A map without discs. */
    public static EntityMap blank(int width, int height) {
        return new EntityMap(width, height, new short[Math.multiplyExact(width, height)]);
    }

    /**
     * Lays a disc on top. It has all pixels whose centres are at most {@code radius} from its own, and at least the pixel
     * that its centre falls on; for whole numbers these are exactly the pixels that OpenCV fills.
     *
     * @param x centre, pixels, any fraction, may lie outside
     * @param y as x
     * @param radius pixels, 0 or more
     * @param layer 0..32766
     */
    public void draw(double x, double y, double radius, int layer) {
        short mark = (short) (layer + 1);
        int y1 = (int) Math.max(0, Math.ceil(y - radius));
        int y2 = (int) Math.min(height - 1, Math.floor(y + radius));
        for (int py = y1; py <= y2; py++) {
            double half = Math.sqrt(Math.max(0, radius * radius - (py - y) * (py - y)));
            int x1 = (int) Math.max(0, Math.ceil(x - half));
            int x2 = (int) Math.min(width - 1, Math.floor(x + half));
            for (int px = x1; px <= x2; px++) {
                owner[py * width + px] = mark;
            }
        }
        long nearX = Math.round(x);
        long nearY = Math.round(y);
        if (nearX >= 0 && nearX < width && nearY >= 0 && nearY < height) {
            owner[(int) (nearY * width + nearX)] = mark;
        }
    }

    /** Where a layer can be seen: height x width, 1 or 0. */
    public float[] coverage(int layer) {
        float[] out = new float[owner.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = owner[i] == layer + 1 ? 1 : 0;
        }
        return out;
    }

    /**
     * The map at all channels, for tests and for looking at: large.
     *
     * @param embeddings one vector a layer, all of the same length C
     * @return C x height x width, 0 where there is no disc
     */
    public float[] materialise(List<float[]> embeddings) {
        int channels = embeddings.isEmpty() ? 0 : embeddings.get(0).length;
        float[] out = new float[Math.multiplyExact(channels, owner.length)];
        for (int i = 0; i < owner.length; i++) {
            if (owner[i] > 0) {
                float[] embedding = embeddings.get(owner[i] - 1);
                for (int c = 0; c < channels; c++) {
                    out[c * owner.length + i] = embedding[c];
                }
            }
        }
        return out;
    }
}
