// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.vision;

import static org.bytedeco.opencv.global.opencv_core.CV_32FC;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC1;
import static org.bytedeco.opencv.global.opencv_core.CV_8UC3;
import static org.bytedeco.opencv.global.opencv_core.setNumThreads;

import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.opencv.opencv_core.Mat;

/** Arrays to native matrices and back. To be called within a {@code PointerScope}, which frees what is made here. */
final class Mats {
    static {
        // libtorch keeps threads of its own; two pools on the same cores stall each other, and these images are small
        setNumThreads(1);
    }

    private Mats() {}

    static Mat of(FloatImage image) {
        return new Mat(image.height(), image.width(), CV_32FC(image.channels()), new FloatPointer(image.values()));
    }

    /** Red first; what treats the channels differently has to be told. */
    static Mat of(Picture picture) {
        return new Mat(picture.height(), picture.width(), CV_8UC3, new BytePointer(picture.rgb()));
    }

    /** 255 inside, 0 outside. */
    static Mat of(Mask mask) {
        byte[] values = new byte[mask.inside().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) (mask.inside()[i] ? 255 : 0);
        }
        return new Mat(mask.height(), mask.width(), CV_8UC1, new BytePointer(values));
    }

    static FloatImage toFloatImage(Mat mat) {
        Mat whole = mat.isContinuous() ? mat : mat.clone();
        float[] values = new float[mat.rows() * mat.cols() * mat.channels()];
        new FloatPointer(whole.data()).get(values);
        return new FloatImage(mat.cols(), mat.rows(), mat.channels(), values);
    }

    static Picture toPicture(Mat mat) {
        Mat whole = mat.isContinuous() ? mat : mat.clone();
        byte[] rgb = new byte[mat.rows() * mat.cols() * 3];
        whole.data().get(rgb);
        return new Picture(mat.cols(), mat.rows(), rgb);
    }

    static Mask toMask(Mat mat) {
        Mat whole = mat.isContinuous() ? mat : mat.clone();
        byte[] values = new byte[mat.rows() * mat.cols()];
        whole.data().get(values);
        boolean[] inside = new boolean[values.length];
        for (int i = 0; i < inside.length; i++) {
            inside[i] = values[i] != 0;
        }
        return new Mask(mat.cols(), mat.rows(), inside);
    }
}
