// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.segment;

import dev.tractrix.checkpoint.ConfigJson;

/**
 * The shape of a {@link SamMaskDecoder}, as {@code mask_decoder_config} in transformers' {@code config.json}.
 *
 * @param width D ({@code hidden_size}), a multiple of 8
 * @param mlpDim width inside the perceptrons
 * @param layers {@code num_hidden_layers}
 * @param heads {@code num_attention_heads}
 * @param downsampleRate by what the width is divided inside cross-attention
 * @param candidates masks for one ambiguous prompt ({@code num_multimask_outputs})
 * @param iouDepth linear layers of the score's head, at least 2
 * @param iouWidth width inside it
 * @param layerNormEps of the layers' norms
 * @param second what SAM 2 has more, or null for SAM
 */
public record SamDecoderConfig(
        int width,
        int mlpDim,
        int layers,
        int heads,
        int downsampleRate,
        int candidates,
        int iouDepth,
        int iouWidth,
        double layerNormEps,
        Second second) {
    /**
     * SAM 2's decoder also says whether a thing is there at all, and doubts the single mask of a clear prompt: where that is
     * not stable it gives the best candidate in its place.
     *
     * @param byStability whether it does ({@code dynamic_multimask_via_stability})
     * @param delta how far the threshold of 0 is moved up and down, in logits
     * @param threshold the least overlap of the two masks that this gives
     */
    public record Second(boolean byStability, double delta, double threshold) {
        static Second of(ConfigJson json) {
            return new Second(
                    json.flag("dynamic_multimask_via_stability", true),
                    json.number("dynamic_multimask_stability_delta", 0.05),
                    json.number("dynamic_multimask_stability_thresh", 0.98));
        }
    }

    public SamDecoderConfig {
        if (width < 8
                || width % 8 != 0
                || mlpDim < 1
                || layers < 1
                || heads < 1
                || downsampleRate < 1
                || (width / downsampleRate) % heads != 0
                || width % heads != 0) {
            throw new IllegalArgumentException(
                    "a SAM mask decoder needs a width that 8 and its heads divide, got width "
                            + width + ", mlp_dim " + mlpDim + ", layers " + layers + ", heads " + heads
                            + ", downsample rate "
                            + downsampleRate);
        }
        if (candidates < 1 || iouDepth < 2 || iouWidth < 1 || !(layerNormEps > 0)) {
            throw new IllegalArgumentException("a SAM mask decoder needs a candidate, a score head of two layers and a"
                    + " positive epsilon, got " + candidates + ", " + iouDepth + ", width " + iouWidth + ", "
                    + layerNormEps);
        }
    }

    /**
     * Reads {@code mask_decoder_config}; absent keys have transformers' defaults.
     *
     * @throws dev.tractrix.fault.BadInputException for another activation than {@code relu}
     */
    public static SamDecoderConfig of(ConfigJson json) {
        String activation = json.text("hidden_act", "relu");
        if (!activation.equals("relu")) {
            throw json.wrong("hidden_act", "relu", activation);
        }
        return of(json, json.number("layer_norm_eps", 1e-6), null);
    }

    /** Reads SAM 2's. Its activation is fixed, whatever {@code hidden_act} says, and so are its norms. */
    static SamDecoderConfig ofSecond(ConfigJson json) {
        return of(json, 1e-5, Second.of(json));
    }

    private static SamDecoderConfig of(ConfigJson json, double layerNormEps, Second second) {
        return new SamDecoderConfig(
                json.integer("hidden_size", 256),
                json.integer("mlp_dim", 2048),
                json.integer("num_hidden_layers", 2),
                json.integer("num_attention_heads", 8),
                json.integer("attention_downsample_rate", 2),
                json.integer("num_multimask_outputs", 3),
                json.integer("iou_head_depth", 3),
                json.integer("iou_head_hidden_dim", 256),
                layerNormEps,
                second);
    }

    /** As the official checkpoints were trained: their decoder's norms have torch's default epsilon. */
    static SamDecoderConfig official() {
        return new SamDecoderConfig(256, 2048, 2, 8, 2, 3, 3, 256, 1e-5, null);
    }

    /** As SAM 2's were. */
    static SamDecoderConfig officialSecond() {
        return new SamDecoderConfig(256, 2048, 2, 8, 2, 3, 3, 256, 1e-5, new Second(true, 0.05, 0.98));
    }
}
