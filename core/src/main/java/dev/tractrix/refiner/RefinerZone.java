// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.refiner;

import dev.tractrix.animatic.AnimaticFrames;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import dev.tractrix.vision.Filters;
import dev.tractrix.vision.FloatImage;

/**
 * Where the refiner may change a frame: along the edges of what moves and of what is made up, where a cut thing may go on, and a
 * little around, and only where there is some contrast. Within a thing its own pixels are right, deep in what is made up the
 * fill's texture is better than a network's mean, and all else is the photograph.
 */
public final class RefinerZone {
    /** From which share of a pixel it counts. */
    private static final float SHARE = 0.02f;
    /** How far around, pixels: halos and shadows left behind. */
    private static final int AROUND = 8;
    /** How far into a thing, pixels. */
    private static final int INTO = 2;
    /** How far into what was filled, pixels. */
    private static final int SEAM = 4;
    /** The same while it learns: what it makes of a seam hangs on what it makes of the ground behind. */
    private static final int SEAM_LEARNED = 12;
    /** Within how many of these it fades out. */
    private static final double FADE = 4;

    /** Half the side of the square whose contrast counts, pixels. */
    private static final int CONTRAST_AROUND = 3;
    /** Deviation of the light there, 0..1, up to which nothing is changed. */
    private static final float SMOOTH = 0.012f;
    /** The same from which on everything is. */
    private static final float BUSY = 0.05f;

    private RefinerZone() {}

    /** @return height x width, row by row, 0..1 */
    public static float[] of(AnimaticFrames animatic, int frame) {
        return of(animatic, frame, SEAM);
    }

    /** Where it learns, somewhat further than {@link #of}. */
    public static float[] learned(AnimaticFrames animatic, int frame) {
        return of(animatic, frame, SEAM_LEARNED);
    }

    private static float[] of(AnimaticFrames animatic, int frame, int seam) {
        int w = animatic.frames().get(frame).width();
        int h = animatic.frames().get(frame).height();
        Mask mask = Mask.empty(w, h);
        Mask whole = Mask.empty(w, h);
        Mask filled = Mask.empty(w, h);
        float[] moving = animatic.movingMask().get(frame);
        float[] uncovered = animatic.uncovered().get(frame);
        float[] beyond = animatic.beyond().get(frame);
        for (int i = 0; i < w * h; i++) {
            mask.inside()[i] = moving[i] > SHARE || uncovered[i] > SHARE || beyond[i] > SHARE;
            whole.inside()[i] = moving[i] > 1 - SHARE && uncovered[i] <= SHARE;
            filled.inside()[i] = uncovered[i] > 1 - SHARE && beyond[i] <= SHARE;
        }
        float[] near = Filters.feather(Filters.dilate(mask, AROUND - (int) FADE / 2), FADE)
                .values();
        float[] within = Filters.feather(Filters.erode(whole, INTO), INTO).values();
        float[] deep = Filters.feather(Filters.erode(filled, seam), FADE).values();
        float[] busy = busy(animatic.frames().get(frame));
        float[] out = new float[w * h];
        for (int i = 0; i < out.length; i++) {
            out[i] = near[i] * (1 - within[i]) * (1 - deep[i]) * busy[i];
        }
        return out;
    }

    /** Where there is some contrast around; on what is smooth the fill is good, and everyone sees a network's blotches. */
    private static float[] busy(Picture frame) {
        float[] rgb = FloatImage.of(frame).values();
        FloatImage light = FloatImage.zeros(frame.width(), frame.height(), 1);
        FloatImage squared = FloatImage.zeros(frame.width(), frame.height(), 1);
        for (int i = 0; i < light.values().length; i++) {
            float value = 0.299f * rgb[3 * i] + 0.587f * rgb[3 * i + 1] + 0.114f * rgb[3 * i + 2];
            light.values()[i] = value;
            squared.values()[i] = value * value;
        }
        float[] mean = Filters.box(light, CONTRAST_AROUND).values();
        float[] of = Filters.box(squared, CONTRAST_AROUND).values();
        float[] out = new float[mean.length];
        for (int i = 0; i < out.length; i++) {
            float deviation = (float) Math.sqrt(Math.max(0, of[i] - mean[i] * mean[i]));
            out[i] = Math.max(0, Math.min(1, (deviation - SMOOTH) / (BUSY - SMOOTH)));
        }
        return out;
    }
}
