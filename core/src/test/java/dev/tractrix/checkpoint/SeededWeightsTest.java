// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Shapes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeededWeightsTest {
    /** The first of torch.randn(16) after torch.manual_seed(0), as torch prints them. */
    private static final float[] SEED_0 = {-1.1258f, -1.1524f, -0.2506f, -0.4339f, 0.8487f, 0.6920f, -0.3160f, -2.1152f
    };

    @TempDir
    Path folder;

    private StateDict read(String json) throws IOException {
        return SeededWeights.read(Files.writeString(folder.resolve("model.seeded.json"), json));
    }

    @Test
    void eachTensorHasTheStreamOfItsPlaceInNameOrder() throws IOException {
        try (StateDict drawn = read("""
                {"seed": 0, "rule": "in words", "tensors": {
                    "b.weight": {"shape": [16]},
                    "a.weight": {"shape": [4, 4], "scale": 0.5, "offset": 1}}}""");
                StateDict next = read("{\"seed\": 1, \"tensors\": {\"c\": {\"shape\": [2, 8]}}}")) {
            assertThat(drawn.tensors().keySet()).containsExactly("a.weight", "b.weight");
            assertThat(Shapes.dims(drawn.get("a.weight"))).containsExactly(4, 4);
            float[] first = Ops.toFloats(drawn.get("a.weight"));
            for (int i = 0; i < SEED_0.length; i++) {
                assertThat(first[i]).isCloseTo(1 + SEED_0[i] / 2, within(5e-5f));
            }
            assertThat(Ops.toFloats(drawn.get("b.weight"))).isEqualTo(Ops.toFloats(next.get("c")));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"tensors\": {\"a\": {\"shape\": [1]}}}|seed",
                "{\"seed\": -4, \"tensors\": {\"a\": {\"shape\": [1]}}}|seed",
                "{\"seed\": 1}|tensors",
                "{\"seed\": 1, \"tensors\": {}}|tensors",
                "{\"seed\": 1, \"tensors\": {\"a\": {}}}|shape",
                "{\"seed\": 1, \"tensors\": {\"a\": {\"shape\": [0]}}}|shape",
                "{\"seed\": 1, \"tensors\": {\"a\": {\"shape\": [3], \"std\": 2}}}|std",
                "{\"seed\": 1, \"tensors\": {\"a\": {\"shape\": [2000000000, 2000000000, 2000000000]}}}|values",
                "{\"seed\": 1, \"tensors\": {\"a\": {\"shape\": [1000000000]}, \"b\": {\"shape\": [1000000000]}}}|values"
            })
    void whatCannotBeDrawnIsRefusedBeforeAnythingIs(String json, String named) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(named);
    }
}
