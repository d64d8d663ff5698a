// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import dev.tractrix.data.SceneSpec;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Scenes, and clips of a pack, of which a stage draws its samples. New ones come while it learns, for making them takes longer than
 * learning from them.
 *
 * @param scenes the made-up ones
 * @param each how many samples a scene or a clip gives, at least 1
 * @param size how many scenes and clips are kept at once, at least 1; the oldest go
 * @param start how many there are at the first batch, 1..size
 * @param grow after how many batches there is one more, at least 1
 * @param pack true clips beside the made-up scenes, of their size
 * @param share of the scenes that are the pack's clips, 0..1
 */
record ScenePool(SceneSpec scenes, int each, int size, int start, int grow, Optional<Path> pack, double share) {
    ScenePool {
        if (each < 1 || size < 1 || start < 1 || start > size || grow < 1 || !(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException(
                    "scenes of a preset: samples of each, pool and grow at least 1, start 1..pool, share 0..1, got "
                            + each + ", " + size + ", " + grow + ", " + start + ", " + share);
        }
    }

    /** What a preset says. @param each the key for how many samples a scene gives */
    static ScenePool of(PresetJson root, SceneSpec scenes, String each) {
        PackShare data = PackShare.of(root);
        return new ScenePool(
                scenes,
                root.integer(each),
                root.integer("pool"),
                root.integer("start", root.integer("pool")),
                root.integer("grow", 1),
                data.pack(),
                data.share());
    }

    /** The number after the newest scene that there is at a batch. */
    long newest(long batch) {
        return start + batch / grow;
    }

    /** The number of the oldest scene that is kept at a batch. */
    long oldest(long batch) {
        return Math.max(0, newest(batch) - size);
    }
}
