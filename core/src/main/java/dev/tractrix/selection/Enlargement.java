// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.selection;

import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import dev.tractrix.vision.Filters;
import dev.tractrix.vision.FloatImage;
import dev.tractrix.vision.Resampling;
import dev.tractrix.vision.Resampling.Kernel;
import java.util.List;

/** Masks of a small copy brought to the picture's size along the picture's edges. */
final class Enlargement {
    /** The longer side at which edges are followed, pixels; beyond, the mask is only resized. */
    private static final int FINE_SIDE = 640;

    private final Picture picture;
    /** Pixels at which edges are followed to one of the small copy. */
    private final double scale;

    private final int width;
    private final int height;
    /** Made for the first candidate. */
    private FloatImage lab;

    /**
     * @param small width of the copy whose masks are enlarged, pixels
     * @param picture must not be changed afterwards
     */
    Enlargement(int small, Picture picture) {
        this.picture = picture;
        double part = Math.min(1, (double) FINE_SIDE / Math.max(picture.width(), picture.height()));
        width = Math.max(1, (int) Math.round(picture.width() * part));
        height = Math.max(1, (int) Math.round(picture.height() * part));
        scale = (double) width / small;
    }

    /** In the same order; candidates are worked on at the same time. */
    List<Candidate> of(List<Candidate> candidates) {
        if (lab == null) {
            lab = Filters.lab(FloatImage.of(Resampling.resize(picture, width, height)));
        }
        return candidates.parallelStream()
                .map(c -> new Candidate(enlarged(c.mask()), c.score()))
                .toList();
    }

    private Mask enlarged(Mask mask) {
        FloatImage soft = Resampling.resize(FloatImage.of(mask), width, height, Kernel.LINEAR);
        boolean[] inside = soft.toMask(0.5f).inside();
        boolean any = false;
        for (boolean in : inside) {
            any |= in;
        }
        if (!any) {
            return Mask.empty(picture.width(), picture.height());
        }
        FineOutline.follow(lab, inside, scale);
        return Resampling.resize(
                        FloatImage.of(new Mask(width, height, inside)),
                        picture.width(),
                        picture.height(),
                        Kernel.LINEAR)
                .toMask(0.5f);
    }
}
