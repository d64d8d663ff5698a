// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.selection;

import dev.tractrix.vision.FloatImage;
import java.util.Arrays;

/**
 * Lays the outline of a mask that was found in a small copy anew in a finer one: the shortest along the picture's edges
 * that parts the colours here from those there. What is far from the old outline stays. Colours are compared with those
 * nearby alone, since a thing and its ground may well change places as to which is the brighter one.
 */
final class FineOutline {
    /** How far the outline may move, pixels of the small copy. */
    private static final double REACH = 2;
    /** From here on a pixel is taken to be what the mask says, pixels of the small copy from its outline. */
    private static final double SURE = 0.5;
    /** Half the side of the square whose colours a pixel is compared with, pixels of the small copy. */
    private static final double NEARBY = 6;
    /** Pixels of a side that its colours are known from at least. */
    private static final int FEWEST = 12;
    /** Variance in each of L, a, b that either side has at least. */
    private static final double SPREAD = 2;
    /** The most that one pixel's colour says, a logarithm of likelihoods. */
    private static final double SURPRISE = 6;
    /** What a pixel of outline costs where nothing is to be seen, beside those. */
    private static final double LENGTH = 14;

    private static final int ROUNDS = 120;
    /** Of the steps up and down; their product must stay below an eighth. */
    private static final float STEP = 0.35f;

    /** Of what the sums over a square are kept: one, three colours, and the six products of two. */
    private static final int SUMS = 10;

    /** L, a, b in the window. */
    private final float[] lab;

    private final Window window;
    /** Of the picture, pixels. */
    private final int row;

    private final int width;
    private final int height;
    private final double scale;
    /** In the window. */
    private final boolean[] in;
    /** From the old outline, to either side. */
    private final float[] distance;
    /** Where the outline may run: indices in the window. */
    private final int[] band;

    private FineOutline(FloatImage lab, boolean[] mask, Window window, double scale) {
        this.window = window;
        row = lab.width();
        this.scale = scale;
        width = window.width();
        height = window.height();
        in = new boolean[width * height];
        this.lab = new float[3 * in.length];
        for (int y = 0; y < height; y++) {
            int from = (window.top() + y) * row + window.left();
            System.arraycopy(mask, from, in, y * width, width);
            System.arraycopy(lab.values(), 3 * from, this.lab, 3 * y * width, 3 * width);
        }
        float[] depth = Distances.withinOpen(in, width, height);
        float[] away = Distances.outside(in, width, height);
        // a thing that is thin all over keeps its middle: where little is to be seen nothing would be the shortest
        // outline
        double within = Math.min(REACH * scale, 0.5 * Distances.largest(depth));
        distance = new float[in.length];
        int n = 0;
        int[] near = new int[in.length];
        for (int i = 0; i < in.length; i++) {
            distance[i] = in[i] ? depth[i] : away[i];
            if (distance[i] <= (in[i] ? within : REACH * scale)) {
                near[n++] = i;
            }
        }
        band = Arrays.copyOf(near, n);
    }

    /** Index in the picture of a pixel of the window. */
    private int of(int i) {
        return (window.top() + i / width) * row + window.left() + i % width;
    }

    /**
     * Moves the outline.
     *
     * @param lab L, a, b of the picture
     * @param mask of its size, changed in place
     * @param scale pixels to one of the small copy that the mask was found in
     */
    static void follow(FloatImage lab, boolean[] mask, double scale) {
        int margin = (int) Math.ceil((REACH + NEARBY) * scale) + 1;
        Window window = Window.around(mask, lab.width()).grown(margin, lab.width(), lab.height());
        FineOutline outline = new FineOutline(lab, mask, window, scale);
        if (outline.band.length == 0) {
            return;
        }
        float[] parted = outline.cut(outline.evidence());
        for (int i : outline.band) {
            mask[outline.of(i)] = parted[i] > 0.5f;
        }
    }

    /** For each pixel of the band how much rather its colour is one of those inside nearby than one of those outside. */
    private float[] evidence() {
        double[][] inside = sums(true);
        double[][] outside = sums(false);
        float[] evidence = new float[band.length];
        double[] colour = new double[3];
        for (int k = 0; k < band.length; k++) {
            if (inside[0][k] > FEWEST && outside[0][k] > FEWEST) {
                for (int c = 0; c < 3; c++) {
                    colour[c] = lab[3 * band[k] + c];
                }
                double more = likelihood(colour, inside, k) - likelihood(colour, outside, k);
                evidence[k] = (float) Math.max(-SURPRISE, Math.min(SURPRISE, more));
            }
        }
        return evidence;
    }

    /** For each pixel of the band the sums over what of one side is nearby. */
    private double[][] sums(boolean side) {
        double[][] sums = new double[SUMS][band.length];
        double[] integral = new double[(width + 1) * (height + 1)];
        int radius = Math.max(2, (int) Math.round(NEARBY * scale));
        boolean[] sure = new boolean[in.length];
        for (int i = 0; i < in.length; i++) {
            sure[i] = in[i] == side && distance[i] > SURE * scale;
        }
        for (int s = 0; s < SUMS; s++) {
            for (int y = 0; y < height; y++) {
                double sum = 0;
                for (int x = 0; x < width; x++) {
                    int i = y * width + x;
                    if (sure[i]) {
                        sum += value(s, 3 * i);
                    }
                    integral[(y + 1) * (width + 1) + x + 1] = integral[y * (width + 1) + x + 1] + sum;
                }
            }
            for (int k = 0; k < band.length; k++) {
                int x = band[k] % width;
                int y = band[k] / width;
                int left = Math.max(0, x - radius);
                int right = Math.min(width, x + radius + 1);
                int top = Math.max(0, y - radius) * (width + 1);
                int bottom = Math.min(height, y + radius + 1) * (width + 1);
                sums[s][k] = integral[bottom + right]
                        - integral[bottom + left]
                        - integral[top + right]
                        + integral[top + left];
            }
        }
        return sums;
    }

