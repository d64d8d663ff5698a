// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.nn;

import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** A learned mix of a spatial and a temporal result. Weight: {@code mix_factor} (1). */
public final class AlphaBlender {
    private final Tensor mixFactor;
    private final boolean switched;

    /** @param switched whether the sigmoid weighs the temporal part instead of the spatial */
    public AlphaBlender(Params p, double start, boolean switched) {
        mixFactor = p.weight("mix_factor", Init.constant(start), 1);
        this.switched = switched;
    }

    /** a spatial + (1 - a) temporal with a = sigmoid(mix_factor), or 1 - that when switched; shapes equal. */
    public Tensor forward(Tensor spatial, Tensor temporal) {
        return TensorScope.tidy(() -> {
            // under autocast the two may come in two types; the sum takes the wider
            ScalarType type = Ops.widerType(spatial, temporal);
            Tensor s = spatial.to(type);
            Tensor t = temporal.to(type);
            Tensor alpha = mixFactor.sigmoid().to(type);
            return switched ? Ops.lerp(s, t, alpha) : Ops.lerp(t, s, alpha);
        });
    }
}
