// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.svd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.checkpoint.Safetensors;
import dev.tractrix.checkpoint.StateDict;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.Posterior;
import dev.tractrix.nn.Weights;
import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemporalVaeTest {
    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");

    @ParameterizedTest
    @ValueSource(strings = {"two-blocks", "four-blocks"})
    void encodesAsTheReference(String name) throws Exception {
        Path folder = FIXTURES.resolve("temporal-vae-encode").resolve(name);
        try (TensorScope scope = TensorScope.open();
                StateDict in = Safetensors.read(folder.resolve("inputs.safetensors"));
                StateDict out = Safetensors.read(folder.resolve("outputs.safetensors"));
                StateDict file = Safetensors.read(folder.resolve("model.safetensors"))) {
            Params p = Params.from(file);
            TemporalVae vae = new TemporalVae(p, config(folder));
            Weights weights = p.finish("TemporalVae");
            Posterior posterior = Guards.inference(
                    () -> vae.encode(in.tensors().values().iterator().next()));
            assertThat(Ops.relativeError(posterior.mean(), out.get("latent_dist.mean")))
                    .isLessThan(1e-5);
            assertThat(Ops.relativeError(posterior.logvar(), out.get("latent_dist.logvar")))
                    .isLessThan(1e-5);
            weights.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"two-blocks", "four-blocks"})
    void decodesAsTheReference(String name) throws Exception {
        Path folder = FIXTURES.resolve("temporal-vae-decode").resolve(name);
        try (TensorScope scope = TensorScope.open();
                StateDict in = Safetensors.read(folder.resolve("inputs.safetensors"));
                StateDict out = Safetensors.read(folder.resolve("outputs.safetensors"));
                StateDict file = Safetensors.read(folder.resolve("model.safetensors"))) {
            Params p = Params.from(file);
            TemporalVae vae = new TemporalVae(p, config(folder));
            Weights weights = p.finish("TemporalVae");
            long frames = (long) Ops.item(in.get("num_frames"));
            var sample = Guards.inference(() -> vae.decode(in.get("z"), frames));
            assertThat(Ops.relativeError(sample, out.get("sample"))).isLessThan(1e-5);
            weights.close();
        }
    }

    private static TemporalVaeConfig config(Path folder) throws Exception {
        return TemporalVaeConfig.of(ConfigJson.of(
                "fixture.json",
                new ObjectMapper()
                        .readTree(folder.resolve("fixture.json").toFile())
                        .path("config")));
    }
}
