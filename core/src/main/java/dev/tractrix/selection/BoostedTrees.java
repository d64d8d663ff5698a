// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.selection;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Random;

/**
 * A function learned from examples: a sum of small decision trees, each fitted to what those before it left over
 * (gradient boosting, Friedman 2001), all nodes of one level asking the same question, as in CatBoost.
 */
final class BoostedTrees {
    private static final int BINS = 64;
    /** "TBT1", at the start of a file. */
    private static final int MAGIC = 0x54425431;

    /** While choosing is learned: e to this per unit is how much likelier the larger value is taken. */
    private static final double SHARP = 15;
    /** And a group weighs this much. */
    private static final double GROUP = 20;

    private static final String SHIPPED = "judge.bin";

    private final int depth;
    private final float bias;
    private final int[] feature;
    private final float[] threshold;
    private final float[] leaf;

    private BoostedTrees(int depth, float bias, int[] feature, float[] threshold, float[] leaf) {
        this.depth = depth;
        this.bias = bias;
        this.feature = feature;
        this.threshold = threshold;
        this.leaf = leaf;
    }

    /**
     * How to learn.
     *
     * @param depth questions a tree asks
     * @param rate part of what is left over that a tree takes away, 0..1
     * @param l2 examples' weight that a leaf must outweigh
     * @param rows part of the examples that each tree sees, 0..1
     * @param features part of the features that each question may choose from, 0..1
     */
    record Settings(int trees, int depth, double rate, double l2, double rows, double features, long seed) {}

    /** @param x as many features as it was taught with */
    double of(float[] x) {
        double sum = bias;
        for (int t = 0, q = 0; q < feature.length; t++) {
            int at = 0;
            for (int d = 0; d < depth; d++, q++) {
                at = at << 1 | (x[feature[q]] > threshold[q] ? 1 : 0);
            }
            sum += leaf[(t << depth) + at];
        }
        return sum;
    }

    /**
     * Learns from examples, least squares; the same for the same arguments.
     *
     * @param x examples' features, all of one length up to 127
     * @param y what the function shall give
     * @param weight of each example, above 0
     */
    static BoostedTrees fit(float[][] x, float[] y, float[] weight, Settings settings) {
        return new Fit(x, y, weight, settings).run(0);
    }

    /**
     * As {@link #fit}, then more trees that learn to choose: of each group's examples the one with the largest value is taken,
     * and what counts is only the y of what is taken.
     *
     * @param group of each example; those of a group follow each other
     * @param more trees beyond those of the settings
     */
    static BoostedTrees fitToChoose(float[][] x, float[] y, float[] weight, int[] group, int more, Settings settings) {
        Settings all = new Settings(
                settings.trees + more,
                settings.depth,
                settings.rate,
                settings.l2,
                settings.rows,
                settings.features,
                settings.seed);
        Fit fit = new Fit(x, y, weight, all);
        fit.group = group;
        return fit.run(more);
    }

    /** Examples in bins, and what the trees so far leave over. */
    private static final class Fit {
        private final Settings s;
        private final int n;
        private final float[][] cuts;
        private final byte[][] bin;
        private final float[] weight;
        private final float[] rest;
        private final float bias;
        private final Random random;
        private final int[] node;
        private final int[] used;
        private final int[] feature;
        private final float[] threshold;
        private final float[] leaf;
        private final float[] y;
        private int[] group;
        /** What the trees so far give, once it is learned to choose. */
        private float[] score;

        Fit(float[][] x, float[] y, float[] weight, Settings s) {
            this.s = s;
            this.y = y;
            this.weight = weight.clone();
            n = x.length;
            cuts = new float[x[0].length][];
            bin = new byte[cuts.length][n];
            for (int f = 0; f < cuts.length; f++) {
                cuts[f] = cuts(x, f);
                for (int i = 0; i < n; i++) {
                    int k = Arrays.binarySearch(cuts[f], x[i][f]);
                    // a value on a cut is not above it
                    bin[f][i] = (byte) (k >= 0 ? k : -k - 1);
                }
            }
            double sum = 0;
            double all = 0;
            for (int i = 0; i < n; i++) {
                sum += weight[i] * y[i];
                all += weight[i];
            }
            bias = (float) (sum / all);
            rest = new float[n];
            for (int i = 0; i < n; i++) {
                rest[i] = y[i] - bias;
            }
            random = new Random(s.seed);
            node = new int[n];
            used = new int[n];
            feature = new int[s.trees * s.depth];
            threshold = new float[feature.length];
            leaf = new float[s.trees << s.depth];
        }

        /**
         * An example is taken with a likelihood that grows with what the trees so far give. What is left over is by how much
         * it is better than what is to be expected of its group, and it weighs as much as it is likely to be taken.
         */
        private void choose() {
            if (score == null) {
                score = new float[n];
                for (int i = 0; i < n; i++) {
                    score[i] = y[i] - rest[i];
                }
            }
            for (int from = 0; from < n; ) {
                int to = from;
                float most = score[from];
                while (to < n && group[to] == group[from]) {
                    most = Math.max(most, score[to++]);
                }
                double all = 0;
                double expected = 0;
                for (int i = from; i < to; i++) {
                    double p = Math.exp(SHARP * (score[i] - most));
                    all += p;
                    expected += p * y[i];
                }
                for (int i = from; i < to; i++) {
                    weight[i] = (float) (GROUP * Math.exp(SHARP * (score[i] - most)) / all);
                    rest[i] = (float) (y[i] - expected / all);
                }
                from = to;
            }
        }

