// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.selection;

import java.util.ArrayList;
import java.util.List;

/** A mask that a click may mean, and what is known of it. */
final class Guess {
    /** For a guess that is no region of a tree. */
    static final int NO_TREE = -1;

    final boolean[] in;
    final int area;
    /** Number of the tree whose region it is. */
    final int tree;
    /** {@link RegionTree#jump} of its node, or that of the guess it was made from. */
    double jump;
    /** What {@link BoostedTrees} judge by: {@link Measures}, then how far other trees agree, on average and at best, and the jump. */
    float[] features;
    /** The overlap with the thing that is to be expected; only the order is used. */
    double score;

    private final long[] bits;
    /** What it is a copy of, or itself. */
    private final Guess original;
    /** Of the original, once measured. */
    private Measures.Shape shape;

    Guess(boolean[] in, int tree, double jump) {
        this.in = in;
        this.tree = tree;
        this.jump = jump;
        original = this;
        bits = bits(in);
        area = count(bits);
    }

    private Guess(Guess original) {
        this.original = original;
        in = original.in;
        area = original.area;
        tree = original.tree;
        jump = original.jump;
        bits = original.bits;
    }

    /** The same mask, to be judged for another click. */
    Guess copy() {
        return new Guess(original);
    }

    /** Measured once, for all copies. For one thread at a time. */
    Measures.Shape shape(Measures measures) {
        if (original.shape == null) {
            original.shape = measures.of(in);
        }
        return original.shape;
    }

    static long[] bits(boolean[] in) {
        long[] bits = new long[(in.length + 63) / 64];
        for (int i = 0; i < in.length; i++) {
            if (in[i]) {
                bits[i >> 6] |= 1L << i;
            }
        }
        return bits;
    }

    private static int count(long[] bits) {
        int n = 0;
        for (long b : bits) {
            n += Long.bitCount(b);
        }
        return n;
    }

    boolean holdsAny(int[] pixels) {
        for (int i : pixels) {
            if (in[i]) {
                return true;
            }
        }
        return false;
    }

    double overlap(Guess other) {
        return overlap(other.bits, other.area);
    }

    /** Intersection over union with a mask of {@code size} pixels, given as {@link #bits}. */
    double overlap(long[] other, int size) {
        int both = 0;
        for (int i = 0; i < bits.length; i++) {
            both += Long.bitCount(bits[i] & other[i]);
        }
        return both == 0 ? 0 : both / (double) (area + size - both);
    }

    /** Whether it overlaps any of the others by more than {@code same}. */
    boolean among(List<Guess> others, double same) {
        for (Guess o : others) {
            // an overlap is at most the smaller's part of the larger
            if (Math.min(area, o.area) > same * Math.max(area, o.area) && overlap(o) > same) {
                return true;
            }
        }
        return false;
    }

    /** The first of a list that differ from each other. */
    static List<Guess> distinct(List<Guess> guesses, int most, double same) {
        List<Guess> out = new ArrayList<>();
        for (Guess g : guesses) {
            if (out.size() < most && !g.among(out, same)) {
                out.add(g);
            }
        }
        return out;
    }
}
