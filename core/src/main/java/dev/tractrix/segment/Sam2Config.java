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
 * The shape of a {@link Sam2Model}.
 *
 * @param vision the image encoder
 * @param decoder the mask decoder, as wide as the encoder's neck
 * @param maskChannels inside the encoder of a previous mask ({@code mask_input_channels}), a multiple of 4
 * @param promptActivation inside the same
 * @param promptNormEps of its norms
 */
public record Sam2Config(
        HieraConfig vision,
        SamDecoderConfig decoder,
        int maskChannels,
        Activation promptActivation,
        double promptNormEps) {
    public Sam2Config {
        Objects.requireNonNull(vision, "vision");
        Objects.requireNonNull(decoder, "decoder");
        Objects.requireNonNull(promptActivation, "promptActivation");
        if (decoder.second() == null || vision.neckWidth() != decoder.width()) {
            throw new IllegalArgumentException("SAM 2's parts do not fit: fpn_hidden_size " + vision.neckWidth()
                    + " and decoder width " + decoder.width() + " (equal)");
        }
    }

    /**
     * Reads the {@code config.json} of a {@code sam2.1-hiera-*} folder; what it says of videos is not needed here.
     *
     * @throws BadInputException when its parts contradict each other
     */
    public static Sam2Config of(ConfigJson json) {
        HieraConfig vision = HieraConfig.of(part(json, "vision_config"));
        ConfigJson prompt = part(json, "prompt_encoder_config");
        equal(prompt, "hidden_size", 256, vision.neckWidth());
        equal(prompt, "image_size", 1024, vision.imageSize());
        equal(prompt, "patch_size", 16, 16);
        equal(prompt, "num_point_embeddings", 4, SamPromptEncoder.KINDS);
        return new Sam2Config(
                vision,
                SamDecoderConfig.ofSecond(part(json, "mask_decoder_config")),
                prompt.integer("mask_input_channels", 16),
                Activation.of(prompt.text("hidden_act", "gelu"), prompt.source()),
                prompt.number("layer_norm_eps", 1e-6));
    }

    /**
     * Which of the four published sizes an official checkpoint is, by its first width and the number of its blocks.
     *
     * @param official tensors under the names of SAM 2's own code
     * @throws BadInputException when it is none of them
     */
    public static Sam2Config ofOfficial(StateDict official) {
        Tensor patch = official.get(Sam2Names.OFFICIAL_PATCH_EMBEDDING);
        int width = patch == null ? 0 : (int) patch.size(0);
        int blocks = 0;
        while (official.get(Sam2Names.OFFICIAL_BLOCKS + blocks + ".norm1.weight") != null) {
            blocks++;
        }
        return switch (width + "/" + blocks) {
            case "96/12" -> tiny();
            case "96/16" -> small();
            case "112/24" -> basePlus();
            case "144/48" -> large();
            default ->
                throw BadInputException.of(
                        official.source(),
                        "SAM 2 with Hiera tiny, small, base+ or large",
                        (patch == null ? "no patch embedding" : Shapes.of(patch)) + " and " + blocks + " blocks",
                        "use one of these, or a transformers folder with its config.json");
        };
    }

    /** Hiera tiny, 31 million parameters without those for videos. */
    public static Sam2Config tiny() {
        return official(HieraConfig.published(96, 1, List.of(1, 2, 7, 2), List.of(8, 4, 14, 7), List.of(5, 7, 9), 7));
    }

    /** Hiera small, 38 million. */
    public static Sam2Config small() {
        return official(
                HieraConfig.published(96, 1, List.of(1, 2, 11, 2), List.of(8, 4, 14, 7), List.of(7, 10, 13), 7));
    }

    /** Hiera base+, 73 million. */
    public static Sam2Config basePlus() {
        return official(
                HieraConfig.published(112, 2, List.of(2, 3, 16, 3), List.of(8, 4, 14, 7), List.of(12, 16, 20), 14));
    }

    /** Hiera large, 217 million. */
    public static Sam2Config large() {
        return official(
                HieraConfig.published(144, 2, List.of(2, 6, 36, 4), List.of(8, 4, 16, 8), List.of(23, 33, 43), 7));
    }

    private static Sam2Config official(HieraConfig vision) {
        return new Sam2Config(vision, SamDecoderConfig.officialSecond(), 16, Activation.GELU, 1e-6);
    }

    SamPromptConfig prompt() {
        return new SamPromptConfig(
                decoder.width(),
                vision.grid(),
                vision.imageSize(),
                maskChannels,
                promptActivation,
                promptNormEps,
                true);
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
}
