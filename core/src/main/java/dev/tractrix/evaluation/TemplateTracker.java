// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.evaluation;

import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;

/**
 * Finds a thing of the first frame again in another by its pixels alone: the place where the masked, zero-mean
 * normalised cross-correlation of its colours is highest. It knows nothing of the asked path; only the thing's size, if it
 * was asked to change, is given. Needs no weights; a turned or strongly relit thing is found badly.
 */
public final class TemplateTracker {
    private static final int ROUGH_PIXELS = 150;
    private static final int FINE_PIXELS = 1500;
    private static final int CANDIDATES = 8;

    private final int left;
    private final int top;
    private final Mask mask;
    private final Picture first;

    /** @param mask the thing in the first frame, the frame's size, not empty */
    public TemplateTracker(Picture first, Mask mask) {
        if (mask.width() != first.width() || mask.height() != first.height()) {
            throw new IllegalArgumentException("tracker: a mask of the frame's size " + first.width() + "x"
                    + first.height() + ", got " + mask.width() + "x" + mask.height());
        }
        int l = mask.width();
        int t = mask.height();
        for (int y = 0; y < mask.height(); y++) {
            for (int x = 0; x < mask.width(); x++) {
                if (mask.at(x, y)) {
                    l = Math.min(l, x);
                    t = Math.min(t, y);
                }
            }
        }
        if (l == mask.width()) {
            throw new IllegalArgumentException("tracker: the mask is empty");
        }
        left = l;
        top = t;
        this.mask = mask;
        this.first = first;
    }

    /**
     * Where a first-frame point of the thing is in a frame.
     *
     * @param x first-frame point, pixels; the thing is scaled about it
     * @param y as x
     * @param scale the thing's size, 1 as in the first frame
     * @return x, y in pixels, and the correlation, -1..1
     */
    public double[] find(Picture frame, double x, double y, double scale) {
        // the scaled thing, relative to the point: its pixels and where in the first frame their colours come from
        int reach = (int) Math.ceil(scale * Math.hypot(mask.width(), mask.height()));
        int[] dx = new int[mask.area() * (int) Math.ceil(scale * scale + 1) + 16];
        int[] dy = new int[dx.length];
        float[] colours = new float[3 * dx.length];
        int n = 0;
        int px = (int) Math.round(x);
        int py = (int) Math.round(y);
        int limit = Math.min(reach, Math.max(frame.width(), frame.height()));
        for (int v = -limit; v <= limit; v++) {
            for (int u = -limit; u <= limit; u++) {
                int sx = (int) Math.round(px + u / scale);
                int sy = (int) Math.round(py + v / scale);
                if (sx >= left
                        && sy >= top
                        && sx < mask.width()
                        && sy < mask.height()
                        && mask.at(sx, sy)
                        && n < dx.length) {
                    dx[n] = u;
                    dy[n] = v;
                    for (int c = 0; c < 3; c++) {
                        colours[3 * n + c] = first.at(sx, sy, c);
                    }
                    n++;
                }
            }
        }
        return best(frame, dx, dy, colours, n, x - px, y - py);
    }

    /**
     * The best place: first every few pixels with a part of the thing's pixels, then every pixel around the best few of
     * those with more of them.
     */
    private static double[] best(Picture frame, int[] dx, int[] dy, float[] colours, int n, double fx, double fy) {
        int w = frame.width();
        int h = frame.height();
        int stride = Math.max(1, Math.min((int) Math.sqrt(n) / 8, 4));
        int rough = Math.max(1, n / ROUGH_PIXELS);
        double[] scores = new double[CANDIDATES];
        int[] places = new int[CANDIDATES];
        java.util.Arrays.fill(scores, -2);
        for (int y = 0; y < h; y += stride) {
            for (int x = 0; x < w; x += stride) {
                insert(scores, places, correlation(frame, x, y, dx, dy, colours, n, rough), y * w + x);
            }
        }
        int fine = Math.max(1, n / FINE_PIXELS);
        double best = -2;
        int place = 0;
        for (int candidate : places) {
            for (int y = Math.max(0, candidate / w - stride); y <= Math.min(h - 1, candidate / w + stride); y++) {
                for (int x = Math.max(0, candidate % w - stride); x <= Math.min(w - 1, candidate % w + stride); x++) {
                    double score = correlation(frame, x, y, dx, dy, colours, n, fine);
                    if (score > best) {
                        best = score;
                        place = y * w + x;
                    }
                }
            }
        }
        return new double[] {place % w + fx, place / w + fy, best};
    }

    private static void insert(double[] scores, int[] places, double score, int place) {
        int last = scores.length - 1;
        if (score <= scores[last]) {
            return;
        }
        int i = last;
        while (i > 0 && scores[i - 1] < score) {
            scores[i] = scores[i - 1];
            places[i] = places[i - 1];
            i--;
        }
        scores[i] = score;
        places[i] = place;
    }

    /** Over the pixels that lie in the frame, at least half of the thing; each colour about its own mean. */
    private static double correlation(
            Picture frame, int x, int y, int[] dx, int[] dy, float[] colours, int n, int every) {
        int w = frame.width();
        int h = frame.height();
        byte[] rgb = frame.rgb();
        double[] sa = new double[3];
        double[] sb = new double[3];
        double saa = 0;
        double sbb = 0;
        double sab = 0;
        int count = 0;
        for (int i = 0; i < n; i += every) {
            int u = x + dx[i];
            int v = y + dy[i];
            if (u < 0 || v < 0 || u >= w || v >= h) {
                continue;
            }
            int at = 3 * (v * w + u);
            for (int c = 0; c < 3; c++) {
                double a = colours[3 * i + c];
                double b = rgb[at + c] & 0xff;
                sa[c] += a;
                sb[c] += b;
                saa += a * a;
                sbb += b * b;
                sab += a * b;
            }
            count++;
        }
        if (2L * count * every < n || count == 0) {
            return -2;
        }
        for (int c = 0; c < 3; c++) {
            saa -= sa[c] * sa[c] / count;
            sbb -= sb[c] * sb[c] / count;
            sab -= sa[c] * sb[c] / count;
        }
        return sab / Math.sqrt(Math.max(saa * sbb, 1e-9));
    }
}
