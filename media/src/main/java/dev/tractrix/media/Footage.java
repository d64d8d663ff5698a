// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.media;

import dev.tractrix.image.Picture;
import java.util.List;
import java.util.Objects;

/**
 * The frames of a video file, decoded.
 *
 * @param frames in the order of time, all of one size, at least one
 * @param fps frames per second, above 0
 * @param metadata what the file says about itself
 */
public record Footage(List<Picture> frames, double fps, ClipMetadata metadata) {
    public Footage {
        frames = List.copyOf(frames);
        Objects.requireNonNull(metadata, "metadata");
        if (frames.isEmpty() || !(fps > 0) || Double.isInfinite(fps)) {
            throw new IllegalArgumentException("footage has frames and a rate, got " + frames.size() + " at " + fps);
        }
    }
}
