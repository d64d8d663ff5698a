// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.svd;

import dev.tractrix.checkpoint.ConfigJson;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;

/**
 * The {@code config.json} of diffusers' {@code UNetSpatioTemporalConditionModel}. Lists have one entry a down block,
 * from the finest to the coarsest resolution; the up blocks mirror them.
 *
 * @param inChannels channels of the noisy latents and the image latents together
 * @param outChannels channels of the prediction
 * @param downBlockTypes {@code CrossAttnDownBlockSpatioTemporal} or {@code DownBlockSpatioTemporal}
 * @param upBlockTypes {@code CrossAttnUpBlockSpatioTemporal} or {@code UpBlockSpatioTemporal}, coarsest first
 * @param blockOutChannels channels
 * @param additionTimeEmbedDim width of the sinusoids of one micro-condition
 * @param projectionClassEmbeddingsInputDim width of all micro-conditions together
 * @param layersPerBlock residual blocks of a down block; the up block has one more
 * @param crossAttentionDim width of the image token
 * @param transformerLayersPerBlock pairs of a spatial and a temporal transformer block after a residual block
 * @param numAttentionHeads heads
 * @param numFrames frames the model was trained with
 * @param sampleSize latent size the model was trained with, 0 where the file does not say
 * @param normNumGroups groups of every group norm; diffusers has 32 fixed, narrow models need fewer
 */
public record SpatioTemporalUNetConfig(
        int inChannels,
        int outChannels,
        List<String> downBlockTypes,
        List<String> upBlockTypes,
        List<Integer> blockOutChannels,
        int additionTimeEmbedDim,
        int projectionClassEmbeddingsInputDim,
        List<Integer> layersPerBlock,
        List<Integer> crossAttentionDim,
        List<Integer> transformerLayersPerBlock,
        List<Integer> numAttentionHeads,
        int numFrames,
        int sampleSize,
        int normNumGroups) {
    static final String CROSS_DOWN = "CrossAttnDownBlockSpatioTemporal";
    static final String CROSS_UP = "CrossAttnUpBlockSpatioTemporal";
    private static final String DOWN = "DownBlockSpatioTemporal";
    private static final String UP = "UpBlockSpatioTemporal";

    public SpatioTemporalUNetConfig {
        downBlockTypes = List.copyOf(downBlockTypes);
        upBlockTypes = List.copyOf(upBlockTypes);
        blockOutChannels = List.copyOf(blockOutChannels);
        layersPerBlock = List.copyOf(layersPerBlock);
        crossAttentionDim = List.copyOf(crossAttentionDim);
        transformerLayersPerBlock = List.copyOf(transformerLayersPerBlock);
        numAttentionHeads = List.copyOf(numAttentionHeads);
    }

    /** Reads a file. */
    public static SpatioTemporalUNetConfig read(Path file) {
        return of(ConfigJson.read(file));
    }

    /** Reads all keys of a U-Net and refuses any other. */
    public static SpatioTemporalUNetConfig of(ConfigJson json) {
        SpatioTemporalUNetConfig config = of(json, List.of(5, 10, 20, 20));
        json.rejectUnread();
        return config;
    }

    /**
     * Reads the keys of a U-Net, leaving others to the caller.
     *
     * @param heads the default of {@code num_attention_heads} for four blocks
     */
    public static SpatioTemporalUNetConfig of(ConfigJson json, List<Integer> heads) {
        List<Integer> channels = json.integers("block_out_channels", List.of(320, 640, 1280, 1280));
        int n = channels.size();
        SpatioTemporalUNetConfig config = new SpatioTemporalUNetConfig(
                json.integer("in_channels", 8),
                json.integer("out_channels", 4),
                json.texts("down_block_types", List.of(CROSS_DOWN, CROSS_DOWN, CROSS_DOWN, DOWN)),
                json.texts("up_block_types", List.of(UP, CROSS_UP, CROSS_UP, CROSS_UP)),
                channels,
                json.integer("addition_time_embed_dim", 256),
                json.integer("projection_class_embeddings_input_dim", 768),
                json.integerOrList("layers_per_block", n, Collections.nCopies(n, 2)),
                json.integerOrList("cross_attention_dim", n, Collections.nCopies(n, 1024)),
                json.integerOrList("transformer_layers_per_block", n, Collections.nCopies(n, 1)),
                json.integerOrList("num_attention_heads", n, heads),
                json.integer("num_frames", 25),
                json.integer("sample_size", 0),
                json.integer("norm_num_groups", 32));
        config.check(json);
        return config;
    }

    /** How many down blocks, and up blocks. */
    public int blocks() {
        return blockOutChannels.size();
    }

    /** Width of the time embedding. */
    public int timeEmbedDim() {
        return 4 * blockOutChannels.get(0);
    }

    /** Micro-conditions: fps, motion, noise. */
    public int timeIds() {
        return projectionClassEmbeddingsInputDim / additionTimeEmbedDim;
    }

    private void check(ConfigJson json) {
        if (blockOutChannels.isEmpty()) {
            throw json.wrong("block_out_channels", "at least one block", blockOutChannels);
        }
        requireTypes(json, "down_block_types", downBlockTypes, List.of(CROSS_DOWN, DOWN));
        requireTypes(json, "up_block_types", upBlockTypes, List.of(CROSS_UP, UP));
        if (additionTimeEmbedDim < 1 || projectionClassEmbeddingsInputDim % additionTimeEmbedDim != 0) {
            throw json.wrong(
                    "projection_class_embeddings_input_dim",
                    "a multiple of addition_time_embed_dim " + additionTimeEmbedDim,
                    projectionClassEmbeddingsInputDim);
        }
        for (int i = 0; i < blocks(); i++) {
            int c = blockOutChannels.get(i);
            if (c < 2 || c % 2 != 0 || normNumGroups < 1 || c % normNumGroups != 0) {
                throw json.wrong("block_out_channels", "even multiples of norm_num_groups " + normNumGroups, c);
            }
            if (numAttentionHeads.get(i) < 1 || c % numAttentionHeads.get(i) != 0) {
                throw json.wrong(
                        "num_attention_heads", "divisors of block_out_channels " + c, numAttentionHeads.get(i));
            }
            if (layersPerBlock.get(i) < 1 || transformerLayersPerBlock.get(i) < 1) {
                throw json.wrong("layers_per_block", "at least one layer", layersPerBlock);
            }
        }
    }

    private void requireTypes(ConfigJson json, String key, List<String> types, List<String> known) {
        if (types.size() != blocks()) {
            throw json.wrong(key, blocks() + " block types", types);
        }
        for (String type : types) {
            if (!known.contains(type)) {
                throw json.wrong(key, "one of " + known, type);
            }
        }
    }
}
