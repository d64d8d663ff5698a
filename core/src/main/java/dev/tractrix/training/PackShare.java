// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import java.nio.file.Path;
import java.util.Optional;

/**
 * True clips that a stage learns from beside made-up scenes: a preset's {@code data}.
 *
 * @param pack the clips; empty where there are none
 * @param share of what is learned from that is the pack's, 0..1
 */
record PackShare(Optional<Path> pack, double share) {
    static PackShare of(PresetJson root) {
        if (!root.has("data")) {
            return new PackShare(Optional.empty(), 0);
        }
        PresetJson data = root.object("data");
        PackShare out = new PackShare(Optional.of(Path.of(data.text("folder", ""))), data.number("share", 0.5));
        data.finish();
        return out;
    }
}
