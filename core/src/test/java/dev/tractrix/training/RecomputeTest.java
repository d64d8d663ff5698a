// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tractrix.nn.Conv2d;
import dev.tractrix.nn.Params;
import dev.tractrix.pipeline.FixtureRunner;
import dev.tractrix.tensor.ChannelsLast;
import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Recomputed;
import dev.tractrix.tensor.Rng;
import dev.tractrix.tensor.TensorScope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecomputeTest {
    @TempDir
    private static Path folder;

    private static Path base;

    @BeforeAll
    static void makeBase() {
        base = Runs.base(folder.resolve("base"));
    }

    private record Step(double loss, float[] gradients) {}

    /** Loss and all gradients of one update of two micro-batches. */
    private static Step step(TrainingPreset preset) {
        double[] sum = {0};
        try (Stage stage = preset.open(base)) {
            stage.parameters().gradients().zero_();
            // so that nothing is zero at the start
            try (Rng rng = new Rng(3)) {
                TensorScope.inside(() -> stage.parameters()
                        .values()
                        .add_(Ops.mul(rng.normal(stage.parameters().size()), 0.05)));
            }
            for (int micro = 0; micro < 2; micro++) {
                int m = micro;
                TensorScope.inside(() -> Guards.grad(() -> {
                    try (Recomputed segments = stage.recomputes() ? Recomputed.open() : null;
                            ChannelsLast order = stage.channelsLast() ? ChannelsLast.open() : null) {
                        Stage.Loss loss = stage.loss(1, m);
                        Ops.mul(loss.total(), 0.5).backward();
                        sum[0] += loss.total().item_double();
                    }
                    return null;
                }));
            }
            return new Step(sum[0], Ops.toFloats(stage.parameters().gradients()));
        }
    }

    /** Every weight, with each way of freezing and masking. */
    @ParameterizedTest
    @CsvSource({"all, both, 0.4", "control, both, 0", "control, entity, 1", "temporal, gaussian, 0.4", "all, none, 1"})
    void lossAndGradientsAreThoseOfTheKeptActivations(String trained, String ablation, String background) {
        TrainingPreset preset = Runs.preset("control")
                .with("train", trained)
                .with("ablation", ablation)
                .with("background", background);
        Step kept = step(preset);
        Step again = step(preset.with("recompute", "true"));
        assertThat(again.loss).isEqualTo(kept.loss);
        assertThat(apart(kept, again)).isLessThan(1e-5);
    }

    /** Another order of summing, alone and with segments that run twice. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lossAndGradientsAreThoseOfTheOrdinaryMemoryOrder(boolean recompute) {
        TrainingPreset preset = Runs.preset("control").with("recompute", Boolean.toString(recompute));
        Step kept = step(preset);
        Step other = step(preset.with("channelsLast", "true"));
        assertThat(other.loss).isCloseTo(kept.loss, within(1e-4 * kept.loss));
        assertThat(apart(kept, other)).isLessThan(1e-4);
    }

    @Test
    void convolutionsGetAndGiveChannelsLastWhileThatIsOpen() {
        TensorScope.inside(() -> {
            Conv2d conv = new Conv2d(Params.random(1), 3, 8, 3);
            Tensor x = Ops.zeros(2, 3, 6, 5);
            assertThat(conv.forward(x).is_contiguous(MemoryFormat.ChannelsLast)).isFalse();
            try (ChannelsLast order = ChannelsLast.open()) {
                assertThat(conv.forward(x).is_contiguous(MemoryFormat.ChannelsLast))
                        .isTrue();
                assertThatThrownBy(ChannelsLast::open).isInstanceOf(IllegalStateException.class);
            }
            assertThat(ChannelsLast.active()).isFalse();
            return null;
        });
    }

    /** How far the gradients of two are apart, over their length; at least half of the weights have one. */
    private static double apart(Step kept, Step again) {
        double difference = 0;
        double norm = 0;
        int touched = 0;
        for (int i = 0; i < kept.gradients.length; i++) {
            difference += Math.pow(again.gradients[i] - kept.gradients[i], 2);
            norm += Math.pow(kept.gradients[i], 2);
            touched += kept.gradients[i] != 0 ? 1 : 0;
        }
        assertThat(touched).isGreaterThan(kept.gradients.length / 2);
        return Math.sqrt(difference / norm);
    }

    /** The reference's losses and gradients, with and without the mask, in two micro-batches. */
    @Test
    void theGoldenObjectiveHoldsWithAccumulationAndRecomputing() {
        Path fixture = Path.of("src/test/resources/fixtures/training-objective/edm-v-prediction");
        List<FixtureRunner.Check> checks =
                FixtureRunner.run(fixture, Map.of("training-objective", f -> TrainingFixtures.objective(f, 2, true)));
        assertThat(checks)
                .hasSizeGreaterThan(20)
                .allSatisfy(c -> assertThat(c.passed()).as(c.toString()).isTrue());
    }

    /** A run may be resumed with or without. */
    @Test
    void itDoesNotMakeAnotherRun() throws IOException {
        TrainingPreset preset =
                Runs.preset("control").with("options.steps", "2").with("options.accumulation", "1");
        Path run = folder.resolve("run");
        try (Stage stage = preset.open(base)) {
            Runs.train(run, preset.options(), stage);
        }
        TrainingPreset on =
                preset.with("recompute", "true").with("channelsLast", "true").with("options.steps", "4");
        try (Stage stage = on.open(base)) {
            assertThat(Runs.train(run, on.options(), stage)).isEqualTo(4);
        }
        assertThat(Runs.steps(run)).containsExactly(1L, 2L, 3L, 4L);
    }

    /** Many segments, in a chain and across it, with inputs that several of them share. */
    @Test
    void anyNumberOfSegmentsAndSharedInputs() {
        float[] kept = chain(false);
        assertThat(chain(true)).containsExactly(kept);
        assertThat(kept).doesNotContain(0);
    }

    private static float[] chain(boolean recompute) {
        return TensorScope.inside(() -> Guards.grad(() -> {
            try (Recomputed segments = recompute ? Recomputed.open() : null) {
                Tensor a = Ops.tensor(new float[] {0.3f, -0.7f}, 2).set_requires_grad(true);
                Tensor b = Ops.tensor(new float[] {1.1f, 0.4f}, 2).set_requires_grad(true);
                Tensor constant = Ops.tensor(new float[] {2, 3}, 2);
                Tensor h = a;
                Tensor early = null;
                for (int i = 0; i < 25; i++) {
                    h = Recomputed.of(
                            List.of(h, b, constant),
                            in -> Ops.silu(in.get(0).mul(in.get(1)).add(in.get(2))));
                    early = i == 3 ? h : early;
                }
                Recomputed.of(List.of(h, early), in -> in.get(0).mul(in.get(1)))
                        .sum()
                        .backward();
                return Ops.toFloats(Ops.cat(0, new Tensor(a.grad()), new Tensor(b.grad())));
            }
        }));
    }

    @Test
    void aFaultInASegmentComesOutAndLeavesNothingBehind() {
        int[] runs = {0};
        assertThatThrownBy(() -> TensorScope.inside(() -> Guards.grad(() -> {
                    try (Recomputed segments = Recomputed.open()) {
                        Tensor a = Ops.ones(2).set_requires_grad(true);
                        Recomputed.of(List.of(a), in -> {
                                    if (runs[0]++ > 0) {
                                        throw new IllegalStateException("the second time");
                                    }
                                    return in.get(0).square();
                                })
                                .sum()
                                .backward();
                    }
                    return null;
                })))
                .hasMessageContaining("the second time");
        assertThat(Recomputed.active()).isFalse();
        try (Recomputed next = Recomputed.open()) {
            assertThat(Guards.grad(Recomputed::active)).isTrue();
        }
    }
}
