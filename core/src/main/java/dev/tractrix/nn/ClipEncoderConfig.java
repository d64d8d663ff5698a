// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.nn;

import dev.tractrix.checkpoint.ConfigJson;
import java.util.Objects;

/**
 * The shape of a CLIP tower's transformer, as in transformers' {@code config.json}.
 *
 * @param width D ({@code hidden_size})
 * @param intermediate width inside the perceptron ({@code intermediate_size})
 * @param layers {@code num_hidden_layers}
 * @param heads {@code num_attention_heads}, a divisor of D
 * @param activation {@code hidden_act}
 * @param layerNormEps {@code layer_norm_eps}
 */
public record ClipEncoderConfig(
        int width, int intermediate, int layers, int heads, Activation activation, double layerNormEps) {
    public ClipEncoderConfig {
        Objects.requireNonNull(activation, "activation");
        if (width < 1 || intermediate < 1 || layers < 1 || heads < 1 || width % heads != 0) {
            throw new IllegalArgumentException(
                    "a CLIP tower needs positive sizes and a width that its heads divide, got" + " width " + width
                            + ", intermediate " + intermediate + ", layers " + layers + ", heads " + heads);
        }
        if (!(layerNormEps > 0)) {
            throw new IllegalArgumentException("layer_norm_eps: expected more than 0, got " + layerNormEps);
        }
    }

    /** Reads the shared keys; the defaults for absent ones are the tower's own. */
    public static ClipEncoderConfig of(ConfigJson json, int width, int intermediate, int heads) {
        int d = json.integer("hidden_size", width);
        int h = json.integer("num_attention_heads", heads);
        if (d < 1 || h < 1 || d % h != 0) {
            throw json.wrong("num_attention_heads", "a divisor of hidden_size " + d, h);
        }
        return new ClipEncoderConfig(
                d,
                json.integer("intermediate_size", intermediate),
                json.integer("num_hidden_layers", 12),
                h,
                Activation.of(json.text("hidden_act", "quick_gelu"), json.source()),
                json.number("layer_norm_eps", 1e-5));
    }
}
