// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tractrix.checkpoint.Safetensors;
import dev.tractrix.checkpoint.StateDict;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.tensor.Ops;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecoderTrainingTest {
    @TempDir
    private Path folder;

    private static TrainingPreset decoder() {
        return Runs.preset("vae").with("train", "decoder").with("loss.frames", "3");
    }

    /** What was trained on the latents must still fit them: encoder and scale, to the bit. */
    @Test
    void theDecoderLearnsFromClipsAndTheEncoderStays() throws IOException {
        Path base = Runs.base(folder.resolve("base"));
        Path run = folder.resolve("run");
        TrainingPreset preset = decoder();
        try (Stage stage = preset.open(base)) {
            assertThat(stage.parameters().shapes().keySet())
                    .allMatch(name -> name.startsWith("decoder."))
                    .anyMatch(name -> name.contains("temporal_res_block"));
            assertThat(Runs.train(run, preset.options(), stage)).isEqualTo(8);
        }
        assertThat(scale(run.resolve("model"))).isEqualTo(scale(base));
        assertThat(run.resolve("sheets/step-000000008.png")).isNotEmptyFile();
        assertThat(run.resolve("sheets/step-000000008.gif")).isNotEmptyFile();
        assertThat(run.resolve("report.html")).content().contains("data:image/gif;base64,");
        try (StateDict before = Safetensors.read(base.resolve("vae/diffusion_pytorch_model.safetensors"));
                StateDict after = Safetensors.read(run.resolve("model/vae/diffusion_pytorch_model.safetensors"))) {
            assertThat(after.tensors().keySet()).isEqualTo(before.tensors().keySet());
            before.tensors().forEach((name, t) -> {
                if (name.startsWith("decoder.")) {
                    return;
                }
                assertThat(Ops.toFloats(after.get(name))).as(name).containsExactly(Ops.toFloats(t));
            });
            assertThat(before.tensors().keySet())
                    .filteredOn(name -> name.startsWith("decoder.") && name.contains("temporal_res_block.conv"))
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(Ops.relativeError(after.get(name), before.get(name)))
                            .as(name)
                            .isPositive());
        }
    }

    private static double scale(Path model) throws IOException {
        return new ObjectMapper()
                .readTree(model.resolve("vae/config.json").toFile())
                .get("scaling_factor")
                .asDouble();
    }

    @Test
    void aDecoderAloneNeedsAnAutoencoderOfItsOwnShape() throws IOException {
        assertThatThrownBy(() -> decoder().open(Files.createDirectories(folder.resolve("empty"))))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("a folder with vae");
        Path base = Runs.base(folder.resolve("base"));
        assertThatThrownBy(() -> decoder().with("vae.latent_channels", "8").open(base))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("the preset's autoencoder")
                .hasMessageContaining("take another base");
    }

    @Test
    void theEmbeddedPresetTrainsTheDecoderOnClips() {
        TrainingPreset preset = TrainingPreset.embedded("decoder");
        assertThat(preset.stage()).isEqualTo("vae");
        assertThat(preset.json().at("/loss/frames").asInt()).isGreaterThan(1);
        assertThat(preset.json().get("vae"))
                .isEqualTo(TrainingPreset.embedded("vae").json().get("vae"));
        assertThat(preset.options().steps()).isPositive();
    }
}