    /** 1; L, a, b; LL, La, Lb, aa, ab, bb. */
    private double value(int s, int at) {
        float[] v = lab;
        return switch (s) {
            case 0 -> 1;
            case 1, 2, 3 -> v[at + s - 1];
            case 4, 5, 6 -> v[at] * v[at + s - 4];
            case 7, 8 -> v[at + 1] * v[at + s - 6];
            default -> v[at + 2] * v[at + 2];
        };
    }

    /** Logarithm of a normal distribution's density, up to a constant. */
    private static double likelihood(double[] colour, double[][] sums, int k) {
        double n = sums[0][k];
        double l = sums[1][k] / n;
        double a = sums[2][k] / n;
        double b = sums[3][k] / n;
        double ll = sums[4][k] / n - l * l + SPREAD;
        double la = sums[5][k] / n - l * a;
        double lb = sums[6][k] / n - l * b;
        double aa = sums[7][k] / n - a * a + SPREAD;
        double ab = sums[8][k] / n - a * b;
        double bb = sums[9][k] / n - b * b + SPREAD;
        // the adjugate, of which the inverse is the determinant's part
        double c0 = aa * bb - ab * ab;
        double c1 = lb * ab - la * bb;
        double c2 = la * ab - lb * aa;
        double c3 = ll * bb - lb * lb;
        double c4 = la * lb - ll * ab;
        double c5 = ll * aa - la * la;
        double determinant = ll * c0 + la * c1 + lb * c2;
        double x = colour[0] - l;
        double y = colour[1] - a;
        double z = colour[2] - b;
        double squared = (x * (c0 * x + 2 * (c1 * y + c2 * z)) + y * (c3 * y + 2 * c4 * z) + c5 * z * z) / determinant;
        return -0.5 * (squared + Math.log(determinant));
    }

    /**
     * The cheapest cut, as what is between all and nothing, of which every level is one (Chan, Esedoglu, Nikolova 2006), by
     * Chambolle's and Pock's steps (2011).
     *
     * @return in the window, 0..1
     */
    private float[] cut(float[] evidence) {
        Steps steps = steps();
        float[] u = new float[in.length];
        float[] ahead = new float[in.length];
        float[] flow = new float[in.length];
        for (int i = 0; i < in.length; i++) {
            u[i] = in[i] ? 1 : 0;
            ahead[i] = u[i];
        }
        for (int round = 0; round < ROUNDS; round++) {
            for (int i : band) {
                flow[i] = 0;
            }
            for (int e = 0; e < steps.count; e++) {
                int a = steps.from[e];
                int b = steps.to[e];
                float g = steps.cost[e];
                float p = Math.max(-g, Math.min(g, steps.dual[e] + STEP * (ahead[b] - ahead[a])));
                steps.dual[e] = p;
                flow[a] += p;
                flow[b] -= p;
            }
            for (int k = 0; k < band.length; k++) {
                int i = band[k];
                float next = Math.max(0, Math.min(1, u[i] + STEP * (flow[i] + evidence[k])));
                ahead[i] = 2 * next - u[i];
                u[i] = next;
            }
        }
        return u;
    }

    /** From pixels to their right and lower neighbours where one of the two is in the band. */
    private static final class Steps {
        final int[] from;
        final int[] to;
        final float[] cost;
        final float[] dual;
        int count;

        Steps(int most) {
            from = new int[most];
            to = new int[most];
            cost = new float[most];
            dual = new float[most];
        }
    }

    private Steps steps() {
        boolean[] near = new boolean[in.length];
        for (int i : band) {
            near[i] = true;
        }
        // a pixel has four neighbours, and each step one in the band at least
        Steps steps = new Steps(4 * band.length);
        double mean = 0;
        for (int i = 0; i < in.length; i++) {
            if (i % width < width - 1 && (near[i] || near[i + 1])) {
                mean += add(steps, i, i + 1);
            }
            if (i + width < in.length && (near[i] || near[i + width])) {
                mean += add(steps, i, i + width);
            }
        }
        mean = mean / Math.max(1, steps.count) + 1e-6;
        for (int e = 0; e < steps.count; e++) {
            steps.cost[e] = (float) (LENGTH * Math.exp(-steps.cost[e] / (2 * mean)));
        }
        return steps;
    }

    private double add(Steps steps, int i, int j) {
        double squared = 0;
        for (int c = 0; c < 3; c++) {
            double d = lab[3 * i + c] - lab[3 * j + c];
            squared += d * d;
        }
        steps.from[steps.count] = i;
        steps.to[steps.count] = j;
        steps.cost[steps.count++] = (float) squared;
        return squared;
    }
}
