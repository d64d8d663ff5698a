// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import dev.tractrix.data.SceneSpec;

/**
 * What {@code train completion} learns from: whole things of which a part is hidden.
 *
 * @param pool of scenes whose things are completed
 * @param colours how much a wrong colour counts beside a wrong shape, at least 0
 */
record CompletionPreset(ScenePool pool, double colours) {
    CompletionPreset {
        if (!(colours >= 0)) {
            throw new IllegalArgumentException("completion preset: colours at least 0, got " + colours);
        }
    }

    /** What a preset of this stage says, but for the keys that all stages have. */
    static CompletionPreset of(PresetJson root, SceneSpec scenes) {
        return new CompletionPreset(ScenePool.of(root, scenes, "cuts"), root.number("colours"));
    }
}
