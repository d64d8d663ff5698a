// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.segment;

import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.nn.Activation;
import java.util.List;
import java.util.Objects;

/**
 * The shape of a {@link HieraEncoder}, as {@code vision_config} of a {@code sam2.1-hiera-*} folder.
 *
 * @param imageSize S, a multiple of 32
 * @param widths channels of each stage ({@code embed_dim_per_stage})
 * @param depths blocks of each ({@code blocks_per_stage})
 * @param heads attention heads of each, divisors of the widths
 * @param windows side of each one's attention windows in its own grid; the first divides the first grid
 * @param globalBlocks blocks that attend to the whole picture, counted from 0 over all stages
 * @param background side of the learned positions that are stretched over the picture, rows and columns
 * @param mlpRatio width inside the perceptrons over that outside
 * @param neckWidth D, the channels of all levels behind the neck ({@code fpn_hidden_size})
 * @param topDown levels that take up what the coarser level says, 0 the finest ({@code fpn_top_down_levels})
 * @param activation of the perceptrons
 * @param layerNormEps of the norms
 */
public record HieraConfig(
        int imageSize,
        List<Integer> widths,
        List<Integer> depths,
        List<Integer> heads,
        List<Integer> windows,
        List<Integer> globalBlocks,
        List<Integer> background,
        double mlpRatio,
        int neckWidth,
        List<Integer> topDown,
        Activation activation,
        double layerNormEps) {
    /** Each halves the grid of the one before; the first grid is a quarter of the picture. */
    static final int STAGES = 4;

    public HieraConfig {
        Objects.requireNonNull(activation, "activation");
        widths = List.copyOf(widths);
        depths = List.copyOf(depths);
        heads = List.copyOf(heads);
        windows = List.copyOf(windows);
        globalBlocks = List.copyOf(globalBlocks);
        background = List.copyOf(background);
        topDown = List.copyOf(topDown);
        for (List<Integer> list : List.of(widths, depths, heads, windows)) {
            if (list.size() != STAGES || list.stream().anyMatch(v -> v < 1)) {
                throw new IllegalArgumentException("Hiera has four stages, got " + list);
            }
        }
        for (int i = 0; i < STAGES; i++) {
            if (widths.get(i) % heads.get(i) != 0) {
                throw new IllegalArgumentException("Hiera's heads divide its widths, got " + heads + ", " + widths);
            }
        }
        if (imageSize < 32 || imageSize % 32 != 0 || (imageSize / 4) % windows.get(0) != 0) {
            throw new IllegalArgumentException(
                    "Hiera needs a picture of a multiple of 32 pixels whose quarter the first" + " windows fill, got "
                            + imageSize + ", windows " + windows);
        }
        // the first block of a stage attends in the windows of the stage before and halves them
        for (int i = 0; i + 1 < STAGES; i++) {
            if (windows.get(i) % 2 != 0 || widths.get(i).equals(widths.get(i + 1))) {
                throw new IllegalArgumentException(
                        "Hiera's windows before the last are even and its widths change, got " + windows + ", "
                                + widths);
            }
        }
        if (background.size() != 2 || background.stream().anyMatch(v -> v < 1) || neckWidth < 8 || neckWidth % 8 != 0) {
            throw new IllegalArgumentException(
                    "Hiera: background of two sides, neck of a multiple of 8, got " + background + ", " + neckWidth);
        }
        if (!(mlpRatio > 0) || !(layerNormEps > 0)) {
            throw new IllegalArgumentException("Hiera: mlp_ratio and layer_norm_eps above 0");
        }
    }

    /** Reads {@code vision_config}; absent keys have transformers' defaults, those of the tiny size. */
    static HieraConfig of(ConfigJson json) {
        ConfigJson b = json.has("backbone_config")
                ? json.object("backbone_config")
                : ConfigJson.parse(json.source() + ": backbone_config", "{}");
        List<Integer> size = b.integerOrList("image_size", 2, List.of(1024, 1024));
        if (!size.get(0).equals(size.get(1))) {
            throw b.wrong("image_size", "a square", size);
        }
        fixed(b, "patch_kernel_size", List.of(7, 7));
        fixed(b, "patch_stride", List.of(4, 4));
        fixed(b, "patch_padding", List.of(3, 3));
        fixed(b, "query_stride", List.of(2, 2));
        return new HieraConfig(
                size.get(0),
                b.integers("embed_dim_per_stage", List.of(96, 192, 384, 768)),
                b.integers("blocks_per_stage", List.of(1, 2, 7, 2)),
                b.integers("num_attention_heads_per_stage", List.of(1, 2, 4, 8)),
                b.integers("window_size_per_stage", List.of(8, 4, 14, 7)),
                b.integers("global_attention_blocks", List.of(5, 7, 9)),
                b.integerOrList("window_positional_embedding_background_size", 2, List.of(7, 7)),
                b.number("mlp_ratio", 4),
                json.integer("fpn_hidden_size", 256),
                json.integers("fpn_top_down_levels", List.of(2, 3)),
                Activation.of(b.text("hidden_act", "gelu"), b.source()),
                b.number("layer_norm_eps", 1e-6));
    }

    private static void fixed(ConfigJson json, String key, List<Integer> only) {
        List<Integer> got = json.integerOrList(key, 2, only);
        if (!got.equals(only)) {
            throw json.wrong(key, only.toString(), got);
        }
    }

    /** A published size. @param width of the first stage; it doubles with each */
    static HieraConfig published(
            int width, int heads, List<Integer> depths, List<Integer> windows, List<Integer> global, int background) {
        return new HieraConfig(
                1024,
                List.of(width, 2 * width, 4 * width, 8 * width),
                depths,
                List.of(heads, 2 * heads, 4 * heads, 8 * heads),
                windows,
                global,
                List.of(background, background),
                4,
                256,
                List.of(2, 3),
                Activation.GELU,
                1e-6);
    }

    /** Side of the embedding, that of the third stage's grid. */
    int grid() {
        return imageSize / 16;
    }
}
