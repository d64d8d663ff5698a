// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.evaluation;

import dev.tractrix.data.Similarity;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import dev.tractrix.tracking.PointQuery;
import dev.tractrix.tracking.PointTracks;
import java.util.ArrayList;
import java.util.List;

/**
 * Where one thing is in every frame: the move, turn and growth that most of its tracked points agree on.
 *
 * @param pose a frame: takes first-frame pixels of the thing there; null where too few points agree
 * @param confidence a frame, 0..1: how many of the points that should be in the frame agree
 */
record Following(Similarity[] pose, double[] confidence) {
    /** As many points as a thing needs to be told from its surroundings; more only cost time. */
    static final int POINTS = 80;

    private static final int TRIALS = 120;
    private static final int LEAST_POINTS = 4;
    /** Of the diagonal: points this near to where the others say agree with them. */
    private static final double AGREE = 0.006;

    private static final double LEAST_SHARE = 0.2;

    /** Points spread evenly over a mask, in the first frame. */
    static List<PointQuery> queries(Mask mask, int most) {
        int step = Math.max(1, (int) Math.sqrt(mask.area() / (double) most));
        List<PointQuery> out = new ArrayList<>();
        for (int y = 0; y < mask.height(); y++) {
            for (int x = 0; x < mask.width(); x++) {
                if (mask.at(x, y) && x % step == step / 2 && y % step == step / 2) {
                    out.add(new PointQuery(0, x, y));
                }
            }
        }
        return out;
    }

    /**
     * Fits every frame.
     *
     * @param tracks of points, given in the first frame
     * @param from first of the thing's points among the tracks
     * @param to after its last
     * @param first a frame of the clip, for its size
     */
    static Following of(PointTracks tracks, int from, int to, Picture first) {
        int frames = tracks.frames();
        Similarity[] pose = new Similarity[frames];
        double[] confidence = new double[frames];
        double agree = Math.max(1, AGREE * Math.hypot(first.width(), first.height()));
        for (int f = 0; f < frames; f++) {
            List<double[]> pairs = new ArrayList<>();
            for (int q = from; q < to; q++) {
                if (tracks.visible()[q][f]) {
                    PointQuery query = tracks.queries().get(q);
                    pairs.add(new double[] {query.x(), query.y(), tracks.x()[q][f], tracks.y()[q][f]});
                }
            }
            Similarity best = consensus(pairs, agree);
            if (best == null) {
                continue;
            }
            int expected = 0;
            for (int q = from; q < to; q++) {
                PointQuery query = tracks.queries().get(q);
                double x = best.x(query.x(), query.y());
                double y = best.y(query.x(), query.y());
                expected += x >= 0 && y >= 0 && x < first.width() && y < first.height() ? 1 : 0;
            }
            int inliers = inliers(best, pairs, agree).size();
            confidence[f] = Math.min(1, (double) inliers / Math.max(1, expected));
            if (inliers >= LEAST_POINTS && confidence[f] >= LEAST_SHARE) {
                pose[f] = best;
            }
        }
        return new Following(pose, confidence);
    }

    /** The similarity that most pairs agree on, then the least squares of those; null without one. */
    private static Similarity consensus(List<double[]> pairs, double agree) {
        int n = pairs.size();
        if (n < LEAST_POINTS) {
            return null;
        }
        Similarity best = null;
        int most = 0;
        long random = 1;
        for (int t = 0; t < TRIALS; t++) {
            // Knuth's MMIX generator: the same clip is always measured the same
            random = random * 6364136223846793005L + 1442695040888963407L;
            int i = (int) Math.floorMod(random >> 33, (long) n);
            random = random * 6364136223846793005L + 1442695040888963407L;
            int j = (int) Math.floorMod(random >> 33, (long) n);
            Similarity s = i == j ? null : leastSquares(List.of(pairs.get(i), pairs.get(j)));
            int count = s == null ? 0 : inliers(s, pairs, agree).size();
            if (count > most) {
                most = count;
                best = s;
            }
        }
        for (int round = 0; round < 3 && best != null; round++) {
            Similarity better = leastSquares(inliers(best, pairs, agree));
            best = better == null ? best : better;
        }
        return best;
    }

    private static List<double[]> inliers(Similarity s, List<double[]> pairs, double agree) {
        List<double[]> out = new ArrayList<>();
        for (double[] p : pairs) {
            double dx = s.x(p[0], p[1]) - p[2];
            double dy = s.y(p[0], p[1]) - p[3];
            if (dx * dx + dy * dy < agree * agree) {
                out.add(p);
            }
        }
        return out;
    }

    /** The similarity that takes the first points nearest to the second ones (Umeyama 1991, without mirroring). */
    private static Similarity leastSquares(List<double[]> pairs) {
        int n = pairs.size();
        double[] mean = new double[4];
        for (double[] p : pairs) {
            for (int k = 0; k < 4; k++) {
                mean[k] += p[k] / n;
            }
        }
        double spread = 0;
        double a = 0;
        double b = 0;
        for (double[] p : pairs) {
            double x = p[0] - mean[0];
            double y = p[1] - mean[1];
            double u = p[2] - mean[2];
            double v = p[3] - mean[3];
            spread += x * x + y * y;
            a += x * u + y * v;
            b += x * v - y * u;
        }
        if (spread < 1e-9 || a * a + b * b < 1e-9) {
            return null;
        }
        a /= spread;
        b /= spread;
        return new Similarity(a, b, mean[2] - (a * mean[0] - b * mean[1]), mean[3] - (b * mean[0] + a * mean[1]));
    }
}
