// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.refiner;

import dev.tractrix.animatic.AnimaticFrames;
import dev.tractrix.image.Picture;

/**
 * What the refiner sees of a frame, in plain arrays so that background threads can make it.
 *
 * <p>Channels: 0..2 the animatic's frame and 3..5 the still, both -1..1, the still without what moves in it and what is made up
 * in the frame (0 there): a network that sees a shadow where it stood brings it back; 6 how much of the pixel moves in the frame, 7 in the
 * still, 8 how much of it is made up, 9 whether a thing that the picture's edge cuts would go on there; each 0..1.
 */
public final class RefinerInput {
    /** How many there are. */
    public static final int CHANNELS = 10;

    /** From which share of a pixel the still is hidden. */
    private static final float SHARE = 0.02f;

    private RefinerInput() {}

    /**
     * A part of a frame.
     *
     * @param frame of the animatic
     * @param left first column
     * @param top first row
     * @return {@link #CHANNELS} x height x width, channel by channel, row by row
     */
    public static float[] of(
            Picture still, AnimaticFrames animatic, int frame, int left, int top, int width, int height) {
        float[] out = new float[CHANNELS * width * height];
        int plane = width * height;
        byte[] shown = animatic.frames().get(frame).rgb();
        byte[] first = still.rgb();
        float[][] maps = {
            animatic.movingMask().get(frame),
            animatic.movingMask().get(0),
            animatic.uncovered().get(frame),
            animatic.beyond().get(frame)
        };
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int at = y * width + x;
                int pixel = (top + y) * still.width() + left + x;
                boolean hidden = maps[1][pixel] > SHARE || maps[2][pixel] > SHARE;
                for (int c = 0; c < 3; c++) {
                    out[c * plane + at] = unit(shown[3 * pixel + c]);
                    out[(3 + c) * plane + at] = hidden ? 0 : unit(first[3 * pixel + c]);
                }
                for (int m = 0; m < maps.length; m++) {
                    out[(6 + m) * plane + at] = maps[m][pixel];
                }
            }
        }
        return out;
    }

    private static float unit(byte value) {
        return (value & 0xff) / 127.5f - 1;
    }
}
