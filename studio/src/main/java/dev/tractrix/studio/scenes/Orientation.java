// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.scenes;

import dev.tractrix.image.Picture;

/** How a camera was held, as EXIF numbers it (CIPA DC-008, tag 0x0112). */
final class Orientation {
    private Orientation() {}

    /** @param code 1 upright, 2 mirrored, 3 upside down, ... 8; anything else counts as 1 */
    static Picture upright(Picture picture, int code) {
        if (code <= 1 || code > 8) {
            return picture;
        }
        int w = picture.width();
        int h = picture.height();
        boolean sideways = code >= 5;
        Picture out = sideways ? Picture.black(h, w) : Picture.black(w, h);
        for (int y = 0; y < out.height(); y++) {
            for (int x = 0; x < out.width(); x++) {
                int sx = switch (code) {
                    case 2, 3 -> w - 1 - x;
                    case 4 -> x;
                    case 5, 6 -> y;
                    default -> w - 1 - y;
                };
                int sy = switch (code) {
                    case 2 -> y;
                    case 3, 4 -> h - 1 - y;
                    case 5, 8 -> x;
                    default -> h - 1 - x;
                };
                System.arraycopy(picture.rgb(), 3 * (sy * w + sx), out.rgb(), 3 * (y * out.width() + x), 3);
            }
        }
        return out;
    }
}
