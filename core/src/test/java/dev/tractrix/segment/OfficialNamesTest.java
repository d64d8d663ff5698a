// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tractrix.checkpoint.StateDict;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.nn.Params;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every tensor of the authors' own classes, as reference/sam_shapes.py lists them, is asked for, and nothing else. */
class OfficialNamesTest {
    private static final Path LIST = Path.of("src/test/resources/shapes/sam-official.json.gz");

    @ParameterizedTest
    @CsvSource({"sam_vit_b,93", "sam_vit_l,312", "sam_vit_h,641"})
    void sam(String name, int millions) throws IOException {
        try (TensorScope scope = TensorScope.open()) {
            StateDict official = listed(name);
            SamConfig config = SamConfig.ofOfficial(official);
            same(SamNames.forModel(official), p -> new SamModel(p, config), millions);
        }
    }

    @ParameterizedTest
    @CsvSource({"sam2.1_hiera_t,31", "sam2.1_hiera_s,38", "sam2.1_hiera_b+,73", "sam2.1_hiera_l,216"})
    void sam2(String name, int millions) throws IOException {
        try (TensorScope scope = TensorScope.open()) {
            StateDict official = listed(name);
            Sam2Config config = Sam2Config.ofOfficial(official);
            same(Sam2Names.forModel(official), p -> new Sam2Model(p, config), millions);
            Map<String, Tensor> fewer = new TreeMap<>(official.tensors());
            fewer.remove("image_encoder.trunk.blocks.11.norm1.weight");
            assertThatThrownBy(() -> Sam2Config.ofOfficial(new StateDict("file", fewer, Map.of())))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("11 blocks");
        }
    }

    private static void same(StateDict file, Consumer<Params> build, int millions) {
        Params params = Params.shapes();
        build.accept(params);
        Map<String, Tensor> asked = params.finish("model").tensors();
        assertThat(shapes(asked)).containsExactlyInAnyOrderEntriesOf(shapes(file.tensors()));
        long count = asked.values().stream().mapToLong(Tensor::numel).sum();
        assertThat(count / 1_000_000).isEqualTo(millions);
    }

    private static Map<String, String> shapes(Map<String, Tensor> tensors) {
        Map<String, String> out = new TreeMap<>();
        tensors.forEach((name, t) -> out.put(name, Shapes.of(t)));
        return out;
    }

    private static StateDict listed(String name) throws IOException {
        Map<String, Tensor> tensors = new TreeMap<>();
        try (InputStream in = new GZIPInputStream(Files.newInputStream(LIST))) {
            JsonNode list = new ObjectMapper().readTree(in).get(name);
            list.properties().forEach(e -> {
                long[] shape = new long[e.getValue().size()];
                for (int i = 0; i < shape.length; i++) {
                    shape[i] = e.getValue().get(i).asLong();
                }
                tensors.put(e.getKey(), Ops.meta(shape));
            });
        }
        return new StateDict(name, tensors, Map.of());
    }
}
