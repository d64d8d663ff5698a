// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.svd;

import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.nn.ClipEncoderConfig;
import java.util.Objects;

/**
 * The shape of a {@link ClipVisionEncoder}, as in transformers' {@code config.json}; absent keys have transformers'
 * defaults.
 *
 * @param encoder the transformer
 * @param channels of the picture ({@code num_channels})
 * @param imageSize side of the square picture in pixels
 * @param patchSize side of a patch in pixels, a divisor of the image size
 * @param projectionDim width of the result
 */
public record ClipVisionConfig(
        ClipEncoderConfig encoder, int channels, int imageSize, int patchSize, int projectionDim) {
    public ClipVisionConfig {
        Objects.requireNonNull(encoder, "encoder");
        if (channels < 1 || patchSize < 1 || imageSize < patchSize || imageSize % patchSize != 0 || projectionDim < 1) {
            throw new IllegalArgumentException(
                    "an image tower needs a picture of whole patches, got channels " + channels + ", image_size "
                            + imageSize + ", patch_size " + patchSize + ", projection_dim " + projectionDim);
        }
    }

    /** Reads {@code image_encoder/config.json}. */
    public static ClipVisionConfig of(ConfigJson json) {
        return new ClipVisionConfig(
                ClipEncoderConfig.of(json, 768, 3072, 12),
                json.integer("num_channels", 3),
                json.integer("image_size", 224),
                json.integer("patch_size", 32),
                json.integer("projection_dim", 512));
    }

    /** Patches in the picture, without the class token. */
    public int patches() {
        return (imageSize / patchSize) * (imageSize / patchSize);
    }
}
