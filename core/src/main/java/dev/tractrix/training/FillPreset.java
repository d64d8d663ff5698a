// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import dev.tractrix.data.SceneSpec;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@code train fill} learns from: pictures with holes in them.
 *
 * @param scenes whose frames are the pictures; camera 0 unless {@code removed} is 0
 * @param holes how many samples of a scene or of a clip, at least 1, each with a hole of its own
 * @param removed share of the samples whose hole is where a thing stands that has gone in a later frame, 0..1; the others' holes have a
 *     thing's shape anywhere
 * @param pool how many scenes and clips are kept at once, at least 1; the oldest go
 * @param start how many there are at the first batch, 1..pool; making them takes longer than learning from them
 * @param grow after how many batches there is one more, at least 1
 * @param pack true clips beside the made-up scenes, of their size
 * @param share of the samples that are the pack's, 0..1
 * @param floor the squared error (black to white is 1) that is as good as none: a sample's error counts by its logarithm
 */
record FillPreset(
        SceneSpec scenes,
        int holes,
        double removed,
        int pool,
        int start,
        int grow,
        Optional<Path> pack,
        double share,
        double floor) {
    FillPreset {
        if (holes < 1
                || !(removed >= 0 && removed <= 1)
                || removed > 0 && scenes.camera() != 0
                || pool < 1
                || start < 1
                || start > pool
                || grow < 1
                || !(share >= 0 && share <= 1)
                || !(floor > 0)) {
            throw new IllegalArgumentException(
                    "fill preset: holes, pool and grow at least 1, removed (0 where the camera moves) and share 0..1, start 1..pool, floor above 0, got "
                            + holes + ", " + removed + ", " + pool + ", " + start + ", " + grow + ", " + share + ", "
                            + floor);
        }
    }

    /** What a preset of this stage says, but for the keys that all stages have. */
    static FillPreset of(PresetJson root, SceneSpec scenes) {
        PackShare data = PackShare.of(root);
        return new FillPreset(
                scenes,
                root.integer("holes"),
                root.number("removed"),
                root.integer("pool"),
                root.integer("start", root.integer("pool")),
                root.integer("grow", 1),
                data.pack(),
                data.share(),
                root.number("floor"));
    }

    /** The number after the newest scene that there is at a batch. */
    long newest(long batch) {
        return start + batch / grow;
    }

    /** The number of the oldest scene that is kept at a batch. */
    long oldest(long batch) {
        return Math.max(0, newest(batch) - pool);
    }
}
