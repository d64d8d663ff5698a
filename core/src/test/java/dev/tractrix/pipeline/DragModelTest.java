// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.Fidelity;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Settings;
import dev.tractrix.tensor.NativeRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DragModelTest {
    @TempDir
    Path folder;

    private Path tiny;

    @BeforeEach
    void write() {
        tiny = TinyModel.write(folder.resolve("tiny"));
    }

    @Test
    void openingAndClosingLeavesNothing() {
        open(Settings.NONE).close();
        long before = NativeRuntime.liveHandles();
        DragModel model = open(Settings.NONE);
        assertThat(model.sizeMultiple()).isEqualTo(16);
        assertThat(model.hashes())
                .containsKeys("vae", "unet", "controlnet", "image_encoder", "features/unet", "scheduler");
        assertThat(model.hashes().values()).allMatch(h -> h.matches("[0-9a-f]{64}"));
        model.close();
        assertThat(NativeRuntime.liveHandles()).isLessThanOrEqualTo(before);
    }

    @Test
    void allThatIsMissingIsNamedAtOnce() throws IOException {
        Files.delete(tiny.resolve("unet/config.json"));
        Files.delete(tiny.resolve("vae/diffusion_pytorch_model.safetensors"));
        Files.delete(tiny.resolve("scheduler/scheduler_config.json"));
        assertRefused("vae/diffusion_pytorch_model.safetensors (or another weights file), unet/config.json,"
                + " scheduler/scheduler_config.json");
        assertThatThrownBy(() -> DragModel.open(folder.resolve("none").toString(), Settings.NONE))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("no such model folder");
    }

    @Test
    void partsOfDifferentModelsAreRefused() {
        open(Settings.NONE).close();
        long before = NativeRuntime.liveHandles();
        TinyModel.writeControlNet(tiny, 6);
        assertRefused("features' channels and twice the controlnet's first of feature_out_channels: expected the same,"
                + " got 16 and 12; take all parts from one model");
        assertThat(NativeRuntime.liveHandles()).isLessThanOrEqualTo(before);
    }

    @Test
    void weightsOfAnotherShapeThanTheConfigurationAreRefused() throws IOException {
        open(Settings.NONE).close();
        Path config = tiny.resolve("image_encoder/config.json");
        long before = NativeRuntime.liveHandles();
        Files.writeString(config, Files.readString(config).replace("\"projection_dim\": 8", "\"projection_dim\": 9"));
        assertRefused("visual_projection.weight expected [9, 8], got [8, 8]");
        assertThat(NativeRuntime.liveHandles())
                .as("weights of the parts before")
                .isLessThanOrEqualTo(before);
    }

    /** Slow here, and the only way to see without a GPU that the networks' half precision is whole. */
    @ParameterizedTest
    @ValueSource(strings = {"float16", "bfloat16"})
    void aHalfTypeMakesNearlyTheSameClip(String dtype) {
        List<Picture> exact = clip(Settings.NONE);
        List<Picture> half = clip(Settings.builder().dtype(dtype).build());
        double sum = 0;
        int values = 0;
        for (int f = 0; f < exact.size(); f++) {
            byte[] a = exact.get(f).rgb();
            byte[] b = half.get(f).rgb();
            for (int i = 0; i < a.length; i++) {
                sum += Math.pow((a[i] & 0xff) - (b[i] & 0xff), 2);
                values++;
            }
        }
        assertThat(sum).as("half is not float32").isPositive();
        assertThat(10 * Math.log10(255.0 * 255 * values / sum)).as("PSNR").isGreaterThan(30);
    }

    private List<Picture> clip(Settings settings) {
        try (DragModel model = open(settings)) {
            return new DragPipeline(model)
                    .generate(LoadedScene.load(TinyModel.scene(folder, 96, 64, settings)), Progress.SILENT)
                    .frames();
        }
    }

    @Test
    void aDefaultsFileWithNonsenseIsRefused() throws IOException {
        Files.writeString(tiny.resolve("tractrix.json"), "{\"multiple\": 0}");
        assertRefused("multiple of 1 or more");
        Files.writeString(tiny.resolve("tractrix.json"), "{\"stepps\": 3}");
        assertRefused("also [stepps]");
        Files.writeString(tiny.resolve("tractrix.json"), "{\"feature_up_block\": 2}");
        assertRefused("feature_up_block: expected -1..1, got 2");
    }

    @Test
    void withoutADefaultsFileItIsTheReleasedModel() throws IOException {
        Files.delete(tiny.resolve("tractrix.json"));
        ModelDefaults defaults = ModelDefaults.of(tiny);
        assertThat(defaults.settings().fidelity()).isEqualTo(Fidelity.CHECKPOINT);
        assertThat(defaults.settings().guideInside()).isZero();
        assertThat(defaults.size(Settings.NONE, 1000, 700)).containsExactly(576, 320);
        assertThat(defaults.features()).isEqualTo(new ModelDefaults.Features(261, -1, 1));
    }

    @Test
    void aSizeKeepsThePicturesAspectWhereItMay() throws IOException {
        Files.writeString(tiny.resolve("tractrix.json"), "{\"pixels\": 21504, \"multiple\": 16}");
        ModelDefaults defaults = ModelDefaults.of(tiny);
        assertThat(defaults.size(Settings.NONE, 1920, 1120)).containsExactly(192, 112);
        assertThat(defaults.size(Settings.NONE, 1120, 1920)).containsExactly(112, 192);
        assertThat(defaults.size(Settings.builder().width(320).height(64).build(), 100, 100))
                .containsExactly(320, 64);
        assertThat(defaults.size(Settings.builder().width(320).build(), 200, 100))
                .containsExactly(320, 160);
        assertThat(defaults.size(Settings.builder().height(320).build(), 200, 100))
                .containsExactly(640, 320);
    }

    private DragModel open(Settings settings) {
        return DragModel.open(tiny.toString(), settings);
    }

    private void assertRefused(String part) {
        assertThatThrownBy(() -> open(Settings.NONE))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(part);
    }
}
