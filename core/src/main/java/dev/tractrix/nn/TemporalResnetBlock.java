// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.nn;

import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;

/** As {@link ResnetBlock2D}, along the frames: same weights, with (3, 1, 1) convolutions. Norms span all frames. */
public final class TemporalResnetBlock {
    private final GroupNorm norm1;
    private final TemporalConv conv1;
    private final Linear timeEmbProj;
    private final GroupNorm norm2;
    private final TemporalConv conv2;

    /** @param temb width of the time embedding, 0 for none */
    public TemporalResnetBlock(Params p, long channels, long temb, long groups, double eps) {
        norm1 = new GroupNorm(p.at("norm1"), groups, channels, eps);
        conv1 = new TemporalConv(p.at("conv1"), channels, channels);
        timeEmbProj = temb > 0 ? new Linear(p.at("time_emb_proj"), temb, channels) : null;
        norm2 = new GroupNorm(p.at("norm2"), groups, channels, eps);
        conv2 = new TemporalConv(p.at("conv2"), channels, channels);
    }

    /**
     * (B, C, F, H, W) -> (B, C, F, H, W).
     *
     * @param temb (B, F, temb), or null where the block has no time
     */
    public Tensor forward(Tensor x, Tensor temb) {
        return TensorScope.tidy(() -> {
            Tensor h = TensorScope.then(norm1.forward(x), Ops::silu);
            h = TensorScope.then(h, conv1::forward);
            if (timeEmbProj != null) {
                Tensor t = timeEmbProj.forward(Ops.silu(temb)).transpose(1, 2); // (B, F, C) -> (B, C, F)
                h = TensorScope.then(h, y -> y.add(t.unsqueeze(-1).unsqueeze(-1)));
            }
            h = TensorScope.then(h, norm2::forward);
            h = TensorScope.then(h, Ops::silu);
            h = TensorScope.then(h, conv2::forward);
            return h.add(x);
        });
    }
}
