// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.segment;

import org.bytedeco.pytorch.Tensor;

/** A network that looks at a picture once and then answers prompts: SAM with any of its image encoders, SAM 2. */
public interface PromptableModel {
    /** How a picture is brought to the network's size. */
    Framing framing();

    /**
     * Looks at a picture.
     *
     * @param pixels (1, 3, S, S) of {@link Framing#pixels}
     * @return in the caller's scope
     */
    ImageFeatures encode(Tensor pixels);

    SamPromptEncoder promptEncoder();

    SamMaskDecoder maskDecoder();
}
