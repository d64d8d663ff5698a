// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.tensor;

import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/**
 * Shapes as text and as checks. One glossary everywhere: B batch, F frames, C channels, H W pixels, h w latent (H/8,
 * W/8), N tokens, D width, E entities.
 */
public final class Shapes {
    private Shapes() {}

    /** The dimensions of a tensor. */
    public static long[] dims(Tensor t) {
        long[] d = new long[(int) t.dim()];
        for (int i = 0; i < d.length; i++) {
            d[i] = t.size(i);
        }
        return d;
    }

    /** For example {@code [2, 14, 4, 40, 72]}. */
    public static String of(Tensor t) {
        return Arrays.toString(dims(t));
    }

    /**
     * Checks a tensor at a public edge.
     *
     * @param expected sizes; -1 stands for any
     */
    public static void require(String what, Tensor t, long... expected) {
        long[] got = dims(t);
        boolean same = got.length == expected.length;
        for (int i = 0; same && i < got.length; i++) {
            same = expected[i] < 0 || expected[i] == got[i];
        }
        if (!same) {
            throw new IllegalArgumentException(
                    what + ": expected shape " + Arrays.toString(expected) + ", got " + Arrays.toString(got));
        }
    }

    static void requireCount(int values, long... shape) {
        long n = 1;
        for (long s : shape) {
            n *= s;
        }
        if (n != values) {
            throw new IllegalArgumentException(
                    "a tensor of shape " + Arrays.toString(shape) + " has " + n + " values, got " + values);
        }
    }
}
