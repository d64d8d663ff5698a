// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.selection;

import dev.tractrix.vision.Filters;
import dev.tractrix.vision.FloatImage;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The smallest regions of a picture, the leaves of every {@link RegionTree}: the basins of its edge map (a watershed), and
 * what they and their borders are like.
 */
final class Leaves {
    /** Roughness counts less than colour. */
    private static final float ROUGHNESS = 0.7f;

    private final int width;
    private final int height;
    private final float[] channels;
    private final float[] edge;
    private final int[] label;
    private final int count;
    private final Patch[] patches;
    private final Map<Pair, Border> borders = new TreeMap<>();

    /** Two regions, a before b. */
    record Pair(int a, int b) implements Comparable<Pair> {
        @Override
        public int compareTo(Pair o) {
            return a != o.a ? Integer.compare(a, o.a) : Integer.compare(b, o.b);
        }
    }

    /** @param rgb 3 channels, 0..1 */
    Leaves(FloatImage rgb) {
        width = rgb.width();
        height = rgb.height();
        int n = width * height;
        FloatImage lab = Filters.lab(Filters.gaussian(rgb, 0.6));
        FloatImage[] planes = new FloatImage[Patch.CHANNELS];
        for (int c = 0; c < 3; c++) {
            float[] plane = new float[n];
            for (int i = 0; i < n; i++) {
                plane[i] = lab.values()[3 * i + c];
            }
            planes[c] = new FloatImage(width, height, 1, plane);
        }
        planes[3] = roughness(planes[0]);
        channels = new float[n * Patch.CHANNELS];
        for (int c = 0; c < Patch.CHANNELS; c++) {
            float weight = c == 3 ? ROUGHNESS : 1;
            for (int i = 0; i < n; i++) {
                channels[Patch.CHANNELS * i + c] = weight * planes[c].values()[i];
            }
        }
        edge = edge(planes);
        label = new int[n];
        count = flood(
                Filters.gaussian(new FloatImage(width, height, 1, edge), 0.6).values());
        patches = new Patch[count];
        for (int i = 0; i < count; i++) {
            patches[i] = new Patch();
        }
        for (int y = 0, i = 0; y < height; y++) {
            for (int x = 0; x < width; x++, i++) {
                patches[label[i]].add(x, y, channels, Patch.CHANNELS * i);
                if (x + 1 < width) {
                    meet(i, i + 1);
                }
                if (y + 1 < height) {
                    meet(i, i + width);
                }
            }
        }
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** {@link Patch#CHANNELS} values a pixel. */
    float[] channels() {
        return channels;
    }

    /** How strong an edge runs through each pixel, 0 or more. */
    float[] edge() {
        return edge;
    }

    /** Which region each pixel is in. */
    int[] label() {
        return label;
    }

    int count() {
        return count;
    }

    Patch[] patches() {
        return patches;
    }

    Map<Pair, Border> borders() {
        return borders;
    }

    /** The standard deviation of lightness in a small window. */
    private static FloatImage roughness(FloatImage lightness) {
        float[] l = lightness.values();
        float[] mean = Filters.box(lightness, 2).values();
        float[] squares = new float[l.length];
        for (int i = 0; i < l.length; i++) {
            squares[i] = l[i] * l[i];
        }
        float[] meanSquare = Filters.box(new FloatImage(lightness.width(), lightness.height(), 1, squares), 2)
                .values();
        float[] out = new float[l.length];
        for (int i = 0; i < l.length; i++) {
            out[i] = (float) Math.sqrt(Math.max(0, meanSquare[i] - mean[i] * mean[i]));
        }
        return Filters.gaussian(new FloatImage(lightness.width(), lightness.height(), 1, out), 2);
    }

    /** The geometric mean of a fine and a coarse gradient: the one says where, the other passes over texture. */
    private float[] edge(FloatImage[] planes) {
        float[] fine = new float[width * height];
        float[] coarse = new float[fine.length];
        for (int c = 0; c < Patch.CHANNELS; c++) {
            if (c < 3) {
                addSquaredDifference(planes[c].values(), 1, 1, fine);
            }
            addSquaredDifference(Filters.box(planes[c], 2).values(), 3, c == 3 ? ROUGHNESS : 1, coarse);
        }
        for (int i = 0; i < fine.length; i++) {
            fine[i] = (float) Math.sqrt(Math.sqrt(fine[i] * (double) coarse[i]));
        }
        return fine;
    }

    private void addSquaredDifference(float[] v, int step, float weight, float[] sum) {
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                float dx = v[y * width + Math.min(width - 1, x + step)] - v[y * width + Math.max(0, x - step)];
                float dy = v[Math.min(height - 1, y + step) * width + x] - v[Math.max(0, y - step) * width + x];
                sum[y * width + x] += weight * weight * (dx * dx + dy * dy);
            }
        }
    }

    /** Watershed: pixels from the weakest edge on join the neighbour with the weakest, or begin a region. */
    private int flood(float[] strength) {
        // bits of floats above 0 sort as the floats do
        int[] order = IntStream.range(0, strength.length)
                .mapToLong(i -> (long) Float.floatToIntBits(strength[i]) << 32 | i)
                .sorted()
                .mapToInt(key -> (int) key)
                .toArray();
        Arrays.fill(label, -1);
        int next = 0;
        for (int i : order) {
            int x = i % width;
            int y = i / width;
            int best = -1;
            best = weaker(strength, best, x > 0 ? i - 1 : -1);
            best = weaker(strength, best, x < width - 1 ? i + 1 : -1);
            best = weaker(strength, best, y > 0 ? i - width : -1);
            best = weaker(strength, best, y < height - 1 ? i + width : -1);
            label[i] = best >= 0 ? label[best] : next++;
        }
        return next;
    }

    private int weaker(float[] strength, int best, int other) {
        boolean taken = other >= 0 && label[other] >= 0;
        return taken && (best < 0 || strength[other] < strength[best]) ? other : best;
    }

    private void meet(int i, int j) {
        int a = Math.min(label[i], label[j]);
        int b = Math.max(label[i], label[j]);
        if (a != b) {
            Border border = borders.computeIfAbsent(new Pair(a, b), k -> new Border());
            border.length++;
            border.strength += Math.max(edge[i], edge[j]);
        }
    }
}
