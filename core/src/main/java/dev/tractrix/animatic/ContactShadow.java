// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.animatic;

import dev.tractrix.image.Mask;
import dev.tractrix.image.Masks;
import dev.tractrix.vision.Filters;
import dev.tractrix.vision.FloatImage;
import java.util.stream.IntStream;

/**
 * What a thing leaves on the ground right where it stands, its shadow or its dark mirror image: darker than the ground
 * around, joined to the thing's lower part, no larger than the thing. It goes where the thing goes.
 */
final class ContactShadow {
    /** Only what lies below this share of the thing's height can be on the ground that it stands on. */
    private static final double LOWER = 0.85;
    /** Darker than this share of the surroundings' light. */
    private static final float DARKER = 0.85f;
    /** How far it may reach, as a share of the thing's size (the root of its area). */
    private static final double REACH = 0.5;
    /** Larger than this share of the thing it is something else. */
    private static final double LARGEST = 0.5;
    /** How far from the mask's edge it may begin: drawn masks are not exact. Share of the shorter side. */
    private static final double GAP = 1.0 / 150;

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
        int area = thing.area();
        double size = Math.sqrt(area);
        int reach = (int) (REACH * size);
        int[] rows = IntStream.range(0, w * h)
                .filter(i -> thing.inside()[i])
                .map(i -> i / w)
                .sorted()
                .toArray();
        if (reach < 4 || rows.length == 0) {
            return Mask.empty(w, h);
        }
        int from = (int) (rows[0] + LOWER * (rows[rows.length - 1] - rows[0]));
        float[] light = Filters.gaussian(light(picture), 1.5).values();
        Mask near = Filters.dilate(thing, reach);
        FloatImage ground = FloatImage.zeros(w, h, 2);
        for (int i = from * w; i < w * h; i++) {
            if (!near.inside()[i] && !others.inside()[i]) {
                ground.values()[2 * i] = light[i];
                ground.values()[2 * i + 1] = 1;
            }
        }
        float[] around = Filters.gaussian(ground, 0.7 * reach).values();
        Mask touching = Filters.dilate(thing, (int) Math.max(2, GAP * Math.min(w, h)));
        Mask dark = Mask.empty(w, h);
        for (int i = from * w; i < w * h; i++) {
            boolean known = around[2 * i + 1] > 1e-3f;
            boolean darker = known && light[i] < DARKER * around[2 * i] / around[2 * i + 1];
            dark.inside()[i] = near.inside()[i] && !others.inside()[i] && !thing.inside()[i] && darker;
        }
        int[] seeds = IntStream.range(0, w * h)
                .filter(i -> dark.inside()[i] && touching.inside()[i])
                .toArray();
        Mask shadow = Masks.connected(dark, seeds);
        int found = shadow.area();
        return found > 0.003 * area && found < LARGEST * area ? shadow : Mask.empty(w, h);
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

    private static FloatImage light(FloatImage picture) {
        FloatImage out = FloatImage.zeros(picture.width(), picture.height(), 1);
        float[] p = picture.values();
        for (int i = 0; i < out.values().length; i++) {
            out.values()[i] = 0.299f * p[3 * i] + 0.587f * p[3 * i + 1] + 0.114f * p[3 * i + 2];
        }
        return out;
    }
}
