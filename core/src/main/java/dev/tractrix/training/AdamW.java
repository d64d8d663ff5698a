// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * Adam with decoupled weight decay over {@link FlatParameters}, and an exponential average of the weights beside it.
 *
 * @see <a href="https://arxiv.org/abs/1711.05101">Loshchilov and Hutter, Algorithm 2</a>
 */
final class AdamW implements AutoCloseable {
    private final FlatParameters parameters;
    private final TrainingOptions options;
    private final Tensor mean;
    private final Tensor variance;
    private final Tensor average;

    AdamW(FlatParameters parameters, TrainingOptions options) {
        this.parameters = parameters;
        this.options = options;
        mean = TensorScope.keep(TensorScope.tidy(() -> Ops.zerosLike(parameters.values())));
        variance = TensorScope.keep(TensorScope.tidy(() -> Ops.zerosLike(parameters.values())));
        average = TensorScope.keep(TensorScope.tidy(() -> parameters.values().clone()));
    }

    /** exp_avg. */
    Tensor mean() {
        return mean;
    }

    /** exp_avg_sq. */
    Tensor variance() {
        return variance;
    }

    /** The averaged weights. */
    Tensor average() {
        return average;
    }

    /** L2 norm of all gradients. */
    double gradientNorm() {
        return TensorScope.inside(
                () -> Guards.noGrad(() -> parameters.gradients().norm().item_double()));
    }

    /**
     * One update from the gradients in {@link FlatParameters}, which are then zero.
     *
     * @param step 1 for the first update
     * @param gradientScale what gradients are multiplied by first, for clipping
     */
    void update(long step, double learningRate, double gradientScale) {
        TensorScope.inside(() -> Guards.noGrad(() -> {
            Tensor g = parameters.gradients();
            Tensor w = parameters.values();
            if (gradientScale != 1) {
                Ops.mulInPlace(g, gradientScale);
            }
            Ops.mulInPlace(w, 1 - learningRate * options.weightDecay());
            mean.lerp_(g, new Scalar(1 - options.beta1()));
            Ops.mulInPlace(variance, options.beta2());
            variance.addcmul_(g, g, new Scalar(1 - options.beta2()));
            double correction1 = 1 - Math.pow(options.beta1(), step);
            double correction2 = 1 - Math.pow(options.beta2(), step);
            Tensor denominator = Ops.add(Ops.mul(variance.sqrt(), 1 / Math.sqrt(correction2)), options.epsilon());
            w.addcdiv_(mean, denominator, new Scalar(-learningRate / correction1));
            // early on the average follows quickly, so that a short run is not an average with its random start
            double decay = Math.min(options.emaDecay(), (1.0 + step) / (10.0 + step));
            average.lerp_(w, new Scalar(1 - decay));
            g.zero_();
            return null;
        }));
    }

    @Override
    public void close() {
        mean.close();
        variance.close();
        average.close();
    }
}
