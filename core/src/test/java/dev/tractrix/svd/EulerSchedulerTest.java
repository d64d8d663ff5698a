// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.svd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against the sums that diffusers publishes in tests/schedulers/test_scheduler_euler.py (Apache-2.0). */
class EulerSchedulerTest {
    private static final int STEPS = 10;

    private TensorScope scope;

    @BeforeEach
    void open() {
        scope = TensorScope.open();
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static EulerScheduler published(String extra) {
        String json = "{\"num_train_timesteps\": 1100, \"beta_start\": 0.0001, \"beta_end\": 0.02" + extra + "}";
        return new EulerScheduler(EulerSchedulerConfig.of(ConfigJson.parse("scheduler", json)), STEPS);
    }

    /** (4, 3, 8, 8), from 0 to 1, as their test makes the sample, and from 1 to 0 as it makes the noise. */
    private static Tensor ramp(boolean flipped) {
        float[] values = new float[768];
        for (int i = 0; i < 768; i++) {
            values[flipped ? 767 - i : i] = i / 768f;
        }
        return Ops.tensor(values, 3, 8, 8, 4).permute(3, 0, 1, 2).contiguous();
    }

    /** Their loop: the model is x t / (t + 1), and the scaled input takes the sample's place. */
    private static double run(EulerScheduler s) {
        Tensor x = Ops.mul(ramp(false), s.initNoiseSigma());
        for (int i = 0; i < s.steps(); i++) {
            double t = s.timestep(i);
            x = s.scaleModelInput(x, i);
            x = s.step(Ops.mul(x, t / (t + 1)), i, x);
        }
        return Ops.item(x.abs().sum());
    }

    @Test
    void publishedSumOfNoisePrediction() {
        assertThat(run(published(""))).isCloseTo(10.0807, within(1e-2));
    }

    @Test
    void publishedSumOfVelocityPrediction() {
        assertThat(run(published(", \"prediction_type\": \"v_prediction\""))).isCloseTo(0.0002, within(1e-2));
    }

    @Test
    void publishedSumWithKarrasLevels() {
        assertThat(run(published(", \"use_karras_sigmas\": true"))).isCloseTo(124.52299499511719, within(1e-2));
    }

    @Test
    void publishedSumOfAddedNoise() {
        EulerScheduler s = published("");
        Tensor x = Ops.mul(ramp(false), s.initNoiseSigma());
        Tensor noise = ramp(true);
        x = s.addNoise(x, noise, STEPS - 2);
        for (int i = STEPS - 2; i < STEPS; i++) {
            double t = s.timestep(i);
            x = s.scaleModelInput(x, i);
            x = s.step(Ops.mul(x, t / (t + 1)), i, x);
        }
        assertThat(Ops.item(x.abs().sum())).isCloseTo(57062.9297, within(0.1));
    }

    @Test
    void levelsOfStableVideoDiffusion() {
        EulerScheduler s = new EulerScheduler(EulerSchedulerConfig.stableVideoDiffusion(), 25);
        assertThat(s.sigma(0)).isCloseTo(700f, within(1e-3f));
        assertThat(s.sigma(1)).isCloseTo(545.7292f, within(1e-3f));
        assertThat(s.sigma(2)).isCloseTo(421.5691f, within(1e-3f));
        assertThat(s.sigma(23)).isCloseTo(0.0078825f, within(1e-7f));
        assertThat(s.sigma(24)).isCloseTo(0.002f, within(1e-8f));
        assertThat(s.sigma(25)).isZero();
        assertThat(s.timestep(0)).isCloseTo(1.637770f, within(1e-6f));
        assertThat(s.timestep(1)).isCloseTo(1.575531f, within(1e-6f));
        assertThat(s.timestep(24)).isCloseTo(-1.553652f, within(1e-6f));
        assertThat(s.initNoiseSigma()).isCloseTo(700.000714, within(1e-4));
    }

    @Test
    void aScheduleThatIsNotOfferedIsRefused() {
        assertThatThrownBy(() -> published(", \"timestep_spacing\": \"trailing\""))
                .hasMessageContaining("timestep_spacing: expected linspace or leading, got trailing");
        assertThatThrownBy(() -> published(", \"use_beta_sigmas\": true")).hasMessageContaining("use_beta_sigmas");
    }
}
