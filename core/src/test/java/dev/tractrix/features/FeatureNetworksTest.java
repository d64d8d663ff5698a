// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.checkpoint.Fixture;
import dev.tractrix.checkpoint.StateDict;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.Weights;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Rng;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureNetworksTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The image U-Net of Stable Diffusion 1.5, as its config.json of 2022 says it. */
    private static final String SD15 = """
        {"_class_name": "UNet2DConditionModel", "act_fn": "silu", "attention_head_dim": 8,
         "block_out_channels": [320, 640, 1280, 1280], "center_input_sample": false, "cross_attention_dim": 768,
         "down_block_types": ["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"],
         "downsample_padding": 1, "flip_sin_to_cos": true, "freq_shift": 0, "in_channels": 4, "layers_per_block": 2,
         "mid_block_scale_factor": 1, "norm_eps": 1e-05, "norm_num_groups": 32, "out_channels": 4,
         "sample_size": 64,
         "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"]}\
        """;

    /** Odd channels, three levels, other latents: what an own small model has. */
    private static final FeatureUNetConfig SMALL = new FeatureUNetConfig(
            16,
            16,
            List.of(12, 18, 24),
            List.of(false, true, true),
            List.of(true, true, false),
            1,
            1,
            List.of(1, 2, 3),
            10,
            true,
            6,
            1e-5);

    @Test
    void theEmptyPromptIsBeginAndEnds() {
        try (TensorScope scope = TensorScope.open();
                Fixture f = Fixture.read(Path.of("src/test/resources/fixtures/clip-text/gelu"))) {
            Params p = Params.from(f.model());
            ClipTextEncoder text = new ClipTextEncoder(p, ClipTextConfig.of(f.config()));
            assertThat(Ops.toFloats(text.emptyPrompt())).isEqualTo(Ops.toFloats(f.input("input_ids")));
            p.finish("ClipTextEncoder").close();
        }
    }

    @Test
    void aWholeAutoencodersOldNamesAreUnderstood() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor t = TensorScope.keep(Ops.zeros(1));
            StateDict old = new StateDict(
                    "old",
                    Map.of(
                            "encoder.mid_block.attentions.0.query.weight", t,
                            "encoder.mid_block.attentions.0.proj_attn.bias", t,
                            "encoder.conv_in.weight", t,
                            "decoder.mid_block.attentions.0.key.weight", t),
                    Map.of());
            assertThat(LatentEncoder.part(old).tensors().keySet())
                    .containsExactlyInAnyOrder(
                            "encoder.mid_block.attentions.0.to_q.weight",
                            "encoder.mid_block.attentions.0.to_out.0.bias",
                            "encoder.conv_in.weight");
            t.close();
        }
    }

    @Test
    void stableDiffusionsUNetHasThePublishedSize() {
        Params p = Params.shapes();
        FeatureUNet unet = new FeatureUNet(p, FeatureUNetConfig.of(ConfigJson.parse("sd15", SD15)));
        Weights weights = p.finish("FeatureUNet");
        assertThat(weights.count()).isEqualTo(859_520_964L);
        assertThat(weights.tensors()).hasSize(686);
        assertThat(unet.config().featureChannels(3)).isEqualTo(320);
        assertThat(Shapes.dims(weights.tensors().get("up_blocks.3.attentions.2.proj_in.weight")))
                .containsExactly(320, 320, 1, 1);
        weights.close();
    }

    @Test
    void everyWeightOfASmallModelLearnsAtOddSizes() {
        try (TensorScope scope = TensorScope.open();
                Rng rng = new Rng(3)) {
            Params p = Params.random(4);
            FeatureUNet unet = new FeatureUNet(p, SMALL);
            Weights weights = p.finish("FeatureUNet");
            weights.tensors().values().forEach(t -> t.set_requires_grad(true));
            Tensor prediction =
                    unet.forward(rng.normal(2, 16, 7, 9), Ops.tensor(new float[] {5, 900}, 2), rng.normal(1, 3, 10));
            assertThat(Shapes.dims(prediction)).containsExactly(2, 16, 7, 9);
            prediction.square().sum().backward();
            weights.tensors()
                    .forEach((name, t) -> assertThat(t.grad().defined()
                                    && Ops.item(t.grad().abs().sum()) > 0)
                            .as(name)
                            .isTrue());
            Tensor features =
                    unet.features(rng.normal(1, 16, 8, 8), Ops.tensor(new float[] {261}, 1), Ops.zeros(1, 1, 10), 2);
            assertThat(Shapes.dims(features)).containsExactly(1, 12, 8, 8);
            weights.close();
        }
    }

    @Test
    void aConfigurationSurvivesWritingAndReading() {
        ObjectNode written = SMALL.write(JSON.createObjectNode());
        assertThat(FeatureUNetConfig.of(ConfigJson.of("written", written))).isEqualTo(SMALL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"class_embed_type\": \"timestep\"",
                "\"dual_cross_attention\": true",
                "\"attention_head_dim\": [1, 2]",
                "\"mid_block_type\": \"other\"",
                "\"down_block_types\": [\"X\", \"X\", \"X\", \"X\"]",
                "\"a_new_setting\": 1"
            })
    void whatTheNetworkDoesNotHaveIsRefusedByName(String setting) {
        String key = setting.substring(1, setting.indexOf('"', 1));
        String json =
                SD15.replaceAll("\"" + key + "\": (\\[[^]]*]|[^,]*),", "").replaceFirst("\\{", "{" + setting + ", ");
        assertThatThrownBy(() -> FeatureUNetConfig.of(ConfigJson.parse("config.json", json)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(key);
    }
}
