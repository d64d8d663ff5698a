// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import dev.tractrix.data.DeadLeaves;
import dev.tractrix.data.EpochOrder;
import dev.tractrix.data.LayeredScenes;
import dev.tractrix.data.SceneSpec;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.Fidelity;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/**
 * Endless series of training data: from a batch's number to its content, which depends on the number and the seed alone.
 * Numbers from 0 are trained on; negative ones never are, so sheets and measurements take those.
 */
public final class Batches {
    private Batches() {}

    /** Still pictures of dead leaves, {@code count} a batch. */
    public static LongFunction<List<Picture>> stills(int count, int width, int height, long seed) {
        return n -> LongStream.range(n * count, (n + 1) * count)
                .mapToObj(i -> DeadLeaves.picture(width, height, seed * 1_000_003 + i))
                .toList();
    }

    /** Frames of layered scenes, clip after clip, {@code count} clips a batch. */
    public static LongFunction<List<Picture>> clips(int count, SceneSpec spec, long seed) {
        return n -> LongStream.range(n * count, (n + 1) * count)
                .mapToObj(i -> LayeredScenes.scene(spec, seed, i))
                .flatMap(scene -> scene.frames().stream())
                .toList();
    }

    /**
     * Layered scenes with their control signal; the number is a scene's, not a batch's.
     *
     * @param guided as {@link ControlSample#of(dev.tractrix.data.SyntheticScene, Fidelity, double, double)}
     * @param locks likewise
     * @param pool how many scenes there are, each epoch in another order; 0 for always new ones
     */
    public static LongFunction<ControlSample> scenes(SceneSpec spec, long seed, double guided, double locks, int pool) {
        LongFunction<ControlSample> endless =
                n -> ControlSample.of(LayeredScenes.scene(spec, seed, n), Fidelity.PAPER, guided, locks);
        return n -> {
            if (pool == 0 || n < 0) {
                return endless.apply(n);
            }
            long scene = EpochOrder.at(n, pool, seed);
            return endless.apply(scene).numbered(scene);
        };
    }
}
