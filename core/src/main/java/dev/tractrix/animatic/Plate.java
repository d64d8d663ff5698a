// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.animatic;

import dev.tractrix.image.Picture;
import dev.tractrix.scene.Disc;
import dev.tractrix.scene.Track;
import dev.tractrix.vision.FloatImage;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Objects;

/**
 * What an animatic is put together from.
 *
 * @param ground the picture with everything behind the things filled
 * @param layers lowest first
 */
public record Plate(Picture ground, List<Layer> layers) {
    public Plate {
        Objects.requireNonNull(ground, "ground");
        layers = List.copyOf(layers);
    }

    /**
     * A thing, or a background that moves within its place.
     *
     * @param entity index in the scene's entities
     * @param x of the picture's left upper corner on the ground, pixels
     * @param y as x
     * @param picture colours with straight alpha, {@code TYPE_INT_ARGB}, no larger than what can be seen of it
     * @param place white with the background's own place as alpha, the ground's size; null for a thing
     * @param disc that carries it, source pixels: its centre stays in place when it is scaled
     */
    public record Layer(int entity, int x, int y, BufferedImage picture, BufferedImage place, Disc disc) {
        static Layer thing(Track track, CutOut thing) {
            int w = thing.image().width();
            int h = thing.image().height();
            float[] v = thing.image().values();
            int left = w;
            int top = h;
            int right = 0;
            int bottom = 0;
            for (int i = 0; i < w * h; i++) {
                if (v[4 * i + 3] >= LEAST_ALPHA) {
                    left = Math.min(left, i % w);
                    right = Math.max(right, i % w + 1);
                    top = Math.min(top, i / w);
                    bottom = Math.max(bottom, i / w + 1);
                }
            }
            if (left >= right) {
                left = top = 0;
                right = bottom = 1;
            }
            BufferedImage out = new BufferedImage(right - left, bottom - top, BufferedImage.TYPE_INT_ARGB);
            for (int y = top; y < bottom; y++) {
                for (int x = left; x < right; x++) {
                    int i = 4 * (y * w + x);
                    float a = v[i + 3];
                    if (a >= LEAST_ALPHA) {
                        out.setRGB(x - left, y - top, argb(a, v[i] / a, v[i + 1] / a, v[i + 2] / a));
                    }
                }
            }
            return new Layer(track.entity(), thing.left() + left, thing.top() + top, out, null, track.start());
        }

        static Layer background(Track track, FloatImage texture, FloatImage where) {
            int w = texture.width();
            int h = texture.height();
            float[] v = texture.values();
            BufferedImage picture = new BufferedImage(w, h, BufferedImage.TYPE_INT_ARGB);
            BufferedImage place = new BufferedImage(w, h, BufferedImage.TYPE_INT_ARGB);
            for (int i = 0; i < w * h; i++) {
                picture.setRGB(i % w, i / w, argb(1, v[3 * i], v[3 * i + 1], v[3 * i + 2]));
                place.setRGB(i % w, i / w, argb(where.values()[i], 1, 1, 1));
            }
            return new Layer(track.entity(), 0, 0, picture, place, track.start());
        }

        /** What an 8-bit alpha cannot say. */
        private static final float LEAST_ALPHA = 0.5f / 255;

        private static int argb(float a, float r, float g, float b) {
            return eightBit(a) << 24 | eightBit(r) << 16 | eightBit(g) << 8 | eightBit(b);
        }

        private static int eightBit(float value) {
            return Math.round(255 * Math.min(1, Math.max(0, value)));
        }
    }
}
