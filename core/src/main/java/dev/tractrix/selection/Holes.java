// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.selection;

/** Small gaps in a mask. */
final class Holes {
    private Holes() {}

    /**
     * A mask with its small holes filled.
     *
     * @param part of the mask's area that a hole may have at most
     * @param open pixels whose holes stay as they are
     */
    static boolean[] filled(boolean[] in, int width, int height, double part, int... open) {
        int area = 0;
        for (boolean v : in) {
            area += v ? 1 : 0;
        }
        if (area == 0) {
            return in;
        }
        boolean[] out = in.clone();
        boolean[] seen = in.clone();
        int[] queue = new int[in.length];
        // holes lie within the smallest window; what reaches its rim is none
        Window window = Window.around(in, width);
        for (int y = window.top() + 1; y < window.bottom(); y++) {
            for (int seed = y * width + window.left() + 1; seed < y * width + window.right(); seed++) {
                if (!seen[seed]) {
                    int size = spread(seed, seen, queue, width, window);
                    boolean hole = size <= part * area && !atRim(queue, size, width, window);
                    for (int k = 0; k < size && hole; k++) {
                        for (int i : open) {
                            hole &= queue[k] != i;
                        }
                    }
                    for (int k = 0; k < size && hole; k++) {
                        out[queue[k]] = true;
                    }
                }
            }
        }
        return out;
    }

    private static boolean atRim(int[] pixels, int count, int width, Window window) {
        for (int k = 0; k < count; k++) {
            int x = pixels[k] % width;
            int y = pixels[k] / width;
            if (x == window.left() || y == window.top() || x == window.right() || y == window.bottom()) {
                return true;
            }
        }
        return false;
    }

    /** Marks what hangs together with a pixel in a window as seen; gives how many pixels of the queue that is. */
    private static int spread(int seed, boolean[] seen, int[] queue, int w, Window window) {
        int end = 0;
        queue[end++] = seed;
        seen[seed] = true;
        for (int at = 0; at < end; at++) {
            int i = queue[at];
            int x = i % w;
            int y = i / w;
            if (x > window.left() && !seen[i - 1]) {
                seen[queue[end++] = i - 1] = true;
            }
            if (x < window.right() && !seen[i + 1]) {
                seen[queue[end++] = i + 1] = true;
            }
            if (y > window.top() && !seen[i - w]) {
                seen[queue[end++] = i - w] = true;
            }
            if (y < window.bottom() && !seen[i + w]) {
                seen[queue[end++] = i + w] = true;
            }
        }
        return end;
    }
}
