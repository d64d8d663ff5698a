// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tractrix.fault.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes: killed, locked out, out of room. */
class KilledTrainingTest {
    private static final long STEPS = 60;

    @TempDir
    private Path folder;

    /** A checkpoint at every update, so that many a kill hits one being written. */
    @Test
    void killedAtRandomMomentsItEndsWhereTheUninterruptedOneDoes() throws Exception {
        Path whole = folder.resolve("whole");
        TrainingPreset preset = TrainChild.preset(Long.toString(STEPS), "60");
        try (Stage stage = preset.open(null)) {
            Runs.train(whole, preset.options(), stage);
        }
        Path run = folder.resolve("run");
        Path output = folder.resolve("output");
        Random random = new Random();
        for (long stop : new long[] {3, 25}) {
            Process child = TrainChild.start(run, STEPS, 1, output);
            waitFor(child, run, stop);
            Thread.sleep(random.nextInt(60));
            child.destroyForcibly().waitFor(); // SIGKILL where there are signals
        }
        long before = TrainChild.lines(run);
        Process last = TrainChild.start(run, STEPS, 1, output);
        if (before < STEPS) {
            waitFor(last, run, before + 1);
            locked(run, output);
        }
        assertThat(last.waitFor(120, TimeUnit.SECONDS)).isTrue();
        String said = Files.readString(output);
        assertThat(last.exitValue()).as(said).isZero();
        assertThat(said).contains("resumed at step");
        assertThat(Runs.steps(run))
                .isEqualTo(LongStream.rangeClosed(1, STEPS).boxed().toList());
        assertThat(Runs.losses(run)).isEqualTo(Runs.losses(whole));
        assertThat(Runs.state(run, STEPS)).isEqualTo(Runs.state(whole, STEPS));
        assertThat(Runs.checkpoints(run)).containsExactly("step-000000059", "step-000000060");
    }

    /** This process against the child: only where the child is still at it. */
    private static void locked(Path run, Path output) throws IOException {
        TrainingPreset preset = TrainChild.preset(Long.toString(STEPS), "1");
        try (Stage stage = preset.open(null)) {
            Runs.train(run, preset.options(), stage);
        } catch (BadInputException e) {
            assertThat(e).hasMessageContaining("another process is training in this folder");
        }
    }

    /** A limit on the size of a file stands for a full disk: writing fails in the middle, small files still pass. */
    @Test
    void outOfRoomTheLastCheckpointStays() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "needs a shell that limits file sizes");
        Path run = folder.resolve("run");
        Path output = folder.resolve("output");
        Process first = TrainChild.start(run, 4, 4, output);
        assertThat(first.waitFor(120, TimeUnit.SECONDS)).isTrue();
        byte[] good = Runs.state(run, 4);
        assertThat(good.length).isGreaterThan(100_000);

        Process limited = TrainChild.start(run, 8, 4, output, "/bin/sh", "-c", "ulimit -f 100; exec \"$@\"", "sh");
        assertThat(limited.waitFor(120, TimeUnit.SECONDS)).isTrue();
        String said = Files.readString(output);
        assertThat(limited.exitValue()).as(said).isEqualTo(3);
        assertThat(said)
                .contains("step-000000008: cannot be written")
                .contains("the checkpoint of step 4 is kept, make room and start again");
        assertThat(Runs.checkpoints(run)).containsExactly("step-000000004");
        assertThat(Runs.state(run, 4)).isEqualTo(good);

        Process again = TrainChild.start(run, 8, 4, output);
        assertThat(again.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(Runs.steps(run))
                .isEqualTo(LongStream.rangeClosed(1, 8).boxed().toList());
        assertThat(Runs.checkpoints(run)).containsExactly("step-000000004", "step-000000008");
    }

    private static void waitFor(Process child, Path run, long lines) throws Exception {
        for (int i = 0; i < 6_000 && child.isAlive() && TrainChild.lines(run) < lines; i++) {
            Thread.sleep(10);
        }
    }
}
