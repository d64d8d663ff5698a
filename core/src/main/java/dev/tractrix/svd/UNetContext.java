// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.svd;

import dev.tractrix.nn.TransformerSpatioTemporal;
import dev.tractrix.tensor.Shapes;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * What the image and the number of frames give to every attention layer: prepared once a run, used at every step.
 * Belongs to one model. Its tensors belong to the scope in which it was made; where there was none, to whoever closes it.
 */
public final class UNetContext implements AutoCloseable {
    private final Map<TransformerSpatioTemporal, TransformerSpatioTemporal.Prepared> prepared = new IdentityHashMap<>();
    private final long batch;
    private final long frames;

    private UNetContext(long batch, long frames) {
        this.batch = batch;
        this.frames = frames;
    }

    static UNetContext of(List<TransformerSpatioTemporal> layers, Tensor imageTokens, long frames) {
        Shapes.require("imageTokens", imageTokens, -1, 1, -1);
        UNetContext context = new UNetContext(imageTokens.size(0), frames);
        layers.forEach(layer -> context.prepared.put(layer, layer.prepare(imageTokens, frames)));
        return context;
    }

    static UNetContext interleaved(
            List<TransformerSpatioTemporal> layers, Tensor passTokens, long first, long count, long frames) {
        Shapes.require("passTokens", passTokens, -1, 1, -1);
        UNetContext context = new UNetContext(count, frames);
        layers.forEach(
                layer -> context.prepared.put(layer, layer.prepareInterleaved(passTokens, first, count, frames)));
        return context;
    }

    TransformerSpatioTemporal.Prepared of(TransformerSpatioTemporal layer) {
        TransformerSpatioTemporal.Prepared p = prepared.get(layer);
        if (p == null) {
            throw new IllegalArgumentException("the context was prepared by another model");
        }
        return p;
    }

    /** B. */
    public long batch() {
        return batch;
    }

    /** F. */
    public long frames() {
        return frames;
    }

    @Override
    public void close() {
        prepared.values().forEach(TransformerSpatioTemporal.Prepared::close);
    }
}
