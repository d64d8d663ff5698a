// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.control;

import dev.tractrix.image.Mask;

/**
 * OpenCV's bilinear resize of 8-bit images, bit for bit: 11-bit weights, no smoothing when it shrinks. The released code
 * sizes its Gaussian template and its masks with it.
 */
public final class LinearResize {
    private static final int ONE = 1 << 11;

    private LinearResize() {}

    /**
     * One channel at another size. Pixel centres lie at half-integers for the purpose of scaling; edges are repeated.
     *
     * @param pixels height x width, 0..255 unsigned
     * @return newHeight x newWidth, 0..255 unsigned
     */
    public static byte[] resize(byte[] pixels, int width, int height, int newWidth, int newHeight) {
        if (pixels.length != (long) width * height || newWidth < 1 || newHeight < 1) {
            throw new IllegalArgumentException("a resize takes " + width + "x" + height
                    + " pixels to at least 1x1, got " + pixels.length + " pixels to " + newWidth + "x" + newHeight);
        }
        return sample(pixels, width, Taps.of(width, newWidth, 0, newWidth), Taps.of(height, newHeight, 0, newHeight));
    }

    /**
     * Part of a square image at a size and a place that need not be whole pixels; for whole ones, part of what
     * {@link #resize} gives.
     *
     * @param pixels size x size, 0..255 unsigned
     * @param newSize the whole image's new size, larger than 0
     * @param left from the new image's first column to the part's first, -0.5 or more
     * @param top as left
     * @return rows x columns, 0..255 unsigned
     */
    static byte[] part(byte[] pixels, int size, double newSize, double left, double top, int columns, int rows) {
        return sample(pixels, size, Taps.of(size, newSize, left, columns), Taps.of(size, newSize, top, rows));
    }

    private static byte[] sample(byte[] pixels, int width, Taps across, Taps down) {
        int height = pixels.length / width;
        int columns = across.first.length;
        int[][] rows = new int[height][];
        byte[] out = new byte[Math.multiplyExact(columns, down.first.length)];
        for (int y = 0; y < down.first.length; y++) {
            int[] upper = row(rows, Math.max(0, down.first[y]), pixels, width, across);
            int[] lower = row(rows, Math.min(height - 1, down.first[y] + 1), pixels, width, across);
            for (int x = 0; x < columns; x++) {
                // OpenCV keeps 18 of the 22 fraction bits of the product, in this order of shifts
                int sum = (down.nearer[y] * (upper[x] >> 4) >> 16) + (down.farther[y] * (lower[x] >> 4) >> 16);
                out[y * columns + x] = (byte) (sum + 2 >> 2);
            }
        }
        return out;
    }

    /**
     * A mask at another size: inside where the resized 0/1 image rounds to 1, as the released code resizes masks.
     */
    public static Mask resize(Mask mask, int newWidth, int newHeight) {
        byte[] ones = new byte[mask.inside().length];
        for (int i = 0; i < ones.length; i++) {
            ones[i] = (byte) (mask.inside()[i] ? 1 : 0);
        }
        byte[] resized = resize(ones, mask.width(), mask.height(), newWidth, newHeight);
        boolean[] inside = new boolean[resized.length];
        for (int i = 0; i < inside.length; i++) {
            inside[i] = resized[i] != 0;
        }
        return new Mask(newWidth, newHeight, inside);
    }

    private static int[] row(int[][] rows, int y, byte[] pixels, int width, Taps across) {
        if (rows[y] == null) {
            int[] row = new int[across.first.length];
            for (int x = 0; x < row.length; x++) {
                // OpenCV moves the two taps at the left and right edge onto the edge pixel
                int left = Math.max(0, across.first[x]);
                int right = Math.min(width - 1, left + 1);
                boolean beyond = across.first[x] < 0 || across.first[x] >= width - 1;
                int a = pixels[y * width + left] & 0xff;
                int b = pixels[y * width + right] & 0xff;
                row[x] = beyond ? a * ONE : a * across.nearer[x] + b * across.farther[x];
            }
            rows[y] = row;
        }
        return rows[y];
    }

    /** For each new pixel the first of its two old pixels (may be -1 or the last) and the weights of both. */
    private record Taps(int[] first, int[] nearer, int[] farther) {
        static Taps of(int oldSize, double newSize, double start, int count) {
            // by way of the inverse, as OpenCV: the rounding is part of the result
            double scale = 1 / (newSize / oldSize);
            Taps taps = new Taps(new int[count], new int[count], new int[count]);
            for (int i = 0; i < count; i++) {
                float at = (float) ((start + i + 0.5) * scale - 0.5);
                int first = (int) Math.floor(at);
                float fraction = at - first;
                taps.first[i] = first;
                taps.nearer[i] = (int) Math.rint((1f - fraction) * ONE);
                taps.farther[i] = (int) Math.rint(fraction * ONE);
            }
            return taps;
        }
    }
}
