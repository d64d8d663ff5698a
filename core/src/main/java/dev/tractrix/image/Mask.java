// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.image;

import java.util.Objects;
import java.util.Optional;

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

    /**
     * The smallest box that holds all that is inside, its last column and row included.
     *
     * @param left 0..right
     * @param top 0..bottom
     */
    public record Bounds(int left, int top, int right, int bottom) {
        public int width() {
            return right - left + 1;
        }

        public int height() {
            return bottom - top + 1;
        }
    }

    /** Empty where nothing is inside. */
    public Optional<Bounds> bounds() {
        int left = width;
        int right = -1;
        int top = -1;
        int bottom = -1;
        for (int y = 0; y < height; y++) {
            int row = y * width;
            int x = 0;
            while (x < width && !inside[row + x]) {
                x++;
            }
            if (x < width) {
                left = Math.min(left, x);
                top = top < 0 ? y : top;
                bottom = y;
                x = width - 1;
                while (x > right && !inside[row + x]) {
                    x--;
                }
                right = Math.max(right, x);
            }
        }
        return top < 0 ? Optional.empty() : Optional.of(new Bounds(left, top, right, bottom));
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
