// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.vision;

import static org.bytedeco.opencv.global.opencv_core.BORDER_CONSTANT;
import static org.bytedeco.opencv.global.opencv_core.BORDER_REFLECT_101;
import static org.bytedeco.opencv.global.opencv_core.BORDER_REPLICATE;
import static org.bytedeco.opencv.global.opencv_core.CV_64FC1;
import static org.bytedeco.opencv.global.opencv_imgproc.*;

import dev.tractrix.image.Picture;
import java.util.Arrays;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/** Images on other grids. A pixel's centre is at whole coordinates; resizing aligns the outer edges. */
public final class Resampling {
    /** How values between the pixels are found. */
    public enum Kernel {
        LINEAR(INTER_LINEAR),
        CUBIC(INTER_CUBIC),
        LANCZOS(INTER_LANCZOS4),
        /** The mean of the pixels covered; for making images smaller. */
        AREA(INTER_AREA);

        final int code;

        Kernel(int code) {
            this.code = code;
        }
    }

    /** What lies beyond the image. */
    public enum Border {
        /** Zero. */
        EMPTY(BORDER_CONSTANT),
        /** The image mirrored about its outermost pixels. */
        MIRRORED(BORDER_REFLECT_101),
        /** The outermost pixels for ever. */
        REPEATED(BORDER_REPLICATE);

        final int code;

        Border(int code) {
            this.code = code;
        }
    }

    private Resampling() {}

    /** To another size. */
    public static FloatImage resize(FloatImage image, int width, int height, Kernel kernel) {
        try (PointerScope scope = new PointerScope()) {
            Mat out = new Mat();
            org.bytedeco.opencv.global.opencv_imgproc.resize(
                    Mats.of(image), out, new Size(width, height), 0, 0, kernel.code);
            return Mats.toFloatImage(out);
        }
    }

    /** To another size: area means down, cubic up. */
    public static Picture resize(Picture picture, int width, int height) {
        if (picture.width() == width && picture.height() == height) {
            return picture.copy();
        }
        boolean smaller = width <= picture.width() && height <= picture.height();
        try (PointerScope scope = new PointerScope()) {
            Mat out = new Mat();
            org.bytedeco.opencv.global.opencv_imgproc.resize(
                    Mats.of(picture), out, new Size(width, height), 0, 0, smaller ? INTER_AREA : INTER_CUBIC);
            return Mats.toPicture(out);
        }
    }

    /**
     * The image carried by {@code x' = a x + b y + c, y' = d x + e y + f}, with subpixel precision.
     *
     * @param forward a, b, c, d, e, f; must be invertible
     * @param width of the result
     * @param height of the result
     */
    public static FloatImage warp(
            FloatImage image, double[] forward, int width, int height, Kernel kernel, Border border) {
        if (forward.length != 6 || !Arrays.stream(forward).allMatch(Double::isFinite)) {
            throw new IllegalArgumentException("an affine map has 6 finite numbers, got " + Arrays.toString(forward));
        }
        try (PointerScope scope = new PointerScope()) {
            Mat out = new Mat();
            Mat map = new Mat(2, 3, CV_64FC1, new DoublePointer(forward));
            warpAffine(Mats.of(image), out, map, new Size(width, height), kernel.code, border.code, new Scalar(0));
            return Mats.toFloatImage(out);
        }
    }

    /**
     * The image read anywhere.
     *
     * @param from 2 channels of the result's size: x and y in the image, pixels
     */
    public static FloatImage remap(FloatImage image, FloatImage from, Kernel kernel, Border border) {
        if (from.channels() != 2) {
            throw new IllegalArgumentException("places have 2 channels, got " + from.channels());
        }
        try (PointerScope scope = new PointerScope()) {
            Mat out = new Mat();
            org.bytedeco.opencv.global.opencv_imgproc.remap(
                    Mats.of(image), out, Mats.of(from), new Mat(), kernel.code, border.code, new Scalar(0));
            return Mats.toFloatImage(out);
        }
    }
}
