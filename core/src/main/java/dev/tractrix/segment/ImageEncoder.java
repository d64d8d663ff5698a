// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.segment;

import dev.tractrix.nn.Params;
import org.bytedeco.pytorch.Tensor;

/** A network in front of SAM's decoder. */
public interface ImageEncoder {
    /** The encoder of a shape. @param root the cursor of the whole model */
    static ImageEncoder of(Params root, ImageEncoderConfig config) {
        return config instanceof TinyVitConfig tiny
                ? new TinyVitEncoder(root, tiny)
                : new SamImageEncoder(root.at("vision_encoder"), (SamVisionConfig) config);
    }

    /**
     * The embedding of pictures.
     *
     * @param pixels (B, 3, S, S) of {@link Framing#pixels}
     * @return (B, D, g, g)
     */
    Tensor forward(Tensor pixels);
}
