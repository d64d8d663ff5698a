// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.nn;

import dev.tractrix.tensor.Consuming;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;

/** GEGLU and a linear layer. Weights: {@code net.0.proj} (8 D), {@code net.2}. */
public final class FeedForward {
    private final Linear proj;
    private final Linear out;

    public FeedForward(Params p, long width, long outWidth) {
        proj = new Linear(p.at("net", 0).at("proj"), width, 8 * width);
        out = new Linear(p.at("net", 2), 4 * width, outWidth);
    }

    /** (..., D) -> (..., outWidth). */
    public Tensor forward(Tensor x) {
        return TensorScope.tidy(() -> {
            Tensor[] half = Ops.chunk(proj.forward(x), 2, (int) x.dim() - 1);
            return out.forward(Consuming.mul(Ops.gelu(half[1]), half[0]));
        });
    }
}
