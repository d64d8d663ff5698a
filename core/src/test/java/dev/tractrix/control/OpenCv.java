// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.control;

import dev.tractrix.image.Mask;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/** The original of what this package rebuilds, for comparison. */
final class OpenCv {
    private OpenCv() {}

    static byte[] resize(byte[] pixels, int width, int height, int newWidth, int newHeight) {
        try (Mat from = mat(pixels, width, height);
                Mat to = new Mat();
                Size size = new Size(newWidth, newHeight)) {
            opencv_imgproc.resize(from, to, size);
            return bytes(to);
        }
    }

    static Mask filledCircle(int width, int height, int x, int y, int radius) {
        try (Mat image = mat(new byte[width * height], width, height);
                Point centre = new Point(x, y)) {
            opencv_imgproc.circle(
                    image, centre, radius, new Scalar(1), opencv_imgproc.FILLED, opencv_imgproc.LINE_8, 0);
            byte[] pixels = bytes(image);
            boolean[] inside = new boolean[pixels.length];
            for (int i = 0; i < inside.length; i++) {
                inside[i] = pixels[i] != 0;
            }
            return new Mask(width, height, inside);
        }
    }

    static float[] distances(Mask mask) {
        byte[] pixels = new byte[mask.inside().length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (mask.inside()[i] ? 1 : 0);
        }
        try (Mat from = mat(pixels, mask.width(), mask.height());
                Mat to = new Mat()) {
            opencv_imgproc.distanceTransform(from, to, opencv_imgproc.DIST_L2, opencv_imgproc.DIST_MASK_5);
            float[] out = new float[pixels.length];
            new FloatPointer(to.data()).get(out);
            return out;
        }
    }

    private static Mat mat(byte[] pixels, int width, int height) {
        Mat mat = new Mat(height, width, opencv_core.CV_8UC1);
        mat.data().put(pixels);
        return mat;
    }

    private static byte[] bytes(Mat mat) {
        byte[] out = new byte[mat.rows() * mat.cols()];
        new BytePointer(mat.data()).get(out);
        return out;
    }
}
