// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.selection;

/** A part of a picture, its last column and row included. Most guesses are small: looking only at theirs saves most time. */
record Window(int left, int top, int right, int bottom) {
    static Window whole(int width, int height) {
        return new Window(0, 0, width - 1, height - 1);
    }

    /** The smallest around a mask of at least one pixel. */
    static Window around(boolean[] in, int width) {
        int left = width;
        int right = -1;
        int top = -1;
        int bottom = -1;
        for (int y = 0; y < in.length / width; y++) {
            int row = y * width;
            int x = 0;
            while (x < width && !in[row + x]) {
                x++;
            }
            if (x < width) {
                left = Math.min(left, x);
                top = top < 0 ? y : top;
                bottom = y;
                x = width - 1;
                while (x > right && !in[row + x]) {
                    x--;
                }
                right = Math.max(right, x);
            }
        }
        return new Window(left, top, right, bottom);
    }

    /** Larger by some pixels to all sides, within the picture. */
    Window grown(int by, int width, int height) {
        return new Window(
                Math.max(0, left - by),
                Math.max(0, top - by),
                Math.min(width - 1, right + by),
                Math.min(height - 1, bottom + by));
    }
}
