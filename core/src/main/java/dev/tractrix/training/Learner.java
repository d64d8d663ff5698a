// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import dev.tractrix.checkpoint.ModelFolder;
import dev.tractrix.checkpoint.StateDict;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.Weights;
import java.util.function.Function;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A network that a stage trains, in float32, with its weights.
 *
 * @param parameters the same weights, flat
 */
record Learner<N>(N network, Weights weights, FlatParameters parameters) implements AutoCloseable {
    /**
     * On a device.
     *
     * @param start to go on from, or null for a random start
     * @param name of the network in messages
     */
    static <N> Learner<N> open(ModelFolder start, long seed, Device device, String name, Function<Params, N> build) {
        if (start == null) {
            return of(Params.random(seed, device), name, build);
        }
        try (StateDict file = start.weights()) {
            return of(Params.from(file, device, ScalarType.Float), name, build);
        }
    }

    private static <N> Learner<N> of(Params p, String name, Function<Params, N> build) {
        N network = build.apply(p);
        Weights weights = p.finish(name);
        return new Learner<>(network, weights, new FlatParameters(weights.tensors()));
    }

    @Override
    public void close() {
        parameters.close();
        weights.close();
    }
}
