// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

import dev.tractrix.image.Picture;
import java.util.List;
import java.util.Optional;

/**
 * Some frames of a clip at the size asked for.
 *
 * @param clip its name
 * @param sourceFrames which of the clip's frames
 * @param frames the pictures
 * @param ids the id map of each frame that has one; the first always has
 * @param window how the clip's pixels came to the sample: for mapping tracks along
 */
public record ClipSample(
        String clip, List<Integer> sourceFrames, List<Picture> frames, List<Optional<IdMap>> ids, Window window) {
    public ClipSample {
        sourceFrames = List.copyOf(sourceFrames);
        frames = List.copyOf(frames);
        ids = List.copyOf(ids);
        if (frames.isEmpty() || frames.size() != ids.size() || frames.size() != sourceFrames.size()) {
            throw new IllegalArgumentException(
                    "a sample has as many pictures, id maps and frame numbers, and at least one");
        }
    }
}
