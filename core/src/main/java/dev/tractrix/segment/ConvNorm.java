// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.segment;

import dev.tractrix.nn.Init;
import dev.tractrix.nn.Params;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;

/**
 * A convolution without a bias and a batch normalisation by the statistics of its training, which together are one
 * convolution. Weights: {@code c.weight}, {@code bn.weight}, {@code bn.bias}, {@code bn.running_mean},
 * {@code bn.running_var}.
 */
final class ConvNorm {
    /** torch's default, which TinyViT keeps. */
    private static final double EPS = 1e-5;

    private final Tensor kernel;
    private final Tensor scale;
    private final Tensor shift;
    private final Tensor mean;
    private final Tensor variance;
    private final int stride;
    private final boolean depthwise;

    private ConvNorm(Params p, int in, int out, int size, int stride, boolean depthwise) {
        int fan = depthwise ? 1 : in;
        kernel = p.at("c").weight("weight", Init.uniformFanIn((long) fan * size * size), out, fan, size, size);
        Params bn = p.at("bn");
        scale = bn.weight("weight", Init.ONES, out);
        shift = bn.weight("bias", Init.ZEROS, out);
        mean = bn.weight("running_mean", Init.ZEROS, out);
        variance = bn.weight("running_var", Init.ONES, out);
        this.stride = stride;
        this.depthwise = depthwise;
    }

    static ConvNorm of(Params p, int in, int out, int size, int stride) {
        return new ConvNorm(p, in, out, size, stride, false);
    }

    /** 3 x 3, each channel alone. */
    static ConvNorm depthwise(Params p, int channels, int stride) {
        return new ConvNorm(p, channels, channels, 3, stride, true);
    }

    /** (B, in, H, W) -> (B, out, H / stride, W / stride). */
    Tensor forward(Tensor x) {
        return TensorScope.tidy(() -> {
            Tensor factor = scale.div(Ops.add(variance, EPS).sqrt());
            Tensor weight = kernel.mul(factor.view(-1, 1, 1, 1));
            Tensor bias = shift.sub(mean.mul(factor));
            long padding = kernel.size(2) / 2;
            return depthwise
                    ? Ops.depthwiseConv2d(x, weight, bias, stride, padding)
                    : Ops.conv2d(x, weight, bias, stride, padding);
        });
    }
}
