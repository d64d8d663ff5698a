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
    private static final int GUIDED_SIDE = 640;

    private static final double EPSILON = 1e-4;

    private final Picture picture;
    private final int radius;
    private final int width;
    private final int height;
    /** Made for the first candidate. */
    private FloatImage guide;

    /**
     * @param small width of the copy whose masks are enlarged, pixels
     * @param picture must not be changed afterwards
     */
    Enlargement(int small, Picture picture) {
        this.picture = picture;
        double scale = Math.min(1, (double) GUIDED_SIDE / Math.max(picture.width(), picture.height()));
        width = Math.max(1, (int) Math.round(picture.width() * scale));
        height = Math.max(1, (int) Math.round(picture.height() * scale));
        radius = (int) Math.ceil(1.5 * width / small);
    }

    /** In the same order; candidates are worked on at the same time. */
    List<Candidate> of(List<Candidate> candidates) {
        if (guide == null) {
            guide = FloatImage.of(Resampling.resize(picture, width, height));
        }
        return candidates.parallelStream()
                .map(c -> new Candidate(enlarged(c.mask()), c.score()))
                .toList();
    }

    private Mask enlarged(Mask mask) {
        FloatImage soft = Resampling.resize(FloatImage.of(mask), width, height, Kernel.LINEAR);
        boolean[] touched = new boolean[width * height];
        boolean any = false;
        for (int i = 0; i < touched.length; i++) {
            touched[i] = soft.values()[i] > 0;
            any |= touched[i];
        }
        if (!any) {
            return Mask.empty(picture.width(), picture.height());
        }
        // the filter looks two windows far: farther away all is 0, with or without it
        Window window = Window.around(touched, width).grown(2 * radius + 1, width, height);
        FloatImage fine = FloatImage.zeros(width, height, 1);
        FloatImage filtered = Filters.guided(part(guide, window), part(soft, window), radius, EPSILON);
        for (int y = 0; y < filtered.height(); y++) {
            System.arraycopy(
                    filtered.values(),
                    y * filtered.width(),
                    fine.values(),
                    (window.top() + y) * width + window.left(),
                    filtered.width());
        }
        return Resampling.resize(fine, picture.width(), picture.height(), Kernel.LINEAR)
                .toMask(0.5f);
    }

    private static FloatImage part(FloatImage image, Window window) {
        int c = image.channels();
        FloatImage out = FloatImage.zeros(window.right() - window.left() + 1, window.bottom() - window.top() + 1, c);
        int row = out.width() * c;
        for (int y = 0; y < out.height(); y++) {
            int from = ((window.top() + y) * image.width() + window.left()) * c;
            System.arraycopy(image.values(), from, out.values(), y * row, row);
        }
        return out;
    }
}
