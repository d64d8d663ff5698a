// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.selection;

import dev.tractrix.image.Picture;
import java.util.List;

/** Finds the thing that a person points at. One image at a time, any number of prompts on it; for one thread. */
public interface Selector extends AutoCloseable {
    /** Makes ready for prompts on this picture; the slow part. The one before is forgotten. */
    void setImage(Picture picture);

    /**
     * The things that may be meant.
     *
     * @param prompt in pixels of the picture
     * @return 1 to 3 candidates, best first; each as large as the picture
     * @throws dev.tractrix.fault.BadInputException when the prompt does not fit the picture, see {@link Prompt#check}
     * @throws IllegalStateException before {@link #setImage}
     */
    List<Candidate> select(Prompt prompt);

    /** Frees what is held for the picture; nothing by itself. */
    @Override
    default void close() {}
}
