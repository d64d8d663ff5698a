// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.nn;

import dev.tractrix.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;

/**
 * A spatial residual block, a temporal one on its result, and their mix. Weights: {@code spatial_res_block
 * temporal_res_block time_mixer}.
 */
public final class SpatioTemporalResBlock {
    private final ResnetBlock2D spatial;
    private final TemporalResnetBlock temporal;
    private final AlphaBlender mixer;

    /**
     * @param temb width of the time embedding, 0 for none
     * @param mixStart where the mix factor starts, before the sigmoid
     * @param switched see {@link AlphaBlender}
     */
    public SpatioTemporalResBlock(
            Params p,
            long in,
            long out,
            long temb,
            long groups,
            double eps,
            double temporalEps,
            double mixStart,
            boolean switched) {
        spatial = new ResnetBlock2D(p.at("spatial_res_block"), in, out, temb, groups, eps);
        temporal = new TemporalResnetBlock(p.at("temporal_res_block"), out, temb, groups, temporalEps);
        mixer = new AlphaBlender(p.at("time_mixer"), mixStart, switched);
    }

    /**
     * (B*F, in, H, W) -> (B*F, out, H, W).
     *
     * @param temb (B*F, temb), or null where the block has no time
     */
    public Tensor forward(Tensor x, Tensor temb, long frames) {
        return TensorScope.tidy(() -> {
            Tensor s = spatial.forward(x, temb);
            long c = s.size(1);
            long h = s.size(2);
            long w = s.size(3);
            long b = s.size(0) / frames;
            Tensor s5 = TensorScope.then(
                    s, y -> y.view(b, frames, c, h, w).transpose(1, 2).contiguous()); // (B*F,C,H,W) -> (B,C,F,H,W)
            Tensor t = temporal.forward(s5, temb == null ? null : temb.view(b, frames, temb.size(-1)));
            return mixer.forward(s5, t).transpose(1, 2).reshape(b * frames, c, h, w); // (B,C,F,H,W) -> (B*F,C,H,W)
        });
    }
}
