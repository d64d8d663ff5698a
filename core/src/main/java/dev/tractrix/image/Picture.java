// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.image;

import java.util.Objects;

/**
 * An 8-bit sRGB picture.
 *
 * @param width pixels, at least 1
 * @param height pixels, at least 1
 * @param rgb height x width x 3 bytes, row by row, red first, 0..255 unsigned; not copied, so the caller gives it away
 */
public record Picture(int width, int height, byte[] rgb) {
    public Picture {
        Objects.requireNonNull(rgb, "rgb");
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("a picture is at least 1x1, got " + width + "x" + height);
        }
        if (rgb.length != (long) width * height * 3) {
            throw new IllegalArgumentException("a " + width + "x" + height + " picture has " + (long) width * height * 3
                    + " bytes, got " + rgb.length);
        }
    }

    /** A black picture. */
    public static Picture black(int width, int height) {
        return new Picture(width, height, new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)]);
    }

    /** One channel of one pixel, 0..255; channel 0 red, 1 green, 2 blue. */
    public int at(int x, int y, int channel) {
        return rgb[(y * width + x) * 3 + channel] & 0xff;
    }

    /** The same pixels in an array of their own. */
    public Picture copy() {
        return new Picture(width, height, rgb.clone());
    }

    /**
     * A copy of a part that lies in the picture.
     *
     * @param left its first column
     * @param top its first row
     * @throws IndexOutOfBoundsException when it reaches beyond the picture
     */
    public Picture part(int left, int top, int width, int height) {
        Objects.checkFromIndexSize(left, width, this.width);
        Objects.checkFromIndexSize(top, height, this.height);
        Picture part = black(width, height);
        for (int y = 0; y < height; y++) {
            System.arraycopy(rgb, 3 * ((top + y) * this.width + left), part.rgb, 3 * y * width, 3 * width);
        }
        return part;
    }
}
