// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene.formats;

import dev.tractrix.image.Picture;
import java.nio.file.Path;
import java.util.List;

/** Decodes a video file. */
@FunctionalInterface
public interface FrameSource {
    /**
     * All frames of a video.
     *
     * @throws dev.tractrix.fault.BadInputException when it is missing or damaged
     */
    Frames read(Path video);

    /**
     * Decoded frames.
     *
     * @param pictures all of one size
     * @param fps frames a second, above 0
     */
    record Frames(List<Picture> pictures, double fps) {}
}
