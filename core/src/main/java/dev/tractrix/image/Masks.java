// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.image;

import java.util.Arrays;

/** Masks out of masks and out of drawn shapes. Masks that meet are of one size. */
public final class Masks {
    private Masks() {}

    /** What is in either. */
    public static Mask union(Mask a, Mask b) {
        return combine(a, b, (p, q) -> p || q);
    }

    /** What is in both. */
    public static Mask intersect(Mask a, Mask b) {
        return combine(a, b, (p, q) -> p && q);
    }

    /** What is in the first but not in the second. */
    public static Mask subtract(Mask a, Mask b) {
        return combine(a, b, (p, q) -> p && !q);
    }

    /** Intersection over union, 0..1; 1 for two empty masks. */
    public static double iou(Mask a, Mask b) {
        int either = union(a, b).area();
        return either == 0 ? 1 : (double) intersect(a, b).area() / either;
    }

    /**
     * The parts of a mask that hang together (by edges) with given pixels.
     *
     * @param seeds indices y * width + x; those outside the mask add nothing
     */
    public static Mask connected(Mask mask, int... seeds) {
        int w = mask.width();
        int h = mask.height();
        boolean[] in = mask.inside();
        boolean[] out = new boolean[in.length];
        int[] queue = new int[in.length];
        int end = 0;
        for (int seed : seeds) {
            if (in[seed] && !out[seed]) {
                out[seed] = true;
                queue[end++] = seed;
            }
        }
        for (int at = 0; at < end; at++) {
            int i = queue[at];
            int x = i % w;
            for (int side = 0; side < 4; side++) {
                boolean there = side == 0 ? x > 0 : side == 1 ? x < w - 1 : side == 2 ? i >= w : i < w * (h - 1);
                int j = there ? i + (side == 0 ? -1 : side == 1 ? 1 : side == 2 ? -w : w) : i;
                if (in[j] && !out[j]) {
                    out[j] = true;
                    queue[end++] = j;
                }
            }
        }
        return new Mask(w, h, out);
    }

    /** The largest part that hangs together by edges; the mask itself where it is empty. */
    public static Mask largestPart(Mask mask) {
        Mask rest = mask;
        Mask best = mask;
        int bestArea = 0;
        int left = mask.area();
        for (int i = 0; left > bestArea; i++) {
            if (rest.inside()[i]) {
                Mask part = connected(rest, i);
                int area = part.area();
                if (area > bestArea) {
                    best = part;
                    bestArea = area;
                }
                rest = subtract(rest, part);
                left -= area;
            }
        }
        return best;
    }

    /** The mask with all it encloses: what cannot be reached from the image's border without crossing it. */
    public static Mask fillHoles(Mask mask) {
        int w = mask.width();
        int h = mask.height();
        int[] border = new int[2 * (w + h)];
        for (int x = 0; x < w; x++) {
            border[x] = x;
            border[w + x] = w * (h - 1) + x;
        }
        for (int y = 0; y < h; y++) {
            border[2 * w + y] = y * w;
            border[2 * w + h + y] = y * w + w - 1;
        }
        return connected(mask.inverted(), border).inverted();
    }

    /**
     * A polygon, closed by itself; a pixel is inside when its centre is, by the even-odd rule.
     *
     * @param xs corners, pixels with whole numbers at the pixels' centres
     * @param ys as many
     */
    public static Mask polygon(int width, int height, double[] xs, double[] ys) {
        if (xs.length != ys.length || xs.length < 3) {
            throw new IllegalArgumentException(
                    "a polygon has 3 corners or more, got " + xs.length + " and " + ys.length);
        }
        Mask out = Mask.empty(width, height);
        double[] crossings = new double[xs.length];
        for (int y = 0; y < height; y++) {
            int n = 0;
            for (int i = 0, j = xs.length - 1; i < xs.length; j = i++) {
                if (ys[i] <= y != ys[j] <= y) {
                    crossings[n++] = xs[i] + (y - ys[i]) / (ys[j] - ys[i]) * (xs[j] - xs[i]);
                }
            }
            Arrays.sort(crossings, 0, n);
            for (int k = 0; k + 1 < n; k += 2) {
                int from = (int) Math.max(0, Math.ceil(crossings[k]));
                int to = (int) Math.min(width, Math.ceil(crossings[k + 1]));
                if (from < to) {
                    Arrays.fill(out.inside(), y * width + from, y * width + to, true);
                }
            }
        }
        return out;
    }

    /**
     * What a round brush covers along a line of points; one point makes a dot.
     *
     * @param xs points, pixels with whole numbers at the pixels' centres
     * @param ys as many
     * @param radius of the brush, pixels, 0 or more
     */
    public static Mask stroke(int width, int height, double[] xs, double[] ys, double radius) {
        if (xs.length != ys.length || xs.length == 0 || !(radius >= 0)) {
            throw new IllegalArgumentException("a stroke has points and a radius, got " + xs.length + " and " + radius);
        }
        Mask out = Mask.empty(width, height);
        for (int i = 0; i < xs.length; i++) {
            int j = Math.max(0, i - 1);
            int top = (int) Math.max(0, Math.ceil(Math.min(ys[i], ys[j]) - radius));
            int bottom = (int) Math.min(height - 1, Math.floor(Math.max(ys[i], ys[j]) + radius));
            int left = (int) Math.max(0, Math.ceil(Math.min(xs[i], xs[j]) - radius));
            int right = (int) Math.min(width - 1, Math.floor(Math.max(xs[i], xs[j]) + radius));
            for (int y = top; y <= bottom; y++) {
                for (int x = left; x <= right; x++) {
                    if (distance(x, y, xs[j], ys[j], xs[i], ys[i]) <= radius) {
                        out.inside()[y * width + x] = true;
                    }
                }
            }
        }
        return out;
    }

    /** From a point to a line segment. */
    private static double distance(double x, double y, double x0, double y0, double x1, double y1) {
        double dx = x1 - x0;
        double dy = y1 - y0;
        double length2 = dx * dx + dy * dy;
        double t = length2 == 0 ? 0 : Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / length2));
        return Math.hypot(x - x0 - t * dx, y - y0 - t * dy);
    }

    @FunctionalInterface
    private interface Rule {
        boolean inside(boolean a, boolean b);
    }

    private static Mask combine(Mask a, Mask b, Rule rule) {
        if (a.width() != b.width() || a.height() != b.height()) {
            throw new IllegalArgumentException(
                    "masks of one size, got %dx%d and %dx%d".formatted(a.width(), a.height(), b.width(), b.height()));
        }
        boolean[] out = new boolean[a.inside().length];
        for (int i = 0; i < out.length; i++) {
            out[i] = rule.inside(a.inside()[i], b.inside()[i]);
        }
        return new Mask(a.width(), a.height(), out);
    }
}
