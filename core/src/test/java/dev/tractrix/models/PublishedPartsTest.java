// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.Weights;
import dev.tractrix.tensor.Shapes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every tensor of the published models beside the video U-Net and the ControlNet, recognised by their config.json. */
class PublishedPartsTest {
    @ParameterizedTest
    @CsvSource({
        "svd-vae, TemporalVae, ''",
        "svd-image-encoder, ClipVisionEncoder, ''",
        "sd15-unet, FeatureUNet, conv_norm_out|conv_out",
        "sd15-vae, LatentEncoder, decoder|post_quant_conv",
        "sd15-text-encoder, ClipTextEncoder, ''"
    })
    void hasEveryTensorOfThePublishedModel(String name, String network, String unused) throws IOException {
        JsonNode published = new ObjectMapper()
                .readTree(Path.of("src/test/resources/shapes", name + ".json").toFile());
        Networks.Network kind = Networks.of(ConfigJson.of(name, published.get("config")));
        assertThat(kind.name()).isEqualTo(network);
        Params params = Params.shapes();
        kind.build().accept(params, ConfigJson.of(name, published.get("config")));
        TreeMap<String, String> expected = new TreeMap<>();
        published.get("tensors").properties().forEach(e -> {
            if (unused.isEmpty() || !e.getKey().matches("(" + unused + ")\\..*")) {
                expected.put(e.getKey(), e.getValue().toString());
            }
        });
        TreeMap<String, String> got = new TreeMap<>();
        try (Weights weights = params.finish(name)) {
            weights.tensors().forEach((key, t) -> got.put(key, Shapes.of(t).replace(" ", "")));
        }
        assertThat(got).isEqualTo(expected).hasSizeGreaterThan(100);
    }
}
