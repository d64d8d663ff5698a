// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.metricnets;

import dev.tractrix.nn.Init;
import dev.tractrix.nn.Params;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;

/** As {@link ConvUnit2d} over frames too, kernels of one side. Weights: {@code conv3d.weight}, {@code bn.*}. */
final class ConvUnit3d {
    private final Tensor weight;
    private final FrozenNorm norm;
    private final long[] side;
    private final long[] stride;

    ConvUnit3d(Params p, int in, int out, int side, int stride) {
        weight = p.at("conv3d")
                .weight("weight", Init.uniformFanIn((long) in * side * side * side), out, in, side, side, side);
        norm = new FrozenNorm(p, out);
        this.side = new long[] {side, side, side};
        this.stride = new long[] {stride, stride, stride};
    }

    /** (B, in, F, H, W) -> (B, out, F', H', W'), each size divided by the stride and rounded up. */
    Tensor forward(Tensor x) {
        return TensorScope.tidy(() -> {
            Tensor whole = SamePadding.zeros(x, side, stride);
            return Ops.relu(Ops.stridedConv3d(whole, norm.kernel(weight), norm.bias(), stride));
        });
    }
}
