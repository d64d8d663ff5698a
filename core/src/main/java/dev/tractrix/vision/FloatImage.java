// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.vision;

import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;

/**
 * An image of floats with any range the caller likes.
 *
 * @param width pixels, at least 1
 * @param height pixels, at least 1
 * @param channels 1..4
 * @param values height x width x channels, row by row; not copied, so the caller gives it away
 */
public record FloatImage(int width, int height, int channels, float[] values) {
    public FloatImage {
        if (width < 1 || height < 1 || channels < 1 || channels > 4) {
            throw new IllegalArgumentException("an image of " + width + "x" + height + "x" + channels);
        }
        if (values.length != (long) width * height * channels) {
            throw new IllegalArgumentException("a " + width + "x" + height + "x" + channels + " image has "
                    + (long) width * height * channels + " values, got " + values.length);
        }
    }

    /** All zero. */
    public static FloatImage zeros(int width, int height, int channels) {
        return new FloatImage(width, height, channels, new float[width * height * channels]);
    }

    /** A picture's colours, 0..1, red first. */
    public static FloatImage of(Picture picture) {
        float[] values = new float[picture.rgb().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (picture.rgb()[i] & 0xff) / 255f;
        }
        return new FloatImage(picture.width(), picture.height(), 3, values);
    }

    /** One channel, 1 inside and 0 outside. */
    public static FloatImage of(Mask mask) {
        float[] values = new float[mask.inside().length];
        for (int i = 0; i < values.length; i++) {
            values[i] = mask.inside()[i] ? 1 : 0;
        }
        return new FloatImage(mask.width(), mask.height(), 1, values);
    }

    /** Three channels of 0..1 as 8-bit colours, rounded; what lies outside is clipped. */
    public Picture toPicture() {
        if (channels != 3) {
            throw new IllegalArgumentException("a picture has 3 channels, got " + channels);
        }
        byte[] rgb = new byte[values.length];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) Math.round(255 * Math.min(1, Math.max(0, values[i])));
        }
        return new Picture(width, height, rgb);
    }

    /** One channel as a mask: inside where at least {@code threshold}. */
    public Mask toMask(float threshold) {
        if (channels != 1) {
            throw new IllegalArgumentException("a mask has 1 channel, got " + channels);
        }
        boolean[] inside = new boolean[values.length];
        for (int i = 0; i < inside.length; i++) {
            inside[i] = values[i] >= threshold;
        }
        return new Mask(width, height, inside);
    }
}
