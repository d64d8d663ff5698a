// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.pipeline;

import dev.tractrix.image.Picture;
import java.util.List;
import java.util.function.Supplier;

/** What a run tells while it goes on, and how it is stopped. Called on the run's own thread. */
public interface Progress {
    /** Nobody watches. */
    Progress SILENT = (stage, done, total) -> {};

    /**
     * @param stage for example {@code denoise}
     * @param done parts of the stage that are done
     * @param total parts of the stage
     */
    void at(String stage, int done, int total);

    /**
     * The clip as the networks guess it now, after each denoising step.
     *
     * @param frames makes small pictures when asked, from the latents by a linear map; only valid during the call
     */
    default void preview(int step, int steps, Supplier<List<Picture>> frames) {}

    /**
     * Something of the scene that will not come as asked; told once, before anything is computed.
     *
     * @param text one line
     */
    default void warning(String text) {}

    /** Asked at every step and decoded chunk; true ends the run with a CancelledException. */
    default boolean cancelled() {
        return false;
    }
}
