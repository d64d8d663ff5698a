// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.svd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.Weights;
import dev.tractrix.scene.Fidelity.ClipPreprocessing;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Rng;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class ClipVisionTest {
    private static final ConfigJson TINY = ConfigJson.parse("tiny", """
        {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2,
         "image_size": 28, "patch_size": 14, "projection_dim": 8, "hidden_act": "gelu"}\
        """);

    @Test
    void gradientsReachThePicture() {
        try (TensorScope scope = TensorScope.open();
                Rng rng = new Rng(1)) {
            Params p = Params.random(2);
            ClipVisionEncoder tower = new ClipVisionEncoder(p, ClipVisionConfig.of(TINY));
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
        new ClipVisionEncoder(p, ClipVisionConfig.of(ConfigJson.parse("ViT-H", """
            {"hidden_size": 1280, "intermediate_size": 5120, "num_hidden_layers": 32, "patch_size": 14,
             "num_attention_heads": 16, "projection_dim": 1024, "hidden_act": "gelu"}\
            """)));
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
        assertThatThrownBy(() -> ClipVisionConfig.of(ConfigJson.parse("x", "{\"hidden_act\": \"relu\"}")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("hidden_act")
                .hasMessageContaining("relu");
    }
}
