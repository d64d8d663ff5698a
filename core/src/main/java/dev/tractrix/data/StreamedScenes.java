// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

/** Layered scenes by (seed, epoch, index), rendered in the background while a trainer works. */
public final class StreamedScenes {
    private StreamedScenes() {}

    /** Scene {@code index} of an epoch; depends on its arguments only. */
    public static SyntheticScene scene(SceneSpec spec, long seed, int epoch, long index) {
        return LayeredScenes.scene(spec, SeededRandom.seedOf(seed, epoch), index);
    }

    /**
     * Opens the series of one epoch.
     *
     * @param first the index to begin with
     * @param threads that render
     * @param ahead scenes held at most; each takes about {@code frames x width x height x (4 + 2 x entities)} bytes
     */
    public static Prefetched<SyntheticScene> open(
            SceneSpec spec, long seed, int epoch, long first, int threads, int ahead) {
        return new Prefetched<>(index -> scene(spec, seed, epoch, index), first, threads, ahead);
    }
}
