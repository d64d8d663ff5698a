// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.nn;

import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;

/** Nearest neighbour, then a 3x3 convolution. Weights: {@code conv}. */
public final class Upsample2D {
    private final Conv2d conv;

    public Upsample2D(Params p, long in, long out) {
        conv = new Conv2d(p.at("conv"), in, out, 3);
    }

    /** (N, in, H, W) -> (N, out, 2H, 2W). */
    public Tensor forward(Tensor x) {
        return forward(x, 2 * x.size(2), 2 * x.size(3));
    }

    /** To a given size, where halving an odd size was rounded. */
    public Tensor forward(Tensor x, long height, long width) {
        return TensorScope.tidy(() -> conv.forward(Ops.upsampleNearest(x, height, width)));
    }
}
