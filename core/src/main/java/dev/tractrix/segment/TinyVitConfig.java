// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.segment;

import dev.tractrix.checkpoint.ConfigJson;
import java.util.List;

/**
 * The shape of a {@link TinyVitEncoder}. Its {@code config.json} is our own, as MobileSAM publishes none:
 * {@code vision_config} with {@code "model_type": "tiny_vit"}.
 *
 * @param imageSize S, a multiple of 16
 * @param outputChannels of the embedding
 * @param widths channels of each of the four stages ({@code embed_dims})
 * @param depths blocks of each
 * @param heads attention heads of each, divisors of the widths; the first stage has none
 * @param windows side of each one's attention windows
 * @param mlpRatio width inside the perceptrons over that outside
 * @param expansion the same inside the first stage's convolutions ({@code mbconv_expand_ratio})
 */
public record TinyVitConfig(
        int imageSize,
        int outputChannels,
        List<Integer> widths,
        List<Integer> depths,
        List<Integer> heads,
        List<Integer> windows,
        int mlpRatio,
        int expansion)
        implements ImageEncoderConfig {
    static final String TYPE = "tiny_vit";

    /** Stages. The last does not halve the grid, unlike TinyViT for classification. */
    static final int STAGES = 4;

    public TinyVitConfig {
        widths = List.copyOf(widths);
        depths = List.copyOf(depths);
        heads = List.copyOf(heads);
        windows = List.copyOf(windows);
        for (List<Integer> list : List.of(widths, depths, heads, windows)) {
            if (list.size() != STAGES || list.stream().anyMatch(v -> v < 1)) {
                throw new IllegalArgumentException("TinyViT has four stages, got " + list);
            }
        }
        if (imageSize < 16 || imageSize % 16 != 0 || outputChannels < 1 || mlpRatio < 1 || expansion < 1) {
            throw new IllegalArgumentException("TinyViT needs a picture of a multiple of 16 pixels, got " + imageSize
                    + ", output_channels " + outputChannels + ", mlp_ratio " + mlpRatio + ", mbconv_expand_ratio "
                    + expansion);
        }
        if (widths.get(0) % 2 != 0) {
            throw new IllegalArgumentException("TinyViT's first width is halved, got " + widths.get(0));
        }
        for (int i = 1; i < STAGES; i++) {
            if (widths.get(i) % heads.get(i) != 0) {
                throw new IllegalArgumentException("TinyViT's heads divide its widths, got " + heads + ", " + widths);
            }
        }
    }

    /** Reads {@code vision_config}; absent keys have MobileSAM's values. */
    public static TinyVitConfig of(ConfigJson json) {
        TinyVitConfig d = mobileSam();
        return new TinyVitConfig(
                json.integer("image_size", d.imageSize),
                json.integer("output_channels", d.outputChannels),
                json.integers("embed_dims", d.widths),
                json.integers("depths", d.depths),
                json.integers("num_heads", d.heads),
                json.integers("window_sizes", d.windows),
                json.integer("mlp_ratio", d.mlpRatio),
                json.integer("mbconv_expand_ratio", d.expansion));
    }

    /** As MobileSAM was published. */
    public static TinyVitConfig mobileSam() {
        return new TinyVitConfig(
                1024,
                256,
                List.of(64, 128, 160, 320),
                List.of(2, 2, 6, 2),
                List.of(2, 4, 5, 10),
                List.of(7, 7, 14, 7),
                4,
                4);
    }

    @Override
    public int grid() {
        return imageSize / 16;
    }
}
