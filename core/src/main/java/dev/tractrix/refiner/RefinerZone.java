// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.refiner;

import dev.tractrix.animatic.AnimaticFrames;
import dev.tractrix.image.Mask;
import dev.tractrix.vision.Filters;

/**
 * Where the refiner may change a frame: along the edges of what moves, on what is made up, where a cut thing may go on, and a
 * little around. Within a thing its own pixels are right, and all else is the photograph.
 */
public final class RefinerZone {
    /** From which share of a pixel it counts. */
    private static final float SHARE = 0.02f;
    /** How far around, pixels: halos and shadows left behind. */
    private static final int AROUND = 8;
    /** How far into a thing, pixels. */
    private static final int INTO = 2;
    /** Within how many of these it fades out. */
    private static final double FADE = 4;

    private RefinerZone() {}

    /** @return height x width, row by row, 0..1 */
    public static float[] of(AnimaticFrames animatic, int frame) {
        int w = animatic.frames().get(frame).width();
        int h = animatic.frames().get(frame).height();
        Mask mask = Mask.empty(w, h);
        Mask whole = Mask.empty(w, h);
        float[] moving = animatic.movingMask().get(frame);
        float[] uncovered = animatic.uncovered().get(frame);
        float[] beyond = animatic.beyond().get(frame);
        for (int i = 0; i < w * h; i++) {
            mask.inside()[i] = moving[i] > SHARE || uncovered[i] > SHARE || beyond[i] > SHARE;
            whole.inside()[i] = moving[i] > 1 - SHARE && uncovered[i] <= SHARE;
        }
        float[] near = Filters.feather(Filters.dilate(mask, AROUND - (int) FADE / 2), FADE)
                .values();
        float[] within = Filters.feather(Filters.erode(whole, INTO), INTO).values();
        float[] out = new float[w * h];
        for (int i = 0; i < out.length; i++) {
            out[i] = near[i] * (1 - within[i]);
        }
        return out;
    }
}
