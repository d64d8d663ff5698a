// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.evaluation;

import dev.tractrix.data.Similarity;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.Pose;
import dev.tractrix.tracking.PointQuery;
import dev.tractrix.tracking.PointTracks;
import dev.tractrix.vision.Filters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What moves beside the things: points on a grid, followed through the clip, each until something passes over it. Only
 * where the photograph has texture, since flow on plain ground is a guess from its surroundings.
 */
final class Surroundings {
    /** A mover at a place of the photograph, and where it was asked to be and is. All of the clip's size. */
    record Mover(Mask mask, double startX, double startY, Similarity[] asked, Similarity[] achieved) {}

    private static final int COLUMNS = 40;
    private static final int BINS = 10;
    /** Of the diagonal; beyond, the curve of the leak has no bins. */
    private static final double REACH = 0.6;
    /** Of the shorter side: nearer to a thing's outline flow is drawn along. */
    private static final double MARGIN = 0.05;
    /** Luma steps a pixel, 0..255: flow holds on to no less. */
    private static final double LEAST_GRADIENT = 3;
    /** Of the diagonal: of a shorter asked way no share can be told. */
    private static final double LEAST_WAY = 0.03;

    private final int width;
    private final int height;
    private final List<PointQuery> points = new ArrayList<>();
    private final List<Mover> movers;
    private final Pose[] camera;
    private PointTracks tracks;
    private int from;
    private boolean[][] counted;

    /**
     * @param still the photograph at the clip's size
     * @param camera a frame: where the ground's pixels should be, at the clip's size
     */
    Surroundings(Picture still, List<Mover> movers, Pose[] camera) {
        width = still.width();
        height = still.height();
        this.movers = movers;
        this.camera = camera;
        float[] energy = Sharpness.energy(still);
        int margin = margin();
        List<Mask> grown =
                movers.stream().map(m -> Filters.dilate(m.mask, margin)).toList();
        double step = Math.max(2, (double) width / COLUMNS);
        for (double y = step / 2; y < height; y += step) {
            for (double x = step / 2; x < width; x += step) {
                int px = (int) x;
                int py = (int) y;
                if (grown.stream().noneMatch(m -> m.at(px, py)) && textured(energy, px, py)) {
                    points.add(new PointQuery(0, px, py));
                }
            }
        }
    }

    private int margin() {
        return (int) Math.ceil(MARGIN * Math.min(width, height));
    }

    private boolean textured(float[] energy, int px, int py) {
        float most = 0;
        for (int y = Math.max(0, py - 3); y <= Math.min(height - 1, py + 3); y++) {
            for (int x = Math.max(0, px - 3); x <= Math.min(width - 1, px + 3); x++) {
                most = Math.max(most, energy[y * width + x]);
            }
        }
        return most >= LEAST_GRADIENT * LEAST_GRADIENT;
    }

    /** What to follow, given in the first frame. */
    List<PointQuery> points() {
        return points;
    }

    /** Takes the tracks of the points, which begin at an index of all tracks. */
    void take(PointTracks all, int first) {
        tracks = all;
        from = first;
        int margin = margin();
        List<Mask> grown =
                movers.stream().map(m -> Filters.dilate(m.mask, margin)).toList();
        counted = new boolean[points.size()][camera.length];
        for (int q = 0; q < points.size(); q++) {
            boolean free = true;
            for (int f = 0; f < camera.length; f++) {
                PointQuery p = points.get(q);
                double x = camera[f].x(p.x());
                double y = camera[f].y(p.y());
                free &= tracks.visible()[from + q][f];
                for (int m = 0; m < movers.size() && free; m++) {
                    free = !covers(grown.get(m), movers.get(m).asked[f], x, y)
                            && !covers(grown.get(m), movers.get(m).achieved[f], x, y);
                }
                counted[q][f] = free;
            }
        }
    }

