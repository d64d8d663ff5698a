// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.vision;

import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_Lab2RGB;
import static org.bytedeco.opencv.global.opencv_imgproc.COLOR_RGB2Lab;
import static org.bytedeco.opencv.global.opencv_imgproc.cvtColor;
import static org.bytedeco.opencv.global.opencv_photo.INPAINT_TELEA;
import static org.bytedeco.opencv.global.opencv_xphoto.INPAINT_FSR_BEST;
import static org.bytedeco.opencv.global.opencv_xphoto.INPAINT_FSR_FAST;
import static org.bytedeco.opencv.global.opencv_xphoto.INPAINT_SHIFTMAP;

import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.opencv_core.Mat;

/** Holes in a picture filled from its rest, as OpenCV does it. */
public final class Inpainting {
    private Inpainting() {}

    /** Colours carried in from the rim (Telea 2004): smooth, for thin holes. @param radius of the neighbourhood, pixels */
    public static Picture telea(Picture picture, Mask hole, double radius) {
        try (PointerScope scope = new PointerScope()) {
            Mat out = new Mat();
            org.bytedeco.opencv.global.opencv_photo.inpaint(
                    Mats.of(picture), Mats.of(hole), out, radius, INPAINT_TELEA);
            return Mats.toPicture(out);
        }
    }

    /** Pieces moved in from elsewhere (He and Sun 2012, as OpenCV's xphoto has it). */
    public static Picture shiftMap(Picture picture, Mask hole) {
        return xphoto(picture, hole, INPAINT_SHIFTMAP);
    }

    /** Frequency selective reconstruction (Genser et al. 2018): for small losses; slow. */
    public static Picture frequencySelective(Picture picture, Mask hole, boolean best) {
        return xphoto(picture, hole, best ? INPAINT_FSR_BEST : INPAINT_FSR_FAST);
    }

    private static Picture xphoto(Picture picture, Mask hole, int algorithm) {
        try (PointerScope scope = new PointerScope()) {
            Mat in = Mats.of(picture);
            if (algorithm == INPAINT_SHIFTMAP) {
                // its distances are meant for CIE Lab
                cvtColor(in, in, COLOR_RGB2Lab);
            }
            Mat out = new Mat();
            // here 0 marks what is missing
            org.bytedeco.opencv.global.opencv_xphoto.inpaint(in, Mats.of(hole.inverted()), out, algorithm);
            if (algorithm == INPAINT_SHIFTMAP) {
                cvtColor(out, out, COLOR_Lab2RGB);
            }
            return Mats.toPicture(out);
        }
    }
}
