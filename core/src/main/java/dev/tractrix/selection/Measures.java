// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.selection;

import java.util.Arrays;

/** What can be said of a mask without knowing what it shows: its edge, colours, shape and place, and where the click is in it. */
final class Measures {
    /** Values that {@link #of} gives. */
    static final int COUNT = 29;

    /** Place of the click's depth: 1 in the middle of the largest inscribed circle, 0 at the edge. */
    static final int DEPTH = 19;

    /** Place of the click's distance from the middle, over the square root of the area. */
    private static final int AWAY = 21;

    /** An edge stronger than this part of all pixels' edges is strong. */
    private static final float STRONG = 0.85f;

    private static final int LEVELS = 20;
    private static final int COLOURS = 8;

    private final Leaves leaves;
    private final int w;
    private final int h;
    /** Each pixel's edge as its rank among all, 0..1. */
    private final float[] rank;
    /** Each pixel's colour as a bin. */
    private final int[] bin;

    Measures(Leaves leaves) {
        this.leaves = leaves;
        w = leaves.width();
        h = leaves.height();
        float[] sorted = leaves.edge().clone();
        Arrays.sort(sorted);
        rank = new float[sorted.length];
        bin = new int[sorted.length];
        float[] v = leaves.channels();
        for (int i = 0, c = 0; i < rank.length; i++, c += Patch.CHANNELS) {
            rank[i] = Math.abs(Arrays.binarySearch(sorted, leaves.edge()[i])) / (float) rank.length;
            bin[i] = (cell(v[c] / 100) * COLOURS + cell((v[c + 1] + 64) / 128)) * COLOURS + cell((v[c + 2] + 64) / 128);
        }
    }

    private static int cell(float part) {
        return (int) Math.min(COLOURS - 1, Math.max(0, part * COLOURS));
    }

    /**
     * Measures a mask.
     *
     * @param in at least one pixel inside
     */
    Shape of(boolean[] in) {
        float[] f = new float[COUNT];
        Window window = Window.around(in, w);
        Inside inside = new Inside(in, window);
        Edge edge = new Edge(in, window.grown(1, w, h));
        double side = Math.sqrt(inside.area);
        double open = edge.length;
        double all = open + inside.atBorder();
        int k = 0;
        f[k++] = (float) Math.log(inside.area / (double) in.length);
        f[k++] = (float) Math.log(1 + edge.strength / Math.max(1, open));
        float meanRank = (float) (edge.ranks / Math.max(1, open));
        float inner = (float) (inside.ranks / inside.area);
        f[k++] = meanRank;
        f[k++] = inner;
        f[k++] = meanRank - inner;
        f[k++] = (float) (edge.strong / Math.max(1, open));
        f[k++] = edge.quantile(0.1);
        f[k++] = edge.quantile(0.3);
        f[k++] = inside.strong / (float) inside.area;
        f[k++] = (float) Math.log(all * all / (16.0 * inside.area));
        Hull hull = new Hull(in, w, window);
        f[k++] = (float) (inside.area / hull.area());
        f[k++] = (float) (open / hull.length());
        f[k++] = inside.area / (float) ((window.right() - window.left() + 1) * (window.bottom() - window.top() + 1));
        f[k++] = inside.sides();
        f[k++] = (float) (inside.atBorder() / all);
        f[k++] = inside.atBottom / (float) w;
        f[k++] = inside.atTop / (float) w;
        f[k++] = (float) (inside.y / h);
        f[k++] = (window.bottom() + 1f) / h;
        float[] depth = Distances.within(in, w, window.grown(1, w, h));
        float deepest = Distances.largest(depth);
        k++; // DEPTH
        f[k++] = (float) (deepest / side);
        k++; // AWAY
        f[k++] = (float) (inside.mirrored(in, window) / inside.area);
        around(in, window, depth, Math.max(3, 0.35 * side), f, k);
        return new Shape(f, w, window, part(depth, window), deepest, inside.x, inside.y, side);
    }

    private float[] part(float[] values, Window window) {
        int columns = window.right() - window.left() + 1;
        float[] out = new float[columns * (window.bottom() - window.top() + 1)];
        for (int y = window.top(); y <= window.bottom(); y++) {
            System.arraycopy(values, y * w + window.left(), out, (y - window.top()) * columns, columns);
        }
        return out;
    }

    /** What is known of a mask whatever is clicked. */
    static final class Shape {
        private final float[] values;
        private final int w;
        private final Window window;
        /** In the window. */
        private final float[] depth;

        private final float deepest;
        private final double x;
        private final double y;
        private final double side;

        private Shape(
                float[] values, int w, Window window, float[] depth, float deepest, double x, double y, double side) {
            this.values = values;
            this.w = w;
            this.window = window;
            this.depth = depth;
            this.deepest = deepest;
            this.x = x;
            this.y = y;
            this.side = side;
        }

        /** With the two values that say where in it a pixel lies. @param click index of a pixel inside */
        float[] at(int click) {
            int cx = click % w;
            int cy = click / w;
            float[] f = values.clone();
            int columns = window.right() - window.left() + 1;
            f[DEPTH] = depth[(cy - window.top()) * columns + cx - window.left()] / deepest;
            f[AWAY] = (float) (Math.hypot(cx - x, cy - y) / side);
            return f;
        }
    }

