// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene;

import dev.tractrix.image.Mask;

/** Finds the disc of a mask: its incircle. */
@FunctionalInterface
public interface DiscFinder {
    /**
     * The largest circle inside a mask.
     *
     * @param mask at least one pixel inside
     * @return centre and radius in the mask's pixels
     */
    Disc find(Mask mask);

    /** By the exact Euclidean distance transform. The control maps have the released code's own, which rounds. */
    static DiscFinder exact() {
        return DistanceField::largestIn;
    }
}
