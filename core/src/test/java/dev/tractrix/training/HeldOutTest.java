// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.svd.EulerSchedulerConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldOutTest {
    @TempDir
    private Path folder;

    @Test
    void aCheckpointIsMeasuredOnScenesItHasNotSeen() {
        Path base = Runs.base(folder.resolve("base"));
        TrainingPreset preset =
                Runs.preset("control").with("options.steps", "2").with("options.accumulation", "1");
        Path run = folder.resolve("run");
        EulerSchedulerConfig scheduler = EulerSchedulerConfig.stableVideoDiffusion();
        HeldOut.Row first;
        try (Stage stage = preset.open(base)) {
            assertThatThrownBy(() -> new HeldOut(run, (ControlStage) stage, 4, 14))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("no checkpoint yet");
            Runs.train(run, preset.options(), stage);
            assertThatThrownBy(() -> new HeldOut(run, (ControlStage) stage, 4, 13))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("another than the training's");
            first = new HeldOut(run, (ControlStage) stage, 4, 14).measure(scheduler, 3, 1);
        }
        assertThat(first.step()).isEqualTo(2);
        assertThat(first.scenes()).isEqualTo(4);
        assertThat(first.still().things()).as("the truth moves").isPositive();
        assertThat(first.made().things()).isFinite().isPositive();
        // shadows, grain and what a cell sees of its neighbours change there too
        assertThat(first.still().rest()).isLessThan(first.still().things());
        try (Stage stage = preset.open(base)) {
            HeldOut again = new HeldOut(run, (ControlStage) stage, 4, 14);
            assertThat(again.measure(scheduler, 3, 1))
                    .as("the same numbers from the disk")
                    .isEqualTo(first);
            HeldOut.Row loose = again.measure(scheduler, 3, 0);
            assertThat(loose.made()).as("the ControlNet has an effect").isNotEqualTo(first.made());
            assertThat(loose.still().things()).isCloseTo(first.still().things(), within(1e-12));
        }
    }
}
