// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.annotation;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The entities of one clip.
 *
 * @param clip its name in its data set
 * @param width of the clip as stored, pixels
 * @param height of the clip as stored, pixels
 * @param frames of the whole clip, at least 1
 * @param tracker who found the tracks, for example {@code exact}
 * @param entities by id, each with {@code frames} values
 */
public record ClipAnnotation(
        String clip, int width, int height, int frames, String tracker, List<EntityTrack> entities) {
    /** The tracker of tracks that are the truth. */
    public static final String EXACT = "exact";

    /** The tracker of tracks from the authors' files. */
    public static final String FILE = "file";

    public ClipAnnotation {
        entities = List.copyOf(entities);
        if (clip.isBlank() || tracker.isBlank() || width < 1 || height < 1 || frames < 1) {
            throw new IllegalArgumentException("an annotation has a clip's name, its size and number of frames and a"
                    + " tracker, got '" + clip + "', " + width + "x" + height + "x" + frames + ", '" + tracker + "'");
        }
        Set<Integer> ids = new HashSet<>();
        for (EntityTrack e : entities) {
            if (e.x().length != frames || !ids.add(e.id())) {
                throw new IllegalArgumentException(clip + ", id " + e.id() + ": expected " + frames
                        + " values and no second entity of the id, got " + e.x().length);
            }
        }
    }
}
