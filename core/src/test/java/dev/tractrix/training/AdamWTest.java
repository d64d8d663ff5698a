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
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdamWTest {
    /** Printed by PyTorch; from candle's optimiser tests (Apache-2.0 OR MIT), candle-nn/tests/optim.rs. */
    @Test
    void aHundredStepsEndWherePyTorchEnds(@TempDir Path run) {
        try (LineStage stage = new LineStage(1, true)) {
            Runs.train(run, Runs.options(100), stage);
            assertThat(stage.weights()).containsExactly(new float[] {2.7257f, 0.7097f, 0.7873f}, within(5e-5f));
        }
    }

    @Test
    void everyStepIsLibtorchs() {
        try (TensorScope scope = TensorScope.open();
                Rng rng = new Rng(3)) {
            Tensor ours = rng.normal(7, 5);
            Tensor theirs = ours.clone().set_requires_grad(true);
            try (FlatParameters flat = new FlatParameters(Map.of("w", ours));
                    AdamW optimiser = new AdamW(flat, Runs.options(30))) {
                AdamWOptions settings = new AdamWOptions(0.1);
                settings.weight_decay().put(0.01);
                var reference = new org.bytedeco.pytorch.AdamW(new TensorVector(theirs), settings);
                for (int step = 1; step <= 30; step++) {
                    Tensor gradient = rng.normal(7, 5);
                    theirs.mutable_grad().put(gradient);
                    flat.view(flat.gradients(), "w").copy_(gradient);
                    reference.step();
                    optimiser.update(step, 0.1, 1);
                    assertThat(Ops.relativeError(ours.detach(), theirs.detach()))
                            .as("step " + step)
                            .isLessThan(1e-6);
                }
            }
        }
    }

    @Test
    void clippingIsTorchsClipByNorm() {
        try (TensorScope scope = TensorScope.open();
                Rng rng = new Rng(4);
                FlatParameters flat = new FlatParameters(Map.of("a", Ops.zeros(3, 4), "b", Ops.zeros(5)));
                AdamW optimiser = new AdamW(flat, Runs.options(1))) {
            Tensor a = rng.normal(3, 4);
            Tensor b = rng.normal(5);
            flat.view(flat.gradients(), "a").copy_(a);
            flat.view(flat.gradients(), "b").copy_(b);
            Tensor pa = Ops.zeros(3, 4).set_requires_grad(true);
            Tensor pb = Ops.zeros(5).set_requires_grad(true);
            pa.mutable_grad().put(a.clone());
            pb.mutable_grad().put(b.clone());
            double theirs = torch.clip_grad_norm_(new TensorVector(pa, pb), 0.5);

            double norm = optimiser.gradientNorm();
            optimiser.update(1, 0.1, 0.5 / norm);

            assertThat(norm).isCloseTo(theirs, within(1e-5));
            // after one step the mean is a tenth of the gradient that was used
            assertThat(Ops.relativeError(Ops.mul(flat.view(optimiser.mean(), "a"), 10), pa.grad()))
                    .isLessThan(1e-5);
            assertThat(Ops.relativeError(Ops.mul(flat.view(optimiser.mean(), "b"), 10), pb.grad()))
                    .isLessThan(1e-5);
            assertThat(optimiser.gradientNorm())
                    .as("gradients are zero after an update")
                    .isZero();
        }
    }

    /** average_n = average_(n-1) + (1 - min(decay, (1 + n) / (10 + n))) (w_n - average_(n-1)), from the start's weights. */
    @Test
    void theAverageFollowsTheWeights() {
        try (TensorScope scope = TensorScope.open();
                FlatParameters flat = new FlatParameters(Map.of("w", Ops.full(1, 1)));
                AdamW optimiser = new AdamW(flat, Runs.options(200))) {
            double expected = 1;
            for (int n = 1; n <= 200; n++) {
                Guards.noGrad(() -> flat.gradients().fill_(new org.bytedeco.pytorch.Scalar(1.0)));
                optimiser.update(n, 0.01, 1);
                double w = Ops.item(flat.view(flat.values(), "w"));
                expected += (1 - Math.min(0.99, (1.0 + n) / (10.0 + n))) * (w - expected);
                assertThat(Ops.item(flat.view(optimiser.average(), "w")))
                        .as("step " + n)
                        .isCloseTo(expected, within(2e-6));
            }
            assertThat(expected).isNotCloseTo(Ops.item(flat.view(flat.values(), "w")), within(1e-2));
        }
    }
}
