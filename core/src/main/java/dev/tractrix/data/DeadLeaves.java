// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

import dev.tractrix.image.Picture;

/**
 * Endless still pictures with the local statistics of photographs and nobody's rights on them: things of every size
 * that occlude each other (the dead leaves model of Matheron; sizes by r^-3 as in Lee, Mumford and Huang 2001), with
 * fractal texture, gradients, light, soft shadows, blur and grain, in front of smooth or textured backgrounds.
 */
public final class DeadLeaves {
    private DeadLeaves() {}

    /**
     * One picture; the same arguments give the same bytes.
     *
     * @param width pixels, at least 8
     * @param height pixels, at least 8
     */
    public static Picture picture(int width, int height, long seed) {
        if (width < 8 || height < 8) {
            throw new IllegalArgumentException("a dead-leaves picture is at least 8x8, got " + width + "x" + height);
        }
        SeededRandom random = SeededRandom.of(seed, 0xdead1eafL);
        Canvas canvas = new Canvas(width, height);
        new Scenery(random, new LeafPainter(random, Math.max(width, height))).paint(canvas);
        new Grade(random).apply(canvas, random);
        return canvas.toPicture();
    }
}
