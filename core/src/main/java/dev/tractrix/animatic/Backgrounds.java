// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.animatic;

import dev.tractrix.image.Mask;
import dev.tractrix.scene.Entity;

/** Which entities lie behind, whatever they are called. */
final class Backgrounds {
    /** A mask larger than this share of the picture is what lies behind, whatever it is called: nothing could fill it. */
    private static final double BACKGROUND_SHARE = 0.3;
    /** So is one that takes up so much of the picture's border: ground, sky. */
    private static final double BACKGROUND_BORDER = 0.25;

    private Backgrounds() {}

    static boolean are(Entity.Kind kind, Mask mask) {
        return kind == Entity.Kind.BACKGROUND
                || kind == Entity.Kind.WHOLE
                || mask.area() > BACKGROUND_SHARE * mask.inside().length
                || borderShare(mask) > BACKGROUND_BORDER;
    }

    /** A little within the border: drawn masks often stop short of it. */
    private static double borderShare(Mask mask) {
        int w = mask.width();
        int h = mask.height();
        int inset = Math.min(w, h) / 50;
        int inside = 0;
        for (int x = 0; x < w; x++) {
            inside += (mask.at(x, inset) ? 1 : 0) + (mask.at(x, h - 1 - inset) ? 1 : 0);
        }
        for (int y = 0; y < h; y++) {
            inside += (mask.at(inset, y) ? 1 : 0) + (mask.at(w - 1 - inset, y) ? 1 : 0);
        }
        return inside / (2.0 * (w + h));
    }
}
