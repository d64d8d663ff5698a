// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.animatic;

import dev.tractrix.image.Mask;
import dev.tractrix.image.Masks;
import dev.tractrix.vision.Filters;
import dev.tractrix.vision.FloatImage;
import java.util.stream.IntStream;

/**
 * What a thing leaves on the ground right where it stands, its shadow or its dark mirror image: darker than the ground
 * around, joined to the thing's lower part, no larger than the thing. Further off, and beside the thing instead of below it,
 * only what is also of the ground's hue belongs to it: shade takes light and leaves the hue, other dark things do not. It goes
 * where the thing goes.
 */
final class ContactShadow {
    /** Only what lies below this share of the thing's height can be on the ground that it stands on. */
    private static final double LOWER = 0.85;
    /** Darker than this share of the surroundings' light. */
    private static final float DARKER = 0.85f;
    /** How far it may reach, as a share of the thing's size (the root of its area). */
    private static final double REACH = 0.5;
    /** How far where it is of the ground's hue. */
    private static final double FAR = 0.8;
    /** How much higher than the thing's lower part it may reach there. */
    private static final double UP = 0.25;
    /** Of the ground's hue: the largest difference of a colour's share of red, green and blue together. */
    private static final float SAME_HUE = 0.04f;
    /** Larger than this share of the thing it is something else. */
    private static final double LARGEST = 0.5;
    /** How far from the mask's edge it may begin: drawn masks are not exact. Share of the shorter side. */
    private static final double GAP = 1.0 / 150;

    /** A cut shadow fades over this part of the picture's shorter side. */
    private static final float FADING = 12;

    private ContactShadow() {}

    /**
     * Finds it.
     *
     * @param picture 3 channels, 0..1
     * @param thing the picture's size
     * @param others other things: nothing of them is a shadow
     * @return empty where there is none
     */
    static Mask find(FloatImage picture, Mask thing, Mask others) {
        int w = thing.width();
        int h = thing.height();
        Mask none = Mask.empty(w, h);
        int area = thing.area();
        double size = Math.sqrt(area);
        Mask.Bounds bounds = thing.bounds().orElse(null);
        if ((int) (REACH * size) < 4 || bounds == null) {
            return none;
        }
        int from = (int) (bounds.top() + LOWER * (bounds.bottom() - bounds.top()));
        FloatImage smooth = Filters.gaussian(picture, 1.5);
        Mask taken = Masks.union(thing, others);
        Mask dark = dark(smooth, thing, taken, (int) (REACH * size), from, Float.MAX_VALUE);
        Mask touching = Filters.dilate(thing, (int) Math.max(2, GAP * Math.min(w, h)));
        Mask shadow = Masks.connected(dark, pixels(Masks.intersect(dark, touching)));
        int found = shadow.area();
        if (found <= 0.003 * area || found >= LARGEST * area) {
            return none;
        }
        int higher = Math.max(bounds.top(), from - (int) (UP * size));
        Mask further = dark(smooth, thing, taken, (int) (FAR * size), higher, SAME_HUE);
        Mask whole = Masks.connected(Masks.union(shadow, further), pixels(shadow));
        // a light board or a glint within it is in the shade as well
        return Masks.subtract(Masks.fillHoles(whole), taken);
    }

    private static int[] pixels(Mask mask) {
        return IntStream.range(0, mask.inside().length)
                .filter(i -> mask.inside()[i])
                .toArray();
    }

    /**
     * Where it is darker near a thing than the ground beyond.
     *
     * @param taken what is no ground
     * @param reach pixels around the thing
     * @param from first row
     * @param hue how far the hue may be from the ground's
     */
    private static Mask dark(FloatImage picture, Mask thing, Mask taken, int reach, int from, float hue) {
        int w = thing.width();
        int h = thing.height();
        float[] p = picture.values();
        Mask near = Filters.dilate(thing, reach);
        FloatImage ground = FloatImage.zeros(w, h, 4);
        for (int i = from * w; i < w * h; i++) {
            if (!near.inside()[i] && !taken.inside()[i]) {
                System.arraycopy(p, 3 * i, ground.values(), 4 * i, 3);
                ground.values()[4 * i + 3] = 1;
            }
        }
        float[] around = Filters.gaussian(ground, 0.7 * reach).values();
        Mask dark = Mask.empty(w, h);
        for (int i = from * w; i < w * h; i++) {
            float known = around[4 * i + 3];
            if (known > 1e-3f && near.inside()[i] && !taken.inside()[i]) {
                boolean darker = light(p, 3 * i) < DARKER * light(around, 4 * i) / known;
                dark.inside()[i] = darker && hueDistance(p, 3 * i, around, 4 * i) < hue;
            }
        }
        return dark;
    }

    /** Of two colours, whatever their brightness. */
    private static float hueDistance(float[] a, int i, float[] b, int j) {
        float sumA = Math.max(1e-3f, a[i] + a[i + 1] + a[i + 2]);
        float sumB = Math.max(1e-3f, b[j] + b[j + 1] + b[j + 2]);
        float most = 0;
        for (int c = 0; c < 3; c++) {
            most = Math.max(most, Math.abs(a[i + c] / sumA - b[j + c] / sumB));
        }
        return most;
    }

    private static float light(float[] rgb, int i) {
        return 0.299f * rgb[i] + 0.587f * rgb[i + 1] + 0.114f * rgb[i + 2];
    }

    /**
     * How dark it is.
     *
     * @param ground the picture without it
     * @return 1 channel, 0..1: the share of the ground's light that it takes, soft at its edge
     */
    static FloatImage shade(FloatImage picture, FloatImage ground, Mask shadow) {
        float[] with = light(picture).values();
        float[] without = light(ground).values();
        FloatImage shade = FloatImage.zeros(shadow.width(), shadow.height(), 1);
        FloatImage soft = Filters.feather(shadow, Math.max(2, Math.min(shadow.width(), shadow.height()) / 200.0));
        for (int i = 0; i < with.length; i++) {
            float taken = 1 - with[i] / Math.max(0.02f, without[i]);
            shade.values()[i] = soft.values()[i] * Math.min(0.9f, Math.max(0, taken));
        }
        return Filters.gaussian(shade, 1);
    }

    /** The same, fading towards the picture's edges, of a shadow that they cut: nothing says how it goes on. */
    static FloatImage fading(FloatImage shade) {
        int w = shade.width();
        int h = shade.height();
        float deep = Math.min(w, h) / FADING;
        FloatImage out = FloatImage.zeros(w, h, 1);
        for (int i = 0; i < w * h; i++) {
            int x = i % w;
            int y = i / w;
            int edge = Math.min(Math.min(x, w - 1 - x), Math.min(y, h - 1 - y));
            out.values()[i] = shade.values()[i] * Math.min(1, edge / deep);
        }
        return out;
    }

    private static FloatImage light(FloatImage picture) {
        FloatImage out = FloatImage.zeros(picture.width(), picture.height(), 1);
        for (int i = 0; i < out.values().length; i++) {
            out.values()[i] = light(picture.values(), 3 * i);
        }
        return out;
    }
}
