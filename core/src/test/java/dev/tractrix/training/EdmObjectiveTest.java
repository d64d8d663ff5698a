// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tractrix.pipeline.FixtureRunner;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Rng;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import dev.tractrix.training.EdmObjective.MaskMean;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class EdmObjectiveTest {
    private static final Path FIXTURE = Path.of("src/test/resources/fixtures/training-objective/edm-v-prediction");

    /** Losses without a mask, masked over all, masked inside, and the U-Net's gradients, against the reference's. */
    @Test
    void lossesAndGradientsAreTheReferences() {
        List<FixtureRunner.Check> checks = FixtureRunner.run(FIXTURE, TrainingFixtures.STEPS);
        assertThat(checks)
                .extracting(FixtureRunner.Check::output)
                .contains("loss", "loss_masked", "loss_masked_inside");
        assertThat(checks)
                .hasSizeGreaterThan(20)
                .allSatisfy(c -> assertThat(c.passed()).as(c.toString()).isTrue());
    }

    @Test
    void aPerfectAnswerIsCleanAtEveryStrength() {
        try (TensorScope scope = TensorScope.open();
                Rng rng = new Rng(1)) {
            Tensor clean = rng.normal(3, 2, 4, 3, 5);
            Tensor noise = rng.normal(Shapes.dims(clean));
            Tensor sigma = Ops.tensor(new float[] {0.05f, 1, 40}, 3);
            Tensor noisy = EdmObjective.noised(clean, noise, sigma);
            // v = (noise - sigma clean) / sqrt(sigma^2 + 1)
            Tensor s = sigma.view(3, 1, 1, 1, 1);
            Tensor v = noise.sub(clean.mul(s)).div(Ops.add(s.square(), 1).sqrt());
            Tensor denoised = EdmObjective.denoised(v, noisy, sigma);
            assertThat(Ops.relativeError(denoised, clean)).isLessThan(1e-5);
            assertThat(Ops.item(EdmObjective.loss(denoised, clean, sigma, null, MaskMean.ALL)))
                    .isLessThan(1e-8);
        }
    }

    @Test
    void theTwoMeansDifferByTheMasksShare() {
        try (TensorScope scope = TensorScope.open();
                Rng rng = new Rng(2)) {
            Tensor clean = rng.normal(2, 3, 4, 5, 6);
            Tensor denoised = rng.normal(Shapes.dims(clean));
            Tensor sigma = Ops.tensor(new float[] {0.3f, 2}, 2);
            Tensor mask = rng.uniform(2, 3, 1, 5, 6).square();
            double inside = Ops.item(EdmObjective.loss(denoised, clean, sigma, mask, MaskMean.INSIDE));
            double all = Ops.item(EdmObjective.loss(denoised, clean, sigma, mask, MaskMean.ALL));
            assertThat(all).isCloseTo(inside * Ops.item(mask.mean()), within(1e-5));
            Tensor ones = Ops.ones(2, 3, 1, 5, 6);
            double whole = Ops.item(EdmObjective.loss(denoised, clean, sigma, null, MaskMean.ALL));
            assertThat(Ops.item(EdmObjective.loss(denoised, clean, sigma, ones, MaskMean.INSIDE)))
                    .isCloseTo(whole, within(1e-5));
            Tensor nothing = Ops.zeros(2, 3, 1, 5, 6);
            assertThat(Ops.item(EdmObjective.loss(denoised, clean, sigma, nothing, MaskMean.INSIDE)))
                    .isZero();
        }
    }

    @Test
    void strengthsAreLogNormal() {
        try (TensorScope scope = TensorScope.open();
                Rng rng = new Rng(3)) {
            Tensor log = new EdmObjective(-0.4, 1.4).sigmas(rng, 20_000).log();
            assertThat(Ops.item(log.mean())).isCloseTo(-0.4, within(0.04));
            assertThat(Ops.item(log.std())).isCloseTo(1.4, within(0.04));
            assertThat(Ops.item(EdmObjective.timestep(Ops.full(700, 1)))).isCloseTo(1.63777, within(1e-5));
        }
    }
}
