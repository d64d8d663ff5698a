// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.metricnets;

import dev.tractrix.nn.Init;
import dev.tractrix.nn.Params;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/**
 * A batch normalisation by the statistics of its training, taken into the convolution before it. Weights: {@code
 * bn.weight}, {@code bn.bias}, {@code bn.running_mean}, {@code bn.running_var}.
 */
final class FrozenNorm {
    /** Of both networks; torch's default is another. */
    private static final double EPS = 1e-3;

    private final Tensor scale;
    private final Tensor shift;
    private final Tensor mean;
    private final Tensor variance;

    /** @param p where {@code bn} is */
    FrozenNorm(Params p, int channels) {
        Params bn = p.at("bn");
        scale = bn.weight("weight", Init.ONES, channels);
        shift = bn.weight("bias", Init.ZEROS, channels);
        mean = bn.weight("running_mean", Init.ZEROS, channels);
        variance = bn.weight("running_var", Init.ONES, channels);
    }

    private Tensor factor() {
        return TensorScope.tidy(() -> scale.div(Ops.add(variance, EPS).sqrt()));
    }

    /** (out, in, ...) -> the same: the kernel whose result is normalised but for the bias. */
    Tensor kernel(Tensor weight) {
        return TensorScope.tidy(() -> {
            long[] shape = new long[(int) weight.dim()];
            Arrays.fill(shape, 1);
            shape[0] = -1;
            return weight.mul(factor().view(shape));
        });
    }

    /** (out): the bias of that kernel. */
    Tensor bias() {
        return TensorScope.tidy(() -> shift.sub(mean.mul(factor())));
    }
}
