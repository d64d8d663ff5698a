// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import dev.tractrix.tensor.TensorScope;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/**
 * Latents and feature vectors of samples that come again, by the sample's number. They depend on the sample, the
 * autoencoder and the feature network alone, so stages that differ in none of these may share one: the rows of an ablation
 * then encode each scene once in all. Not thread-safe.
 */
public final class SampleCache implements AutoCloseable {
    private final Map<Long, Tensor> latents = new HashMap<>();
    private final Map<Long, Tensor> vectors = new HashMap<>();

    /** (F, C, h, w). @param made when the sample is new */
    Tensor latents(long number, Supplier<Tensor> made) {
        return latents.computeIfAbsent(number, n -> TensorScope.keep(made.get()));
    }

    /** (K, D). @param made when the sample is new */
    Tensor vectors(long number, Supplier<Tensor> made) {
        return vectors.computeIfAbsent(number, n -> TensorScope.keep(made.get()));
    }

    @Override
    public void close() {
        latents.values().forEach(Tensor::close);
        vectors.values().forEach(Tensor::close);
        latents.clear();
        vectors.clear();
    }
}
