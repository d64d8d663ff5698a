// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.segment;

import dev.tractrix.nn.LayerNorm;
import dev.tractrix.nn.Params;
import dev.tractrix.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;

/** Normalisation over the channels of each pixel. Weights: {@code weight}, {@code bias} (channels). */
final class ChannelNorm {
    private final LayerNorm norm;

    ChannelNorm(Params p, long channels, double eps) {
        norm = new LayerNorm(p, channels, eps);
    }

    /** (B, C, H, W) -> (B, C, H, W). */
    Tensor forward(Tensor x) {
        return TensorScope.tidy(
                () -> norm.forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2).contiguous());
    }
}
