// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.nn;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** The weights of one model by checkpoint name, in the order in which the model asked for them. Owns them. */
public final class Weights implements AutoCloseable {
    private final Map<String, Tensor> tensors;

    Weights(Map<String, Tensor> tensors) {
        this.tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    }

    /** Name to tensor; the handles are the model's own. */
    public Map<String, Tensor> tensors() {
        return tensors;
    }

    /** How many numbers. */
    public long count() {
        return tensors.values().stream().mapToLong(Tensor::numel).sum();
    }

    /** How many bytes. */
    public long bytes() {
        return tensors.values().stream()
                .mapToLong(t -> t.numel() * t.element_size())
                .sum();
    }

    /** Frees them; the model is dead after this. */
    @Override
    public void close() {
        tensors.values().forEach(Tensor::close);
    }
}
