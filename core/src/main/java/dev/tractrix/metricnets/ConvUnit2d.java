// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.metricnets;

import dev.tractrix.nn.Init;
import dev.tractrix.nn.Params;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;

/**
 * A convolution without a bias, normalised, what is negative cut off. Weights: {@code conv.weight}, {@code bn.*}.
 *
 * <p>The normalised kernel is made at the first call and kept, channels last: with pictures in that order convolutions
 * take some two thirds of the time.
 */
final class ConvUnit2d implements AutoCloseable {
    private final Tensor weight;
    private final FrozenNorm norm;
    private Tensor kernel;
    private Tensor bias;
    private final int stride;
    private final int padRows;
    private final int padColumns;

    private ConvUnit2d(Params p, int in, int out, int rows, int columns, int stride, boolean keepsSize) {
        weight = p.at("conv").weight("weight", Init.uniformFanIn((long) in * rows * columns), out, in, rows, columns);
        norm = new FrozenNorm(p, out);
        this.stride = stride;
        padRows = keepsSize ? rows / 2 : 0;
        padColumns = keepsSize ? columns / 2 : 0;
    }

    /** The size is kept. */
    static ConvUnit2d same(Params p, int in, int out, int rows, int columns) {
        return new ConvUnit2d(p, in, out, rows, columns, 1, true);
    }

    /** 3 x 3 where it fits in whole. */
    static ConvUnit2d valid(Params p, int in, int out, int stride) {
        return new ConvUnit2d(p, in, out, 3, 3, stride, false);
    }

    /** (B, in, H, W) -> (B, out, H', W'). */
    Tensor forward(Tensor x) {
        if (kernel == null) {
            bias = TensorScope.keep(norm.bias());
            kernel = TensorScope.keep(TensorScope.tidy(() -> Ops.channelsLast(norm.kernel(weight))));
        }
        return TensorScope.tidy(() -> Ops.relu(Ops.conv2d(x, kernel, bias, stride, padRows, padColumns)));
    }

    /** Frees the kernel that was kept; the next call makes it anew. */
    @Override
    public void close() {
        if (kernel != null) {
            kernel.close();
            bias.close();
            kernel = null;
        }
    }
}
