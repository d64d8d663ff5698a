// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.tracking;

import dev.tractrix.vision.FloatImage;
import java.util.Arrays;

/**
 * A similarity between two frames: (x, y) goes to (a x - b y + tx, b x + a y + ty).
 *
 * @param a scale times cosine of the turn
 * @param b scale times sine of the turn
 * @param tx pixels
 * @param ty pixels
 */
record PlaneMotion(double a, double b, double tx, double ty) {
    private static final int GRID = 24;
    /** A flow vector that is off by this many pixels counts a quarter. */
    private static final double SPREAD = 0.5;
    /** Points that lie nearer together than this, pixels, tell little of turn and growth. */
    private static final double LEVER = 4.5;

    double x(double px, double py) {
        return a * px - b * py + tx;
    }

    double y(double px, double py) {
        return b * px + a * py + ty;
    }

    /** What most of the picture does, usually the camera's motion; what moves otherwise is left out. */
    static PlaneMotion dominant(FloatImage flow) {
        Samples samples = new Samples(GRID * GRID);
        for (int i = 0; i < GRID * GRID; i++) {
            int x = (int) ((i % GRID + 0.5) * flow.width() / GRID);
            int y = (int) ((i / GRID + 0.5) * flow.height() / GRID);
            samples.add(flow, x, y, 1);
        }
        return samples.fit(new PlaneMotion(1, 0, median(samples.dx), median(samples.dy)), 12, 8);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** Bilinear flow at any place; beyond the border that of the border. */
    static double at(FloatImage flow, double x, double y, int channel) {
        int w = flow.width();
        double cx = Math.min(Math.max(x, 0), w - 1.001);
        double cy = Math.min(Math.max(y, 0), flow.height() - 1.001);
        int x0 = (int) cx;
        int y0 = (int) cy;
        double fx = cx - x0;
        double fy = cy - y0;
        float[] v = flow.values();
        int i = 2 * (y0 * w + x0) + channel;
        return (1 - fy) * ((1 - fx) * v[i] + fx * v[i + 2]) + fy * ((1 - fx) * v[i + 2 * w] + fx * v[i + 2 * w + 2]);
    }

    /** Flow vectors with a say each. */
    static final class Samples {
        private final double[] x;
        private final double[] y;
        private final double[] dx;
        private final double[] dy;
        private final double[] say;
        private int count;

        Samples(int most) {
            x = new double[most];
            y = new double[most];
            dx = new double[most];
            dy = new double[most];
            say = new double[most];
        }

        void add(FloatImage flow, int px, int py, double weight) {
            int at = 2 * (py * flow.width() + px);
            add(px, py, flow.values()[at], flow.values()[at + 1]);
            say[count - 1] = weight;
        }

        /** A point that moved, with a full say. */
        void add(double px, double py, double shiftX, double shiftY) {
            x[count] = px;
            y[count] = py;
            dx[count] = shiftX;
            dy[count] = shiftY;
            say[count] = 1;
            count++;
        }

        /** The mean shift; null where nothing has a say. */
        PlaneMotion shift() {
            double sum = 0;
            double sx = 0;
            double sy = 0;
            for (int i = 0; i < count; i++) {
                sum += say[i];
                sx += say[i] * dx[i];
                sy += say[i] * dy[i];
            }
            return sum < 1e-6 ? null : new PlaneMotion(1, 0, sx / sum, sy / sum);
        }

        /**
         * Robust least squares, the tolerance halved from turn to turn.
         *
         * @param widest the first tolerance over the last
         */
        PlaneMotion fit(PlaneMotion start, int turns, int widest) {
            PlaneMotion motion = start;
            double[] weight = new double[count];
            for (int turn = 0; turn < turns; turn++) {
                double spread = SPREAD * Math.max(1, widest >> turn);
                double sw = 0;
                double mx = 0;
                double my = 0;
                double mu = 0;
                double mv = 0;
                for (int i = 0; i < count; i++) {
                    double ex = (x[i] + dx[i] - motion.x(x[i], y[i])) / spread;
                    double ey = (y[i] + dy[i] - motion.y(x[i], y[i])) / spread;
                    double e = 1 + ex * ex + ey * ey;
                    weight[i] = say[i] / (e * e);
                    sw += weight[i];
                    mx += weight[i] * x[i];
                    my += weight[i] * y[i];
                    mu += weight[i] * (x[i] + dx[i]);
                    mv += weight[i] * (y[i] + dy[i]);
                }
                if (!(sw > 0)) {
                    break;
                }
                motion = about(mx / sw, my / sw, mu / sw, mv / sw, weight, sw);
            }
            return motion;
        }

        private PlaneMotion about(double mx, double my, double mu, double mv, double[] weight, double sum) {
            double norm = LEVER * LEVER * sum;
            double na = norm;
            double nb = 0;
            for (int i = 0; i < count; i++) {
                double px = x[i] - mx;
                double py = y[i] - my;
                double qx = x[i] + dx[i] - mu;
                double qy = y[i] + dy[i] - mv;
                norm += weight[i] * (px * px + py * py);
                na += weight[i] * (px * qx + py * qy);
                nb += weight[i] * (px * qy - py * qx);
            }
            double a = na / norm;
            double b = nb / norm;
            return new PlaneMotion(a, b, mu - a * mx + b * my, mv - b * mx - a * my);
        }
    }
}
