// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.checkpoint;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;

/**
 * Named tensors in file order. The tensors live until {@link #close}; they may be views of a memory-mapped file.
 *
 * @param source where they came from, for messages
 * @param tensors owned handles, kept out of every scope
 * @param metadata free text of the file, possibly empty
 */
public record StateDict(String source, Map<String, Tensor> tensors, Map<String, String> metadata)
        implements AutoCloseable {
    public StateDict {
        Objects.requireNonNull(source, "source");
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /** The tensor, or null. */
    public Tensor get(String name) {
        return tensors.get(name);
    }

    /** Those whose name begins with {@code prefix}, without it; shares the handles. */
    public StateDict under(String prefix) {
        Map<String, Tensor> part = new LinkedHashMap<>();
        tensors.forEach((name, t) -> {
            if (name.startsWith(prefix)) {
                part.put(name.substring(prefix.length()), t);
            }
        });
        return new StateDict(source + ":" + prefix, part, metadata);
    }

    /** Those whose name begins with none of the prefixes; shares the handles. For parts that are known and unused. */
    public StateDict without(String... prefixes) {
        Map<String, Tensor> part = new LinkedHashMap<>(tensors);
        part.keySet().removeIf(name -> Arrays.stream(prefixes).anyMatch(name::startsWith));
        return new StateDict(source, part, metadata);
    }

    @Override
    public void close() {
        tensors.values().forEach(Tensor::close);
    }
}
