// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.animatic;

import static dev.tractrix.animatic.ExemplarFill.R;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One scale of a picture with a hole.
 *
 * @param rgb height x width x 3, 0..1; what is in the hole means nothing
 * @param hole height x width
 * @param avoided height x width: what nothing is copied from
 */
record FillLevel(int width, int height, float[] rgb, boolean[] hole, boolean[] avoided) {
    /** A level with fewer examples than this says nothing about the picture. */
    private static final int FEWEST = 100;

    /** The finest first; the coarsest is where a patch reaches across the hole. */
    static List<FillLevel> pyramid(FillLevel finest) {
        List<FillLevel> levels = new ArrayList<>(List.of(finest.withExamples()));
        FillLevel l = finest.withExamples();
        while (Math.min(l.width, l.height) >= 2 * 8 * R && l.deepest() > R) {
            FillLevel half = l.half();
            if (count(half.usable()) < FEWEST) {
                break;
            }
            levels.add(half);
            l = half;
        }
        return levels;
    }

    /** Where hardly anything is left to copy from, the avoided is better than nothing. */
    private FillLevel withExamples() {
        return count(usable()) >= FEWEST ? this : new FillLevel(width, height, rgb, hole, new boolean[hole.length]);
    }

    private FillLevel half() {
        int w = width / 2;
        int h = height / 2;
        FillLevel out = new FillLevel(w, h, new float[3 * w * h], new boolean[w * h], new boolean[w * h]);
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                int o = y * w + x;
                int known = 0;
                for (int k = 0; k < 4; k++) {
                    int i = (2 * y + k / 2) * width + 2 * x + k % 2;
                    out.avoided[o] |= avoided[i];
                    if (!hole[i]) {
                        known++;
                        for (int c = 0; c < 3; c++) {
                            out.rgb[3 * o + c] += rgb[3 * i + c];
                        }
                    }
                }
                out.hole[o] = known < 2;
                for (int c = 0; c < 3; c++) {
                    out.rgb[3 * o + c] /= Math.max(1, known);
                }
            }
        }
        return out;
    }

    /** Centres of the patches that lie wholly on what is known. */
    boolean[] usable() {
        boolean[] free = new boolean[width * height];
        for (int y = R; y < height - R; y++) {
            for (int x = R; x < width - R; x++) {
                boolean whole = true;
                for (int dy = -R; dy <= R && whole; dy++) {
                    for (int dx = -R; dx <= R && whole; dx++) {
                        int i = (y + dy) * width + x + dx;
                        whole = !hole[i] && !avoided[i];
                    }
                }
                free[y * width + x] = whole;
            }
        }
        return free;
    }

    /** How many pixels each missing one is away from what is known (chessboard), 0 for the known. */
    int[] distances() {
        int[] d = new int[width * height];
        int far = width + height;
        for (int i = 0; i < d.length; i++) {
            d[i] = hole[i] ? far : 0;
        }
        for (int pass = 0; pass < 2; pass++) {
            int step = pass == 0 ? -1 : 1;
            for (int k = 0; k < d.length; k++) {
                int i = pass == 0 ? k : d.length - 1 - k;
                int x = i % width;
                int y = i / width + step;
                boolean row = y >= 0 && y < height;
                for (int dx = -1; dx <= 1; dx++) {
                    if (row && x + dx >= 0 && x + dx < width) {
                        d[i] = Math.min(d[i], d[y * width + x + dx] + 1);
                    }
                }
                if (x + step >= 0 && x + step < width) {
                    d[i] = Math.min(d[i], d[i + step] + 1);
                }
            }
        }
        return d;
    }

    /** A first guess: every missing pixel the mean of its known neighbours, ring by ring. @param rgb changed in the hole */
    void diffuse(float[] rgb) {
        boolean[] missing = hole.clone();
        for (boolean changed = true; changed; ) {
            changed = false;
            boolean[] next = missing.clone();
            for (int i = 0; i < missing.length; i++) {
                if (!missing[i]) {
                    continue;
                }
                int n = 0;
                float[] sum = new float[3];
                for (int k = 0; k < 9; k++) {
                    int x = i % width + k % 3 - 1;
                    int y = i / width + k / 3 - 1;
                    if (x >= 0 && y >= 0 && x < width && y < height && !missing[y * width + x]) {
                        n++;
                        for (int c = 0; c < 3; c++) {
                            sum[c] += rgb[3 * (y * width + x) + c];
                        }
                    }
                }
                if (n > 0) {
                    for (int c = 0; c < 3; c++) {
                        rgb[3 * i + c] = sum[c] / n;
                    }
                    next[i] = false;
                    changed = true;
                }
            }
            missing = next;
        }
    }

    /** How far the innermost missing pixel is from what is known. */
    int deepest() {
        return Arrays.stream(distances()).max().orElse(0);
    }

    private static int count(boolean[] b) {
        int n = 0;
        for (boolean v : b) {
            n += v ? 1 : 0;
        }
        return n;
    }
}
