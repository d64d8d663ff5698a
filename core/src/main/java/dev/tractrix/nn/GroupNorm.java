// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.nn;

import dev.tractrix.tensor.Ops;
import org.bytedeco.pytorch.Tensor;

/** Normalisation over groups of channels and all positions. Weights: {@code weight}, {@code bias} (channels). */
public final class GroupNorm {
    private final Tensor weight;
    private final Tensor bias;
    private final long groups;
    private final double eps;

    public GroupNorm(Params p, long groups, long channels, double eps) {
        if (channels % groups != 0) {
            throw new IllegalArgumentException(
                    "group norm: " + channels + " channels are not divisible into " + groups + " groups");
        }
        weight = p.weight("weight", Init.ONES, channels);
        bias = p.weight("bias", Init.ZEROS, channels);
        this.groups = groups;
        this.eps = eps;
    }

    /** (N, C, ...) -> (N, C, ...). */
    public Tensor forward(Tensor x) {
        return Ops.groupNorm(x, groups, weight, bias, eps);
    }
}
