// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

import dev.tractrix.image.Mask;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Which thing each pixel of a frame belongs to.
 *
 * @param width pixels, at least 1
 * @param height pixels, at least 1
 * @param ids height x width, row by row, 0 or more; 0 is nobody's; not copied, so the caller gives it away
 */
public record IdMap(int width, int height, int[] ids) {
    public IdMap {
        Objects.requireNonNull(ids, "ids");
        if (width < 1 || height < 1 || ids.length != (long) width * height) {
            throw new IllegalArgumentException(
                    "an id map of " + width + "x" + height + " cannot have " + ids.length + " ids");
        }
    }

    public int at(int x, int y) {
        return ids[y * width + x];
    }

    /** The pixels of one thing. */
    public Mask mask(int id) {
        boolean[] inside = new boolean[ids.length];
        for (int i = 0; i < inside.length; i++) {
            inside[i] = ids[i] == id;
        }
        return new Mask(width, height, inside);
    }

    /** How many pixels each id has, by id; without 0. */
    public Map<Integer, Integer> areas() {
        Map<Integer, Integer> out = new TreeMap<>();
        int run = 0;
        for (int i = 0; i < ids.length; i++) {
            // ids come in long runs
            run++;
            if (i + 1 == ids.length || ids[i + 1] != ids[i]) {
                if (ids[i] != 0) {
                    out.merge(ids[i], run, Integer::sum);
                }
                run = 0;
            }
        }
        return out;
    }

    /** Pixels within some of an outline. @param reach pixels to either side, at least 1 */
    public boolean[] outlines(int reach) {
        boolean[] out = new boolean[ids.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                boolean right = x + 1 < width && at(x, y) != at(x + 1, y);
                boolean below = y + 1 < height && at(x, y) != at(x, y + 1);
                if (right || below) {
                    int left = Math.max(0, x - reach + 1);
                    int end = Math.min(width, x + reach + 1);
                    for (int v = Math.max(0, y - reach + 1); v < Math.min(height, y + reach + 1); v++) {
                        Arrays.fill(out, v * width + left, v * width + end, true);
                    }
                }
            }
        }
        return out;
    }
}
