// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.superresolution;

import dev.tractrix.vision.Filters;
import dev.tractrix.vision.FloatImage;
import dev.tractrix.vision.Resampling.Border;
import dev.tractrix.vision.Resampling.Kernel;

/**
 * A small change laid over a large picture so that it follows the large one's detail: in every neighbourhood the change is
 * explained, as far as it can be, by the small picture (change = a * picture + b, as the guided filter of He, Sun and Tang
 * has it), the large picture's own detail enters that line, and only what the line leaves over is enlarged as it is. Light
 * that falls on a texture keeps the texture; a texture that the clip does not show goes.
 */
final class JointUpsampling {
    /** Half a neighbourhood's side, small pixels. */
    private static final int RADIUS = 3;
    /** How strong a picture's contrast must be to explain a change, as a variance of 0..1 colours. */
    private static final float EPSILON = 1e-3f;

    private JointUpsampling() {}

    /**
     * Adds the change.
     *
     * @param large 3 channels, 0..1; changed in place
     * @param picture the large one as the small frames show it: 3 channels, small size
     * @param change 3 channels, small size
     * @param weight 1 channel, 0..1, large size
     */
    static void add(Window window, FloatImage large, FloatImage picture, FloatImage change, FloatImage weight) {
        int n = picture.values().length;
        float[] p = picture.values();
        float[] d = change.values();
        float[] pp = new float[n];
        float[] pd = new float[n];
        for (int i = 0; i < n; i++) {
            pp[i] = p[i] * p[i];
            pd[i] = p[i] * d[i];
        }
        float[] meanP = mean(picture, p);
        float[] meanD = mean(picture, d);
        float[] meanPp = mean(picture, pp);
        float[] meanPd = mean(picture, pd);
        float[] a = new float[n];
        float[] b = new float[n];
        for (int i = 0; i < n; i++) {
            float variance = Math.max(0, meanPp[i] - meanP[i] * meanP[i]);
            // a line that turns the picture's own detail round, or more than doubles it, explains nothing
            a[i] = Math.min(1, Math.max(-1, (meanPd[i] - meanP[i] * meanD[i]) / (variance + EPSILON)));
            b[i] = meanD[i] - a[i] * meanP[i];
        }
        float[] smoothA = mean(picture, a);
        float[] smoothB = mean(picture, b);
        float[] left = new float[n];
        for (int i = 0; i < n; i++) {
            left[i] = d[i] - smoothA[i] * p[i] - smoothB[i];
        }
        float[] largeA = enlarge(window, picture, smoothA);
        float[] largeB = enlarge(window, picture, smoothB);
        float[] largeLeft = enlarge(window, picture, left);
        float[] out = large.values();
        for (int i = 0; i < out.length; i++) {
            float w = weight.values()[i / 3];
            if (w > 0) {
                float value = out[i] + w * (largeA[i] * out[i] + largeB[i] + largeLeft[i]);
                out[i] = Math.min(1, Math.max(0, value));
            }
        }
    }

    private static float[] mean(FloatImage like, float[] values) {
        return Filters.box(new FloatImage(like.width(), like.height(), 3, values), RADIUS)
                .values();
    }

    private static float[] enlarge(Window window, FloatImage like, float[] values) {
        return window.toLarge(new FloatImage(like.width(), like.height(), 3, values), Kernel.LINEAR, Border.REPEATED)
                .values();
    }
}
