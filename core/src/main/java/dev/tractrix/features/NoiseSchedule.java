// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.features;

import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;

/**
 * How much noise a step of the forward diffusion has: the discrete schedule of DDPM (Ho et al. 2020, eq. 4) with
 * Stable Diffusion's betas.
 *
 * @param steps number of steps, 1000
 * @param betaStart noise variance of the first step, 0.00085
 * @param betaEnd noise variance of the last step, 0.012
 * @param scaled whether the square roots of the variances are evenly spaced, instead of the variances
 */
public record NoiseSchedule(int steps, double betaStart, double betaEnd, boolean scaled) {
    /** Stable Diffusion's. */
    public static final NoiseSchedule STABLE_DIFFUSION = new NoiseSchedule(1000, 0.00085, 0.012, true);

    public NoiseSchedule {
        if (steps < 1 || !(betaStart > 0) || !(betaEnd >= betaStart) || !(betaEnd < 1)) {
            throw new IllegalArgumentException("a noise schedule needs steps and 0 < beta_start <= beta_end < 1, got "
                    + steps + ", " + betaStart + ", " + betaEnd);
        }
    }

    /** Reads {@code scheduler/scheduler_config.json}. */
    public static NoiseSchedule of(ConfigJson json) {
        String kind = json.text("beta_schedule", "linear");
        if (!kind.equals("linear") && !kind.equals("scaled_linear")) {
            throw json.wrong("beta_schedule", "linear or scaled_linear", kind);
        }
        return new NoiseSchedule(
                json.integer("num_train_timesteps", 1000),
                json.number("beta_start", 0.0001),
                json.number("beta_end", 0.02),
                kind.equals("scaled_linear"));
    }

    /** What is left of the picture's variance at each step, from nearly 1 to nearly 0. */
    public float[] alphasCumprod() {
        double a = scaled ? Math.sqrt(betaStart) : betaStart;
        double b = scaled ? Math.sqrt(betaEnd) : betaEnd;
        float[] values = TensorScope.inside(() -> Ops.toFloats(Ops.linspace(a, b, steps)));
        float[] out = new float[steps];
        double product = 1;
        for (int i = 0; i < steps; i++) {
            float beta = scaled ? values[i] * values[i] : values[i]; // float32, as the networks were trained with
            product *= 1f - beta;
            out[i] = (float) product;
        }
        return out;
    }

    /**
     * sqrt(alpha) latents + sqrt(1 - alpha) noise.
     *
     * @param latents (B, C, h, w), scaled
     * @param noise the same shape, standard normal
     * @param timesteps one for all, or one for each of B
     */
    public Tensor addNoise(Tensor latents, Tensor noise, int... timesteps) {
        return mix(latents, noise, 1, timesteps);
    }

    /** What a v-prediction network learns: sqrt(alpha) noise - sqrt(1 - alpha) latents; arguments as above. */
    public Tensor velocity(Tensor latents, Tensor noise, int... timesteps) {
        return mix(noise, latents, -1, timesteps);
    }

    private Tensor mix(Tensor first, Tensor second, double sign, int... timesteps) {
        if (timesteps.length != 1 && timesteps.length != first.size(0)) {
            throw new IllegalArgumentException("noise: expected 1 or " + first.size(0) + " steps for "
                    + Shapes.of(first) + ", got " + timesteps.length);
        }
        float[] alphas = alphasCumprod();
        float[] a = new float[timesteps.length];
        float[] b = new float[timesteps.length];
        for (int i = 0; i < a.length; i++) {
            float alpha = alphas[timesteps[i]];
            a[i] = (float) Math.sqrt(alpha);
            b[i] = (float) (sign * (float) Math.sqrt(1 - alpha));
        }
        return TensorScope.tidy(() -> {
            Tensor wa = Ops.tensor(a, a.length, 1, 1, 1).to(first.device(), first.scalar_type());
            Tensor wb = Ops.tensor(b, b.length, 1, 1, 1).to(first.device(), first.scalar_type());
            return first.mul(wa).add(second.mul(wb));
        });
    }
}
