// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.benchmark;

import java.util.Arrays;
import java.util.Random;

/** How sure a mean over scenes is. All draws are seeded: the same numbers give the same report. */
final class Statistics {
    private static final int RESAMPLES = 4000;
    /** Up to this many pairs every exchange of signs is tried. */
    private static final int EXACT = 12;

    private Statistics() {}

    /** @param low and high: the middle 95 % of the means of resampled scenes (Efron's percentile bootstrap) */
    record Interval(double mean, double low, double high) {}

    /** @param values finite, at least one */
    static Interval bootstrap(double[] values) {
        Random random = new Random(1);
        double[] means = new double[RESAMPLES];
        for (int r = 0; r < RESAMPLES; r++) {
            double sum = 0;
            for (int i = 0; i < values.length; i++) {
                sum += values[random.nextInt(values.length)];
            }
            means[r] = sum / values.length;
        }
        Arrays.sort(means);
        double mean = Arrays.stream(values).average().orElseThrow();
        return new Interval(mean, means[(int) (0.025 * RESAMPLES)], means[(int) (0.975 * RESAMPLES)]);
    }

    /**
     * Fisher's paired test: how often the mean difference would be as large if which of the two runs has which value of a
     * scene were chance. Two-sided; all exchanges up to 12 scenes, 4,000 drawn ones above.
     *
     * @param differences one a scene
     * @return 0..1; 1 without a scene
     */
    static double paired(double[] differences) {
        int n = differences.length;
        double observed = Math.abs(Arrays.stream(differences).sum());
        // sums of the same numbers in another order differ in the last digits
        double least = observed * (1 - 1e-9);
        if (n <= EXACT) {
            int hits = 0;
            for (int signs = 0; signs < 1 << n; signs++) {
                double sum = 0;
                for (int i = 0; i < n; i++) {
                    sum += (signs >> i & 1) == 0 ? differences[i] : -differences[i];
                }
                hits += Math.abs(sum) >= least ? 1 : 0;
            }
            return (double) hits / (1 << n);
        }
        Random random = new Random(2);
        int hits = 1;
        for (int r = 0; r < RESAMPLES; r++) {
            double sum = 0;
            for (double d : differences) {
                sum += random.nextBoolean() ? d : -d;
            }
            hits += Math.abs(sum) >= least ? 1 : 0;
        }
        return (double) hits / (RESAMPLES + 1);
    }
}
