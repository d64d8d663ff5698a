// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.tensor.NativeRuntime;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of others whose headers are not to be trusted; a mapped file that lies would be read beyond its end. */
class SafetensorsTest {
    @TempDir
    Path folder;

    private Path file(long headerBytes, String header, int dataBytes) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer all = ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        all.putLong(headerBytes).put(json);
        return Files.write(folder.resolve("model.safetensors"), all.array());
    }

    private Path file(String header, int dataBytes) throws IOException {
        return file(header.length(), header, dataBytes);
    }

    private static String tensor(String shape, long begin, long end) {
        return "{\"a\":{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[%d,%d]}}".formatted(shape, begin, end);
    }

    private static void refused(Path file, String... named) {
        long before = NativeRuntime.liveHandles();
        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll(named)
                .hasMessageNotContaining("\n");
        assertThat(NativeRuntime.liveHandles()).isLessThanOrEqualTo(before);
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Path file = folder.resolve("two.safetensors");
        TensorScope.inside(() -> {
            Safetensors.write(Map.of("a", Ops.tensor(new float[] {1, 2, 3}, 3)), Map.of("made", "here"), file);
            try (StateDict read = Safetensors.read(file)) {
                assertThat(Ops.toFloats(read.get("a"))).containsExactly(1, 2, 3);
                assertThat(read.metadata()).containsEntry("made", "here");
            }
            return null;
        });
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactly(file);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 1, 1_000_000_000_000L, Long.MIN_VALUE})
    void aHeaderOfAnImpossibleLength(long bytes) throws IOException {
        refused(file(bytes, tensor("[2]", 0, 8), 8), "header", Long.toUnsignedString(bytes));
    }

    @Test
    void aFileThatEndsBeforeItsHeaderDoes() throws IOException {
        Path file = file(tensor("[2]", 0, 8), 8);
        byte[] all = Files.readAllBytes(file);
        for (int length : new int[] {0, 7, 8, 20}) {
            Files.write(file, Arrays.copyOf(all, length));
            refused(file, "truncated");
        }
    }

    @Test
    void aFileThatEndsBeforeItsTensorsDo() throws IOException {
        refused(file(tensor("[4]", 0, 16), 12), "truncated");
    }

    @Test
    void bytesAfterTheLastTensor() throws IOException {
        refused(file(tensor("[2]", 0, 8), 12), "8 bytes of tensors", "12");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[3] | 0 | 8", // more values than bytes
                "[1] | 0 | 8", // fewer
                "[2] | -8 | 0",
                "[2] | 8 | 0",
                "[2] | 8 | 16", // beyond the end
                "[-2] | 0 | 8",
                "[1.5] | 0 | 8",
                "[4611686018427387904, 4611686018427387904] | 0 | 8", // its product does not fit into 64 bits
                "8 | 0 | 8"
            })
    void aTensorThatLiesAboutItself(String shape, long begin, long end) throws IOException {
        refused(file(tensor(shape, begin, end), 8), "a", "expected");
    }

    @Test
    void tensorsThatShareBytes() throws IOException {
        String two = "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                + "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}";
        refused(file(two, 12), "b", "lies");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1]", "{\"a\"", "nothing", "\u0000\u0001"})
    void aHeaderThatIsNoObject(String header) throws IOException {
        refused(file(header, 8), "fetch");
    }

    @Test
    void aTypeThatIsNotKnown() throws IOException {
        refused(file(tensor("[2]", 0, 8).replace("F32", "F4"), 8), "a", "F4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../other.safetensors", "/etc/passwd", "sub/other.safetensors"})
    void aShardElsewhere(String shard) throws IOException {
        Path index = Files.writeString(
                folder.resolve("model.safetensors.index.json"), "{\"weight_map\":{\"a\":\"" + shard + "\"}}");
        refused(index, "a file beside it", shard);
    }

    @Test
    void aShardThatIsNotThere() throws IOException {
        Path index = Files.writeString(
                folder.resolve("model.safetensors.index.json"), "{\"weight_map\":{\"a\":\"gone.safetensors\"}}");
        refused(index, "gone.safetensors");
    }
}
