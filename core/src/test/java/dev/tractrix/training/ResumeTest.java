// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tractrix.checkpoint.Safetensors;
import dev.tractrix.checkpoint.StateDict;
import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stages on tiny networks: a resumed run is the uninterrupted one, to the bit. */
class ResumeTest {
    @TempDir
    private static Path folder;

    private static Path base;

    /** Stages that need no others. */
    private static final List<String> BARE = List.of("vae", "completion", "fill", "refiner");

    @BeforeAll
    static void makeBase() {
        base = Runs.base(folder.resolve("base"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"vae", "features", "control", "completion", "fill", "refiner"})
    void aResumedRunIsTheUninterruptedOne(String stage) throws IOException {
        TrainingPreset preset = Runs.preset(stage);
        long steps = preset.options().steps();
        Path whole = folder.resolve(stage + "-whole");
        Path parts = folder.resolve(stage + "-parts");
        Path from = BARE.contains(stage) ? null : base;
        try (Stage s = preset.open(from)) {
            Runs.train(whole, preset.options(), s);
        }
        // stopped between checkpoints, and again at one
        for (int stop : new int[] {3, 1, 100}) {
            int[] asked = {0};
            try (Stage s = preset.open(from)) {
                new Trainer(parts, preset.options(), l -> {}, () -> asked[0]++ == stop).train(s);
            }
        }
        assertThat(Runs.losses(parts))
                .hasSize((int) steps)
                .doesNotHaveDuplicates()
                .isEqualTo(Runs.losses(whole));
        assertThat(Runs.state(parts, steps)).isEqualTo(Runs.state(whole, steps));
        JsonNode last = Runs.metrics(whole).get((int) steps - 1);
        assertThat(last.get("gradientNorm").asDouble()).isPositive();
        assertThat(last.get("learningRate").asDouble())
                .isEqualTo(preset.options().rate(steps));
        assertThat(whole.resolve("sheets/step-000000004.png")).exists();
        assertThat(whole.resolve("model")).isNotEmptyDirectory();
    }

    /** The networks read what was exported, and the averaged weights are in it. */
    @Test
    void theModelFolderHoldsTheAverage() throws IOException {
        TrainingPreset preset = Runs.preset("vae");
        Path run = folder.resolve("average");
        try (Stage s = preset.open(null)) {
            Runs.train(run, preset.options(), s);
        }
        String name = "decoder.conv_in.weight";
        try (StateDict exported = Safetensors.read(run.resolve("model/vae/diffusion_pytorch_model.safetensors"));
                StateDict state = Safetensors.read(run.resolve("checkpoints/step-000000008/state.safetensors"))) {
            float[] average = Ops.toFloats(state.get("average." + name));
            assertThat(Ops.toFloats(exported.get(name))).containsExactly(average);
            assertThat(Ops.toFloats(state.get("weights." + name))).isNotEqualTo(average);
            assertThat(exported.metadata()).containsEntry("stage", "vae").containsEntry("step", "8");
        }
    }

    /** Every micro-batch of every update is new data, whatever the stage. */
    @ParameterizedTest
    @ValueSource(strings = {"vae", "features", "control", "completion", "fill", "refiner"})
    void microBatchesDiffer(String stage) {
        TrainingPreset preset = Runs.preset(stage).with("options.accumulation", "2");
        try (Stage s = preset.open(BARE.contains(stage) ? null : base)) {
            double[] losses = {loss(s, 1, 0), loss(s, 1, 1), loss(s, 2, 0), loss(s, 2, 1)};
            assertThat(losses).doesNotHaveDuplicates();
            assertThat(loss(s, 1, 1)).as("random access").isEqualTo(losses[1]);
        }
    }

    private static double loss(Stage stage, long step, int micro) {
        return TensorScope.inside(
                () -> Guards.grad(() -> stage.loss(step, micro).total().item_double()));
    }
}
