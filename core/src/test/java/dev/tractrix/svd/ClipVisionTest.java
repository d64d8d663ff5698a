// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.svd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.checkpoint.Safetensors;
import dev.tractrix.checkpoint.StateDict;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.Weights;
import dev.tractrix.scene.Fidelity.ClipPreprocessing;
import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Rng;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClipVisionTest {
    private static final ConfigJson TINY = ConfigJson.parse(
            "tiny",
            """
            {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2,
             "image_size": 28, "patch_size": 14, "projection_dim": 8, "hidden_act": "gelu"}""");

    @ParameterizedTest
    @ValueSource(strings = {"gelu", "quick-gelu"})
    void embedsAsTheReference(String name) throws Exception {
        Path folder = Path.of("src/test/resources/fixtures/clip-vision").resolve(name);
        try (TensorScope scope = TensorScope.open();
                StateDict in = Safetensors.read(folder.resolve("inputs.safetensors"));
                StateDict out = Safetensors.read(folder.resolve("outputs.safetensors"));
                StateDict file = Safetensors.read(folder.resolve("model.safetensors"))) {
            Params p = Params.from(file);
            ClipVisionEncoder tower = new ClipVisionEncoder(p, ClipVisionConfig.from(config(folder)));
            Weights weights = p.finish("ClipVisionEncoder");
            Tensor hidden = Guards.inference(() -> tower.hidden(in.get("pixel_values")));
            assertThat(Ops.relativeError(hidden, out.get("last_hidden_state"))).isLessThan(1e-5);
            assertThat(Ops.relativeError(tower.forward(in.get("pixel_values")), out.get("image_embeds")))
                    .isLessThan(1e-5);
            weights.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"up-64x48", "down-160x288", "down-rows-up-columns"})
    void resizesAsTheReference(String name) throws Exception {
        Path folder = Path.of("src/test/resources/fixtures/resize-antialias").resolve(name);
        try (TensorScope scope = TensorScope.open();
                StateDict in = Safetensors.read(folder.resolve("inputs.safetensors"));
                StateDict out = Safetensors.read(folder.resolve("outputs.safetensors"))) {
            List<Integer> size = config(folder).integers("size", null);
            Tensor resized = AntialiasedResize.resize(in.get("input"), size.get(0), size.get(1));
            assertThat(Ops.relativeError(resized, out.get("output"))).isLessThan(1e-5);
        }
    }

    private static ConfigJson config(Path folder) throws Exception {
        return ConfigJson.of(
                folder.toString(),
                new ObjectMapper().readTree(folder.resolve("fixture.json").toFile()).path("config"));
    }

    @Test
    void gradientsReachThePicture() {
        try (TensorScope scope = TensorScope.open();
                Rng rng = new Rng(1)) {
            Params p = Params.random(2);
            ClipVisionEncoder tower = new ClipVisionEncoder(p, ClipVisionConfig.from(TINY));
            Weights weights = p.finish("ClipVisionEncoder");
            Tensor image = rng.uniform(2, 3, 40, 30).set_requires_grad(true);
            Tensor pixels = ClipPreprocess.forward(image, 28, ClipPreprocessing.STOCK);
            tower.forward(pixels).sum().backward();
            assertThat(Ops.toFloats(image.grad().abs().sum())[0]).isPositive().isFinite();
            weights.close();
        }
    }

    @Test
    void theFullSizeTowerHasThePublishedNamesAndShapes() {
        Params p = Params.shapes();
        new ClipVisionEncoder(
                p,
                ClipVisionConfig.from(ConfigJson.parse(
                        "ViT-H",
                        """
                        {"hidden_size": 1280, "intermediate_size": 5120, "num_hidden_layers": 32, "patch_size": 14,
                         "num_attention_heads": 16, "projection_dim": 1024, "hidden_act": "gelu"}""")));
        Weights weights = p.finish("ClipVisionEncoder");
        assertThat(weights.count()).isEqualTo(632_076_800L);
        assertThat(weights.tensors()).hasSize(520);
        assertThat(Shapes.dims(weights.tensors().get("vision_model.embeddings.position_embedding.weight")))
                .containsExactly(257, 1280);
        weights.close();
    }

    @Test
    void bothSwitchesDifferByMeanAndDeviation() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor grey = Ops.full(0.5, 1, 3, 64, 48);
            float[] plain = Ops.toFloats(ClipPreprocess.forward(grey, 28, ClipPreprocessing.UNNORMALISED));
            float[] stock = Ops.toFloats(ClipPreprocess.forward(grey, 28, ClipPreprocessing.STOCK));
            assertThat(plain[0]).isCloseTo(0.5f, within(1e-6f));
            assertThat(stock[0]).isCloseTo((0.5f - 0.48145466f) / 0.26862954f, within(1e-5f));
            assertThat(stock[stock.length - 1]).isCloseTo((0.5f - 0.40821073f) / 0.27577711f, within(1e-5f));
        }
    }

    @Test
    void anUnknownActivationIsNamed() {
        assertThatThrownBy(() -> ClipVisionConfig.from(ConfigJson.parse("x", "{\"hidden_act\": \"relu\"}")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("hidden_act")
                .hasMessageContaining("relu");
    }
}
