// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.features;

import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.nn.ClipEncoderConfig;
import java.util.Objects;

/**
 * The shape of a {@link ClipTextEncoder}, as in transformers' {@code config.json}; absent keys have transformers'
 * defaults.
 *
 * @param encoder the transformer
 * @param vocabulary number of tokens; the last two begin and end a text
 * @param positions longest text in tokens
 */
public record ClipTextConfig(ClipEncoderConfig encoder, int vocabulary, int positions) {
    public ClipTextConfig {
        Objects.requireNonNull(encoder, "encoder");
        if (vocabulary < 2 || positions < 2) {
            throw new IllegalArgumentException(
                    "a text tower needs at least two tokens and two positions, got vocab_size " + vocabulary
                            + ", max_position_embeddings " + positions);
        }
    }

    /** Reads {@code text_encoder/config.json}. */
    public static ClipTextConfig of(ConfigJson json) {
        return new ClipTextConfig(
                ClipEncoderConfig.of(json, 512, 2048, 8),
                json.integer("vocab_size", 49_408),
                json.integer("max_position_embeddings", 77));
    }
}
