// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.animatic;

import dev.tractrix.image.Mask;
import dev.tractrix.vision.FloatImage;

/** A background's colours carried on beyond its mask, mirrored about the mask's edge: clouds that drift find more clouds. */
final class MirroredTexture {
    private MirroredTexture() {}

    /**
     * @param picture 3 channels
     * @param inside where the background is; at least one pixel
     * @return the picture inside the mask, its mirror image outside
     */
    static FloatImage extend(FloatImage picture, Mask inside) {
        int w = picture.width();
        int h = picture.height();
        int[] nearest = nearest(inside);
        FloatImage out = FloatImage.zeros(w, h, 3);
        for (int i = 0; i < nearest.length; i++) {
            int edgeX = nearest[i] % w;
            int edgeY = nearest[i] / w;
            int x = Math.min(Math.max(2 * edgeX - i % w, 0), w - 1);
            int y = Math.min(Math.max(2 * edgeY - i / w, 0), h - 1);
            // the mirror image may fall beyond a thin background's other side
            int from = inside.at(x, y) ? y * w + x : nearest[y * w + x];
            System.arraycopy(picture.values(), 3 * from, out.values(), 3 * i, 3);
        }
        return out;
    }

    /** Each pixel's nearest one inside, by two passes that hand the neighbours' finding on (Danielsson 1980). */
    static int[] nearest(Mask inside) {
        int w = inside.width();
        int h = inside.height();
        int[] nearest = new int[w * h];
        for (int i = 0; i < nearest.length; i++) {
            nearest[i] = inside.inside()[i] ? i : -1;
        }
        for (int pass = 0; pass < 2; pass++) {
            int step = pass == 0 ? -1 : 1;
            for (int k = 0; k < h; k++) {
                int y = pass == 0 ? k : h - 1 - k;
                for (int x = 0; x < w; x++) {
                    for (int dx = -1; dx <= 1; dx++) {
                        offer(nearest, w, h, x, y, x + dx, y + step);
                    }
                }
                for (int x = 0; x < w; x++) {
                    offer(nearest, w, h, x, y, x - 1, y);
                }
                for (int x = w - 1; x >= 0; x--) {
                    offer(nearest, w, h, x, y, x + 1, y);
                }
            }
        }
        return nearest;
    }

    private static void offer(int[] nearest, int w, int h, int x, int y, int nx, int ny) {
        if (nx < 0 || ny < 0 || nx >= w || ny >= h || nearest[ny * w + nx] < 0) {
            return;
        }
        int candidate = nearest[ny * w + nx];
        int i = y * w + x;
        if (nearest[i] < 0 || squared(candidate, w, x, y) < squared(nearest[i], w, x, y)) {
            nearest[i] = candidate;
        }
    }

    private static int squared(int to, int w, int x, int y) {
        int dx = to % w - x;
        int dy = to / w - y;
        return dx * dx + dy * dy;
    }
}
