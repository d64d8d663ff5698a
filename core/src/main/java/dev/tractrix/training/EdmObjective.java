// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Rng;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;

/**
 * Stable Video Diffusion's objective: the network sees clean latents with noise of a random strength sigma and says
 * what to take away (v-prediction); the error of the cleaned latents is weighted so that every strength counts alike.
 *
 * <pre>
 * c_skip = 1 / (s² + 1)    c_out = -s / sqrt(s² + 1)    c_in = 1 / sqrt(s² + 1)    c_noise = ln(s) / 4
 * denoised = c_skip x + c_out F(c_in x, c_noise)        weight = (s² + 1) / s²
 * </pre>
 *
 * @param mean of ln sigma; SVD: 0.7
 * @param deviation of ln sigma; SVD: 1.6
 * @see <a href="https://arxiv.org/abs/2206.00364">Karras et al. 2022, Table 1</a>
 */
public record EdmObjective(double mean, double deviation) {
    public EdmObjective {
        if (!Double.isFinite(mean) || !(deviation > 0)) {
            throw new IllegalArgumentException(
                    "edm: expected a finite mean and a deviation above 0, got " + mean + ", " + deviation);
        }
    }

    /** One noise strength a sample: (B), log-normal, on the CPU. */
    public Tensor sigmas(Rng rng, long batch) {
        return TensorScope.tidy(
                () -> Ops.add(Ops.mul(rng.normal(batch), deviation), mean).exp());
    }

    /** clean + sigma noise. @param sigma (B) @param clean (B, ...) */
    public static Tensor noised(Tensor clean, Tensor noise, Tensor sigma) {
        return TensorScope.tidy(() -> clean.add(noise.mul(spread(sigma, clean))));
    }

    /** What the network gets: c_in x. */
    public static Tensor scaledInput(Tensor noisy, Tensor sigma) {
        return TensorScope.tidy(() -> noisy.mul(spread(Ops.pow(Ops.add(sigma.square(), 1), -0.5), noisy)));
    }

    /** What the network is told of the strength: ln(sigma) / 4, (B). */
    public static Tensor timestep(Tensor sigma) {
        return TensorScope.tidy(() -> Ops.mul(sigma.log(), 0.25));
    }

    /** The cleaned latents from the network's answer. */
    public static Tensor denoised(Tensor output, Tensor noisy, Tensor sigma) {
        return TensorScope.tidy(() -> {
            Tensor s2 = Ops.add(sigma.square(), 1);
            Tensor skip = Ops.pow(s2, -1);
            Tensor out = Ops.mul(sigma.mul(Ops.pow(s2, -0.5)), -1);
            return noisy.mul(spread(skip, noisy)).add(output.mul(spread(out, noisy)));
        });
    }

    /** Over what a masked error is averaged; without a mask both are the same. */
    public enum MaskMean {
        /**
         * Over the mask's weight: the loss of what counts, whatever share of the picture it is. A clip with small things
         * pulls as hard as one with large ones.
         */
        INSIDE,
        /** Over all values, as a plain mean after multiplying with M: {@link #INSIDE} times the mask's mean. */
        ALL
    }

    /**
     * The weighted squared error, averaged.
     *
     * @param clean (B, F, C, h, w)
     * @param sigma (B)
     * @param mask (B, F, 1, h, w) or null: where the error counts, and how much
     */
    public static Tensor loss(Tensor denoised, Tensor clean, Tensor sigma, Tensor mask, MaskMean over) {
        return TensorScope.tidy(() -> {
            Tensor s2 = sigma.square();
            Tensor weight = Ops.add(s2, 1).div(s2);
            Tensor error = denoised.sub(clean).square().mul(spread(weight, clean));
            return mask == null ? error.mean() : masked(error, mask, over);
        });
    }

    /** The squared error without the strength's weight, averaged inside the mask (B, F, 1, h, w). */
    static double squaredError(Tensor denoised, Tensor clean, Tensor mask) {
        return TensorScope.inside(() -> Ops.item(masked(denoised.sub(clean).square(), mask, MaskMean.INSIDE)));
    }

    private static Tensor masked(Tensor error, Tensor mask, MaskMean over) {
        Shapes.require("mask", mask, error.size(0), error.size(1), 1, error.size(3), error.size(4));
        Tensor counted = error.mul(mask);
        if (over == MaskMean.ALL) {
            return counted.mean();
        }
        // a batch without a thing has no masked value: its loss is 0, not 0/0
        Tensor count = Ops.clamp(Ops.mul(mask.sum(), error.size(2)), 1, Float.MAX_VALUE);
        return counted.sum().div(count);
    }

    private static Tensor spread(Tensor perSample, Tensor like) {
        long[] shape = new long[(int) like.dim()];
        Arrays.fill(shape, 1);
        shape[0] = perSample.size(0);
        return perSample.view(shape);
    }
}
