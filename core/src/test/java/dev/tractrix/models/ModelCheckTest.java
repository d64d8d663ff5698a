// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tractrix.checkpoint.Fixture;
import dev.tractrix.checkpoint.Safetensors;
import dev.tractrix.checkpoint.StateDict;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelCheckTest {
    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");

    @TempDir
    Path model;

    /** A fixture's weights and configuration as a part of a model in diffusers' layout. */
    private Path part(String name, String fixture, String stem) throws IOException {
        Path folder = Files.createDirectories(model.resolve(name));
        try (Fixture f = Fixture.read(FIXTURES.resolve(fixture))) {
            Files.writeString(folder.resolve("config.json"), f.configNode().toString());
            if (!fixture.endsWith("sharded")) {
                Safetensors.write(f.model().tensors(), Map.of(), folder.resolve(stem + ".safetensors"));
                return folder;
            }
        }
        try (Stream<Path> files = Files.list(FIXTURES.resolve(fixture))) {
            for (Path file : files.filter(f -> f.getFileName().toString().startsWith("model"))
                    .toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        return folder;
    }

    @Test
    void aWholeModelIsWholeInEveryPart() throws IOException {
        part("vae", "vae-encode/two-blocks", "diffusion_pytorch_model");
        part("unet", "features/index-3-eight-heads", "diffusion_pytorch_model");
        part("text_encoder", "clip-text/gelu", "model");
        part("image_encoder", "clip-vision/gelu", "model");
        part("controlnet", "control-net/two-blocks", "diffusion_pytorch_model");
        part("video", "spatio-temporal-unet/four-blocks-sharded", "model");
        List<ModelCheck.Part> parts = ModelCheck.check(model, true);
        assertThat(parts).hasSize(6);
        assertThat(parts).allSatisfy(p -> assertThat(p.whole()).as(p.toString()).isTrue());
        assertThat(parts)
                .extracting(ModelCheck.Part::network)
                .containsExactlyInAnyOrder(
                        "LatentEncoder",
                        "FeatureUNet",
                        "ClipTextEncoder",
                        "ClipVisionEncoder",
                        "ControlNet",
                        "SpatioTemporalUNet");
        ModelCheck.Part sharded =
                parts.stream().filter(p -> p.name().equals("video")).findFirst().orElseThrow();
        assertThat(sharded.sha256()).hasSize(4);
        assertThat(sharded.sha256().values()).allMatch(h -> h.matches("[0-9a-f]{64}"));
    }

    @Test
    void everythingThatDoesNotFitIsListed() throws IOException {
        Path folder = part("unet", "features/index-3-eight-heads", "diffusion_pytorch_model");
        Path file = folder.resolve("diffusion_pytorch_model.safetensors");
        try (TensorScope scope = TensorScope.open();
                StateDict all = Safetensors.read(file)) {
            Map<String, Tensor> changed = new LinkedHashMap<>(all.tensors());
            changed.remove("conv_in.bias");
            changed.put("conv_in.weight", Ops.zeros(1, 2, 3));
            changed.put("a_new.weight", Ops.zeros(1));
            Safetensors.write(changed, Map.of(), folder.resolve("model.safetensors"));
        }
        Files.delete(file);
        ModelCheck.Part part = ModelCheck.check(model, false).get(0);
        assertThat(part.whole()).isFalse();
        assertThat(part.missing()).containsExactly("conv_in.bias [32]");
        assertThat(part.unexpected()).containsExactly("a_new.weight");
        assertThat(part.misshaped()).containsExactly("conv_in.weight expected [32, 4, 3, 3], got [1, 2, 3]");
        assertThat(part.toString()).contains("1 missing", "1 unexpected", "1 of another shape");
    }

    @Test
    void aPartWithoutWeightsSaysSo() throws IOException {
        Path folder = part("vae", "vae-encode/two-blocks", "diffusion_pytorch_model");
        Files.delete(folder.resolve("diffusion_pytorch_model.safetensors"));
        ModelCheck.Part part = ModelCheck.check(model, false).get(0);
        assertThat(part.whole()).isFalse();
        assertThat(part.problem()).contains("weights").contains("config.json");
    }

    @Test
    void aFolderWithoutModelsIsRefused() {
        assertThatThrownBy(() -> ModelCheck.check(model, false))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("config.json");
    }
}
