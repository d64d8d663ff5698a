// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

/**
 * What {@code train vae} minimises and on what.
 *
 * @param crop side of the square pictures, divisible by the autoencoder's factor
 * @param frames of a clip; 1 for stills
 * @param absolute weight of the absolute error beside the squared
 * @param edges weight of the absolute error of neighbours' differences
 * @param kl weight of the divergence from a standard normal
 * @param trained which weights learn
 * @param precision of the network's products
 */
public record VaePreset(
        int crop, int frames, double absolute, double edges, double kl, Trained trained, Precision precision) {
    /** Which weights learn. */
    public enum Trained {
        /** Encoder and decoder. */
        ALL,
        /** The decoder, its layers along the frames included: latents, and all that was trained on them, stay valid. */
        DECODER
    }

    public VaePreset {
        if (crop < 8 || frames < 1 || absolute < 0 || edges < 0 || kl < 0) {
            throw new IllegalArgumentException("vae preset: crop at least 8, frames at least 1, weights 0 or more, got "
                    + crop + ", " + frames + ", " + absolute + ", " + edges + ", " + kl);
        }
    }
}
