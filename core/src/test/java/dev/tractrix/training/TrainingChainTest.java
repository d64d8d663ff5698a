// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tractrix.fault.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingChainTest {
    @TempDir
    private Path folder;

    private static Map<String, TrainingPreset> presets() {
        Map<String, TrainingPreset> out = new LinkedHashMap<>();
        TrainingPreset control = Runs.preset("control")
                .with("options.accumulation", "1")
                .with("options.steps", "3")
                .with("options.sheetEvery", "0");
        out.put("vae", Runs.preset("vae").with("options.sheetEvery", "0"));
        out.put("features", Runs.preset("features").with("options.sheetEvery", "0"));
        out.put("video", control.with("ablation", "none"));
        out.put("control", control);
        out.put("completion", Runs.preset("completion").with("options.sheetEvery", "0"));
        out.put("fill", Runs.preset("fill").with("options.sheetEvery", "0"));
        out.put("refiner", Runs.preset("refiner").with("options.sheetEvery", "0"));
        return out;
    }

    /** Stopped in every stage and taken up again, it is the same model to the bit. */
    @Test
    void allStagesFromNothingAndTakenUpInTheMiddle() throws IOException {
        Path whole = new TrainingChain(folder.resolve("whole"), presets(), "cpu", l -> {}, () -> false).train();
        assertThat(whole).isEqualTo(folder.resolve("whole/model"));
        List<String> log = new ArrayList<>();
        Path run = folder.resolve("parts");
        Path parts = null;
        int calls = 0;
        while (parts == null) {
            int[] asked = {0};
            parts = new TrainingChain(run, presets(), "cpu", log::add, () -> asked[0]++ >= 5).train();
            assertThat(calls++).isLessThan(20);
        }
        assertThat(calls).isGreaterThan(3);
        assertThat(log).contains("stage 1 of 7: vae", "stage 7 of 7: refiner");
        for (String part : List.of(
                "vae/diffusion_pytorch_model.safetensors",
                "features/unet/diffusion_pytorch_model.safetensors",
                "unet/diffusion_pytorch_model.safetensors",
                "controlnet/diffusion_pytorch_model.safetensors",
                "image_encoder/model.safetensors",
                "completion/diffusion_pytorch_model.safetensors",
                "fill/diffusion_pytorch_model.safetensors",
                "refiner/diffusion_pytorch_model.safetensors")) {
            assertThat(parts.resolve(part)).as(part).hasSameBinaryContentAs(whole.resolve(part));
        }
        assertThat(parts.resolve("tractrix.json")).exists();
        assertThat(parts.resolve("scheduler/scheduler_config.json")).exists();
        Map<String, TrainingPreset> others = presets();
        others.put("vae", others.get("vae").with("options.steps", "9"));
        assertThatThrownBy(() -> new TrainingChain(run, others, "cpu", l -> {}, () -> false).train())
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("use another --run");
    }

    @Test
    void everyStageNeedsItsPreset() {
        Map<String, TrainingPreset> some = presets();
        some.remove("video");
        assertThatThrownBy(() -> new TrainingChain(folder, some, "cpu", l -> {}, () -> false))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("one of stage video");
    }

    /** The paper's preset takes the networks' shapes from its base, and gives a base without a ControlNet the authors'. */
    @Test
    void thePapersPresetTrainsTheControlNetOnABase() throws IOException {
        Path base = Runs.base(folder.resolve("base"));
        TrainingPreset tiny = presets().get("control");
        try (Stage stage = tiny.open(base)) {
            stage.export(base, Map.of());
        }
        TrainingPreset paper = TrainingPreset.named("paper", "control")
                .with("features.upBlock", "1")
                .with("features.ensemble", "1")
                .with("scenes.width", "48")
                .with("scenes.height", "32")
                .with("scenes.frames", "3");
        assertThat(paper.options().learningRate()).isEqualTo(1e-5);
        assertThat(paper.options().steps()).isEqualTo(100_000);
        try (Stage stage = paper.open(base)) {
            assertThat(stage.name()).isEqualTo("control");
            assertThat(stage.parameters().shapes().keySet()).allMatch(n -> n.startsWith("controlnet."));
        }
        assertThatThrownBy(() -> TrainingPreset.named("paper", "vae"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("the ControlNet alone");
        Files.move(base.resolve("controlnet"), folder.resolve("elsewhere"));
        // the authors' entity branch begins with 160 channels, this feature network has 4
        try (Stage stage = paper.open(base)) {
            assertThat(stage.parameters().shapes().get("controlnet.controlnet_cond_embedding.blocks_feature.0.weight"))
                    .containsExactly(160, 160, 3, 3);
        }
    }
}
