// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.nn;

import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;

/** One head over all pixels, added to its input. Weights: {@code group_norm to_q to_k to_v to_out.0}. */
public final class VaeAttention {
    private final GroupNorm groupNorm;
    private final Attention attention;

    public VaeAttention(Params p, int channels, int groups, double eps) {
        groupNorm = new GroupNorm(p.at("group_norm"), groups, channels, eps);
        attention = new Attention(p, channels, channels, 1, channels, true);
    }

    /** (N, C, h, w) -> (N, C, h, w). */
    public Tensor forward(Tensor x) {
        return TensorScope.tidy(() -> {
            Tensor tokens = groupNorm.forward(x).flatten(2, -1).transpose(1, 2); // (N,C,h,w) -> (N,hw,C)
            return attention
                    .forward(tokens)
                    .transpose(1, 2)
                    .reshape(Shapes.dims(x))
                    .add(x); // -> (N,C,h,w)
        });
    }
}
