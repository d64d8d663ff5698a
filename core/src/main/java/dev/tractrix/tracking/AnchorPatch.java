// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.tracking;

import dev.tractrix.image.Picture;

/**
 * The surroundings of a point as they looked where it was given, found again in other frames: moved, turned and scaled
 * (inverse compositional alignment, Baker and Matthews 2004), in colour, with robust weights, since part of a patch may
 * belong to something that moves otherwise.
 */
final class AnchorPatch {
    private static final int RADIUS = 9;
    private static final int SIDE = 2 * RADIUS + 1;
    private static final int TURNS = 8;
    /** What noise, blur and rounding do to a colour, 0..255. */
    private static final double NOISE = 6;

    /**
     * Where the patch lies in a frame: its offset (u, v) is at (x + a u - b v, y + b u + a v).
     *
     * @param a scale times cosine of the turn
     * @param b scale times sine of the turn
     */
    record Place(double x, double y, double a, double b) {
        Place moved(double nx, double ny) {
            return new Place(nx, ny, a, b);
        }

        Place by(PlaneMotion m) {
            return new Place(m.x(x, y), m.y(x, y), a * m.a() - b * m.b(), a * m.b() + b * m.a());
        }

        double scale() {
            return Math.hypot(a, b);
        }
    }

    /** SIDE x SIDE x 3 colours, and their change along u and v. */
    private final float[] colour = new float[SIDE * SIDE * 3];

    private final float[] du = new float[colour.length];
    private final float[] dv = new float[colour.length];
    /** A pixel's du du, du dv and dv dv, summed over the colours. */
    private final float[] uu = new float[SIDE * SIDE];

    private final float[] uv = new float[SIDE * SIDE];
    private final float[] vv = new float[SIDE * SIDE];
    /** How much a pixel counts: less far out, nothing outside the frame. */
    private final float[] weight = new float[SIDE * SIDE];
    /** How much it counts for saying whether the point itself is seen. */
    private final float[] core = new float[SIDE * SIDE];
    /** A pixel's error that is still the same surface: noise, and more where colours change fast. */
    private final float[] tolerance = new float[SIDE * SIDE];

    AnchorPatch(Picture picture, double x, double y) {
        float[] p = new float[3];
        float[] q = new float[3];
        for (int i = 0; i < SIDE * SIDE; i++) {
            int u = i % SIDE - RADIUS;
            int v = i / SIDE - RADIUS;
            if (!sample(picture, x + u, y + v, p)) {
                continue;
            }
            System.arraycopy(p, 0, colour, 3 * i, 3);
            double steep = 0;
            for (int axis = 0; axis < 2; axis++) {
                float[] d = axis == 0 ? du : dv;
                double ax = axis == 0 ? 1 : 0;
                if (sample(picture, x + u + ax, y + v + 1 - ax, p) && sample(picture, x + u - ax, y + v - 1 + ax, q)) {
                    for (int c = 0; c < 3; c++) {
                        d[3 * i + c] = (p[c] - q[c]) / 2;
                        steep = Math.max(steep, Math.abs(d[3 * i + c]));
                    }
                }
            }
            for (int k = 3 * i; k < 3 * i + 3; k++) {
                uu[i] += du[k] * du[k];
                uv[i] += du[k] * dv[k];
                vv[i] += dv[k] * dv[k];
            }
            double r2 = (double) u * u + v * v;
            weight[i] = (float) Math.exp(-r2 / (2 * 6.0 * 6.0));
            core[i] = (float) Math.exp(-r2 / (2 * 2.5 * 2.5));
            tolerance[i] = (float) (NOISE + 0.4 * steep);
        }
    }

    /** A frame's colour between pixels; false outside it. */
    private static boolean sample(Picture p, double x, double y, float[] out) {
        int w = p.width();
        int h = p.height();
        if (!(x >= 0 && y >= 0 && x <= w - 1 && y <= h - 1)) {
            return false;
        }
        int x0 = Math.min((int) x, Math.max(0, w - 2));
        int y0 = Math.min((int) y, Math.max(0, h - 2));
        float fx = (float) (x - x0);
        float fy = (float) (y - y0);
        byte[] rgb = p.rgb();
        int i = 3 * (y0 * w + x0);
        int right = w > 1 ? 3 : 0;
        int below = h > 1 ? 3 * w : 0;
        for (int c = 0; c < 3; c++, i++) {
            float top = (rgb[i] & 0xff) + fx * ((rgb[i + right] & 0xff) - (rgb[i] & 0xff));
            float low = (rgb[i + below] & 0xff) + fx * ((rgb[i + below + right] & 0xff) - (rgb[i + below] & 0xff));
            out[c] = top + fy * (low - top);
        }
        return true;
    }

    /**
     * How much of the patch looks as it did.
     *
     * @return 0..1; 0 outside the frame
     */
    double likeness(Picture frame, Place place) {
        return likeness(frame, place, weight);
    }

    /** The same of the point's nearest surroundings only. */
    double coreLikeness(Picture frame, Place place) {
        return likeness(frame, place, core);
    }