    /** Compares the rim of a mask with a ring around it: six values from {@code k} on. */
    private void around(boolean[] in, Window window, float[] depth, double width, float[] f, int k) {
        Window wide = window.grown((int) width + 2, w, h);
        float[] away = Distances.outside(in, w, wide);
        Rim rim = new Rim();
        Rim ring = new Rim();
        for (int y = wide.top(); y <= wide.bottom(); y++) {
            for (int i = y * w + wide.left(); i <= y * w + wide.right(); i++) {
                if (in[i] && depth[i] <= width) {
                    rim.add(i);
                } else if (!in[i] && away[i] <= width) {
                    ring.add(i);
                }
            }
        }
        double apart = 0;
        for (int b = 0; b < rim.histogram.length; b++) {
            apart += Math.abs(rim.histogram[b] / Math.max(1, rim.area) - ring.histogram[b] / Math.max(1, ring.area));
        }
        double contrast = 0;
        double spread = 0;
        for (int c = 0; c < Patch.CHANNELS; c++) {
            double d = rim.mean(c) - ring.mean(c);
            contrast += d * d / (rim.variance(c) + ring.variance(c) + 4);
            spread += c < 3 ? rim.variance(c) : 0;
        }
        f[k] = (float) (apart / 2);
        f[k + 1] = (float) Math.log(1 + contrast);
        f[k + 2] = (float) Math.sqrt(Math.max(0, spread));
        f[k + 3] = (float) rim.mean(3);
        f[k + 4] = (float) (ring.ranks / Math.max(1, ring.area));
        f[k + 5] = (float) (rim.ranks / Math.max(1, rim.area));
    }

    /** Where a mask lies and what it covers. */
    private final class Inside {
        int area;
        int atLeft;
        int atRight;
        int atTop;
        int atBottom;
        int strong;
        double ranks;
        double x;
        double y;

        Inside(boolean[] in, Window window) {
            for (int j = window.top(); j <= window.bottom(); j++) {
                for (int k = window.left(); k <= window.right(); k++) {
                    if (in[j * w + k]) {
                        add(k, j, rank[j * w + k]);
                    }
                }
            }
            x /= area;
            y /= area;
        }

        private void add(int px, int py, float r) {
            area++;
            x += px;
            y += py;
            atLeft += px == 0 ? 1 : 0;
            atRight += px == w - 1 ? 1 : 0;
            atTop += py == 0 ? 1 : 0;
            atBottom += py == h - 1 ? 1 : 0;
            ranks += r;
            strong += r > STRONG ? 1 : 0;
        }

        int atBorder() {
            return atLeft + atRight + atTop + atBottom;
        }

        int sides() {
            return Math.min(1, atLeft) + Math.min(1, atRight) + Math.min(1, atTop) + Math.min(1, atBottom);
        }

        /** Pixels whose mirror image, left to right about the middle, is inside too. */
        double mirrored(boolean[] in, Window window) {
            int n = 0;
            for (int j = window.top(); j <= window.bottom(); j++) {
                for (int k = window.left(); k <= window.right(); k++) {
                    int m = (int) Math.round(2 * x - k);
                    n += in[j * w + k] && m >= 0 && m < w && in[j * w + m] ? 1 : 0;
                }
            }
            return n;
        }
    }

    /** A mask's edge within the picture: pairs of pixels of which one is inside. */
    private final class Edge {
        int length;
        int strong;
        double strength;
        double ranks;
        final int[] levels = new int[LEVELS];

        Edge(boolean[] in, Window window) {
            for (int y = window.top(); y <= window.bottom(); y++) {
                for (int x = window.left(); x <= window.right(); x++) {
                    int i = y * w + x;
                    if (x + 1 < w && in[i + 1] != in[i]) {
                        add(i, i + 1);
                    }
                    if (y + 1 < h && in[i + w] != in[i]) {
                        add(i, i + w);
                    }
                }
            }
        }

        private void add(int i, int j) {
            float r = Math.max(rank[i], rank[j]);
            length++;
            ranks += r;
            strength += Math.max(leaves.edge()[i], leaves.edge()[j]);
            strong += r > STRONG ? 1 : 0;
            levels[(int) Math.min(LEVELS - 1, r * LEVELS)]++;
        }

        float quantile(double part) {
            int n = 0;
            for (int k = 0; k < LEVELS; k++) {
                n += levels[k];
                if (n >= part * Math.max(1, length)) {
                    return k / (float) LEVELS;
                }
            }
            return 1;
        }
    }

    /** Colours of some pixels. */
    private final class Rim {
        int area;
        double ranks;
        final double[] histogram = new double[COLOURS * COLOURS * COLOURS];
        final double[] sum = new double[Patch.CHANNELS];
        final double[] squares = new double[Patch.CHANNELS];

        void add(int i) {
            area++;
            ranks += rank[i];
            histogram[bin[i]]++;
            for (int c = 0; c < Patch.CHANNELS; c++) {
                double v = leaves.channels()[Patch.CHANNELS * i + c];
                sum[c] += v;
                squares[c] += v * v;
            }
        }

        double mean(int c) {
            return sum[c] / Math.max(1, area);
        }

        double variance(int c) {
            return squares[c] / Math.max(1, area) - mean(c) * mean(c);
        }
    }
}
