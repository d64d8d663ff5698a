// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.pipeline;

import java.util.function.Supplier;

/**
 * A network of a model whose weights can leave the device's memory and come back. They come back from their file: it is
 * mapped, so that what the system still has of it in its own cache is not read again, and no second copy is kept.
 */
final class PlacedPart<M> {
    private final Supplier<Placed<M>> load;
    private Placed<M> placed;

    /**
     * A network that is there.
     *
     * @param bytes of its weights
     * @param free frees them; the network is dead after it
     */
    record Placed<M>(M network, long bytes, Runnable free) {}

    PlacedPart(Supplier<Placed<M>> load) {
        this.load = load;
    }

    /** The network; loaded when it is not there. Dead after the next {@link #release}. */
    M get() {
        if (placed == null) {
            placed = load.get();
        }
        return placed.network();
    }

    void release() {
        if (placed != null) {
            placed.free().run();
            placed = null;
        }
    }

    /** Of the weights that are there. */
    long bytes() {
        return placed == null ? 0 : placed.bytes();
    }
}
