// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.segment;

import dev.tractrix.nn.Init;
import dev.tractrix.nn.Params;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;

/** From an encoder's channels to the decoder's: two convolutions without biases, {@code conv1} and {@code conv2}, with norms. */
final class SamNeck {
    /** The published code fixes it. */
    private static final double EPS = 1e-6;

    private final Tensor narrow;
    private final ChannelNorm norm1;
    private final Tensor mix;
    private final ChannelNorm norm2;

    SamNeck(Params p, int in, int out) {
        narrow = p.at("conv1").weight("weight", Init.uniformFanIn(in), out, in, 1, 1);
        norm1 = new ChannelNorm(p.at("layer_norm1"), out, EPS);
        mix = p.at("conv2").weight("weight", Init.uniformFanIn(out * 9L), out, out, 3, 3);
        norm2 = new ChannelNorm(p.at("layer_norm2"), out, EPS);
    }

    /** (B, in, g, g) -> (B, out, g, g). */
    Tensor forward(Tensor x) {
        return TensorScope.tidy(
                () -> norm2.forward(Ops.conv2d(norm1.forward(Ops.conv2d(x, narrow, null, 1, 0)), mix, null, 1, 1)));
    }
}
