// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.segment;

import dev.tractrix.nn.Params;

/** The Segment Anything Model. Names are those of transformers' {@code SamModel}; {@link SamNames} reads the official ones. */
public final class SamModel {
    private final SamConfig config;
    private final SamImageEncoder imageEncoder;
    private final SamPromptEncoder promptEncoder;
    private final SamMaskDecoder maskDecoder;

    /** @param root the cursor of the whole model */
    public SamModel(Params root, SamConfig config) {
        this.config = config;
        imageEncoder = new SamImageEncoder(root.at("vision_encoder"), config.vision());
        promptEncoder = new SamPromptEncoder(root, config);
        maskDecoder = new SamMaskDecoder(root.at("mask_decoder"), config.decoder());
    }

    public SamConfig config() {
        return config;
    }

    public SamImageEncoder imageEncoder() {
        return imageEncoder;
    }

    public SamPromptEncoder promptEncoder() {
        return promptEncoder;
    }

    public SamMaskDecoder maskDecoder() {
        return maskDecoder;
    }
}
