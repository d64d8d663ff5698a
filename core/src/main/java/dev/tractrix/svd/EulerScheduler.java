// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.svd;

import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Euler's method along the noise levels, from the highest to none (Karras et al. 2022, algorithm 1 with second-order
 * correction and churn left out; diffusers' {@code EulerDiscreteScheduler}). It holds numbers alone and has no state: a
 * step is asked for by its index.
 */
public final class EulerScheduler {
    /** Karras et al. 2022, eq. 5. */
    private static final double RHO = 7;

    private final EulerSchedulerConfig config;
    private final float[] sigmas;
    private final float[] timesteps;

    /**
     * Lays the levels of a run.
     *
     * @param steps at least 1, at most the levels of the training
     */
    public EulerScheduler(EulerSchedulerConfig config, int steps) {
        if (steps < 1 || steps > config.trainTimesteps()) {
            throw new IllegalArgumentException("steps: expected 1.." + config.trainTimesteps() + ", got " + steps);
        }
        this.config = config;
        double[] trained = trainedSigmas(config);
        double[] at = trainedSteps(config, steps);
        double[] levels = new double[steps];
        for (int i = 0; i < steps; i++) {
            levels[i] = interpolate(trained, at[i]);
        }
        if (config.karras()) {
            levels = karras(config, levels[0], levels[steps - 1], steps);
            for (int i = 0; i < steps; i++) {
                at[i] = stepOf(trained, levels[i]);
            }
        }
        sigmas = new float[steps + 1]; // the last stays 0
        timesteps = new float[steps];
        for (int i = 0; i < steps; i++) {
            sigmas[i] = (float) levels[i];
            timesteps[i] = (float) (config.continuous() ? 0.25 * Math.log(sigmas[i]) : at[i]);
        }
    }

    /** How many steps. */
    public int steps() {
        return timesteps.length;
    }

    /** The noise level before a step; at {@code steps()} it is 0. */
    public float sigma(int step) {
        return sigmas[step];
    }

    /** What the model is told of a step. */
    public float timestep(int step) {
        return timesteps[step];
    }

    /** The standard deviation of the noise to start from. */
    public double initNoiseSigma() {
        double max = sigmas[0];
        return config.leading() ? Math.sqrt(max * max + 1) : max;
    }

    /** The sample as the model wants it, of about unit variance: x / sqrt(sigma^2 + 1). */
    public Tensor scaleModelInput(Tensor sample, int step) {
        return Ops.mul(sample, 1 / Math.sqrt(square(sigmas[step]) + 1));
    }

    /** One step. @param output the model's, of any shape, that of the sample */
    public Tensor step(Tensor output, int step, Tensor sample) {
        double sigma = sigmas[step];
        double next = sigmas[step + 1];
        return TensorScope.tidy(() -> {
            // With x0 = a output + b sample, the Euler step x + (x - x0) / sigma (next - sigma) is linear in both.
            double a = config.velocity() ? -sigma / Math.sqrt(sigma * sigma + 1) : -sigma;
            double b = config.velocity() ? 1 / (sigma * sigma + 1) : 1;
            double slope = (next - sigma) / sigma;
            return Ops.addScaled(Ops.mul(sample, 1 + (1 - b) * slope), output, -a * slope);
        });
    }

    /** The clean sample that the model's output stands for. @param output the model's @param sample what it was given */
    public Tensor clean(Tensor output, int step, Tensor sample) {
        double sigma = sigmas[step];
        double a = config.velocity() ? -sigma / Math.sqrt(sigma * sigma + 1) : -sigma;
        double b = config.velocity() ? 1 / (sigma * sigma + 1) : 1;
        return TensorScope.tidy(() -> Ops.addScaled(Ops.mul(sample, b), output, a));
    }

    /** x + sigma noise: a clean sample at the level before a step. */
    public Tensor addNoise(Tensor clean, Tensor noise, int step) {
        return Ops.addScaled(clean, noise, sigmas[step]);
    }

    /** Noise over signal, sqrt((1 - alpha) / alpha), lowest first. */
    private static double[] trainedSigmas(EulerSchedulerConfig c) {
        int n = c.trainTimesteps();
        double[] out = new double[n];
        double from = c.scaledLinear() ? Math.sqrt(c.betaStart()) : c.betaStart();
        double to = c.scaledLinear() ? Math.sqrt(c.betaEnd()) : c.betaEnd();
        double alpha = 1;
        for (int i = 0; i < n; i++) {
            double beta = from + (to - from) * i / (n - 1);
            alpha *= 1 - (c.scaledLinear() ? beta * beta : beta);
            out[i] = Math.sqrt((1 - alpha) / alpha);
        }
        return out;
    }

    /** Steps of the training, highest first. */
    private static double[] trainedSteps(EulerSchedulerConfig c, int steps) {
        double[] out = new double[steps];
        for (int i = 0; i < steps; i++) {
            int up = steps - 1 - i;
            out[i] = c.leading()
                    ? up * (double) (c.trainTimesteps() / steps) + c.stepsOffset()
                    : steps == 1 ? 0 : up * (c.trainTimesteps() - 1.0) / (steps - 1);
        }
        return out;
    }

    private static double[] karras(EulerSchedulerConfig c, double high, double low, int steps) {
        double max = Math.pow(Double.isNaN(c.sigmaMax()) ? high : c.sigmaMax(), 1 / RHO);
        double min = Math.pow(Double.isNaN(c.sigmaMin()) ? low : c.sigmaMin(), 1 / RHO);
        double[] out = new double[steps];
        for (int i = 0; i < steps; i++) {
            double ramp = steps == 1 ? 0 : (double) i / (steps - 1);
            out[i] = Math.pow(max + ramp * (min - max), RHO);
        }
        return out;
    }

    private static double interpolate(double[] values, double at) {
        int i = (int) Math.max(0, Math.min(values.length - 2, Math.floor(at)));
        double part = Math.max(0, Math.min(1, at - i));
        return values[i] + part * (values[i + 1] - values[i]);
    }

    /** The training step of a level, linear in its logarithm. */
    private static double stepOf(double[] trained, double sigma) {
        int i = 0;
        while (i < trained.length - 2 && trained[i + 1] <= sigma) {
            i++;
        }
        double low = Math.log(trained[i]);
        double part = (Math.log(sigma) - low) / (Math.log(trained[i + 1]) - low);
        return i + Math.max(0, Math.min(1, part));
    }

    private static double square(double x) {
        return x * x;
    }
}
