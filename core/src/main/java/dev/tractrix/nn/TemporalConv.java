// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.nn;

import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;

/**
 * A convolution over 3 frames at each pixel. Weights: {@code weight} (out, in, 3, 1, 1), {@code bias} (out). Computed
 * as a 2-d convolution over (frames, pixels): the same sums, and the CPU has far better kernels for it.
 */
public final class TemporalConv {
    private final Tensor weight;
    private final Tensor bias;
    private final long in;
    private final long out;

    public TemporalConv(Params p, long in, long out) {
        weight = p.weight("weight", Init.middleFrame(in), out, in, 3, 1, 1);
        bias = p.weight("bias", Init.uniformFanIn(in), out);
        this.in = in;
        this.out = out;
    }

    /** (B, in, F, H, W) -> (B, out, F, H, W); zeros before the first and after the last frame. */
    public Tensor forward(Tensor x) {
        long b = x.size(0);
        long f = x.size(2);
        long h = x.size(3);
        long w = x.size(4);
        return TensorScope.tidy(() -> Ops.conv2d(x.reshape(b, in, f, h * w), weight.view(out, in, 3, 1), bias, 1, 1, 0)
                .view(b, out, f, h, w));
    }
}
