// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.vision;

import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_RGB2GRAY;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;

import dev.tractrix.image.Picture;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_video.DISOpticalFlow;

/** Optical flow for every pixel by dense inverse search (Kroeger et al. 2016). */
public final class DenseFlow {
    /** The least length of a side, pixels: below it no patch fits. */
    public static final int MIN_SIDE = 16;

    private DenseFlow() {}

    /**
     * Where each pixel goes.
     *
     * @param to of the same size
     * @return 2 channels, x and y displacement in pixels: {@code from} at p is {@code to} at p + flow
     */
    public static FloatImage between(Picture from, Picture to) {
        if (from.width() != to.width() || from.height() != to.height()) {
            throw new IllegalArgumentException("flow is between pictures of one size, got " + from.width() + "x"
                    + from.height() + " and " + to.width() + "x" + to.height());
        }
        if (Math.min(from.width(), from.height()) < MIN_SIDE) {
            throw new IllegalArgumentException(
                    "flow needs sides of at least " + MIN_SIDE + " pixels, got " + from.width() + "x" + from.height());
        }
        try (PointerScope scope = new PointerScope()) {
            Mat flow = new Mat();
            DISOpticalFlow.create(DISOpticalFlow.PRESET_MEDIUM).calc(gray(from), gray(to), flow);
            return Mats.toFloatImage(flow);
        }
    }

    private static Mat gray(Picture picture) {
        Mat out = new Mat();
        cvtColor(Mats.of(picture), out, COLOR_RGB2GRAY);
        return out;
    }
}
