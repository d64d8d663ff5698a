// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

import dev.tractrix.image.Picture;

/** Frames of one video and, for some or all of them, which thing each pixel belongs to. */
public interface VideoClip {
    /** Unique in its data set. */
    String name();

    /** How many frames, at least 1. */
    int length();

    /** Whether a frame has an id map. */
    boolean labelled(int frame);

    /**
     * A frame at its stored size.
     *
     * @throws dev.tractrix.fault.BadInputException when the file is missing or damaged
     */
    Picture picture(int frame);

    /**
     * The id map of a labelled frame, at its stored size; 0 is nobody's, the same id in two frames is the same thing.
     *
     * @throws dev.tractrix.fault.BadInputException when the file is missing or damaged
     */
    IdMap ids(int frame);
}
