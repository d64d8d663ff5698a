// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tractrix.control.SharedData;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Npy;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Shapes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NumpyTensorsTest {
    @TempDir
    Path folder;

    @Test
    void readsTheArraysOfAnArchiveByName() throws IOException {
        Path file = folder.resolve("two.npz");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("a.npy"));
            zip.write(Npy.bytes(Npy.Array.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3)));
            zip.putNextEntry(new ZipEntry("b.npy"));
            zip.write(Npy.bytes(Npy.Array.of(new boolean[] {true, false}, 2)));
        }
        try (StateDict arrays = NumpyTensors.read(file)) {
            assertThat(Shapes.dims(arrays.get("a"))).containsExactly(2, 3);
            assertThat(Ops.toFloats(arrays.get("a"))).containsExactly(1, 2, 3, 4, 5, 6);
            assertThat(arrays.get("b").scalar_type().intern()).isEqualTo(ScalarType.Bool);
        }
        Files.write(file, new byte[] {1, 2, 3});
        assertThatThrownBy(() -> NumpyTensors.read(file)).isInstanceOf(BadInputException.class);
    }

    @Test
    void realFilesOfOthersAreRead() {
        Path formats = SharedData.need("formats");
        for (String name :
                new String[] {"djl_uint8", "djl_int8", "djl_boolean", "djl_fp16", "djl_fp32", "djl_0d", "djl_2d"}) {
            try (StateDict array = WeightFiles.read(formats.resolve(name + ".npy"))) {
                assertThat(Ops.toFloats(array.get("array")))
                        .as(name)
                        .isNotEmpty()
                        .containsOnly(1);
            }
        }
        for (String name : new String[] {"djl_list.npz", "candle_test.npz"}) {
            try (StateDict arrays = WeightFiles.read(formats.resolve(name))) {
                assertThat(arrays.tensors()).as(name).isNotEmpty();
            }
        }
    }
}