    private double likeness(Picture frame, Place place, float[] say) {
        float[] p = new float[3];
        double same = 0;
        double all = 0;
        for (int i = 0; i < say.length; i++) {
            if (say[i] < 0.02f) {
                continue;
            }
            int u = i % SIDE - RADIUS;
            int v = i / SIDE - RADIUS;
            if (sample(frame, place.x + place.a * u - place.b * v, place.y + place.b * u + place.a * v, p)) {
                double e = 0;
                for (int c = 0; c < 3; c++) {
                    double d = p[c] - colour[3 * i + c];
                    e += d * d;
                }
                e /= 3 * tolerance[i] * tolerance[i];
                same += say[i] / (1 + e * e);
                all += say[i];
            }
        }
        return all == 0 ? 0 : same / all;
    }

    /**
     * The place near a guess where the patch fits best.
     *
     * @param slack how far the guess may be off, pixels; a patch without texture stays at the guess
     * @return the guess itself where the patch slid away from it
     */
    Place align(Picture frame, Place guess, double slack) {
        Place place = guess;
        for (int turn = 0; turn < TURNS; turn++) {
            Place next = step(normal(frame, place), place, guess, slack);
            double change = Math.hypot(next.x - place.x, next.y - place.y);
            place = next;
            if (change < 0.01) {
                break;
            }
        }
        boolean slid = Math.hypot(place.x - guess.x, place.y - guess.y) > 3 * slack
                || !(place.scale() > 0.2 && place.scale() < 5);
        return slid ? guess : place;
    }

    /**
     * The weighted normal equations, 4 x (4 + 1) with the upper triangle filled: of a shift along u and v, a growth and a
     * turn, by which colours change as (du, dv, du u + dv v, dv u - du v).
     */
    private double[][] normal(Picture frame, Place place) {
        float[] p = new float[3];
        double[][] h = new double[4][5];
        for (int i = 0; i < weight.length; i++) {
            if (weight[i] < 0.05f) {
                continue;
            }
            double u = i % SIDE - RADIUS;
            double v = i / SIDE - RADIUS;
            if (!sample(frame, place.x + place.a * u - place.b * v, place.y + place.b * u + place.a * v, p)) {
                continue;
            }
            double e = 0;
            double ur = 0;
            double vr = 0;
            for (int c = 0; c < 3; c++) {
                double r = p[c] - colour[3 * i + c];
                e += r * r;
                ur += du[3 * i + c] * r;
                vr += dv[3 * i + c] * r;
            }
            e /= 3 * tolerance[i] * tolerance[i];
            double w = weight[i] / ((1 + e) * (1 + e)) / (NOISE * NOISE);
            double a = w * uu[i];
            double b = w * uv[i];
            double d = w * vv[i];
            h[0][0] += a;
            h[0][1] += b;
            h[0][2] += a * u + b * v;
            h[0][3] += b * u - a * v;
            h[1][1] += d;
            h[1][2] += b * u + d * v;
            h[1][3] += d * u - b * v;
            h[2][2] += a * u * u + 2 * b * u * v + d * v * v;
            h[2][3] += b * (u * u - v * v) + (d - a) * u * v;
            h[3][3] += d * u * u - 2 * b * u * v + a * v * v;
            h[0][4] += w * ur;
            h[1][4] += w * vr;
            h[2][4] += w * (ur * u + vr * v);
            h[3][4] += w * (vr * u - ur * v);
        }
        return h;
    }

    /** One Gauss-Newton step; the guess is a measurement like any other, with its own spread. */
    private static Place step(double[][] h, Place place, Place guess, double slack) {
        // the guess seen from the patch: where its centre lies in the patch's own offsets, and its size and turn
        double s2 = place.a * place.a + place.b * place.b;
        double gx = guess.x - place.x;
        double gy = guess.y - place.y;
        double[] towards = {
            (place.a * gx + place.b * gy) / s2,
            (-place.b * gx + place.a * gy) / s2,
            (guess.a * place.a + guess.b * place.b) / s2 - 1,
            (guess.b * place.a - guess.a * place.b) / s2
        };
        double[] precision = {s2 / (slack * slack), s2 / (slack * slack), 1 / (0.03 * 0.03), 1 / (0.03 * 0.03)};
        for (int m = 0; m < 4; m++) {
            for (int n = 0; n < m; n++) {
                h[m][n] = h[n][m];
            }
            // residual = frame - patch, to be undone: the solution is the patch's own motion, composed inversely
            h[m][4] -= precision[m] * towards[m];
            h[m][m] += precision[m];
        }
        double[] d = solve(h);
        // ((1 + da) u - db v + dx, ...) is the patch moved; the place gets its inverse
        double ca = 1 + d[2];
        double cb = d[3];
        double n2 = ca * ca + cb * cb;
        double ia = ca / n2;
        double ib = -cb / n2;
        double ix = -(ia * d[0] - ib * d[1]);
        double iy = -(ib * d[0] + ia * d[1]);
        return new Place(
                place.x + place.a * ix - place.b * iy,
                place.y + place.b * ix + place.a * iy,
                place.a * ia - place.b * ib,
                place.a * ib + place.b * ia);
    }

    /** Symmetric positive definite, 4 x (4 + 1), by elimination. */
    private static double[] solve(double[][] h) {
        for (int m = 0; m < 4; m++) {
            for (int k = m + 1; k < 4; k++) {
                double f = h[k][m] / h[m][m];
                for (int n = m; n < 5; n++) {
                    h[k][n] -= f * h[m][n];
                }
            }
        }
        double[] d = new double[4];
        for (int m = 3; m >= 0; m--) {
            double sum = h[m][4];
            for (int n = m + 1; n < 4; n++) {
                sum -= h[m][n] * d[n];
            }
            d[m] = sum / h[m][m];
        }
        return d;
    }
}
