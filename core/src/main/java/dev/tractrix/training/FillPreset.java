// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import dev.tractrix.data.SceneSpec;

/**
 * What {@code train fill} learns from: pictures with holes in them.
 *
 * @param pool of scenes whose frames are the pictures; camera 0 unless {@code removed} is 0
 * @param removed share of the samples whose hole is where a thing stands that has gone in a later frame, 0..1; the others' holes have a
 *     thing's shape anywhere
 * @param floor the squared error (black to white is 1) that is as good as none: a sample's error counts by its logarithm
 */
record FillPreset(ScenePool pool, double removed, double floor) {
    FillPreset {
        if (!(removed >= 0 && removed <= 1) || removed > 0 && pool.scenes().camera() != 0 || !(floor > 0)) {
            throw new IllegalArgumentException(
                    "fill preset: removed (0 where the camera moves) 0..1, floor above 0, got " + removed + ", "
                            + floor);
        }
    }

    /** What a preset of this stage says, but for the keys that all stages have. */
    static FillPreset of(PresetJson root, SceneSpec scenes) {
        return new FillPreset(ScenePool.of(root, scenes, "holes"), root.number("removed"), root.number("floor"));
    }
}
