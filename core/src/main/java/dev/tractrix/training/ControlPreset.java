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
 * @param encoderStart of a control encoder that is not in the base
 * @param unetStart of a U-Net that is not in the base
 * @param locks by what the probability of discs on the ground is multiplied, 0..1
 * @param precision of the networks' products
 * @param recompute whether activations are computed again in the backward pass instead of kept
 * @param channelsLast whether convolutions get a pixel's channels side by side in memory
 */
public record ControlPreset(
        EdmObjective objective,
        Trained trained,
        double background,
        EdmObjective.MaskMean maskMean,
        double dropImage,
        double noiseAugmentation,
        Ablation ablation,
        EncoderStart encoderStart,
        UnetStart unetStart,
        SceneSpec scenes,
        double locks,
        Precision precision,
        boolean recompute,
        boolean channelsLast) {
    /** Which weights learn. */
    public enum Trained {
        /** The ControlNet alone, on a frozen base: the paper. */
        CONTROL,
        /** The base's temporal layers too. */
        TEMPORAL,
        /** ControlNet, U-Net and image tower. */
        ALL
    }

    /**
     * What the ControlNet is shown of the lines: the rows of the paper's Table 2, and the other representations of its
     * Figure 2 in the same network, through the branch of the Gaussian maps.
     */
    public enum Ablation {
        NONE(false, false),
        GAUSSIAN(true, false),
        ENTITY(false, true),
        BOTH(true, true),
        /** One pixel at each disc's centre. */
        POINT(true, false),
        /** Displacements spread by a Gaussian, as DragNUWA and MotionCtrl. */
        TRAJECTORY(true, false),
        /** The things' bounding boxes, as TrailBlazer. */
        BOX(true, false);

        /** Whether the branch of maps with three channels is fed. */
        final boolean map;

        final boolean entity;

        Ablation(boolean map, boolean entity) {
            this.map = map;
            this.entity = entity;
        }
    }

    /** How the control encoder's layers start. The zero convolutions of the ControlNet start at zero either way. */
    public enum EncoderStart {
        /** Its last convolutions at zero, the others as torch draws them: the released code. */
        ZERO,
        /**
         * All keep the variance of what goes through. A zero behind a zero learns late, and torch's own start
         * makes a signal some hundred times smaller in seven layers: after 1,000 updates of 8 clips nothing of the lines had
         * been learned.
         */
        LIVE
    }

    /** How a U-Net starts that is trained from nothing. */
    public enum UnetStart {
        /** Residual branches at zero on a random trunk. */
        RESIDUAL,
        /** As that, and from much noise it makes the clip that never moves, so that only motion is left to learn. */
        HELD
    }

    /** The same in how it is computed, which does not make it another run. */
    ControlPreset kept() {
        return new ControlPreset(
                objective,
                trained,
                background,
                maskMean,
                dropImage,
                noiseAugmentation,
                ablation,
                encoderStart,
                unetStart,
                scenes,
                locks,
                precision,
                false,
                false);
    }

    public ControlPreset {
        if (!(background >= 0 && background <= 1) || !(dropImage >= 0 && dropImage < 1) || !(noiseAugmentation >= 0)) {
            throw new IllegalArgumentException("control preset: background 0..1, dropImage 0..1, noiseAugmentation 0 or"
                    + " more, got " + background + ", " + dropImage + ", " + noiseAugmentation);
        }
        if (!(locks >= 0 && locks <= 1)) {
            throw new IllegalArgumentException("control preset: locks 0..1, got " + locks);
        }
    }
}
