// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.nn;

import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;

/** Half the size by a 3x3 convolution of stride 2. Weights: {@code conv}. */
public final class Downsample2D {
    private final Conv2d conv;
    private final boolean asymmetric;

    /** @param asymmetric pad one pixel right and below only, as the autoencoders do, instead of all around */
    public Downsample2D(Params p, long in, long out, boolean asymmetric) {
        conv = new Conv2d(p.at("conv"), in, out, 3, 2, asymmetric ? 0 : 1);
        this.asymmetric = asymmetric;
    }

    /** (N, in, H, W) -> (N, out, H/2, W/2). */
    public Tensor forward(Tensor x) {
        return asymmetric ? TensorScope.tidy(() -> conv.forward(Ops.pad(x, 0, 1, 0, 1))) : conv.forward(x);
    }
}
