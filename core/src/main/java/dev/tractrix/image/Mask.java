// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.image;

import java.util.Objects;

/**
 * Which pixels belong to a thing.
 *
 * @param width pixels, at least 1
 * @param height pixels, at least 1
 * @param inside height x width, row by row; not copied, so the caller gives it away
 */
public record Mask(int width, int height, boolean[] inside) {
    public Mask {
        Objects.requireNonNull(inside, "inside");
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("a mask is at least 1x1, got " + width + "x" + height);
        }
        if (inside.length != (long) width * height) {
            throw new IllegalArgumentException("a " + width + "x" + height + " mask has " + (long) width * height
                    + " values, got " + inside.length);
        }
    }

    /** A mask with nothing inside. */
    public static Mask empty(int width, int height) {
        return new Mask(width, height, new boolean[Math.multiplyExact(width, height)]);
    }

    /** Whether pixel (x, y) is inside. */
    public boolean at(int x, int y) {
        return inside[y * width + x];
    }

    /** How many pixels are inside. */
    public int area() {
        int n = 0;
        for (boolean b : inside) {
            if (b) {
                n++;
            }
        }
        return n;
    }

    /** Everything that is not inside. */
    public Mask inverted() {
        boolean[] out = new boolean[inside.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = !inside[i];
        }
        return new Mask(width, height, out);
    }
}