        /** @param choosing how many of the trees, the last ones, learn to choose */
        BoostedTrees run(int choosing) {
            for (int t = 0; t < s.trees; t++) {
                if (t >= s.trees - choosing) {
                    choose();
                }
                int m = 0;
                for (int i = 0; i < n; i++) {
                    node[i] = 0;
                    if (random.nextDouble() < s.rows) {
                        used[m++] = i;
                    }
                }
                for (int d = 0; d < s.depth; d++) {
                    ask(t * s.depth + d, d, m);
                }
                answer(t << s.depth, m);
            }
            return new BoostedTrees(s.depth, bias, feature, threshold, leaf);
        }

        /** Finds the question of one level: the cut in one feature that leaves the least over in all nodes together. */
        private void ask(int question, int level, int m) {
            double most = -1;
            int best = 0;
            int bestCut = 0;
            for (int f = 0; f < cuts.length; f++) {
                if (cuts[f].length > 0 && random.nextDouble() < s.features) {
                    double[] gain = gain(f, level, m);
                    for (int k = 0; k < gain.length; k++) {
                        if (gain[k] > most) {
                            most = gain[k];
                            best = f;
                            bestCut = k;
                        }
                    }
                }
            }
            feature[question] = best;
            threshold[question] = cuts[best].length == 0 ? 0 : cuts[best][bestCut];
            for (int i = 0; i < n; i++) {
                node[i] = node[i] << 1 | (bin[best][i] > bestCut ? 1 : 0);
            }
        }

        private double[] gain(int f, int level, int m) {
            double[] sums = new double[BINS << level];
            double[] weights = new double[BINS << level];
            byte[] b = bin[f];
            for (int k = 0; k < m; k++) {
                int i = used[k];
                int at = node[i] * BINS + b[i];
                sums[at] += weight[i] * rest[i];
                weights[at] += weight[i];
            }
            double[] gain = new double[cuts[f].length];
            for (int from = 0; from < sums.length; from += BINS) {
                double sum = 0;
                double all = 0;
                for (int k = from; k < from + BINS; k++) {
                    sum += sums[k];
                    all += weights[k];
                }
                double low = 0;
                double lowAll = 0;
                for (int k = 0; k < gain.length; k++) {
                    low += sums[from + k];
                    lowAll += weights[from + k];
                    gain[k] += low * low / (lowAll + s.l2) + (sum - low) * (sum - low) / (all - lowAll + s.l2);
                }
            }
            return gain;
        }

        /** Gives a tree's leaves their values and takes them off what is left over. */
        private void answer(int from, int m) {
            double[] sums = new double[1 << s.depth];
            double[] weights = new double[1 << s.depth];
            for (int k = 0; k < m; k++) {
                int i = used[k];
                sums[node[i]] += weight[i] * rest[i];
                weights[node[i]] += weight[i];
            }
            for (int l = 0; l < sums.length; l++) {
                leaf[from + l] = (float) (s.rate * sums[l] / (weights[l] + s.l2));
            }
            for (int i = 0; i < n; i++) {
                rest[i] -= leaf[from + node[i]];
                if (score != null) {
                    score[i] += leaf[from + node[i]];
                }
            }
        }
    }

    /** Up to 63 values that part a feature's examples into about equal shares. */
    private static float[] cuts(float[][] x, int f) {
        int step = Math.max(1, x.length / 20_000);
        float[] v = new float[(x.length + step - 1) / step];
        for (int i = 0; i < v.length; i++) {
            v[i] = x[i * step][f];
        }
        Arrays.sort(v);
        float[] out = new float[BINS - 1];
        int n = 0;
        for (int k = 1; k < BINS; k++) {
            float c = v[(int) ((long) k * v.length / BINS)];
            if (c < v[v.length - 1] && (n == 0 || c > out[n - 1])) {
                out[n++] = c;
            }
        }
        return Arrays.copyOf(out, n);
    }

    /** What this program comes with. */
    static BoostedTrees shipped() {
        try (InputStream in = BoostedTrees.class.getResourceAsStream(SHIPPED)) {
            if (in == null) {
                throw new IllegalStateException("the selector's judge is missing from this build: " + SHIPPED);
            }
            return read(new DataInputStream(new BufferedInputStream(in)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes beside, then renames. */
    void save(Path file) {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(part)))) {
                write(out);
            }
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static BoostedTrees load(Path file) {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            return read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(DataOutputStream out) throws IOException {
        out.writeInt(MAGIC);
        out.writeInt(depth);
        out.writeFloat(bias);
        out.writeInt(feature.length / depth);
        for (int i = 0; i < feature.length; i++) {
            out.writeByte(feature[i]);
            out.writeFloat(threshold[i]);
        }
        for (float v : leaf) {
            out.writeFloat(v);
        }
    }

    private static BoostedTrees read(DataInputStream in) throws IOException {
        if (in.readInt() != MAGIC) {
            throw new IOException("not boosted trees");
        }
        int depth = in.readInt();
        float bias = in.readFloat();
        int trees = in.readInt();
        int[] feature = new int[trees * depth];
        float[] threshold = new float[feature.length];
        for (int i = 0; i < feature.length; i++) {
            feature[i] = in.readByte();
            threshold[i] = in.readFloat();
        }
        float[] leaf = new float[trees << depth];
        for (int i = 0; i < leaf.length; i++) {
            leaf[i] = in.readFloat();
        }
        return new BoostedTrees(depth, bias, feature, threshold, leaf);
    }
}
