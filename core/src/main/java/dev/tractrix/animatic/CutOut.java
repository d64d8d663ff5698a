// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.animatic;

import dev.tractrix.vision.FloatImage;

/**
 * A thing cut out of a picture; it may reach beyond the picture's edge.
 *
 * @param image 4 channels: colours of the thing alone, 0..1, multiplied by how much of the pixel it is, and that
 * @param left where the image's first column is in the picture, pixels; 0 or less
 * @param top where its first row is, likewise
 */
public record CutOut(FloatImage image, int left, int top) {
    public CutOut {
        if (image.channels() != 4 || left > 0 || top > 0) {
            throw new IllegalArgumentException(
                    "a cut-out has 4 channels and begins at the picture's first pixel or before, got "
                            + image.channels() + " channels at " + left + ", " + top);
        }
    }

    /** Within the picture. @param image as {@link #image}, of the picture's size */
    static CutOut within(FloatImage image) {
        return new CutOut(image, 0, 0);
    }

    /** Where the image's pixels go. @param to an affine map of the picture's pixels, as {@code Resampling.warp} takes it */
    double[] carried(double[] to) {
        return new double[] {
            to[0], to[1], to[2] + to[0] * left + to[1] * top, to[3], to[4], to[5] + to[3] * left + to[4] * top
        };
    }
}
