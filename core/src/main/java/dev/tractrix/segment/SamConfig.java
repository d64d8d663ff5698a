// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.segment;

import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.checkpoint.StateDict;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.nn.Activation;
import dev.tractrix.tensor.Shapes;
import java.util.List;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;

/**
 * The shape of a {@link SamModel}.
 *
 * @param vision the image encoder
 * @param decoder the mask decoder; its width is the embedding's channels and an even number
 * @param maskChannels inside the encoder of a previous mask ({@code mask_input_channels}), a multiple of 4
 * @param promptActivation inside the same
 * @param promptNormEps of its norms
 */
public record SamConfig(
        ImageEncoderConfig vision,
        SamDecoderConfig decoder,
        int maskChannels,
        Activation promptActivation,
        double promptNormEps) {
    public SamConfig {
        Objects.requireNonNull(vision, "vision");
        Objects.requireNonNull(decoder, "decoder");
        Objects.requireNonNull(promptActivation, "promptActivation");
        if (maskChannels < 4
                || maskChannels % 4 != 0
                || vision.outputChannels() != decoder.width()
                || !(promptNormEps > 0)) {
            throw new IllegalArgumentException("SAM's parts do not fit: mask_input_channels " + maskChannels
                    + " (a multiple of 4), output_channels " + vision.outputChannels() + " and decoder width "
                    + decoder.width() + " (equal), prompt layer_norm_eps " + promptNormEps);
        }
    }

    /**
     * Reads the {@code config.json} of a {@code sam-vit-*} folder.
     *
     * @throws BadInputException when its parts contradict each other
     */
    public static SamConfig of(ConfigJson json) {
        ConfigJson visionPart = part(json, "vision_config");
        ImageEncoderConfig vision = visionPart.text("model_type", "").equals(TinyVitConfig.TYPE)
                ? TinyVitConfig.of(visionPart)
                : SamVisionConfig.of(visionPart);
        SamDecoderConfig decoder = SamDecoderConfig.of(part(json, "mask_decoder_config"));
        ConfigJson prompt = part(json, "prompt_encoder_config");
        equal(prompt, "hidden_size", 256, decoder.width());
        equal(prompt, "image_size", 1024, vision.imageSize());
        equal(prompt, "patch_size", 16, vision.imageSize() / vision.grid());
        equal(prompt, "num_point_embeddings", 4, SamPromptEncoder.KINDS);
        equal(visionPart, "num_pos_feats", 128, decoder.width() / 2);
        return new SamConfig(
                vision,
                decoder,
                prompt.integer("mask_input_channels", 16),
                Activation.of(prompt.text("hidden_act", "gelu"), prompt.source()),
                prompt.number("layer_norm_eps", 1e-6));
    }

    /**
     * Which of the published sizes an official checkpoint is, by its patch embedding.
     *
     * @param official tensors under segment-anything's names
     * @throws BadInputException when it is none of them
     */
    public static SamConfig ofOfficial(StateDict official) {
        Tensor patch = official.get(SamNames.OFFICIAL_PATCH_EMBEDDING);
        if (patch == null && SamNames.mobile(official)) {
            return mobile();
        }
        if (patch == null) {
            throw BadInputException.of(
                    official.source(),
                    "a checkpoint of segment-anything",
                    "no tensor " + SamNames.OFFICIAL_PATCH_EMBEDDING,
                    "use sam_vit_b, sam_vit_l, sam_vit_h or mobile_sam, or a transformers folder with its config.json");
        }
        return switch ((int) patch.size(0)) {
            case 768 -> vitB();
            case 1024 -> vitL();
            case 1280 -> vitH();
            default ->
                throw BadInputException.of(
                        official.source(),
                        "ViT-B, L or H, of width 768, 1024 or 1280",
                        Shapes.of(patch),
                        "use one of these");
        };
    }

    /** ViT-B, 94 million parameters, as segment-anything published it. */
    public static SamConfig vitB() {
        return official(SamVisionConfig.published(768, 12, 12, List.of(2, 5, 8, 11)));
    }

    /** ViT-L, 312 million parameters. */
    public static SamConfig vitL() {
        return official(SamVisionConfig.published(1024, 24, 16, List.of(5, 11, 17, 23)));
    }

    /** ViT-H, 641 million parameters. */
    public static SamConfig vitH() {
        return official(SamVisionConfig.published(1280, 32, 16, List.of(7, 15, 23, 31)));
    }

    /** MobileSAM, 10 million parameters: a small image encoder that was taught by ViT-H's, its decoder kept. */
    public static SamConfig mobile() {
        return official(TinyVitConfig.mobileSam());
    }

    static SamConfig official(ImageEncoderConfig vision) {
        return new SamConfig(vision, SamDecoderConfig.official(), 16, Activation.GELU, 1e-6);
    }

    private static ConfigJson part(ConfigJson json, String key) {
        ConfigJson part = json.object(key);
        return part == null ? ConfigJson.parse(json.source() + ": " + key, "{}") : part;
    }

    private static void equal(ConfigJson json, String key, int absent, int expected) {
        int got = json.integer(key, absent);
        if (got != expected) {
            throw json.wrong(key, Integer.toString(expected) + ", as in the other parts", got);
        }
    }

    SamPromptConfig prompt() {
        return new SamPromptConfig(
                decoder.width(),
                vision.grid(),
                vision.imageSize(),
                maskChannels,
                promptActivation,
                promptNormEps,
                false);
    }

    /** Side of the mask decoder's masks in pixels. */
    public int maskSize() {
        return 4 * vision.grid();
    }
}
