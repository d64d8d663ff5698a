// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.pipeline;

import dev.tractrix.image.Picture;
import dev.tractrix.vision.Filters;
import dev.tractrix.vision.FloatImage;
import java.util.ArrayList;
import java.util.List;

/**
 * Fine detail for a guided clip. What the autoencoder takes from the guide it takes from the clip, too; where the clip still
 * shows what the guide shows, it gets that back. Where the networks made something else it gets nothing.
 */
final class GuideDetail {
    /** Mean difference of the surroundings in one colour, 0..1, up to which the clip shows the guide. */
    private static final float SAME = 0.03f;
    /** The same, from which on it shows something else. */
    private static final float OTHER = 0.08f;
    /** Deviation in pixels of the surroundings: about what one latent of factor 8 answers for. */
    private static final double SURROUNDINGS = 3;

    private GuideDetail() {}

    /**
     * All frames.
     *
     * @param clip as decoded
     * @param guide as it was given to the networks, of the same size and length
     * @param through the guide, encoded and decoded
     * @param amount 0..1
     */
    static List<Picture> restore(List<Picture> clip, List<Picture> guide, List<Picture> through, double amount) {
        List<Picture> out = new ArrayList<>();
        for (int i = 0; i < clip.size(); i++) {
            out.add(restore(clip.get(i), guide.get(i), through.get(i), (float) amount));
        }
        return out;
    }

    private static Picture restore(Picture made, Picture guide, Picture decoded, float amount) {
        int width = made.width();
        int height = made.height();
        float[] clip = FloatImage.of(made).values();
        float[] through = FloatImage.of(decoded).values();
        float[] full = FloatImage.of(guide).values();
        float[] difference = new float[clip.length];
        for (int i = 0; i < clip.length; i++) {
            difference[i] = clip[i] - through[i];
        }
        float[] mean = Filters.gaussian(new FloatImage(width, height, 3, difference), SURROUNDINGS)
                .values();
        float[] out = new float[clip.length];
        for (int p = 0; p < clip.length; p += 3) {
            float away = Math.max(Math.abs(mean[p]), Math.max(Math.abs(mean[p + 1]), Math.abs(mean[p + 2])));
            float same = 1 - Math.min(1, Math.max(0, (away - SAME) / (OTHER - SAME)));
            for (int c = p; c < p + 3; c++) {
                out[c] = clip[c] + amount * same * (full[c] - through[c]);
            }
        }
        return new FloatImage(width, height, 3, out).toPicture();
    }
}
