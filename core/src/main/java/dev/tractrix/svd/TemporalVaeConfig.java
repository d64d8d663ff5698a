// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.svd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.fault.BadInputException;
import java.util.ArrayList;
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
     * @throws BadInputException when a block type is not the one this network has
     */
    public static TemporalVaeConfig read(JsonNode json) {
        for (JsonNode type : json.path("down_block_types")) {
            if (!type.asText().equals("DownEncoderBlock2D")) {
                throw BadInputException.of(
                        "config.json: down_block_types", "DownEncoderBlock2D", type.asText(), "this is another autoencoder");
            }
        }
        List<Integer> channels = new ArrayList<>();
        json.path("block_out_channels").forEach(c -> channels.add(c.asInt()));
        if (channels.isEmpty()) {
            throw new BadInputException("config.json: block_out_channels is missing; is this an autoencoder's folder?");
        }
        return new TemporalVaeConfig(
                json.path("in_channels").asInt(3),
                json.path("out_channels").asInt(3),
                channels,
                json.path("layers_per_block").asInt(1),
                json.path("latent_channels").asInt(4),
                json.path("scaling_factor").asDouble(0.18215),
                json.path("norm_num_groups").asInt(32));
    }

    /** As {@link #read} understands it. */
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
