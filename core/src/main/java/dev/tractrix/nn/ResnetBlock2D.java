// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.nn;

import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Norm, SiLU, convolution, twice, and a shortcut. Weights: {@code norm1 conv1 time_emb_proj norm2 conv2
 * conv_shortcut}; the time projection is absent without a time, the shortcut where the channels stay.
 */
public final class ResnetBlock2D {
    private final GroupNorm norm1;
    private final Conv2d conv1;
    private final Linear timeEmbProj;
    private final GroupNorm norm2;
    private final Conv2d conv2;
    private final Conv2d convShortcut;

    /** @param temb width of the time embedding, 0 for none */
    public ResnetBlock2D(Params p, long in, long out, long temb, long groups, double eps) {
        norm1 = new GroupNorm(p.at("norm1"), groups, in, eps);
        conv1 = new Conv2d(p.at("conv1"), in, out, 3);
        timeEmbProj = temb > 0 ? new Linear(p.at("time_emb_proj"), temb, out) : null;
        norm2 = new GroupNorm(p.at("norm2"), groups, out, eps);
        conv2 = new Conv2d(p.at("conv2"), out, out, 3);
        convShortcut = in == out ? null : new Conv2d(p.at("conv_shortcut"), in, out, 1);
    }

    /**
     * (N, in, H, W) -> (N, out, H, W).
     *
     * @param temb (N, temb), or null where the block has no time
     */
    public Tensor forward(Tensor x, Tensor temb) {
        return TensorScope.tidy(() -> {
            Tensor h = TensorScope.then(norm1.forward(x), Ops::silu);
            h = TensorScope.then(h, conv1::forward);
            if (timeEmbProj != null) {
                Tensor t = timeEmbProj.forward(Ops.silu(temb));
                h = TensorScope.then(h, y -> y.add(t.unsqueeze(-1).unsqueeze(-1)));
            }
            h = TensorScope.then(h, norm2::forward);
            h = TensorScope.then(h, Ops::silu);
            h = TensorScope.then(h, conv2::forward);
            return h.add(convShortcut == null ? x : convShortcut.forward(x));
        });
    }
}
