// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.nn;

import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Rng;
import dev.tractrix.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;

/** How a weight starts when a model is made from nothing. */
@FunctionalInterface
public interface Init {
    /** Draws a float32 tensor of the shape. */
    Tensor draw(Rng rng, long... shape);

    Init ZEROS = (rng, shape) -> Ops.zeros(shape);

    Init ONES = (rng, shape) -> Ops.ones(shape);

    /** Uniform in [-1/sqrt(fanIn), 1/sqrt(fanIn)]: torch's default of linear and convolution layers. */
    static Init uniformFanIn(long fanIn) {
        double bound = 1 / Math.sqrt(fanIn);
        return (rng, shape) -> TensorScope.tidy(() -> Ops.add(Ops.mul(rng.uniform(shape), 2 * bound), -bound));
    }

    static Init normal(double std) {
        return (rng, shape) -> TensorScope.tidy(() -> Ops.mul(rng.normal(shape), std));
    }

    /**
     * A (out, in, 3, 1, 1) kernel that looks at its own frame only: training on stills, which has no gradient for the
     * neighbours, then leaves a layer that also serves clips.
     */
    static Init middleFrame(long fanIn) {
        return (rng, shape) -> TensorScope.tidy(
                () -> Ops.pad(uniformFanIn(fanIn).draw(rng, shape[0], shape[1], 1, 1, 1), 0, 0, 0, 0, 1, 1));
    }

    static Init constant(double value) {
        return (rng, shape) -> Ops.full(value, shape);
    }
}
