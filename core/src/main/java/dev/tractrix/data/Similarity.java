// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

/**
 * A move, turn and change of size of the plane: {@code (x, y) -> (a x - b y + tx, b x + a y + ty)}. Pixel (x, y) of a
 * frame has its centre at (x, y).
 *
 * @param a scale times the cosine of the turn
 * @param b scale times the sine of the turn; positive turns right as seen, since y points down
 * @param tx pixels
 * @param ty pixels
 */
public record Similarity(double a, double b, double tx, double ty) {
    /** Leaves everything where it is. */
    public static final Similarity IDENTITY = new Similarity(1, 0, 0, 0);

    /** Takes (fromX, fromY) to (toX, toY), everything around it turned and scaled. */
    public static Similarity about(double fromX, double fromY, double toX, double toY, double scale, double angle) {
        double a = scale * Math.cos(angle);
        double b = scale * Math.sin(angle);
        return new Similarity(a, b, toX - (a * fromX - b * fromY), toY - (b * fromX + a * fromY));
    }

    public double x(double x, double y) {
        return a * x - b * y + tx;
    }

    public double y(double x, double y) {
        return b * x + a * y + ty;
    }

    public double scale() {
        return Math.sqrt(a * a + b * b);
    }

    /** First {@code first}, then this. */
    public Similarity after(Similarity first) {
        return new Similarity(
                a * first.a - b * first.b, b * first.a + a * first.b, x(first.tx, first.ty), y(first.tx, first.ty));
    }

    public Similarity inverse() {
        double s = 1 / (a * a + b * b);
        double ia = a * s;
        double ib = -b * s;
        return new Similarity(ia, ib, -(ia * tx - ib * ty), -(ib * tx + ia * ty));
    }
}
