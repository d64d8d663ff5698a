// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tractrix.checkpoint.Safetensors;
import dev.tractrix.checkpoint.StateDict;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.tensor.Devices;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where a stage is trained, as far as that can be seen without a GPU; that no operand is left on the CPU is kept by {@code
 * DevicePlacementTest}.
 */
class TrainingDeviceTest {
    @TempDir
    private static Path folder;

    private static Path base;

    @BeforeAll
    static void makeBase() {
        base = Runs.base(folder.resolve("base"));
    }

    @Test
    void aCheckpointAndAModelSayWhereTheyWereTrainedAndTheFingerprintDoesNot() throws IOException {
        TrainingPreset preset = Runs.preset("features").with("options.steps", "1");
        Path run = folder.resolve("run");
        String fingerprint;
        try (Stage stage = preset.open(base, "cpu")) {
            Runs.train(run, preset.options(), stage);
            fingerprint = stage.fingerprint();
        }
        assertThat(new ObjectMapper()
                        .readTree(run.resolve("checkpoints/step-000000001/checkpoint.json")
                                .toFile())
                        .get("device")
                        .asText())
                .isEqualTo("cpu");
        try (StateDict model =
                Safetensors.read(run.resolve("model/features/unet/diffusion_pytorch_model.safetensors"))) {
            assertThat(model.metadata()).containsEntry("device", "cpu");
        }
        // libtorch's device of shapes without numbers
        try (Stage elsewhere = preset.open(base, Devices.meta())) {
            assertThat(elsewhere.fingerprint()).isEqualTo(fingerprint);
            assertThat(elsewhere.parameters().device()).isEqualTo("meta");
        }
    }

    @Test
    void aDeviceThatIsNotThereOrHasAnotherNameIsRefused() {
        assertThatThrownBy(() -> Runs.preset("vae").open(null, "cuda:97"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("device cuda:97")
                .hasMessageContaining("use cpu");
        assertThatThrownBy(() -> Runs.preset("vae").open(null, "gpu"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("cpu, cuda or cuda:0");
    }
}
