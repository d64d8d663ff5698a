// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.control;

import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.svd.SpatioTemporalUNetConfig;
import java.nio.file.Path;
import java.util.List;

/**
 * The {@code config.json} of the authors' ControlNet.
 *
 * @param unet the half that it shares with the U-Net
 * @param conditioningChannels channels of the Gaussian map
 * @param conditioningEmbeddingOutChannels channels of the Gaussian branch; each step after the first halves the size
 * @param featureOutChannels channels of the entity branch; the first is the width of an entity vector after the mean
 *     over channel pairs. An own key {@code feature_out_channels}: the authors' code has it fixed
 */
public record ControlNetConfig(
        SpatioTemporalUNetConfig unet,
        int conditioningChannels,
        List<Integer> conditioningEmbeddingOutChannels,
        List<Integer> featureOutChannels) {
    public ControlNetConfig {
        conditioningEmbeddingOutChannels = List.copyOf(conditioningEmbeddingOutChannels);
        featureOutChannels = List.copyOf(featureOutChannels);
    }

    /** Reads a file. */
    public static ControlNetConfig read(Path file) {
        return of(ConfigJson.read(file));
    }

    /** Reads all keys and refuses any other. */
    public static ControlNetConfig of(ConfigJson json) {
        ControlNetConfig config = new ControlNetConfig(
                SpatioTemporalUNetConfig.of(json, List.of(5, 10, 10, 20)),
                json.integer("conditioning_channels", 3),
                json.integers("conditioning_embedding_out_channels", List.of(16, 32, 96, 256)),
                json.integers("feature_out_channels", List.of(160, 160, 256, 256)));
        json.rejectUnread();
        requireHalvings(json, "conditioning_embedding_out_channels", config.conditioningEmbeddingOutChannels);
        requireHalvings(json, "feature_out_channels", config.featureOutChannels);
        return config;
    }

    /** Width of an entity's feature vector before the mean over channel pairs; the authors': 320. */
    public int entityFeatureChannels() {
        return 2 * featureOutChannels.get(0);
    }

    private static void requireHalvings(ConfigJson json, String key, List<Integer> channels) {
        // Latents have an eighth of the picture's size.
        if (channels.size() != 4 || channels.stream().anyMatch(c -> c < 1)) {
            throw json.wrong(key, "4 positive channel numbers, for three halvings", channels);
        }
    }
}
