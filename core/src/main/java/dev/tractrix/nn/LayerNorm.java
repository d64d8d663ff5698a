// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.nn;

import dev.tractrix.tensor.Ops;
import org.bytedeco.pytorch.Tensor;

/** Normalisation over the last dimension. Weights: {@code weight}, {@code bias} (width). */
public final class LayerNorm {
    private final Tensor weight;
    private final Tensor bias;
    private final double eps;

    public LayerNorm(Params p, long width, double eps) {
        weight = p.weight("weight", Init.ONES, width);
        bias = p.weight("bias", Init.ZEROS, width);
        this.eps = eps;
    }

    /** (..., D) -> (..., D). */
    public Tensor forward(Tensor x) {
        return Ops.layerNorm(x, weight, bias, eps);
    }
}
