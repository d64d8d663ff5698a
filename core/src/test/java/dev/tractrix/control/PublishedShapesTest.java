// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.Weights;
import dev.tractrix.svd.SpatioTemporalUNet;
import dev.tractrix.svd.SpatioTemporalUNetConfig;
import dev.tractrix.tensor.Shapes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every tensor of the published models, by name and shape, without their weights. */
class PublishedShapesTest {
    private static final Path SHAPES = Path.of("src/test/resources/shapes");

    @ParameterizedTest
    @ValueSource(strings = {"svd-unet", "svd-xt-unet"})
    void videoUNet(String name) throws IOException {
        compare(name, (p, config) -> new SpatioTemporalUNet(p, SpatioTemporalUNetConfig.of(config)));
    }

    @Test
    void controlNet() throws IOException {
        compare("draganything-controlnet", (p, config) -> new ControlNet(p, ControlNetConfig.of(config)));
    }

    private static void compare(String name, BiConsumer<Params, ConfigJson> build) throws IOException {
        JsonNode published = read(name);
        Params params = Params.shapes();
        build.accept(params, ConfigJson.of(name, published.get("config")));
        TreeMap<String, String> expected = new TreeMap<>();
        published
                .get("tensors")
                .properties()
                .forEach(e -> expected.put(e.getKey(), e.getValue().toString()));
        TreeMap<String, String> got = new TreeMap<>();
        try (Weights weights = params.finish(name)) {
            weights.tensors().forEach((key, t) -> got.put(key, Shapes.of(t).replace(" ", "")));
        }
        assertThat(got).isEqualTo(expected).hasSizeGreaterThan(300);
    }

    private static JsonNode read(String name) throws IOException {
        Path zipped = SHAPES.resolve(name + ".json.gz");
        Path file = Files.exists(zipped) ? zipped : SHAPES.resolve(name + ".json");
        assumeThat(file).as("the list of published shapes").exists();
        try (InputStream raw = Files.newInputStream(file);
                InputStream in = file.equals(zipped) ? new GZIPInputStream(raw) : raw) {
            return new ObjectMapper().readTree(in);
        }
    }
}