    private static boolean covers(Mask mask, Similarity pose, double x, double y) {
        if (pose == null) {
            return false;
        }
        Similarity back = pose.inverse();
        long u = Math.round(back.x(x, y));
        long v = Math.round(back.y(x, y));
        return u >= 0 && v >= 0 && u < mask.width() && v < mask.height() && mask.at((int) u, (int) v);
    }

    /** How far what should be still went from where the camera leaves it, mean, percent of the diagonal. */
    double driftPercent() {
        double sum = 0;
        long n = 0;
        for (int q = 0; q < points.size(); q++) {
            for (int f = 1; f < camera.length; f++) {
                if (counted[q][f]) {
                    double[] d = strayed(q, f);
                    sum += Math.hypot(d[0], d[1]);
                    n++;
                }
            }
        }
        return n == 0 ? Double.NaN : 100 * sum / n / Math.hypot(width, height);
    }

    private double[] strayed(int q, int f) {
        PointQuery p = points.get(q);
        return new double[] {tracks.x()[from + q][f] - camera[f].x(p.x()), tracks.y()[from + q][f] - camera[f].y(p.y())
        };
    }

    /**
     * How much came along with one mover.
     *
     * @param insideFrom first of the mover's own points among the tracks
     * @param insideTo after the last
     */
    Leak leak(Mover mover, int insideFrom, int insideTo) {
        double diagonal = Math.hypot(width, height);
        Share near = new Share();
        Share far = new Share();
        Share[] inside = shares();
        Share[] outside = shares();
        Mask around = Filters.dilate(mover.mask, (int) Math.max(margin() + 2, Math.sqrt(mover.mask.area())));
        int followed = 0;
        for (int f = 1; f < camera.length; f++) {
            double ax = mover.asked[f].x(mover.startX, mover.startY) - camera[f].x(mover.startX);
            double ay = mover.asked[f].y(mover.startX, mover.startY) - camera[f].y(mover.startY);
            if (Math.hypot(ax, ay) < LEAST_WAY * diagonal) {
                continue;
            }
            for (int q = 0; q < points.size(); q++) {
                if (counted[q][f]) {
                    PointQuery p = points.get(q);
                    double[] d = strayed(q, f);
                    (around.at((int) p.x(), (int) p.y()) ? near : far).add(d[0], d[1], ax, ay);
                    bin(outside, p, mover, diagonal).add(d[0], d[1], ax, ay);
                    followed++;
                }
            }
            for (int q = insideFrom; q < insideTo; q++) {
                if (tracks.visible()[q][f]) {
                    PointQuery p = tracks.queries().get(q);
                    double dx = tracks.x()[q][f] - camera[f].x(p.x());
                    double dy = tracks.y()[q][f] - camera[f].y(p.y());
                    bin(inside, p, mover, diagonal).add(dx, dy, ax, ay);
                }
            }
        }
        if (followed == 0) {
            return Leak.NONE;
        }
        double[] distance = new double[BINS];
        Arrays.setAll(distance, k -> 100 * REACH * (k + 0.5) / BINS);
        return new Leak(near.value(), far.value(), distance, values(inside), values(outside), followed);
    }

    private static Share[] shares() {
        Share[] out = new Share[BINS];
        Arrays.setAll(out, k -> new Share());
        return out;
    }

    private static Share bin(Share[] bins, PointQuery p, Mover mover, double diagonal) {
        double distance = Math.hypot(p.x() - mover.startX, p.y() - mover.startY) / diagonal;
        return bins[Math.min(BINS - 1, (int) (distance / REACH * BINS))];
    }

    private static double[] values(Share[] shares) {
        return Arrays.stream(shares).mapToDouble(Share::value).toArray();
    }

    /** Motion along the asked one as a share of it: a regression through the origin. */
    private static final class Share {
        private double product;
        private double square;

        void add(double dx, double dy, double ax, double ay) {
            product += dx * ax + dy * ay;
            square += ax * ax + ay * ay;
        }

        double value() {
            return square == 0 ? Double.NaN : product / square;
        }
    }
}
