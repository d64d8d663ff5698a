// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.superresolution;

import dev.tractrix.image.Picture;
import dev.tractrix.scene.Pose;
import dev.tractrix.vision.FloatImage;
import dev.tractrix.vision.Resampling;
import dev.tractrix.vision.Resampling.Border;
import dev.tractrix.vision.Resampling.Kernel;

/**
 * Which part of the large frames the small ones show, and pixels from one to the other. A network's frame may show less
 * than the photograph (its overhang cut off), or more (bars).
 *
 * @param width of the large frames, pixels
 * @param height of the large frames, pixels
 * @param left first large column that the small frames show, negative with bars
 * @param top as left, of rows
 * @param shownWidth large columns that the small frames show
 * @param shownHeight as shownWidth, of rows
 * @param smallWidth of the small frames, pixels
 * @param smallHeight of the small frames, pixels
 */
public record Window(
        int width, int height, int left, int top, int shownWidth, int shownHeight, int smallWidth, int smallHeight) {
    public Window {
        if (Math.min(Math.min(width, height), Math.min(smallWidth, smallHeight)) < 1
                || Math.min(shownWidth, shownHeight) < 1
                || left >= width
                || top >= height
                || left + shownWidth <= 0
                || top + shownHeight <= 0) {
            throw new IllegalArgumentException("a window of %dx%d at (%d, %d) in %dx%d, %dx%d small"
                    .formatted(shownWidth, shownHeight, left, top, width, height, smallWidth, smallHeight));
        }
    }

    /**
     * The window of a centred cut.
     *
     * @param width of the large frames, pixels
     * @param height of the large frames, pixels
     * @param sourceWidth of the photograph, pixels
     * @param sourceHeight of the photograph, pixels
     * @param shownWidth columns of the photograph, or of it with bars, that the small frames show
     * @param shownHeight as shownWidth, of rows
     */
    public static Window centred(
            int width,
            int height,
            int sourceWidth,
            int sourceHeight,
            int shownWidth,
            int shownHeight,
            int smallWidth,
            int smallHeight) {
        double sx = (double) width / sourceWidth;
        double sy = (double) height / sourceHeight;
        return new Window(
                width,
                height,
                (int) Math.round(sx * Math.floorDiv(sourceWidth - shownWidth, 2)),
                (int) Math.round(sy * Math.floorDiv(sourceHeight - shownHeight, 2)),
                (int) Math.max(1, Math.round(sx * shownWidth)),
                (int) Math.max(1, Math.round(sy * shownHeight)),
                smallWidth,
                smallHeight);
    }

    /** Large pixels a small one. */
    double scale() {
        return Math.sqrt((double) shownWidth * shownHeight / ((double) smallWidth * smallHeight));
    }

    /** The shown part at the small size, area means; bars are black. */
    public Picture toSmall(Picture large) {
        return toSmall(FloatImage.of(large)).toPicture();
    }

    /** As {@link #toSmall(Picture)}; bars are zero. */
    public FloatImage toSmall(FloatImage large) {
        boolean smaller = smallWidth <= shownWidth && smallHeight <= shownHeight;
        return Resampling.resize(cut(large), smallWidth, smallHeight, smaller ? Kernel.AREA : Kernel.LINEAR);
    }

    /** The nearest pixels of the shown part; bars are 0. */
    short[] toSmall(short[] large) {
        short[] small = new short[smallWidth * smallHeight];
        for (int y = 0; y < smallHeight; y++) {
            for (int x = 0; x < smallWidth; x++) {
                int u = left + (int) ((x + 0.5) * shownWidth / smallWidth);
                int v = top + (int) ((y + 0.5) * shownHeight / smallHeight);
                small[y * smallWidth + x] = u >= 0 && v >= 0 && u < width && v < height ? large[v * width + u] : 0;
            }
        }
        return small;
    }

    /** Small values at the large size; beyond the window as the border says. */
    FloatImage toLarge(FloatImage small, Kernel kernel, Border border) {
        double ax = (double) shownWidth / smallWidth;
        double ay = (double) shownHeight / smallHeight;
        double[] forward = {ax, 0, left + (ax - 1) / 2, 0, ay, top + (ay - 1) / 2};
        return Resampling.warp(small, forward, width, height, kernel, border);
    }

    /** Where small pixel x lies in the photograph. @param sourceWidth of it */
    double sourceX(double x, int sourceWidth) {
        return (left + (x + 0.5) * shownWidth / smallWidth) * sourceWidth / width - 0.5;
    }

    /** As {@link #sourceX}. */
    double sourceY(double y, int sourceHeight) {
        return (top + (y + 0.5) * shownHeight / smallHeight) * sourceHeight / height - 0.5;
    }

    /** A move of source pixels as one of small pixels: zoomX, offsetX, zoomY, offsetY. */
    double[] small(Pose pose, int sourceWidth, int sourceHeight) {
        double ax = sourceX(1, sourceWidth) - sourceX(0, sourceWidth);
        double bx = sourceX(0, sourceWidth);
        double ay = sourceY(1, sourceHeight) - sourceY(0, sourceHeight);
        double by = sourceY(0, sourceHeight);
        return new double[] {pose.zoom(), (pose.x(bx) - bx) / ax, pose.zoom(), (pose.y(by) - by) / ay};
    }

    private FloatImage cut(FloatImage large) {
        if (left == 0 && top == 0 && shownWidth == width && shownHeight == height) {
            return large;
        }
        int c = large.channels();
        FloatImage out = FloatImage.zeros(shownWidth, shownHeight, c);
        int from = Math.max(0, -left);
        int to = Math.min(shownWidth, width - left);
        for (int y = Math.max(0, -top); y < Math.min(shownHeight, height - top); y++) {
            System.arraycopy(
                    large.values(),
                    c * ((y + top) * width + left + from),
                    out.values(),
                    c * (y * shownWidth + from),
                    c * (to - from));
        }
        return out;
    }
}
