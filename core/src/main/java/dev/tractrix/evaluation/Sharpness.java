// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.evaluation;

import dev.tractrix.data.Similarity;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;

/** Gradient energy: the squared steps of the luma from pixel to pixel, which blur takes away first. */
final class Sharpness {
    private Sharpness() {}

    /** Squared gradient of the luma (ITU-R BT.601, 0..255), row by row; 0 at the border. */
    static float[] energy(Picture picture) {
        int w = picture.width();
        int h = picture.height();
        float[] luma = luma(picture);
        float[] out = new float[w * h];
        for (int y = 1; y < h - 1; y++) {
            for (int x = 1; x < w - 1; x++) {
                int i = y * w + x;
                float dx = (luma[i + 1] - luma[i - 1]) / 2;
                float dy = (luma[i + w] - luma[i - w]) / 2;
                out[i] = dx * dx + dy * dy;
            }
        }
        return out;
    }

    static float[] luma(Picture picture) {
        byte[] rgb = picture.rgb();
        float[] out = new float[rgb.length / 3];
        for (int i = 0; i < out.length; i++) {
            out[i] = 0.299f * (rgb[3 * i] & 0xff) + 0.587f * (rgb[3 * i + 1] & 0xff) + 0.114f * (rgb[3 * i + 2] & 0xff);
        }
        return out;
    }

    /**
     * Of a moved thing against itself in the photograph.
     *
     * @param still its gradient energy
     * @param mask the thing in the photograph
     * @param frame the gradient energy of the frame
     * @param pose where the thing is in the frame
     * @return 1 when as sharp; NaN when nothing of it has a gradient, or none of it is in the frame
     */
    static double ofThing(float[] still, Mask mask, float[] frame, Similarity pose) {
        double before = 0;
        double after = 0;
        for (int y = 0; y < mask.height(); y++) {
            for (int x = 0; x < mask.width(); x++) {
                if (!mask.at(x, y)) {
                    continue;
                }
                long u = Math.round(pose.x(x, y));
                long v = Math.round(pose.y(x, y));
                if (u >= 0 && v >= 0 && u < mask.width() && v < mask.height()) {
                    before += still[y * mask.width() + x];
                    after += frame[(int) (v * mask.width() + u)];
                }
            }
        }
        // what grows has flatter steps for the same detail
        double scale = pose.scale();
        return before > 0 ? after * scale * scale / before : Double.NaN;
    }

    /** Mean gradient energy of a whole frame. */
    static double mean(float[] energy) {
        double sum = 0;
        for (float e : energy) {
            sum += e;
        }
        return sum / energy.length;
    }
}
