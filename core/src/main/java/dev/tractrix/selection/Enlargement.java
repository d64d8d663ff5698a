// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.selection;

import dev.tractrix.image.Picture;
import dev.tractrix.vision.Filters;
import dev.tractrix.vision.FloatImage;
import dev.tractrix.vision.Resampling;
import dev.tractrix.vision.Resampling.Kernel;
import java.util.ArrayList;
import java.util.List;

/** Masks of a small copy brought to the picture's size along the picture's edges. */
final class Enlargement {
    /** The longer side at which edges are followed, pixels; beyond, the mask is only resized. */
    private static final int GUIDED_SIDE = 640;

    private static final double EPSILON = 1e-4;

    private Enlargement() {}

    static List<Candidate> of(List<Candidate> candidates, Picture small, Picture picture) {
        double scale = Math.min(1, (double) GUIDED_SIDE / Math.max(picture.width(), picture.height()));
        int width = Math.max(1, (int) Math.round(picture.width() * scale));
        int height = Math.max(1, (int) Math.round(picture.height() * scale));
        FloatImage guide = FloatImage.of(Resampling.resize(picture, width, height));
        int radius = (int) Math.ceil(1.5 * width / small.width());
        List<Candidate> out = new ArrayList<>();
        for (Candidate c : candidates) {
            FloatImage soft = Resampling.resize(FloatImage.of(c.mask()), width, height, Kernel.LINEAR);
            FloatImage fine = Filters.guided(guide, soft, radius, EPSILON);
            FloatImage whole = Resampling.resize(fine, picture.width(), picture.height(), Kernel.LINEAR);
            out.add(new Candidate(whole.toMask(0.5f), c.score()));
        }
        return out;
    }
}
