// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.nn;

import dev.tractrix.tensor.Ops;
import org.bytedeco.pytorch.Tensor;

/** y = x w' + b over the last dimension. Weights: {@code weight} (out, in), {@code bias} (out). */
public final class Linear {
    private final Tensor weight;
    private final Tensor bias;

    public Linear(Params p, long in, long out, boolean bias) {
        weight = p.weight("weight", Init.uniformFanIn(in), out, in);
        this.bias = bias ? p.weight("bias", Init.uniformFanIn(in), out) : null;
    }

    public Linear(Params p, long in, long out) {
        this(p, in, out, true);
    }

    /** (..., in) -> (..., out). */
    public Tensor forward(Tensor x) {
        return Ops.linear(x, weight, bias);
    }
}
