// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.fault.CancelledException;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Settings;
import dev.tractrix.tensor.NativeRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OffloadTest {
    @TempDir
    Path folder;

    private Path tiny;

    @BeforeEach
    void write() {
        tiny = TinyModel.write(folder.resolve("tiny"));
    }

    private DragModel open(String offload) {
        return DragModel.open(
                tiny.toString(), Settings.builder().offload(offload).build());
    }

    /** A clip, and the bytes of weights that were in memory at each stage of it. */
    private Clip generate(DragModel model, Map<String, Long> bytes) {
        // the animatic guides, so that every part has its turn
        LoadedScene scene = LoadedScene.load(TinyModel.scene(
                folder, 96, 64, Settings.builder().seed(3).guideInside(0.5).build()));
        return new DragPipeline(model)
                .generate(scene, (stage, done, total) -> bytes.merge(stage, model.weightBytes(), Math::max));
    }

    private static List<byte[]> pixels(Clip clip) {
        return clip.frames().stream().map(Picture::rgb).toList();
    }

    @Test
    void onlyThePartsInUseAreThereAndTheFramesAreTheSame() {
        Map<String, Long> kept = new LinkedHashMap<>();
        Map<String, Long> dropped = new LinkedHashMap<>();
        try (DragModel all = open("never");
                DragModel few = open("always")) {
            Clip expected = generate(all, kept);
            for (int run = 0; run < 2; run++) {
                Clip clip = generate(few, dropped);
                assertThat(pixels(clip)).usingRecursiveComparison().isEqualTo(pixels(expected));
                assertThat(clip.recordJson()).contains("\"offload\" : \"always\"");
            }
            assertThat(expected.recordJson()).contains("\"offload\" : \"never\"");
            long denoising = bytes(few, DragModel.Part.UNET) + bytes(few, DragModel.Part.CONTROL_NET);
            assertThat(dropped).containsOnlyKeys(kept.keySet()).containsKeys("entity features", "encode animatic");
            assertThat(kept.values()).allMatch(b -> b == all.weightBytes());
            assertThat(dropped.get("denoise")).isEqualTo(denoising).isLessThan(all.weightBytes());
            assertThat(dropped.get("decode")).isEqualTo(bytes(few, DragModel.Part.VAE));
            assertThat(dropped.values()).allMatch(b -> b <= denoising);
        }
    }

    private static long bytes(DragModel model, DragModel.Part part) {
        model.use();
        assertThat(model.weightBytes()).isZero();
        switch (part) {
            case UNET -> model.unet();
            case CONTROL_NET -> model.controlNet();
            case VAE -> model.vae();
            case IMAGE_ENCODER -> model.imageEncoder();
            case FEATURES -> model.features();
        }
        return model.weightBytes();
    }

    @Test
    void whatDoesNotFitIsRefusedBeforeARun() throws IOException {
        Path config = tiny.resolve("unet/config.json");
        Files.writeString(
                config, Files.readString(config).replace("\"layers_per_block\": 1", "\"layers_per_block\": 2"));
        assertThatThrownBy(() -> open("always"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("SpatioTemporalUNet")
                .hasMessageContaining("missing");
    }

    @Test
    void aCancelledRunLeavesNothing() {
        open("always").close();
        long before = NativeRuntime.liveHandles();
        for (String where : List.of("entity features", "image token", "encode", "control", "denoise", "decode")) {
            try (DragModel model = open("always")) {
                LoadedScene scene = LoadedScene.load(TinyModel.scene(folder, 96, 64, Settings.NONE));
                assertThatThrownBy(() -> new DragPipeline(model).generate(scene, (stage, done, total) -> {
                            if (stage.equals(where)) {
                                throw new CancelledException(stage);
                            }
                        }))
                        .isInstanceOf(CancelledException.class);
            }
            assertThat(NativeRuntime.liveHandles()).as(where).isLessThanOrEqualTo(before);
        }
    }
}
