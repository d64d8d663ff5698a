// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.bytedeco.pytorch.Tensor;

/**
 * One network (or pair) being trained: what its weights are and what its loss is. Everything random in a step comes
 * from (seed, step, micro), so a resumed run repeats the uninterrupted one exactly and needs no stored state.
 */
public interface Stage extends AutoCloseable {
    /** For example {@code vae}. */
    String name();

    /** The configuration as JSON text; a checkpoint of another one is refused. */
    String fingerprint();

    /** What is trained. */
    FlatParameters parameters();

    /**
     * The loss of one micro-batch, with its graph.
     *
     * @param step 1 for the first update
     * @param micro 0 for the first micro-batch of the update
     */
    Loss loss(long step, int micro);

    /** Whether activations are recomputed in the backward pass instead of kept. */
    default boolean recomputes() {
        return false;
    }

    /** Whether convolutions get a pixel's channels side by side in memory. */
    default boolean channelsLast() {
        return false;
    }

    /**
     * What the loss is multiplied by before the backward pass, so that gradients in half precision do not vanish; 1 for
     * none. An update whose gradients overflow is computed again with less.
     */
    default double lossScale() {
        return 1;
    }

    /** What a person should know of the data so far, for example what was skipped; empty for nothing. */
    default String remarks() {
        return "";
    }

    /** Writes the model folder with the weights that are now in {@link #parameters()}. */
    void export(Path folder, Map<String, String> metadata);

    /** Writes a sheet of validation pictures with the weights that are now in {@link #parameters()}. */
    void sheet(Path png);

    /**
     * Writes validation clips beside their truth with the weights that are now in {@link #parameters()}; nothing where the
     * stage makes no clips.
     */
    default void clips(Path gif) {}

    /** Milliseconds the network has waited for data so far. */
    long waitedMillis();

    @Override
    void close();

    /**
     * What a micro-batch gives.
     *
     * @param total a scalar with its graph
     * @param parts named values to log; read after the backward pass, for reading one makes a GPU wait
     */
    record Loss(Tensor total, Map<String, DoubleSupplier> parts) {}
}
