// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.evaluation;

import dev.tractrix.fault.BadInputException;

/**
 * Mean and covariance of feature vectors.
 *
 * @param mean of n features
 * @param covariance n x n, row by row, symmetric, divided by the number of samples less one
 */
public record FeatureStatistics(double[] mean, double[] covariance) {
    public FeatureStatistics {
        if (mean.length == 0 || covariance.length != (long) mean.length * mean.length) {
            throw new IllegalArgumentException(mean.length + " means and " + covariance.length + " covariances");
        }
        finite(mean);
        finite(covariance);
    }

    private static void finite(double[] values) {
        for (double v : values) {
            if (!Double.isFinite(v)) {
                throw BadInputException.of("feature statistics", "finite numbers", v, "look for damaged pictures");
            }
        }
    }

    /** Takes vectors one by one; its memory depends on their size only. */
    public static final class Accumulator {
        private final double[] mean;
        /** Sum of products of deviations from the mean, the triangle with column >= row. */
        private final double[] scatter;

        private long count;

        /** @param size numbers of a vector, 1 to 16384 */
        public Accumulator(int size) {
            if (size < 1 || size > 16_384) {
                throw new IllegalArgumentException("expected 1 to 16384 features, got " + size);
            }
            mean = new double[size];
            scatter = new double[size * size];
        }

        /**
         * Goes on where another stopped.
         *
         * @param count vectors that it took
         * @param mean of them
         * @param scatter of {@link #scatter}
         */
        public Accumulator(long count, double[] mean, double[] scatter) {
            this(mean.length);
            if (count < 0 || scatter.length != this.scatter.length) {
                throw new IllegalArgumentException(count + " vectors, " + scatter.length + " products");
            }
            finite(mean);
            finite(scatter);
            this.count = count;
            System.arraycopy(mean, 0, this.mean, 0, mean.length);
            System.arraycopy(scatter, 0, this.scatter, 0, scatter.length);
        }

        /** The mean so far, a copy. */
        public double[] mean() {
            return mean.clone();
        }

        /** Sums of products of deviations from the mean so far, n x n, the triangle with column >= row; a copy. */
        public double[] scatter() {
            return scatter.clone();
        }

        /** How many vectors were taken. */
        public long count() {
            return count;
        }

        /**
         * Takes a vector (Welford's update, which does not lose digits when the mean is large).
         *
         * @throws BadInputException when a number is not finite; nothing is taken then
         */
        public void add(double[] features) {
            int n = mean.length;
            if (features.length != n) {
                throw new IllegalArgumentException("expected " + n + " features, got " + features.length);
            }
            finite(features);
            count++;
            double[] delta = new double[n];
            for (int i = 0; i < n; i++) {
                delta[i] = features[i] - mean[i];
                mean[i] += delta[i] / count;
            }
            double share = (count - 1.0) / count;
            for (int i = 0; i < n; i++) {
                double d = delta[i] * share;
                int row = i * n;
                for (int j = i; j < n; j++) {
                    scatter[row + j] += d * delta[j];
                }
            }
        }

        /**
         * The statistics so far.
         *
         * @throws BadInputException with less than two vectors
         */
        public FeatureStatistics statistics() {
            if (count < 2) {
                throw BadInputException.of(
                        "feature statistics", "at least 2 samples", count, "one sample has no covariance; give more");
            }
            int n = mean.length;
            double[] covariance = new double[n * n];
            for (int i = 0; i < n; i++) {
                for (int j = i; j < n; j++) {
                    covariance[i * n + j] = scatter[i * n + j] / (count - 1);
                    covariance[j * n + i] = covariance[i * n + j];
                }
            }
            return new FeatureStatistics(mean.clone(), covariance);
        }
    }
}
