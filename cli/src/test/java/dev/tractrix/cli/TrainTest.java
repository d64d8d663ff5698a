// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training through the command line, a few updates of a very small autoencoder. */
class TrainTest {
    @TempDir
    private Path folder;

    private Run train(String... more) {
        return train(new Interruption(), more);
    }

    private Run train(Interruption interruption, String... more) {
        List<Object> args = new ArrayList<>(List.of(
                "train",
                "vae",
                "--run",
                folder.resolve("run"),
                "--set",
                "options.batch=1",
                "--set",
                "loss.crop=16",
                "--set",
                "vae.block_out_channels=[4,4,4,8]",
                "--set",
                "vae.norm_num_groups=2",
                "--set",
                "options.sheetEvery=0"));
        args.addAll(List.of(more));
        return Run.of(interruption, args.toArray());
    }

    @Test
    void aRunEndsWithAModelAndGoesOnFromItsCheckpoint() throws IOException {
        Run run = train("--steps", "2");
        assertThat(run.code()).as(run.err()).isZero();
        Path model = Path.of(run.out().strip());
        assertThat(model.resolve("vae/config.json")).exists();
        assertThat(Files.readAllLines(folder.resolve("run/metrics.jsonl"))).hasSize(2);
        assertThat(Run.of("models", "check", model).code()).isZero();
        Run more = train("--steps", "3");
        assertThat(more.code()).as(more.err()).isZero();
        assertThat(more.err()).contains("resumed at step 2");
        assertThat(Files.readAllLines(folder.resolve("run/metrics.jsonl"))).hasSize(3);
    }

    @Test
    void stoppedItEndsWith130AndKeepsItsState() {
        Interruption interruption = new Interruption();
        interruption.ask();
        Run run = train(interruption, "--steps", "5");
        assertThat(run.code()).isEqualTo(130);
        assertThat(run.err()).contains("stopped at step 0 of 5");
    }

    @Test
    void aSecondProcessAndAnotherNetworkAreRefused() throws IOException {
        assertThat(train("--steps", "1").code()).isZero();
        Run other = train("--steps", "2", "--set", "vae.block_out_channels=[4,4,4,4]");
        assertThat(other.code()).isEqualTo(3);
        assertThat(other.errorLines()).isEqualTo(1);
        try (FileChannel held = FileChannel.open(folder.resolve("run/.lock"), StandardOpenOption.WRITE)) {
            held.lock();
            Run second = train("--steps", "2");
            assertThat(second.code()).isEqualTo(3);
            assertThat(second.err()).contains("another process");
        }
    }

    @Test
    void wrongArgumentsAreOneLine() {
        assertThat(Run.of("train", "painting", "--run", folder).code()).isEqualTo(3);
        assertThat(Run.of("train", "vae").code()).isEqualTo(2);
        assertThat(train("--set", "options.stepps=3").code()).isEqualTo(3);
        assertThat(train("--set", "options.steps").code()).isEqualTo(2);
        assertThat(train("--steps", "0").code()).isEqualTo(3);
        assertThat(Run.of("train", "control", "--run", folder.resolve("c")).code())
                .isEqualTo(3);
        assertThat(Run.of("train", "features", "--run", folder.resolve("c"), "--base", folder)
                        .err())
                .contains("train that stage first");
    }

    @Test
    void theWholeChainTakesNoOptionOfOneStage() {
        assertThat(Run.of("train").code()).isEqualTo(2);
        assertThat(Run.of("train", "--run", folder, "--steps", "3").code()).isEqualTo(2);
        Run run = Run.of("train", "--run", folder, "--set", "options.steps=3");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--set expects STAGE:KEY=VALUE without a stage, got 'options.steps=3'");
        assertThat(Run.of("train", "--run", folder, "--preset", folder.resolve("none"))
                        .code())
                .isEqualTo(3);
    }

    @Test
    void heldOutIsOfAControlRun() {
        assertThat(train("--held-out", "0").code()).isEqualTo(2);
        Run run = train("--held-out", "2");
        assertThat(run.code()).isEqualTo(3);
        assertThat(run.err()).contains("a run of video or control");
    }

    @Test
    void aRowOfTheAblationIsChosenInWords() {
        Run run = Run.of("train", "control", "--show", "--ablate", "trajectory,mask");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("\"ablation\" : \"trajectory\"").contains("\"background\" : 0");
        assertThat(Run.of("train", "control", "--show", "--ablate", "nomask").out())
                .contains("\"ablation\" : \"both\"")
                .contains("\"background\" : 1");
        assertThat(Run.of("train", "vae", "--train", "decoder", "--show").out()).contains("\"frames\" : 8");
    }

    @Test
    void theAblationsTableIsShownBeforeAnythingIsTrained() {
        assertThat(Run.of("reproduce").code()).isEqualTo(2);
        assertThat(Run.of("reproduce", "ablation").code()).isEqualTo(2);
        Run wrong = Run.of("reproduce", "ablation", "--run", folder, "--base", folder, "--rows", "both,pint");
        assertThat(wrong.code()).isEqualTo(3);
        assertThat(wrong.err()).contains("did you mean point?");
        Run table = Run.of("reproduce", "ablation", "--run", folder, "--base", folder, "--show");
        assertThat(table.code()).as(table.err()).isZero();
        assertThat(table.out()).contains("both-without-mask").contains("311.1").contains("not yet");
        Run without = Run.of("reproduce", "ablation", "--run", folder.resolve("a"), "--base", folder);
        assertThat(without.code()).isEqualTo(3);
        assertThat(without.err()).contains("a folder with vae");
    }

    @Test
    void aPresetIsShownWithItsChanges() {
        Run run = Run.of("train", "control", "--show", "--set", "background=0", "--steps", 77);
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("\"background\" : 0").contains("\"steps\" : 77");
    }
}
