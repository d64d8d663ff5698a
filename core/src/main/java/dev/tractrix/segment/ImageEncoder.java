// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.segment;

import org.bytedeco.pytorch.Tensor;

/** A network in front of SAM's decoder. */
public interface ImageEncoder {
    /**
     * The embedding of pictures.
     *
     * @param pixels (B, 3, S, S) of {@link Framing#pixels}
     * @return (B, D, g, g)
     */
    Tensor forward(Tensor pixels);
}
