// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.features;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.checkpoint.ConfigJson;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The shape of a {@link FeatureUNet}, as in diffusers' {@code UNet2DConditionModel} {@code config.json}.
 *
 * @param inChannels of the latents
 * @param outChannels of the prediction
 * @param blockOutChannels channels of each level, the full size first
 * @param downAttention for each down block, whether it attends to the context
 * @param upAttention for each up block, the smallest size first, whether it attends to the context
 * @param layersPerBlock residual blocks a down block; an up block has one more
 * @param transformerLayers transformer blocks after a residual block
 * @param heads number of attention heads of each level, the full size first
 * @param crossAttentionDim width of the context's tokens
 * @param linearProjection whether a transformer's way in and out are linear layers instead of 1x1 convolutions
 * @param normNumGroups groups of every norm, a divisor of all channels
 * @param normEps of the residual blocks' norms
 */
public record FeatureUNetConfig(
        int inChannels,
        int outChannels,
        List<Integer> blockOutChannels,
        List<Boolean> downAttention,
        List<Boolean> upAttention,
        int layersPerBlock,
        int transformerLayers,
        List<Integer> heads,
        int crossAttentionDim,
        boolean linearProjection,
        int normNumGroups,
        double normEps) {
    /** Settings of the reference class that must be off; each changes the network. */
    private static final List<String> OFF = List.of(
            "center_input_sample",
            "dual_cross_attention",
            "only_cross_attention",
            "upcast_attention",
            "resnet_skip_time_act",
            "class_embeddings_concat",
            "mid_block_only_cross_attention",
            "upcast_softmax");

    private static final List<String> NULL = List.of(
            "addition_embed_type",
            "class_embed_type",
            "num_class_embeds",
            "encoder_hid_dim",
            "encoder_hid_dim_type",
            "time_cond_proj_dim",
            "time_embedding_dim",
            "time_embedding_act_fn",
            "timestep_post_act",
            "cross_attention_norm",
            "reverse_transformer_layers_per_block");

    private static final String[] WITHOUT_EFFECT = {
        "sample_size",
        "dropout",
        "addition_embed_type_num_heads",
        "addition_time_embed_dim",
        "projection_class_embeddings_input_dim",
        "attention_type",
        "requires_safety_checker"
    };

    public FeatureUNetConfig {
        blockOutChannels = List.copyOf(blockOutChannels);
        downAttention = List.copyOf(downAttention);
        upAttention = List.copyOf(upAttention);
        heads = List.copyOf(heads);
        int levels = blockOutChannels.size();
        if (levels < 1 || downAttention.size() != levels || upAttention.size() != levels || heads.size() != levels) {
            throw new IllegalArgumentException(
                    "an image U-Net needs channels, heads and block types for each level, got " + blockOutChannels
                            + ", " + heads + ", " + downAttention + ", " + upAttention);
        }
        if (inChannels < 1
                || outChannels < 1
                || layersPerBlock < 1
                || transformerLayers < 1
                || crossAttentionDim < 1
                || normNumGroups < 1
                || !(normEps > 0)) {
            throw new IllegalArgumentException("an image U-Net needs positive sizes, got in " + inChannels + ", out "
                    + outChannels + ", layers " + layersPerBlock + ", transformer layers " + transformerLayers
                    + ", context " + crossAttentionDim + ", groups " + normNumGroups + ", eps " + normEps);
        }
    }

    /** Reads {@code unet/config.json}; absent keys have diffusers' defaults. */
    public static FeatureUNetConfig of(ConfigJson json) {
        List<Integer> channels = json.integers("block_out_channels", List.of(320, 640, 1280, 1280));
        int levels = channels.size();
        List<Boolean> down = attention(json, "down_block_types", "DownBlock2D", "CrossAttnDownBlock2D", levels);
        List<Boolean> up = attention(json, "up_block_types", "UpBlock2D", "CrossAttnUpBlock2D", levels);
        requireSupported(json);
        // diffusers reads attention_head_dim as the number of heads: a name kept for the weights of this family.
        List<Integer> heads = json.integerOrList("attention_head_dim", levels, Collections.nCopies(levels, 8));
        heads = json.integerOrList("num_attention_heads", levels, heads);
        FeatureUNetConfig config = new FeatureUNetConfig(
                json.integer("in_channels", 4),
                json.integer("out_channels", 4),
                channels,
                down,
                up,
                json.integer("layers_per_block", 2),
                json.integer("transformer_layers_per_block", 1),
                heads,
                json.integer("cross_attention_dim", 1280),
                json.flag("use_linear_projection", false),
                json.integer("norm_num_groups", 32),
                json.number("norm_eps", 1e-5));
        json.rejectUnread(WITHOUT_EFFECT);
        return config;
    }

    private static List<Boolean> attention(ConfigJson json, String key, String plain, String crossed, int levels) {
        List<String> absent = new ArrayList<>(Collections.nCopies(levels, crossed));
        absent.set(key.startsWith("down") ? levels - 1 : 0, plain);
        List<String> types = json.texts(key, absent);
        if (types.size() != levels) {
            throw json.wrong(key, levels + " blocks", types);
        }
        List<Boolean> out = new ArrayList<>();
        for (String type : types) {
            if (!type.equals(plain) && !type.equals(crossed)) {
                throw json.wrong(key, plain + " or " + crossed, type);
            }
            out.add(type.equals(crossed));
        }
        return out;
    }

    private static void requireSupported(ConfigJson json) {
        for (String key : OFF) {
            if (json.flag(key, false)) {
                throw json.wrong(key, "false", true);
            }
        }
        for (String key : NULL) {
            json.object(key);
            if (json.has(key)) {
                throw json.wrong(key, "null", "a value");
            }
        }
        requireText(json, "act_fn", "silu");
        requireText(json, "mid_block_type", "UNetMidBlock2DCrossAttn");
        requireText(json, "resnet_time_scale_shift", "default");
        requireText(json, "time_embedding_type", "positional");
        requireNumber(json, "freq_shift", 0);
        requireNumber(json, "downsample_padding", 1);
        requireNumber(json, "conv_in_kernel", 3);
        requireNumber(json, "conv_out_kernel", 3);
        requireNumber(json, "mid_block_scale_factor", 1);
        requireNumber(json, "resnet_out_scale_factor", 1);
        if (!json.flag("flip_sin_to_cos", true)) {
            throw json.wrong("flip_sin_to_cos", "true", false);
        }
    }

    private static void requireText(ConfigJson json, String key, String only) {
        if (!json.text(key, only).equals(only)) {
            throw json.wrong(key, only, json.text(key, only));
        }
    }

    private static void requireNumber(ConfigJson json, String key, double only) {
        if (json.number(key, only) != only) {
            throw json.wrong(key, Double.toString(only), json.number(key, only));
        }
    }

    /** As {@link #of} and diffusers read it. */
    public ObjectNode write(ObjectNode json) {
        json.put("_class_name", "UNet2DConditionModel")
                .put("in_channels", inChannels)
                .put("out_channels", outChannels);
        blockOutChannels.forEach(json.putArray("block_out_channels")::add);
        ArrayNode down = json.putArray("down_block_types");
        downAttention.forEach(a -> down.add(a ? "CrossAttnDownBlock2D" : "DownBlock2D"));
        ArrayNode up = json.putArray("up_block_types");
        upAttention.forEach(a -> up.add(a ? "CrossAttnUpBlock2D" : "UpBlock2D"));
        heads.forEach(json.putArray("attention_head_dim")::add);
        return json.put("layers_per_block", layersPerBlock)
                .put("transformer_layers_per_block", transformerLayers)
                .put("cross_attention_dim", crossAttentionDim)
                .put("use_linear_projection", linearProjection)
                .put("norm_num_groups", normNumGroups)
                .put("norm_eps", normEps);
    }

    /** How many up blocks. */
    public int levels() {
        return blockOutChannels.size();
    }

    /** Channels of the output of an up block, 0 the smallest size. */
    public int featureChannels(int upBlock) {
        return blockOutChannels.get(levels() - 1 - upBlock);
    }
}
