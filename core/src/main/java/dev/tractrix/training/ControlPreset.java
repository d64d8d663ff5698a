// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import dev.tractrix.data.SceneSpec;

/**
 * What {@code train video} and {@code train control} minimise and on what.
 *
 * @param objective noise strengths
 * @param trained which weights learn
 * @param background weight of the error outside the things' masks; inside it is 1. 0 is the paper's loss mask M, 1 is
 *     no mask
 * @param maskMean over what that weighted error is averaged
 * @param dropImage probability that the still's latents and token are replaced by zeros, so that guidance has an
 *     unconditional half
 * @param noiseAugmentation deviation of the noise on the still
 * @param ablation which control signals are shown
 * @param scenes what the clips are like
 * @param precision of the networks' products
 */
public record ControlPreset(
        EdmObjective objective,
        Trained trained,
        double background,
        EdmObjective.MaskMean maskMean,
        double dropImage,
        double noiseAugmentation,
        Ablation ablation,
        SceneSpec scenes,
        Precision precision) {
    /** Which weights learn. */
    public enum Trained {
        /** The ControlNet alone, on a frozen base: the paper. */
        CONTROL,
        /** The base's temporal layers too. */
        TEMPORAL,
        /** ControlNet, U-Net and image tower. */
        ALL
    }

    /** The rows of the paper's Table 2. */
    public enum Ablation {
        NONE(false, false),
        GAUSSIAN(true, false),
        ENTITY(false, true),
        BOTH(true, true);

        final boolean gaussian;
        final boolean entity;

        Ablation(boolean gaussian, boolean entity) {
            this.gaussian = gaussian;
            this.entity = entity;
        }
    }

    public ControlPreset {
        if (!(background >= 0 && background <= 1) || !(dropImage >= 0 && dropImage < 1) || !(noiseAugmentation >= 0)) {
            throw new IllegalArgumentException("control preset: background 0..1, dropImage 0..1, noiseAugmentation 0 or"
                    + " more, got " + background + ", " + dropImage + ", " + noiseAugmentation);
        }
    }
}
