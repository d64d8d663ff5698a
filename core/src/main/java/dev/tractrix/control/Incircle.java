// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.control;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Mask;
import dev.tractrix.scene.Disc;
import dev.tractrix.scene.DiscFinder;
import java.util.Arrays;

/**
 * The largest circle inside a mask, as the released code measures it: the maximum of OpenCV's L2 distance transform with
 * a 5x5 neighbourhood, the radius truncated to whole pixels, the centre the first maximum in reading order.
 *
 * <p>The frame's edge is no boundary: a mask that touches it may have its centre on it.
 *
 * @param x centre, a pixel of the mask
 * @param y centre, a pixel of the mask
 * @param radius whole pixels, 0 or more
 */
public record Incircle(int x, int y, int radius) {
    // OpenCV's metric for DIST_L2 with DIST_MASK_5: a step along an axis, along a diagonal, a knight's move.
    // Float sums are what its x86 wheels compute (through IPP); its portable code uses 16-bit fixed point instead and
    // differs in the sixth digit, which can move the centre between points that are equally deep.
    private static final float STRAIGHT = 1f;
    private static final float DIAGONAL = 1.4f;
    private static final float KNIGHT = 2.1969f;

    public Incircle {
        if (radius < 0 || x < 0 || y < 0) {
            throw new IllegalArgumentException(
                    "an incircle lies in its mask, got (" + x + ", " + y + "), radius " + radius);
        }
    }

    /** Finds the discs of a scene's motion by this incircle. */
    public static DiscFinder finder() {
        return mask -> {
            Incircle incircle = of(mask);
            return new Disc(incircle.x, incircle.y, incircle.radius);
        };
    }

    /** The radius alone; 0 for an empty mask, as a thing too small for the network's size leaves one. */
    static int radius(Mask mask) {
        return mask.area() == 0 ? 0 : of(mask).radius();
    }

    /**
     * The incircle of a mask. A mask without any outside has no depth; its circle is then the largest within the frame.
     *
     * @throws BadInputException when the mask is empty
     */
    public static Incircle of(Mask mask) {
        float[] depth = distances(mask);
        int deepest = 0;
        for (int i = 1; i < depth.length; i++) {
            if (depth[i] > depth[deepest]) {
                deepest = i;
            }
        }
        int width = mask.width();
        if (depth[deepest] == 0) {
            throw BadInputException.of("mask", "at least one pixel inside", "none", "draw the mask again");
        }
        if (depth[deepest] == Float.MAX_VALUE) {
            return new Incircle(width / 2, mask.height() / 2, Math.min(width, mask.height()) / 2);
        }
        return new Incircle(deepest % width, deepest / width, (int) depth[deepest]);
    }

    /**
     * How far each inside pixel is from the nearest outside one, 0 outside, bit for bit as OpenCV.
     *
     * @return height x width, pixels; {@link Float#MAX_VALUE} everywhere when nothing is outside
     */
    public static float[] distances(Mask mask) {
        int width = mask.width();
        int height = mask.height();
        // a border of two endlessly deep pixels all round, so that no step needs a check
        int stride = width + 4;
        float[] d = new float[stride * (height + 4)];
        Arrays.fill(d, Float.MAX_VALUE);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int i = (y + 2) * stride + x + 2;
                d[i] = mask.at(x, y) ? shorter(Float.MAX_VALUE, d, i, -1, -stride) : 0;
            }
        }
        float[] out = new float[width * height];
        for (int y = height - 1; y >= 0; y--) {
            for (int x = width - 1; x >= 0; x--) {
                int i = (y + 2) * stride + x + 2;
                d[i] = shorter(d[i], d, i, 1, stride);
                out[y * width + x] = d[i];
            }
        }
        return out;
    }

    /** The shortest way through the eight neighbours that this pass has seen; {@code back} and {@code up} lead to them. */
    private static float shorter(float known, float[] d, int i, int back, int up) {
        float best = Math.min(known, d[i + back] + STRAIGHT);
        best = Math.min(best, d[i + up] + STRAIGHT);
        best = Math.min(best, Math.min(d[i + up - 1], d[i + up + 1]) + DIAGONAL);
        best = Math.min(best, Math.min(d[i + up - 2], d[i + up + 2]) + KNIGHT);
        return Math.min(best, Math.min(d[i + 2 * up - 1], d[i + 2 * up + 1]) + KNIGHT);
    }
}
