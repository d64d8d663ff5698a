// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.vision;

import static org.bytedeco.opencv.global.opencv_core.BORDER_REFLECT_101;
import static org.bytedeco.opencv.global.opencv_imgproc.MORPH_ELLIPSE;
import static org.bytedeco.opencv.global.opencv_imgproc.getStructuringElement;

import dev.tractrix.image.Mask;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/** Smoothing and morphology. */
public final class Filters {
    private Filters() {}

    /** Gaussian blur. @param sigma pixels, above 0 */
    public static FloatImage gaussian(FloatImage image, double sigma) {
        try (PointerScope scope = new PointerScope()) {
            Mat out = new Mat();
            org.bytedeco.opencv.global.opencv_imgproc.GaussianBlur(
                    Mats.of(image), out, new Size(0, 0), sigma, sigma, BORDER_REFLECT_101, 0);
            return Mats.toFloatImage(out);
        }
    }

    /** The mean over a square. @param radius pixels; the square has 2 radius + 1 a side */
    public static FloatImage box(FloatImage image, int radius) {
        try (PointerScope scope = new PointerScope()) {
            Mat out = new Mat();
            org.bytedeco.opencv.global.opencv_imgproc.blur(
                    Mats.of(image), out, new Size(2 * radius + 1, 2 * radius + 1));
            return Mats.toFloatImage(out);
        }
    }

    /**
     * Guided filter (He, Sun, Tang 2010): smooths an image but follows the edges of another.
     *
     * @param guide 1 or 3 channels, 0..1
     * @param image the guide's size
     * @param radius of the window, pixels
     * @param epsilon how strong an edge must be, as a variance of the guide
     */
    public static FloatImage guided(FloatImage guide, FloatImage image, int radius, double epsilon) {
        try (PointerScope scope = new PointerScope()) {
            Mat out = new Mat();
            org.bytedeco.opencv.global.opencv_ximgproc.guidedFilter(
                    Mats.of(guide), Mats.of(image), out, radius, epsilon, -1, 1.0);
            return Mats.toFloatImage(out);
        }
    }

    /** The mask with a soft edge: 1 inside, 0 outside, half at its edge. @param radius pixels from half to next to none, 0 or more */
    public static FloatImage feather(Mask mask, double radius) {
        FloatImage hard = FloatImage.of(mask);
        // two standard deviations leave 2 percent
        return radius > 0 ? gaussian(hard, radius / 2) : hard;
    }

    /** CIE L*a*b* of sRGB colours: L 0..100, a and b about -127..127. @param image 3 channels, 0..1, red first */
    public static FloatImage lab(FloatImage image) {
        try (PointerScope scope = new PointerScope()) {
            Mat out = new Mat();
            org.bytedeco.opencv.global.opencv_imgproc.cvtColor(
                    Mats.of(image), out, org.bytedeco.opencv.global.opencv_imgproc.COLOR_RGB2Lab);
            return Mats.toFloatImage(out);
        }
    }

    /** The mask grown by a round brush. @param radius pixels, 0 or more */
    public static Mask dilate(Mask mask, int radius) {
        return radius == 0 ? mask : morph(mask, radius, true);
    }

    /** The mask shrunk by a round brush; beyond the border counts as inside. @param radius pixels, 0 or more */
    public static Mask erode(Mask mask, int radius) {
        return radius == 0 ? mask : morph(mask, radius, false);
    }

    private static Mask morph(Mask mask, int radius, boolean grow) {
        try (PointerScope scope = new PointerScope()) {
            Mat out = new Mat();
            Mat brush = getStructuringElement(MORPH_ELLIPSE, new Size(2 * radius + 1, 2 * radius + 1));
            if (grow) {
                org.bytedeco.opencv.global.opencv_imgproc.dilate(Mats.of(mask), out, brush);
            } else {
                org.bytedeco.opencv.global.opencv_imgproc.erode(Mats.of(mask), out, brush);
            }
            return Mats.toMask(out);
        }
    }
}
