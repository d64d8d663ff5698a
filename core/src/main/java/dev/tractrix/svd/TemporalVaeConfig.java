// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.svd;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.checkpoint.ConfigJson;
import java.util.List;

/**
 * The shape of a {@link TemporalVae}, as in diffusers' {@code config.json}.
 *
 * @param inChannels of the picture, 3
 * @param outChannels of the picture, 3
 * @param blockOutChannels channels of each level, the full size first
 * @param layersPerBlock residual blocks a level in the encoder; the decoder has one more
 * @param latentChannels C
 * @param scalingFactor what latents are multiplied by so that their variance is about 1
 * @param normNumGroups groups of every norm; an own key {@code norm_num_groups}, 32 where absent as in diffusers
 */
public record TemporalVaeConfig(
        int inChannels,
        int outChannels,
        List<Integer> blockOutChannels,
        int layersPerBlock,
        int latentChannels,
        double scalingFactor,
        int normNumGroups) {
    public TemporalVaeConfig {
        blockOutChannels = List.copyOf(blockOutChannels);
        if (blockOutChannels.isEmpty() || layersPerBlock < 1 || latentChannels < 1 || normNumGroups < 1) {
            throw new IllegalArgumentException("a temporal autoencoder needs at least one level, layer, latent channel"
                    + " and group, got " + blockOutChannels + ", " + layersPerBlock + ", " + latentChannels + ", "
                    + normNumGroups);
        }
        if (!(scalingFactor > 0)) {
            throw new IllegalArgumentException("scaling_factor: expected more than 0, got " + scalingFactor);
        }
    }

    /**
     * From diffusers' {@code config.json}; what is absent takes diffusers' defaults.
     *
     * @throws dev.tractrix.fault.BadInputException when a block type is not the one this network has
     */
    public static TemporalVaeConfig of(ConfigJson json) {
        List<Integer> channels = json.integers("block_out_channels", List.of(64));
        for (String type : json.texts("down_block_types", List.of())) {
            if (!type.equals("DownEncoderBlock2D")) {
                throw json.wrong("down_block_types", "DownEncoderBlock2D", type);
            }
        }
        TemporalVaeConfig config = new TemporalVaeConfig(
                json.integer("in_channels", 3),
                json.integer("out_channels", 3),
                channels,
                json.integer("layers_per_block", 1),
                json.integer("latent_channels", 4),
                json.number("scaling_factor", 0.18215),
                json.integer("norm_num_groups", 32));
        json.rejectUnread("sample_size", "force_upcast");
        return config;
    }

    /** As {@link #of} reads it. */
    public ObjectNode write(ObjectNode json) {
        json.put("_class_name", "AutoencoderKLTemporalDecoder");
        json.put("in_channels", inChannels).put("out_channels", outChannels);
        blockOutChannels.forEach(json.putArray("block_out_channels")::add);
        var types = json.putArray("down_block_types");
        blockOutChannels.forEach(c -> types.add("DownEncoderBlock2D"));
        return json.put("layers_per_block", layersPerBlock)
                .put("latent_channels", latentChannels)
                .put("scaling_factor", scalingFactor)
                .put("norm_num_groups", normNumGroups);
    }

    /** The same network with another scaling factor. */
    public TemporalVaeConfig withScalingFactor(double factor) {
        return new TemporalVaeConfig(
                inChannels, outChannels, blockOutChannels, layersPerBlock, latentChannels, factor, normNumGroups);
    }

    /** Pixels a latent cell, 2^(levels - 1). */
    public int factor() {
        return 1 << (blockOutChannels.size() - 1);
    }
}
