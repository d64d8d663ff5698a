// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.segment;

import java.util.List;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;

/**
 * What a model keeps of a picture; every prompt on it is answered from this. The caller owns and closes it.
 *
 * @param embedding (1, D, g, g)
 * @param fine what the mask decoder adds while it makes masks larger: none for SAM; for SAM 2 (1, D/8, 4g, 4g) and
 *     (1, D/4, 2g, 2g)
 */
public record ImageFeatures(Tensor embedding, List<Tensor> fine) implements AutoCloseable {
    public ImageFeatures {
        Objects.requireNonNull(embedding, "embedding");
        fine = List.copyOf(fine);
    }

    @Override
    public void close() {
        embedding.close();
        fine.forEach(Tensor::close);
    }
}
