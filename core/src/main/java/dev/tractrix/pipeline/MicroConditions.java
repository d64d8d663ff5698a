// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.pipeline;

import dev.tractrix.scene.Fidelity;
import dev.tractrix.scene.Settings;

/**
 * What the U-Net is told beside the pictures.
 *
 * @param fps frames a second as fed, one less than asked: Stable Video Diffusion was trained so
 * @param motion the motion bucket
 * @param noise deviation of the noise on the still
 */
record MicroConditions(double fps, double motion, double noise) {
    /** The released code overwrites whatever its callers give. */
    static MicroConditions of(Settings settings, Fidelity fidelity) {
        return fidelity.microConditioning() == Fidelity.MicroConditioning.FIXED
                ? new MicroConditions(6, 128, 0.02)
                : new MicroConditions(settings.fpsId() - 1, settings.motionBucket(), settings.noiseAugmentation());
    }

    /** In the order of {@code added_time_ids}. */
    float[] ids() {
        return new float[] {(float) fps, (float) motion, (float) noise};
    }
}
