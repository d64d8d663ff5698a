// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tractrix.fault.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingPresetTest {
    @TempDir
    private static Path folder;

    private static Path base;

    private static Path base() {
        if (base == null) {
            base = Runs.base(folder);
        }
        return base;
    }

    @ParameterizedTest
    @ValueSource(strings = {"vae", "features", "video", "control"})
    void theEmbeddedPresetsAreWhole(String stage) {
        TrainingPreset preset = TrainingPreset.embedded(stage);
        assertThat(preset.stage()).isEqualTo(stage);
        assertThat(preset.options().steps()).isPositive();
        // all keys are read before the base is missed
        if (stage.equals("vae")) {
            try (Stage s = preset.with("options.batch", "1").open(null)) {
                assertThat(s.parameters().size()).isPositive();
            }
        } else {
            assertThatThrownBy(() -> preset.open(null))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageStartingWith("--base: expected a folder with vae");
        }
    }

    /** A change, and what is said of it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        vae      | options.stepz        | 5          | preset: options.stepz: expected a known key, got an unknown one; did you mean steps?
        vae      | optoins.steps        | 5          | preset: optoins: expected a known object, got an unknown one; did you mean options?
        vae      | options.steps        | many       | preset: options.steps: expected an integer, got "many"; change it in the preset
        vae      | options.steps        | 1.5        | preset: options.steps: expected an integer, got 1.5; change it in the preset
        vae      | options.learningRate | "1e-3"     | preset: options.learningRate: expected a number, got "1e-3"; change it in the preset
        vae      | options.learningRate | 2          | training option learningRate: expected between 0 and 1, got 2.0; change it in the preset
        vae      | options              | 3          | preset: options: expected an object, got 3; change it in the preset
        vae      | loss.edgs            | 1          | preset: loss.edgs: expected a known key, got an unknown one; did you mean edges?
        vae      | loss.crop            | null       | preset: loss.crop: expected an integer, got nothing; change it in the preset
        vae      | loss.crop            | 4          | crop at least 8
        vae      | loss.precision       | float8     | preset: loss.precision: expected one of float32, bfloat16, float16, got float8; did you mean float32?
        vae      | vae.layers           | 1          | preset: vae: expected only settings this model has, got also [layers]
        vae      | los                  | 1          | preset: los: expected a known key, got an unknown one; did you mean loss?
        vae      | stage                | vea        | preset: stage: expected vae, features, video, control, completion, fill or refiner, got vea; correct it
        features | pictures.heigth      | 8          | preset: pictures.heigth: expected a known key, got an unknown one; did you mean height?
        features | unet                 | []         | preset: unet: expected an object, got a list; change it in the preset
        control  | ablation             | gaussain   | preset: ablation: expected one of none, gaussian, entity, both, point, trajectory, box, got gaussain; did you mean gaussian?
        control  | train                | everything | preset: train: expected one of control, temporal, all, got everything; known are control, temporal, all
        control  | maskMean             | outside    | preset: maskMean: expected one of inside, all, got outside;
        control  | objective.deviation  | 0          | preset: edm: expected a finite mean and a deviation above 0
        control  | scenes.width         | 4          | preset: a scene is 16x16 to 4096x4096
        control  | features.upblock     | 1          | preset: features.upblock: expected a known key, got an unknown one; did you mean upBlock?
        control  | dropImage            | 1          | dropImage 0..1
        """)
    void mistakesAreNamed(String stage, String key, String value, String message) {
        assertThatThrownBy(
                        () -> Runs.preset(stage).with(key, value).open(base()).close())
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aChangeLeavesTheOriginalAlone() {
        TrainingPreset preset = Runs.preset("vae");
        assertThat(preset.with("options.steps", "99").options().steps()).isEqualTo(99);
        assertThat(preset.options().steps()).isEqualTo(8);
    }

    @Test
    void filesThatAreNoPresetsAreRefused() throws IOException {
        Path list = Files.writeString(folder.resolve("list.json"), "[1]");
        assertThatThrownBy(() -> TrainingPreset.read(list))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("a JSON object");
        Path torn = Files.writeString(folder.resolve("torn.json"), "{\"stage\": ");
        assertThatThrownBy(() -> TrainingPreset.read(torn))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("not a readable preset");
        assertThatThrownBy(() -> TrainingPreset.read(folder.resolve("none.json")))
                .isInstanceOf(BadInputException.class);
        assertThatThrownBy(() -> TrainingPreset.embedded("vea")).isInstanceOf(BadInputException.class);
    }

    /** Control has all of video's weights and more: neither may be taken for the other. */
    @Test
    void aControlRunIsNotResumedAsVideo() {
        TrainingPreset control =
                Runs.preset("control").with("options.steps", "1").with("options.accumulation", "1");
        TrainingPreset video = control.with("ablation", "none");
        Path run = folder.resolve("mixed");
        try (Stage s = control.open(base())) {
            Runs.train(run, control.options(), s);
        }
        try (Stage s = video.open(base())) {
            assertThat(s.name()).isEqualTo("video");
            assertThatThrownBy(() -> Runs.train(run, video.options(), s))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("this run has another configuration");
        }
    }
}
