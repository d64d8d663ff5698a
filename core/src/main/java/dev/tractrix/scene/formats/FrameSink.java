// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene.formats;

import dev.tractrix.image.Picture;
import java.nio.file.Path;
import java.util.List;

/** Encodes a video file. */
@FunctionalInterface
public interface FrameSink {
    /** Writes all frames, which have one size; the file is whole or not there. */
    void write(Path video, List<Picture> frames, double fps);
}
