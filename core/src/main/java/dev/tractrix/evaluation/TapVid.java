// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.evaluation;

/**
 * How well points were tracked: the measures of TAP-Vid (Doersch et al. 2022) over one video. A benchmark's value is the
 * mean over its videos.
 *
 * @param occlusionAccuracy share of points whose visibility was right, 0..1
 * @param withinThreshold per {@link #THRESHOLDS}: share of the visible points found nearer than that, 0..1
 * @param jaccard per {@link #THRESHOLDS}: true positives / (visible points + false positives), 0..1
 */
public record TapVid(double occlusionAccuracy, double[] withinThreshold, double[] jaccard) {
    /** Distances in pixels; the benchmark scales videos and tracks to 256x256 first. */
    public static final int[] THRESHOLDS = {1, 2, 4, 8, 16};

    /** Which frames of a point count. */
    public enum QueryMode {
        /** Those after the frame in which the point was given. */
        FIRST,
        /** All but the frame in which the point was given. */
        STRIDED
    }

    /**
     * Tracks.
     *
     * @param points point x frame x (x, y), pixels
     * @param occluded point x frame
     */
    public record Tracks(double[][][] points, boolean[][] occluded) {
        public Tracks {
            if (points.length != occluded.length) {
                throw new IllegalArgumentException(points.length + " points, " + occluded.length + " of occlusion");
            }
            for (int n = 0; n < points.length; n++) {
                if (points[n].length != points[0].length || occluded[n].length != points[0].length) {
                    throw new IllegalArgumentException("point " + n + ": " + points[n].length + " places and "
                            + occluded[n].length + " of occlusion in " + points[0].length + " frames");
                }
            }
        }
    }

    /** Mean of {@link #withinThreshold} over the thresholds, "delta average". */
    public double averageWithinThreshold() {
        return mean(withinThreshold);
    }

    /** Mean of {@link #jaccard} over the thresholds. */
    public double averageJaccard() {
        return mean(jaccard);
    }

    /**
     * Measures one video. A share of nothing is NaN.
     *
     * @param queryFrames a point: the frame in which it was given
     * @throws IllegalArgumentException for unequal numbers of points or frames, or a query at a frame that is not there
     */
    public static TapVid of(Tracks predicted, Tracks truth, int[] queryFrames, QueryMode mode) {
        int count = truth.points().length;
        int frames = count == 0 ? 0 : truth.points()[0].length;
        if (predicted.points().length != count
                || queryFrames.length != count
                || count > 0 && predicted.points()[0].length != frames) {
            throw new IllegalArgumentException("expected " + count + " points in " + frames + " frames, got "
                    + predicted.points().length + " and " + queryFrames.length + " queries");
        }
        Counts counts = new Counts();
        for (int n = 0; n < count; n++) {
            int query = queryFrames[n];
            if (query < 0 || query >= frames) {
                throw new IllegalArgumentException("point " + n + ": given at frame " + query + " of " + frames);
            }
            for (int t = mode == QueryMode.FIRST ? query + 1 : 0; t < frames; t++) {
                if (t != query) {
                    double[] p = predicted.points()[n][t];
                    double[] q = truth.points()[n][t];
                    double dx = p[0] - q[0];
                    double dy = p[1] - q[1];
                    counts.add(dx * dx + dy * dy, !predicted.occluded()[n][t], !truth.occluded()[n][t]);
                }
            }
        }
        return counts.result();
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double v : values) {
            sum += v;
        }
        return sum / values.length;
    }

    private static final class Counts {
        private long all;
        private long sameVisibility;
        private long visible;
        private final long[] near = new long[THRESHOLDS.length];
        private final long[] truePositive = new long[THRESHOLDS.length];
        private final long[] falsePositive = new long[THRESHOLDS.length];

        void add(double squaredDistance, boolean predictedVisible, boolean trulyVisible) {
            all++;
            sameVisibility += predictedVisible == trulyVisible ? 1 : 0;
            visible += trulyVisible ? 1 : 0;
            for (int i = 0; i < THRESHOLDS.length; i++) {
                boolean right = trulyVisible && squaredDistance < THRESHOLDS[i] * THRESHOLDS[i];
                near[i] += right ? 1 : 0;
                truePositive[i] += right && predictedVisible ? 1 : 0;
                falsePositive[i] += !right && predictedVisible ? 1 : 0;
            }
        }

        TapVid result() {
            double[] within = new double[THRESHOLDS.length];
            double[] jaccard = new double[THRESHOLDS.length];
            for (int i = 0; i < THRESHOLDS.length; i++) {
                within[i] = (double) near[i] / visible;
                jaccard[i] = (double) truePositive[i] / (visible + falsePositive[i]);
            }
            return new TapVid((double) sameVisibility / all, within, jaccard);
        }
    }
}
