// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.nn;

import dev.tractrix.tensor.ChannelsLast;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;

/** A square convolution. Weights: {@code weight} (out, in, k, k), {@code bias} (out). */
public final class Conv2d {
    private final Tensor weight;
    private final Tensor bias;
    private final long stride;
    private final long padding;

    private Conv2d(Params p, long in, long out, long kernel, long stride, long padding, Init init) {
        weight = p.weight("weight", init, out, in, kernel, kernel);
        bias = p.weight("bias", init, out);
        this.stride = stride;
        this.padding = padding;
    }

    public Conv2d(Params p, long in, long out, long kernel, long stride, long padding) {
        this(p, in, out, kernel, stride, padding, Init.uniformFanIn(in * kernel * kernel));
    }

    /** Stride 1, the size is kept. */
    public Conv2d(Params p, long in, long out, long kernel) {
        this(p, in, out, kernel, 1, kernel / 2);
    }

    /** A 1x1 convolution that starts at zero, so that what it adds to is unchanged until it has learned. */
    public static Conv2d zero(Params p, long in, long out) {
        return zero(p, in, out, 1);
    }

    /** As {@link #zero(Params, long, long)} with a larger kernel; the size is kept. */
    public static Conv2d zero(Params p, long in, long out, long kernel) {
        return new Conv2d(p, in, out, kernel, 1, kernel / 2, Init.ZEROS);
    }

    /** (N, in, H, W) -> (N, out, H', W'). */
    public Tensor forward(Tensor x) {
        return ChannelsLast.active()
                ? TensorScope.tidy(() -> Ops.conv2d(Ops.channelsLast(x), weight, bias, stride, padding))
                : Ops.conv2d(x, weight, bias, stride, padding);
    }

    /** (out, in, k, k), for algebra on the kernel. */
    public Tensor weight() {
        return weight;
    }

    /** (out). */
    public Tensor bias() {
        return bias;
    }
}
