// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tractrix.control.SharedData;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.features.EmbeddingFile;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Shapes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TorchPickleTest {
    private static final Path FILES = Path.of("src/test/resources/torch");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"state.pth", "state-legacy.pth", "state-protocol-4.pth"})
    void readsEveryTypeAndLayout(String name) {
        try (StateDict state = TorchPickle.read(FILES.resolve(name))) {
            assertThat(state.tensors()).hasSize(14);
            assertThat(Ops.toFloats(state.get("linear.weight"))).containsExactly(0, 0.5f, 1, 1.5f, 2, 2.5f);
            Map.of(
                            "float64", ScalarType.Double,
                            "float16", ScalarType.Half,
                            "bfloat16", ScalarType.BFloat16,
                            "int64", ScalarType.Long,
                            "int32", ScalarType.Int,
                            "int16", ScalarType.Short,
                            "int8", ScalarType.Char,
                            "uint8", ScalarType.Byte)
                    .forEach((key, type) -> {
                        assertThat(state.get(key).scalar_type().intern()).isEqualTo(type);
                        assertThat(Ops.toFloats(state.get(key))).containsExactly(0, 1, 2);
                    });
            assertThat(Ops.toFloats(state.get("bool"))).containsExactly(1, 0, 1);
            assertThat(Ops.item(state.get("scalar"))).isEqualTo(7.5);
            assertThat(Shapes.dims(state.get("scalar"))).isEmpty();
            assertThat(Shapes.dims(state.get("empty"))).containsExactly(0, 3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"state.pth", "state-legacy.pth"})
    void viewsOfOneStorageStayViewsOfOne(String name) {
        try (StateDict state = TorchPickle.read(FILES.resolve(name))) {
            Tensor transposed = state.get("transposed");
            Tensor row = state.get("row");
            assertThat(Shapes.dims(transposed)).containsExactly(6, 4);
            assertThat(transposed.is_contiguous()).isFalse();
            assertThat(Ops.toFloats(row)).containsExactly(12, 13, 14, 15, 16, 17);
            assertThat(Arrays.copyOf(Ops.toFloats(transposed), 5)).containsExactly(0, 6, 12, 18, 1);
            if (row.data_ptr().address() - transposed.data_ptr().address() == 48) {
                row.zero_(); // a private mapping: the file stays as it is
                assertThat(Ops.toFloats(transposed)[2]).isZero();
            } else {
                // An old file's storages may begin between two numbers; such a view is a copy.
                assertThat(name).isEqualTo("state-legacy.pth");
            }
        }
        try (StateDict again = TorchPickle.read(FILES.resolve(name))) {
            assertThat(Ops.toFloats(again.get("row"))[0]).isEqualTo(12);
        }
    }

    @Test
    void pathsOfNestedContainersAreNamesAndNumbersAreMetadata() {
        try (StateDict state = TorchPickle.read(FILES.resolve("training.pt"))) {
            assertThat(state.tensors())
                    .containsKeys("model.0.weight", "model.1.num_batches_tracked", "optimizer.state.0.exp_avg");
            assertThat(state.metadata())
                    .containsEntry("optimizer.state.0.step", "5")
                    .containsEntry("optimizer.groups.0.params.1", "1");
        }
    }

    @Test
    void readsTheEmbeddingsOfTheReleasedScript() {
        Map<Long, float[]> embeddings = EmbeddingFile.read(FILES.resolve("embeddings.pth"));
        assertThat(embeddings.keySet()).containsExactly(3L, 1205L);
        assertThat(embeddings.get(1205L)).hasSize(320);
        assertThat(embeddings.get(1205L)[319]).isEqualTo(638);
    }

    @Test
    void aForeignClassIsNamed() {
        assertThatThrownBy(() -> TorchPickle.read(FILES.resolve("foreign.pth")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("__main__.Foreign");
    }

    @Test
    void aHostilePickleRunsNothingAndIsNamed() throws IOException {
        Path proof = folder.resolve("proof");
        // cposix\nsystem\n, its argument, REDUCE: what pickle.loads would run
        String hostile = "\u0080\u0002cposix\nsystem\nX" + length("touch " + proof) + "touch " + proof + "\u0085R.";
        for (String module :
                new String[] {"posix\nsystem", "os\nsystem", "builtins\neval", "torch.storage\n_load_from_bytes"}) {
            Path file = zip("evil.pth", latin(hostile.replace("posix\nsystem", module)));
            assertThatThrownBy(() -> TorchPickle.read(file))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining(module.replace('\n', '.'));
        }
        byte[] stackGlobal = latin("\u0080\u0004\u008c\u0005posix\u008c\u0006system\u0093\u008c\u0004true\u0085R.");
        assertThatThrownBy(() -> TorchPickle.read(zip("evil4.pth", stackGlobal)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("posix.system");
        assertThat(proof).doesNotExist();
    }

    @Test
    void aTensorOutsideItsStorageIsRefused() throws IOException {
        // storage of 4 floats, tensor of 100 from number 0
        String plan = "\u0080\u0002ctorch._utils\n_rebuild_tensor_v2\n((X\u0007\0\0\0storagectorch\nFloatStorage\n"
                + "X\u0001\0\0\0" + "0X\u0003\0\0\0cpuK\u0004tQK\u0000Kd\u0085K\u0001\u0085\u0089NtR.";
        assertThatThrownBy(() -> TorchPickle.read(zip("wide.pth", latin(plan))))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("4 numbers");
        String right = plan.replace("Kd", "K\u0004");
        try (StateDict state = TorchPickle.read(zip("right.pth", latin(right)))) {
            assertThat(Ops.toFloats(state.get("tensor"))).containsExactly(0, 0, 0, 0);
        }
    }

    @Test
    void containersThatHoldThemselvesEnd() throws IOException {
        byte[] cycle = latin("\u0080\u0002]q\u0000h\u0000a.");
        assertThatThrownBy(() -> TorchPickle.read(zip("cycle.pth", cycle))).isInstanceOf(BadInputException.class);
        StringBuilder laughs = new StringBuilder("\u0080\u0002]K\u0001aq\u0000");
        for (int i = 1; i < 40; i++) {
            laughs.append("](h")
                    .append((char) (i - 1))
                    .append("h")
                    .append((char) (i - 1))
                    .append("eq")
                    .append((char) i);
        }
        byte[] bytes = latin(laughs.append('.').toString());
        assertThatThrownBy(() -> TorchPickle.read(zip("laughs.pth", bytes)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("values");
    }

    @Test
    void damageIsAlwaysABadInput() throws IOException {
        Random random = new Random(7);
        for (String name : new String[] {"state.pth", "state-legacy.pth", "embeddings.pth"}) {
            byte[] good = Files.readAllBytes(FILES.resolve(name));
            Path file = folder.resolve("damaged.pth");
            int refused = 0;
            for (int i = 0; i < 80; i++) {
                byte[] bad = i < 20 ? Arrays.copyOf(good, random.nextInt(good.length)) : good.clone();
                for (int k = 0; i >= 20 && k < 4; k++) {
                    bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
                }
                Files.write(file, bad);
                try {
                    TorchPickle.read(file).close();
                } catch (BadInputException e) {
                    refused++;
                }
            }
            assertThat(refused).isGreaterThan(25);
        }
    }

    @Test
    void realFilesOfOthersAreRead() {
        Path formats = SharedData.need("formats");
        try (StateDict key = TorchPickle.read(formats.resolve("candle_test_with_key.pt"));
                StateDict fortran = TorchPickle.read(formats.resolve("candle_fortran_tensor_3d.pth"));
                StateDict legacy = TorchPickle.read(formats.resolve("lpips_alex_legacy.pth"));
                StateDict encoder = TorchPickle.read(formats.resolve("taef2_encoder.pth"))) {
            assertThat(Shapes.dims(fortran.tensors().values().iterator().next()))
                    .containsExactly(2, 3, 4);
            float[] expected = new float[24];
            for (int i = 0; i < 24; i++) {
                expected[i] = i + 1;
            }
            assertThat(Ops.toFloats(fortran.tensors().values().iterator().next()))
                    .isEqualTo(expected);
            assertThat(key.tensors()).isNotEmpty();
            assertThat(legacy.tensors()).isNotEmpty();
            long parameters =
                    encoder.tensors().values().stream().mapToLong(Tensor::numel).sum();
            assertThat(encoder.tensors()).hasSize(79);
            assertThat(parameters).isEqualTo(1_338_528);
        }
        assertThatThrownBy(() -> TorchPickle.read(formats.resolve("djl_identity.pt")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("TorchScript");
    }

    private Path zip(String name, byte[] pickle) throws IOException {
        Path file = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> e :
                    Map.of("a/data.pkl", pickle, "a/data/0", new byte[16]).entrySet()) {
                zip.putNextEntry(new ZipEntry(e.getKey())); // deflated: the other way an entry can be
                zip.write(e.getValue());
                zip.closeEntry();
            }
        }
        return file;
    }

    private static String length(String text) {
        return "" + (char) text.length() + "\0\0\0";
    }

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
