// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.completion;

import dev.tractrix.image.Mask;
import dev.tractrix.vision.Filters;
import dev.tractrix.vision.FloatImage;
import dev.tractrix.vision.Resampling;
import dev.tractrix.vision.Resampling.Border;
import dev.tractrix.vision.Resampling.Kernel;
import dev.tractrix.vision.SmoothFill;

/**
 * The square in which a thing is completed: the thing as it is seen, with room where it may go on, at {@link #SIDE} pixels a side
 * whatever its size. Coordinates are the picture's, in pixels; its left upper corner is (0, 0), so a pixel's centre is half a pixel
 * further.
 *
 * @param left of the square
 * @param top of the square
 * @param side of the square, above 0
 */
public record CompletionCanvas(double left, double top, double side) {
    /** Pixels of a side. */
    public static final int SIDE = 64;

    /** How far a thing may go on beyond the picture's edge, in its longer sides. */
    private static final double DEEP = 1;
    /** The same beneath another thing. */
    private static final double BENEATH = 0.5;
    /** Room where nothing is hidden, in its longer sides. */
    private static final double ROOM = 0.125;
    /** From which share of a pixel it is seen well enough to take its colours from. */
    private static final float CLEAR = 0.75f;

    /**
     * Around a thing.
     *
     * @param seen what is seen of it, at least one pixel
     * @param covered what else may hide more of it, of the picture's size
     * @return null where all of it is seen
     */
    public static CompletionCanvas around(Mask seen, Mask covered) {
        Mask.Bounds box = seen.bounds().orElseThrow();
        int w = seen.width();
        int h = seen.height();
        boolean left = box.left() == 0;
        boolean top = box.top() == 0;
        boolean right = box.right() == w - 1;
        boolean bottom = box.bottom() == h - 1;
        boolean beneath = touch(Filters.dilate(seen, 1), covered);
        if (!left && !top && !right && !bottom && !beneath) {
            return null;
        }
        double longer = Math.max(box.width(), box.height());
        double room = longer * (beneath ? BENEATH : ROOM);
        double x0 = box.left() - (left ? DEEP * longer : room);
        double y0 = box.top() - (top ? DEEP * longer : room);
        double x1 = box.right() + 1 + (right ? DEEP * longer : room);
        double y1 = box.bottom() + 1 + (bottom ? DEEP * longer : room);
        double side = Math.max(x1 - x0, y1 - y0);
        return new CompletionCanvas((x0 + x1 - side) / 2, (y0 + y1 - side) / 2, side);
    }

    private static boolean touch(Mask a, Mask b) {
        for (int i = 0; i < a.inside().length; i++) {
            if (a.inside()[i] && b.inside()[i]) {
                return true;
            }
        }
        return false;
    }

    /** The square of an image, {@link #SIDE} x SIDE; zero beyond the image. @param x of the image's left edge @param y of its top */
    public FloatImage of(FloatImage image, double x, double y) {
        double scale = SIDE / side;
        // what becomes smaller would else be samples
        FloatImage from = scale < 0.9 ? Filters.gaussian(image, 0.45 * Math.sqrt(1 / (scale * scale) - 1)) : image;
        double dx = scale * (x + 0.5 - left) - 0.5;
        double dy = scale * (y + 0.5 - top) - 0.5;
        return Resampling.warp(
                from, new double[] {scale, 0, dx, 0, scale, dy}, SIDE, SIDE, Kernel.LINEAR, Border.EMPTY);
    }

    /** The inverse: the canvas's own image where it lies in another. @param x as in {@link #of} @param y as x */
    public FloatImage back(FloatImage canvas, double x, double y, int width, int height) {
        double scale = side / SIDE;
        double dx = scale * 0.5 + left - x - 0.5;
        double dy = scale * 0.5 + top - y - 0.5;
        return Resampling.warp(
                canvas, new double[] {scale, 0, dx, 0, scale, dy}, width, height, Kernel.CUBIC, Border.REPEATED);
    }

    /** How much of each pixel may hide more of the thing: beyond the picture, or covered. */
    public FloatImage hidden(Mask covered) {
        FloatImage open = of(FloatImage.of(covered.inverted()), 0, 0);
        float[] v = open.values();
        for (int i = 0; i < v.length; i++) {
            v[i] = Math.min(1, Math.max(0, 1 - v[i]));
        }
        return open;
    }

    /** The thing's colours carried on smoothly. @param seen of {@link #of}: 4 channels, colours times matte, matte */
    public static FloatImage smooth(FloatImage seen) {
        int n = seen.width() * seen.height();
        FloatImage straight = FloatImage.zeros(seen.width(), seen.height(), 3);
        Mask unclear = Mask.empty(seen.width(), seen.height());
        float[] v = seen.values();
        float most = 0;
        for (int i = 0; i < n; i++) {
            most = Math.max(most, v[4 * i + 3]);
        }
        for (int i = 0; i < n; i++) {
            float a = v[4 * i + 3];
            unclear.inside()[i] = a < CLEAR * most || a == 0;
            for (int c = 0; c < 3 && a > 0; c++) {
                straight.values()[3 * i + c] = Math.min(1, Math.max(0, v[4 * i + c] / a));
            }
        }
        return SmoothFill.fill(straight, unclear);
    }
}
