// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.svd;

import dev.tractrix.checkpoint.ConfigJson;
import java.nio.file.Path;

/**
 * The {@code scheduler_config.json} of diffusers' {@code EulerDiscreteScheduler}, as far as it goes here: linear and
 * scaled-linear betas, noise or velocity prediction, Karras levels, a last level of zero.
 *
 * @param trainTimesteps levels the model was trained with
 * @param betaStart first beta
 * @param betaEnd last beta
 * @param scaledLinear betas are linear in their square root
 * @param velocity the model predicts v instead of the noise
 * @param karras levels after Karras et al. 2022, eq. 5, rho 7
 * @param sigmaMin lowest Karras level; NaN takes the schedule's own
 * @param sigmaMax highest Karras level; NaN takes the schedule's own
 * @param leading steps count up from zero by a whole ratio, instead of evenly over the whole range
 * @param stepsOffset added to leading steps
 * @param continuous the model is told 0.25 ln sigma instead of a step number; only with velocity
 */
public record EulerSchedulerConfig(
        int trainTimesteps,
        double betaStart,
        double betaEnd,
        boolean scaledLinear,
        boolean velocity,
        boolean karras,
        double sigmaMin,
        double sigmaMax,
        boolean leading,
        int stepsOffset,
        boolean continuous) {
    public EulerSchedulerConfig {
        if (trainTimesteps < 2 || !(betaStart > 0) || !(betaEnd < 1) || betaStart > betaEnd) {
            throw new IllegalArgumentException(
                    "a noise schedule has at least 2 levels and betas that rise within 0..1, got " + trainTimesteps
                            + ", " + betaStart + ", " + betaEnd);
        }
    }

    /** Stable Video Diffusion's: velocity, Karras levels from 0.002 to 700. */
    public static EulerSchedulerConfig stableVideoDiffusion() {
        return new EulerSchedulerConfig(1000, 0.00085, 0.012, true, true, true, 0.002, 700, true, 1, true);
    }

    /** Reads a file. */
    public static EulerSchedulerConfig read(Path file) {
        return of(ConfigJson.read(file));
    }

    /** Reads all keys and refuses what is not offered here. */
    public static EulerSchedulerConfig of(ConfigJson json) {
        boolean velocity = choice(json, "prediction_type", "epsilon", "v_prediction");
        EulerSchedulerConfig config = new EulerSchedulerConfig(
                json.integer("num_train_timesteps", 1000),
                json.number("beta_start", 0.0001),
                json.number("beta_end", 0.02),
                choice(json, "beta_schedule", "linear", "scaled_linear"),
                velocity,
                json.flag("use_karras_sigmas", false),
                json.number("sigma_min", Double.NaN),
                json.number("sigma_max", Double.NaN),
                choice(json, "timestep_spacing", "linspace", "leading"),
                json.integer("steps_offset", 0),
                // diffusers ignores the key where the model predicts noise.
                choice(json, "timestep_type", "discrete", "continuous") && velocity);
        requireOnly(json, "interpolation_type", "linear");
        requireOnly(json, "final_sigmas_type", "zero");
        for (String key : new String[] {"use_exponential_sigmas", "use_beta_sigmas", "rescale_betas_zero_snr"}) {
            if (json.flag(key, false)) {
                throw json.wrong(key, "false", true);
            }
        }
        if (json.has("trained_betas")) {
            throw json.wrong("trained_betas", "null", "a list");
        }
        json.rejectUnread("trained_betas", "clip_sample", "set_alpha_to_one", "skip_prk_steps");
        return config;
    }

    private static boolean choice(ConfigJson json, String key, String no, String yes) {
        String value = json.text(key, no);
        if (!value.equals(no) && !value.equals(yes)) {
            throw json.wrong(key, no + " or " + yes, value);
        }
        return value.equals(yes);
    }

    private static void requireOnly(ConfigJson json, String key, String only) {
        String value = json.text(key, only);
        if (!value.equals(only)) {
            throw json.wrong(key, only, value);
        }
    }
}
