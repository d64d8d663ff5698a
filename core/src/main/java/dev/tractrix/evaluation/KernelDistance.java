// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.evaluation;

import dev.tractrix.fault.BadInputException;
import java.util.List;

/**
 * The unbiased squared maximum mean discrepancy of two sets of features under the kernel {@code (x'y / n + 1)^3}
 * (Binkowski et al. 2018): KVD, where they are those of clips. It may fall below zero; unlike the Frechet distance its
 * expectation does not depend on the number of samples.
 */
public final class KernelDistance {
    private KernelDistance() {}

    /** Of all pairs. @throws BadInputException with less than two vectors in a set */
    public static double between(List<double[]> a, List<double[]> b) {
        if (Math.min(a.size(), b.size()) < 2) {
            throw BadInputException.of(
                    "kernel distance", "at least 2 samples in each set", a.size() + " and " + b.size(), "give more");
        }
        double across = 0;
        for (double[] x : a) {
            for (double[] y : b) {
                across += kernel(x, y);
            }
        }
        return within(a) + within(b) - 2 * across / ((double) a.size() * b.size());
    }

    private static double within(List<double[]> set) {
        double sum = 0;
        for (int i = 0; i < set.size(); i++) {
            for (int j = 0; j < i; j++) {
                sum += kernel(set.get(i), set.get(j));
            }
        }
        return 2 * sum / ((double) set.size() * (set.size() - 1));
    }

    private static double kernel(double[] x, double[] y) {
        if (x.length != y.length) {
            throw new IllegalArgumentException("features of " + x.length + " and of " + y.length + " numbers");
        }
        double dot = 0;
        for (int i = 0; i < x.length; i++) {
            dot += x[i] * y[i];
        }
        double k = dot / x.length + 1;
        return k * k * k;
    }
}
