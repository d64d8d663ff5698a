// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.segment;

import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.nn.Activation;
import java.util.List;
import java.util.Objects;

/**
 * The shape of a {@link SamImageEncoder}, as {@code vision_config} in transformers' {@code config.json}.
 *
 * @param width D ({@code hidden_size})
 * @param mlpDim width inside the perceptrons
 * @param layers {@code num_hidden_layers}
 * @param heads {@code num_attention_heads}, a divisor of D
 * @param channels of the picture
 * @param imageSize side of the square picture in pixels
 * @param patchSize side of a patch in pixels, a divisor of the image size
 * @param outputChannels of the embedding
 * @param windowSize side of an attention window in patches
 * @param globalLayers which layers attend to the whole picture ({@code global_attn_indexes})
 * @param qkvBias whether queries, keys and values have a bias
 * @param absolutePositions whether the patches have a learned position ({@code use_abs_pos})
 * @param relativePositions whether attention has decomposed relative positions ({@code use_rel_pos})
 * @param activation of the perceptrons
 * @param layerNormEps of the layers' norms
 */
public record SamVisionConfig(
        int width,
        int mlpDim,
        int layers,
        int heads,
        int channels,
        int imageSize,
        int patchSize,
        int outputChannels,
        int windowSize,
        List<Integer> globalLayers,
        boolean qkvBias,
        boolean absolutePositions,
        boolean relativePositions,
        Activation activation,
        double layerNormEps)
        implements ImageEncoderConfig {
    public SamVisionConfig {
        Objects.requireNonNull(activation, "activation");
        globalLayers = List.copyOf(globalLayers);
        if (width < 1 || mlpDim < 1 || layers < 1 || heads < 1 || width % heads != 0) {
            throw new IllegalArgumentException(
                    "a SAM image encoder needs positive sizes and a width that its heads" + " divide, got width "
                            + width + ", mlp_dim " + mlpDim + ", layers " + layers + ", heads " + heads);
        }
        if (channels < 1
                || patchSize < 1
                || imageSize < patchSize
                || imageSize % patchSize != 0
                || outputChannels < 1
                || windowSize < 1) {
            throw new IllegalArgumentException("a SAM image encoder needs a picture of whole patches, got channels "
                    + channels + ", image_size " + imageSize + ", patch_size " + patchSize + ", output_channels "
                    + outputChannels + ", window_size " + windowSize);
        }
        if (!(layerNormEps > 0)) {
            throw new IllegalArgumentException("layer_norm_eps: expected more than 0, got " + layerNormEps);
        }
    }

    /** Reads {@code vision_config}; absent keys have transformers' defaults, those of ViT-B. */
    public static SamVisionConfig of(ConfigJson json) {
        int width = json.integer("hidden_size", 768);
        return new SamVisionConfig(
                width,
                json.integer("mlp_dim", (int) (width * json.number("mlp_ratio", 4))),
                json.integer("num_hidden_layers", 12),
                json.integer("num_attention_heads", 12),
                json.integer("num_channels", 3),
                json.integer("image_size", 1024),
                json.integer("patch_size", 16),
                json.integer("output_channels", 256),
                json.integer("window_size", 14),
                json.integers("global_attn_indexes", List.of(2, 5, 8, 11)),
                json.flag("qkv_bias", true),
                json.flag("use_abs_pos", true),
                json.flag("use_rel_pos", true),
                Activation.of(json.text("hidden_act", "gelu"), json.source()),
                json.number("layer_norm_eps", 1e-6));
    }

    /** A published size: 1024 pixels, patches of 16, windows of 14. */
    static SamVisionConfig published(int width, int layers, int heads, List<Integer> globalLayers) {
        return new SamVisionConfig(
                width,
                4 * width,
                layers,
                heads,
                3,
                1024,
                16,
                256,
                14,
                globalLayers,
                true,
                true,
                true,
                Activation.GELU,
                1e-6);
    }

    /** Patches along a side. */
    @Override
    public int grid() {
        return imageSize / patchSize;
    }
}
