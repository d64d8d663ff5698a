// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.tracking;

import dev.tractrix.image.Picture;
import dev.tractrix.vision.FloatImage;

/**
 * How the surroundings of a point that look like it move as one. Flow at the border of two things is of either; the
 * colours say which one the point belongs to, and flow that does not lead back has no say.
 */
final class RegionFlow {
    private static final int STRIDE = 4;
    private static final int REACH = 36;
    /** Standard deviation of the say over distance, pixels. */
    private static final double NEAR = 14;
    /** Standard deviation of the say over the distance of colours, 0..255 a channel. */
    private static final double ALIKE = 25;

    private final Picture picture;
    private final FloatImage flow;
    private final int columns;
    private final double[] trust;

    /** @param back from the second picture to the first, as {@code flow} from the first to the second */
    RegionFlow(Picture picture, FloatImage flow, FloatImage back) {
        this.picture = picture;
        this.flow = flow;
        columns = (picture.width() + STRIDE - 1) / STRIDE;
        trust = new double[columns * ((picture.height() + STRIDE - 1) / STRIDE)];
        for (int i = 0; i < trust.length; i++) {
            int x = i % columns * STRIDE;
            int y = i / columns * STRIDE;
            double dx = PlaneMotion.at(flow, x, y, 0);
            double dy = PlaneMotion.at(flow, x, y, 1);
            double ex = dx + PlaneMotion.at(back, x + dx, y + dy, 0);
            double ey = dy + PlaneMotion.at(back, x + dx, y + dy, 1);
            double e = 1 + ex * ex + ey * ey;
            trust[i] = 1 / (e * e);
        }
    }

    /** The motion at a point, which may lie outside. */
    PlaneMotion around(double px, double py) {
        int cx = (int) Math.min(Math.max(Math.round(px), 0), picture.width() - 1);
        int cy = (int) Math.min(Math.max(Math.round(py), 0), picture.height() - 1);
        int side = 2 * REACH / STRIDE + 2;
        PlaneMotion.Samples samples = new PlaneMotion.Samples(side * side);
        int right = Math.min(picture.width() - 1, cx + REACH);
        int bottom = Math.min(picture.height() - 1, cy + REACH);
        for (int y = Math.max(0, (cy - REACH) / STRIDE * STRIDE); y <= bottom; y += STRIDE) {
            for (int x = Math.max(0, (cx - REACH) / STRIDE * STRIDE); x <= right; x += STRIDE) {
                double distance = (x - px) * (x - px) + (y - py) * (y - py);
                double contrast = 0;
                for (int c = 0; c < 3; c++) {
                    double d = picture.at(x, y, c) - picture.at(cx, cy, c);
                    contrast += d * d;
                }
                double say = Math.exp(-distance / (2 * NEAR * NEAR) - contrast / (2 * ALIKE * ALIKE));
                samples.add(flow, x, y, say * trust[y / STRIDE * columns + x / STRIDE]);
            }
        }
        PlaneMotion start = samples.shift();
        return start != null
                ? samples.fit(start, 4, 4)
                : new PlaneMotion(1, 0, PlaneMotion.at(flow, px, py, 0), PlaneMotion.at(flow, px, py, 1));
    }
}
