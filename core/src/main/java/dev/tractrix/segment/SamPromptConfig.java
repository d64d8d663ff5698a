// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.segment;

import dev.tractrix.nn.Activation;
import java.util.Objects;

/**
 * The shape of a {@link SamPromptEncoder}.
 *
 * @param width D, an even number
 * @param grid g, the embedding's side
 * @param imageSize S, the square's side in pixels
 * @param maskChannels inside the encoder of a previous mask ({@code mask_input_channels}), a multiple of 4
 * @param activation inside the same
 * @param normEps of its norms
 * @param second whether as in SAM 2
 */
record SamPromptConfig(
        int width, int grid, int imageSize, int maskChannels, Activation activation, double normEps, boolean second) {
    SamPromptConfig {
        Objects.requireNonNull(activation, "activation");
        if (width < 2 || width % 2 != 0 || maskChannels < 4 || maskChannels % 4 != 0 || !(normEps > 0)) {
            throw new IllegalArgumentException("a SAM prompt encoder needs an even width, mask_input_channels that 4"
                    + " divides and a positive layer_norm_eps, got " + width + ", " + maskChannels + ", " + normEps);
        }
    }
}
