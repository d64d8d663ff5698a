// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Rng;
import dev.tractrix.tensor.TensorScope;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Half-precision products by autocast: near float32's loss and gradients, with recomputing and without. */
class PrecisionTest {
    @TempDir
    private static Path folder;

    private static Path base;
    private static Step exact;

    @BeforeAll
    static void makeBase() {
        base = Runs.base(folder.resolve("base"));
        exact = step(preset());
    }

    private static TrainingPreset preset() {
        return Runs.preset("control").with("options.accumulation", "1");
    }

    private record Step(double loss, float[] gradients) {}

    private static Step step(TrainingPreset preset) {
        try (Stage stage = preset.open(base);
                Rng rng = new Rng(3)) {
            stage.parameters().gradients().zero_();
            // so that nothing is zero at the start
            TensorScope.inside(() -> stage.parameters()
                    .values()
                    .add_(Ops.mul(rng.normal(stage.parameters().size()), 0.05)));
            return TensorScope.inside(() -> Guards.grad(() -> {
                Stage.Loss loss = stage.loss(1, 0);
                Ops.mul(loss.total(), stage.lossScale()).backward();
                Tensor gradients = Ops.mul(stage.parameters().gradients(), 1 / stage.lossScale());
                return new Step(loss.total().item_double(), Ops.toFloats(gradients));
            }));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bfloat16", "float16"})
    void lossAndGradientsAreNearFloat32(String precision) {
        Step half = step(preset().with("precision", precision));
        assertThat(half.loss).isNotEqualTo(exact.loss).isCloseTo(exact.loss, within(0.02 * exact.loss));
        double product = 0;
        double a = 0;
        double b = 0;
        for (int i = 0; i < half.gradients.length; i++) {
            product += (double) half.gradients[i] * exact.gradients[i];
            a += Math.pow(half.gradients[i], 2);
            b += Math.pow(exact.gradients[i], 2);
        }
        assertThat(product / Math.sqrt(a * b)).as("cosine").isGreaterThan(0.99);
        assertThat(Math.sqrt(a / b)).as("length").isCloseTo(1, within(0.1));
    }

    @Test
    void aFloat16RunTrains() throws Exception {
        TrainingPreset preset = preset().with("precision", "float16").with("options.steps", "3");
        Path run = folder.resolve("run");
        try (Stage stage = preset.open(base)) {
            assertThat(Runs.train(run, preset.options(), stage)).isEqualTo(3);
            stage.export(folder.resolve("model"), Map.of());
        }
        assertThat(Runs.losses(run)).hasSize(3).allMatch(Double::isFinite);
    }
}
