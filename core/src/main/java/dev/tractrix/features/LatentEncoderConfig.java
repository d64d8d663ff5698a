// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.features;

import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.nn.VaeEncoder;
import java.util.List;
import java.util.Objects;

/**
 * The encoder's part of an autoencoder's {@code config.json}: diffusers' {@code AutoencoderKL} (Stable Diffusion 1.5)
 * or {@code AutoencoderKLTemporalDecoder}, whose encoders are alike.
 *
 * @param shape of the encoder
 * @param scalingFactor what latents are multiplied by so that their variance is about 1
 */
public record LatentEncoderConfig(VaeEncoder.Shape shape, double scalingFactor) {
    public LatentEncoderConfig {
        Objects.requireNonNull(shape, "shape");
        if (!(scalingFactor > 0)) {
            throw new IllegalArgumentException("scaling_factor: expected more than 0, got " + scalingFactor);
        }
    }

    /** Reads {@code vae/config.json}; absent keys have diffusers' defaults. */
    public static LatentEncoderConfig of(ConfigJson json) {
        List<Integer> channels = json.integers("block_out_channels", List.of(64));
        for (String type : json.texts("down_block_types", List.of())) {
            if (!type.equals("DownEncoderBlock2D")) {
                throw json.wrong("down_block_types", "DownEncoderBlock2D", type);
            }
        }
        if (!json.text("act_fn", "silu").equals("silu")) {
            throw json.wrong("act_fn", "silu", json.text("act_fn", "silu"));
        }
        if (!json.flag("mid_block_add_attention", true)) {
            throw json.wrong("mid_block_add_attention", "true", false);
        }
        for (String key : List.of("latents_mean", "latents_std", "shift_factor")) {
            if (json.has(key)) {
                throw json.wrong(key, "null", "a value");
            }
        }
        return new LatentEncoderConfig(
                new VaeEncoder.Shape(
                        json.integer("in_channels", 3),
                        channels,
                        json.integer("layers_per_block", 1),
                        json.integer("latent_channels", 4),
                        json.integer("norm_num_groups", 32),
                        json.flag("use_quant_conv", true)),
                json.number("scaling_factor", 0.18215));
    }
}
