// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.preflight;

import dev.tractrix.scene.Fidelity;
import dev.tractrix.scene.Scene;
import dev.tractrix.scene.Settings;
import java.util.Objects;

/**
 * What a run will do, with nothing left open.
 *
 * @param width network's frame, pixels
 * @param height network's frame, pixels
 * @param frames of the clip
 * @param steps denoising steps
 * @param guided whether each step runs the networks twice
 * @param ensemble noises averaged for the entity features
 * @param decodeChunk frames decoded at a time
 * @param fidelity every switch
 */
public record Plan(
        int width, int height, int frames, int steps, boolean guided, int ensemble, int decodeChunk, Fidelity fidelity) {
    public Plan {
        Objects.requireNonNull(fidelity, "fidelity");
        if (width < 1 || height < 1 || frames < 1 || steps < 1 || ensemble < 1 || decodeChunk < 1) {
            throw new IllegalArgumentException("a plan's numbers are at least 1, got " + width + "x" + height + ", " + frames
                    + " frames, " + steps + " steps, " + ensemble + " noises, " + decodeChunk + " frames a chunk");
        }
    }

    /** The authors' size and numbers (released demo) where the scene's settings and length say nothing. */
    public static Plan of(Scene scene) {
        Settings s = scene.settings();
        return new Plan(
                s.width() == null ? 576 : s.width(),
                s.height() == null ? 320 : s.height(),
                scene.frames(),
                s.steps() == null ? 25 : s.steps(),
                s.guidanceMax() == null || s.guidanceMax() > 1,
                s.featureEnsemble() == null ? 8 : s.featureEnsemble(),
                s.decodeChunk() == null ? 8 : s.decodeChunk(),
                s.fidelity() == null ? Fidelity.PAPER : s.fidelity());
    }
}
