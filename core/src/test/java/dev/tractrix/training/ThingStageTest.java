// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tractrix.image.ImageFiles;
import dev.tractrix.selection.ClickTraining;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The selector's network, then what it judges by, from nothing: a few updates on few pictures. */
class ThingStageTest {
    @Test
    void learnsAndIsUsed(@TempDir Path run) throws IOException {
        TrainingPreset preset = TrainingPreset.embedded("things")
                .with("options.steps", "12")
                .with("options.batch", "1")
                .with("options.warmup", "0")
                .with("options.sheetEvery", "12")
                .with("options.emaDecay", "0.1")
                .with("clicks", "2")
                .with("pool", "1");
        assertThat(preset.stage()).isEqualTo("things");
        try (Stage stage = preset.open(null)) {
            new Trainer(run, preset.options(), line -> {}, () -> false).train(stage);
        }
        List<String> metrics = Files.readAllLines(run.resolve("metrics.jsonl"));
        assertThat(metrics).hasSize(12);
        assertThat(ImageFiles.readPicture(run.resolve("sheets/step-000000012.png"))
                        .height())
                .isGreaterThan(100);
        Path file = run.resolve("model").resolve(ThingStage.FILE);
        assertThat(file).exists();
        Path judge = run.resolve("judge.bin");
        new ClickTraining(file, 2, 7, () -> false).run(judge, (done, all) -> {});
        assertThat(judge).exists();
    }
}
