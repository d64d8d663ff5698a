// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.vision;

import dev.tractrix.image.Mask;

/**
 * Fills a hole with the means of what is around, the deeper the wider: pull and push of Gortler et al. (The Lumigraph, 1996,
 * section 3.4). No texture, no seam, no guess.
 */
public final class SmoothFill {
    /** A cell of which a quarter is known is as good as known. */
    private static final float ENOUGH = 4;

    private SmoothFill() {}

    /**
     * The picture without its hole.
     *
     * @param picture any channels
     * @param hole of the picture's size; its colours are not looked at
     * @return of the picture's size; outside the hole the picture, all zero where nothing is known
     */
    public static FloatImage fill(FloatImage picture, Mask hole) {
        int n = picture.channels();
        // colours times what is known of them, then that itself
        FloatImage sums = FloatImage.zeros(picture.width(), picture.height(), n + 1);
        for (int i = 0; i < hole.inside().length; i++) {
            if (!hole.inside()[i]) {
                System.arraycopy(picture.values(), n * i, sums.values(), (n + 1) * i, n);
                sums.values()[(n + 1) * i + n] = 1;
            }
        }
        return pushed(sums, 1);
    }

    private static FloatImage pushed(FloatImage sums, float enough) {
        int n = sums.channels() - 1;
        FloatImage out = FloatImage.zeros(sums.width(), sums.height(), n);
        boolean last = sums.width() <= 1 && sums.height() <= 1;
        if (!last) {
            FloatImage below = pushed(half(sums), ENOUGH);
            System.arraycopy(
                    Resampling.resize(below, sums.width(), sums.height(), Resampling.Kernel.LINEAR)
                            .values(),
                    0,
                    out.values(),
                    0,
                    out.values().length);
        }
        for (int i = 0; i < sums.width() * sums.height(); i++) {
            float weight = sums.values()[(n + 1) * i + n];
            float known = last ? 1 : Math.min(1, enough * weight);
            for (int c = 0; c < n && weight > 0; c++) {
                float mean = sums.values()[(n + 1) * i + c] / weight;
                out.values()[n * i + c] += known * (mean - out.values()[n * i + c]);
            }
        }
        return out;
    }

    /** The means of squares of 2x2, of what there is of them at the right and below. */
    private static FloatImage half(FloatImage image) {
        int n = image.channels();
        FloatImage out = FloatImage.zeros((image.width() + 1) / 2, (image.height() + 1) / 2, n);
        for (int y = 0; y < out.height(); y++) {
            for (int x = 0; x < out.width(); x++) {
                int right = Math.min(2 * x + 1, image.width() - 1);
                int below = Math.min(2 * y + 1, image.height() - 1);
                int count = (right - 2 * x + 1) * (below - 2 * y + 1);
                for (int v = 2 * y; v <= below; v++) {
                    for (int u = 2 * x; u <= right; u++) {
                        for (int c = 0; c < n; c++) {
                            out.values()[n * (y * out.width() + x) + c] +=
                                    image.values()[n * (v * image.width() + u) + c] / count;
                        }
                    }
                }
            }
        }
        return out;
    }
}
