// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.selection;

import dev.tractrix.image.Mask;

/** A part of a picture, its last column and row included. Most guesses are small: looking only at theirs saves most time. */
record Window(int left, int top, int right, int bottom) {
    static Window whole(int width, int height) {
        return new Window(0, 0, width - 1, height - 1);
    }

    /** The smallest around a mask of at least one pixel. */
    static Window around(boolean[] in, int width) {
        Mask.Bounds found = new Mask(width, in.length / width, in).bounds().orElseThrow();
        return new Window(found.left(), found.top(), found.right(), found.bottom());
    }

    int width() {
        return right - left + 1;
    }

    int height() {
        return bottom - top + 1;
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
