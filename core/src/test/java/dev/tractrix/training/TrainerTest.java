// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tractrix.fault.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {
    @TempDir
    private Path run;

    @Test
    void theLastTwoCheckpointsAreKept() throws IOException {
        try (LineStage stage = new LineStage(1, true)) {
            assertThat(Runs.train(run, Runs.options(35), stage)).isEqualTo(35);
        }
        assertThat(Runs.checkpoints(run)).containsExactly("step-000000030", "step-000000035");
        assertThat(Runs.steps(run))
                .isEqualTo(LongStream.rangeClosed(1, 35).boxed().toList());
    }

    @Test
    void whatWasNotRenamedIsNoCheckpoint() throws IOException {
        try (LineStage stage = new LineStage(1, true)) {
            Runs.train(run, Runs.options(10), stage);
        }
        Path torn = Files.createDirectories(run.resolve("checkpoints/writing"));
        Files.writeString(torn.resolve("state.safetensors"), "torn");
        Path half = Files.createDirectories(run.resolve("checkpoints/deleting"));
        Files.writeString(half.resolve("checkpoint.json"), "{}");
        List<String> log = new ArrayList<>();
        try (LineStage stage = new LineStage(1, true)) {
            new Trainer(run, Runs.options(20), log::add, () -> false).train(stage);
        }
        assertThat(log.get(0)).isEqualTo("line: resumed at step 10");
        assertThat(Runs.checkpoints(run)).containsExactly("step-000000010", "step-000000020");
    }

    @Test
    void aResumedRunWritesNoStepTwice() throws IOException {
        float[] whole;
        try (LineStage stage = new LineStage(1, true)) {
            Runs.train(run.resolve("a"), Runs.options(27), stage);
            whole = stage.weights();
        }
        Path broken = run.resolve("b");
        try (LineStage stage = new LineStage(1, true).notANumberAt(17)) {
            assertThatThrownBy(() -> Runs.train(broken, Runs.options(27), stage))
                    .isInstanceOf(IllegalStateException.class);
        }
        assertThat(Runs.steps(broken)).hasSize(16);
        // as a kill in the middle of a line leaves it
        Files.writeString(broken.resolve("metrics.jsonl"), "{\"step\":17,\"lo", StandardOpenOption.APPEND);
        try (LineStage stage = new LineStage(1, true)) {
            Runs.train(broken, Runs.options(27), stage);
            assertThat(stage.weights()).containsExactly(whole);
        }
        assertThat(Runs.steps(broken))
                .isEqualTo(LongStream.rangeClosed(1, 27).boxed().toList());
        assertThat(Runs.losses(broken)).isEqualTo(Runs.losses(run.resolve("a")));
    }

    @Test
    void aLossThatIsNoNumberStopsAndIsTold() throws IOException {
        byte[] good;
        try (LineStage stage = new LineStage(1, true)) {
            Runs.train(run, Runs.options(10), stage);
            good = Runs.state(run, 10);
        }
        try (LineStage stage = new LineStage(1, true).notANumberAt(14)) {
            assertThatThrownBy(() -> Runs.train(run, Runs.options(30), stage))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "line: step 14: loss NaN, gradient norm NaN is no number; the last good state is step 10;"
                                    + " lower the learning rate and start again");
        }
        assertThat(Runs.checkpoints(run)).containsExactly("step-000000010");
        assertThat(Runs.state(run, 10)).isEqualTo(good);
    }

    /** 65,504 is the largest half: errors of 20 overflow by far under the usual scale. */
    @Test
    void halfGradientsThatOverflowAreComputedAgainAndTheRunResumesAsItWas() throws IOException {
        float[] exact;
        try (LineStage stage = new LineStage(1, true)) {
            Runs.train(run.resolve("float"), Runs.options(20), stage);
            exact = stage.weights();
        }
        try (LineStage stage = new LineStage(1, true).inHalf(65_536)) {
            Runs.train(run.resolve("half"), Runs.options(20), stage);
            for (int i = 0; i < exact.length; i++) {
                assertThat(stage.weights()[i]).isCloseTo(exact[i], within(2e-3f * Math.abs(exact[i]) + 1e-3f));
            }
        }
        try (LineStage stage = new LineStage(1, true).inHalf(65_536)) {
            Runs.train(run.resolve("parts"), Runs.options(10), stage);
        }
        try (LineStage stage = new LineStage(1, true).inHalf(65_536)) {
            Runs.train(run.resolve("parts"), Runs.options(20), stage);
        }
        assertThat(Runs.losses(run.resolve("parts"))).isEqualTo(Runs.losses(run.resolve("half")));
        try (LineStage stage = new LineStage(1, true).inHalf(65_536).notANumberAt(2)) {
            assertThatThrownBy(() -> Runs.train(run.resolve("nan"), Runs.options(5), stage))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("step 2: loss NaN");
        }
    }

    @Test
    void stoppingWritesACheckpointFirst() throws IOException {
        int[] asked = {0};
        try (LineStage stage = new LineStage(1, true)) {
            assertThat(new Trainer(run, Runs.options(100), l -> {}, () -> asked[0]++ == 7).train(stage))
                    .isEqualTo(7);
        }
        assertThat(Runs.checkpoints(run)).containsExactly("step-000000007");
    }

    @Test
    void aSecondTrainerInTheFolderIsRefused() {
        try (LineStage stage = new LineStage(1, true);
                LineStage second = new LineStage(1, true)) {
            Trainer outer = new Trainer(run, Runs.options(3), l -> {}, () -> {
                assertThatThrownBy(() -> Runs.train(run, Runs.options(3), second))
                        .isInstanceOf(BadInputException.class)
                        .hasMessage(
                                run + ": another process is training in this folder; stop it or use another folder");
                return false;
            });
            assertThat(outer.train(stage)).isEqualTo(3);
        }
    }

    @Test
    void anotherConfigurationIsRefusedAndNothingOverwritten() throws IOException {
        try (LineStage stage = new LineStage(1, true).fingerprint("{\"width\":64,\"depth\":2}")) {
            Runs.train(run, Runs.options(10), stage);
        }
        byte[] state = Runs.state(run, 10);
        String metrics = Files.readString(run.resolve("metrics.jsonl"));
        try (LineStage stage = new LineStage(1, true).fingerprint("{\"width\":64,\"depth\":3}")) {
            assertThatThrownBy(() -> Runs.train(run, Runs.options(30), stage))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("step-000000010: configuration: expected {\"width\":64,\"depth\":3}, got"
                            + " {\"width\":64,\"depth\":2}; ")
                    .hasMessageContaining("use another run folder");
        }
        assertThat(Runs.checkpoints(run)).containsExactly("step-000000010");
        assertThat(Runs.state(run, 10)).isEqualTo(state);
        assertThat(Files.readString(run.resolve("metrics.jsonl"))).isEqualTo(metrics);
    }

    @Test
    void aDamagedCheckpointIsNamed() throws IOException {
        try (LineStage stage = new LineStage(1, true)) {
            Runs.train(run, Runs.options(20), stage);
        }
        Path state = run.resolve("checkpoints/step-000000020/state.safetensors");
        Files.write(state, java.util.Arrays.copyOf(Files.readAllBytes(state), 300));
        try (LineStage stage = new LineStage(1, true)) {
            assertThatThrownBy(() -> Runs.train(run, Runs.options(30), stage))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("step-000000020: damaged")
                    .hasMessageContaining("delete this folder to go on from the one before");
        }
    }

    /** Two micro-batches of two points, averaged, are one batch of four. */
    @Test
    void accumulationIsALargerBatch() {
        TrainingOptions two = new TrainingOptions(50, 2, 2, 0.1, 0, 1, 0.9, 0.999, 1e-8, 0.01, 0, 0.99, 100, 0, 0);
        TrainingOptions four = new TrainingOptions(50, 4, 1, 0.1, 0, 1, 0.9, 0.999, 1e-8, 0.01, 0, 0.99, 100, 0, 0);
        try (LineStage parts = new LineStage(2, false);
                LineStage whole = new LineStage(1, false)) {
            Runs.train(run.resolve("two"), two, parts);
            Runs.train(run.resolve("four"), four, whole);
            assertThat(parts.weights()).containsExactly(whole.weights(), within(1e-5f));
        }
    }

    @Test
    void anUnwritableFolderIsABadInput() throws IOException {
        Path file = Files.writeString(run.resolve("file"), "");
        try (LineStage stage = new LineStage(1, true)) {
            assertThatThrownBy(() -> Runs.train(file.resolve("run"), Runs.options(3), stage))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("the run folder cannot be used");
        }
    }
}
