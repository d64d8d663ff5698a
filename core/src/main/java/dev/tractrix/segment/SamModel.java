// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.segment;

import dev.tractrix.nn.Params;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** The Segment Anything Model, with its own image encoder or MobileSAM's. Names are those of transformers' {@code SamModel}; {@link SamNames} reads the official ones. */
public final class SamModel implements PromptableModel {
    private final SamConfig config;
    private final ImageEncoder imageEncoder;
    private final SamPromptEncoder promptEncoder;
    private final SamMaskDecoder maskDecoder;

    /** @param root the cursor of the whole model */
    public SamModel(Params root, SamConfig config) {
        this.config = config;
        imageEncoder = ImageEncoder.of(root, config.vision());
        promptEncoder = new SamPromptEncoder(root, config.prompt());
        maskDecoder = new SamMaskDecoder(root.at("mask_decoder"), config.decoder());
    }

    public SamConfig config() {
        return config;
    }

    @Override
    public Framing framing() {
        return new Framing(config.vision().imageSize(), true);
    }

    @Override
    public ImageFeatures encode(Tensor pixels) {
        return new ImageFeatures(imageEncoder.forward(pixels), List.of());
    }

    public ImageEncoder imageEncoder() {
        return imageEncoder;
    }

    @Override
    public SamPromptEncoder promptEncoder() {
        return promptEncoder;
    }

    @Override
    public SamMaskDecoder maskDecoder() {
        return maskDecoder;
    }
}
