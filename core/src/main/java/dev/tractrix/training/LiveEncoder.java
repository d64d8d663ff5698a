// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Rng;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;

/** See {@link ControlPreset.EncoderStart#LIVE}. */
final class LiveEncoder {
    private static final String ENCODER = "controlnet_cond_embedding.";
    /** Variance that SiLU leaves of a standard normal value: 0.356 = E[silu(x)^2]. */
    private static final double SILU = 0.356;

    private LiveEncoder() {}

    /** Draws the control encoder's weights anew, in place. @param weights of a ControlNet, by checkpoint name */
    static void apply(Map<String, Tensor> weights, long seed) {
        try (Rng rng = new Rng(seed)) {
            TensorScope.inside(() -> Guards.noGrad(() -> {
                // in the order of their names, so that they are the same on every machine
                new TreeMap<>(weights).forEach((name, t) -> {
                    if (!name.startsWith(ENCODER)) {
                        return;
                    }
                    if (name.endsWith(".bias")) {
                        t.zero_();
                    } else {
                        long[] dims = Shapes.dims(t); // (out, in, 3, 3)
                        double fanIn = (double) dims[1] * dims[2] * dims[3];
                        t.copy_(Ops.mul(rng.normal(dims), Math.sqrt(1 / (SILU * fanIn))));
                    }
                });
                return null;
            }));
        }
    }
}
