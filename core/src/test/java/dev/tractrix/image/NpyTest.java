// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.scene.SharedData;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {
    @Test
    void whatIsWrittenReadsBackAndItsDataBeginsAtSixtyFour(@TempDir Path folder) {
        Npy.write(Npy.Array.of(new double[] {1.5, -2, Double.NaN, 4, 5, 6}, 3, 2), folder.resolve("a.npy"));
        Npy.Array array = Npy.read(folder.resolve("a.npy"));
        assertThat(array.shape()).containsExactly(3, 2);
        assertThat(array.type()).isEqualTo(Npy.Type.FLOAT64);
        assertThat(array.doubles()).containsExactly(1.5, -2, Double.NaN, 4, 5, 6);
        byte[] bytes = Npy.bytes(array);
        assertThat((bytes.length - 6 * 8) % 64).isZero();
        assertThat(bytes[bytes.length - 6 * 8 - 1]).isEqualTo((byte) '\n');
        Npy.write(Npy.Array.of(new boolean[] {true, false}, 2), folder.resolve("b.npy"));
        assertThat(Npy.read(folder.resolve("b.npy")).doubles()).containsExactly(1, 0);
        assertThat(Npy.parse("c", Npy.bytes(Npy.Array.of(new float[] {7}))).shape())
                .isEmpty();
    }

    @Test
    void fortranOrderAndBigEndianAreTurned() {
        // numpy.arange(6, dtype='>i2').reshape(2, 3), stored column by column: 0 3 1 4 2 5
        byte[] data = {0, 0, 0, 3, 0, 1, 0, 4, 0, 2, 0, 5};
        Npy.Array array = Npy.parse("f", file("{'descr': '>i2', 'fortran_order': True, 'shape': (2, 3), }", data));
        assertThat(array.doubles()).containsExactly(0, 1, 2, 3, 4, 5);
    }

    @Test
    void halvesAreExact() {
        // 1, -2, 65504 (largest), 2^-24 (smallest), infinity
        byte[] data = {0, 0x3c, 0, (byte) 0xc0, (byte) 0xff, 0x7b, 1, 0, 0, 0x7c};
        Npy.Array array = Npy.parse("h", file("{'descr': '<f2', 'fortran_order': False, 'shape': (5,), }", data));
        assertThat(array.doubles()).containsExactly(1, -2, 65504, 0x1p-24, Double.POSITIVE_INFINITY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }",
                "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (65536, 65536, 65536), }",
                "{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }",
                "{'descr': '<f4', 'shape': (1,), }",
                "__import__('os').system('true')"
            })
    void whatIsNoPlainArrayOfThatSizeIsRefused(String header) {
        assertThatThrownBy(() -> Npy.parse("bad.npy", file(header, new byte[4])))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith("bad.npy: expected");
    }

    @Test
    void aCutOffFileIsRefused() {
        byte[] whole = Npy.bytes(Npy.Array.of(new float[] {1, 2, 3}, 3));
        for (int length : new int[] {0, 5, 9, 11, 50, whole.length - 1}) {
            assertThatThrownBy(() -> Npy.parse("cut.npy", Arrays.copyOf(whole, length)))
                    .isInstanceOf(BadInputException.class);
        }
        assertThatThrownBy(() -> Npy.parse("long.npy", Arrays.copyOf(whole, whole.length + 1)))
                .isInstanceOf(BadInputException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "djl_0d.npy,FLOAT64,[]", "djl_1d.npy,INT64,[1]", "djl_2d.npy,INT32,'[1, 2]'", "djl_boolean.npy,BOOL,[1]",
        "djl_fp16.npy,FLOAT16,[1]", "djl_fp32.npy,FLOAT32,[1]", "djl_int8.npy,INT8,[1]", "djl_uint8.npy,UINT8,[1]"
    })
    void numPysOwnFilesAreRead(String name, Npy.Type type, String shape) {
        Npy.Array array = Npy.read(SharedData.require("formats/" + name));
        assertThat(array.type()).isEqualTo(type);
        assertThat(array.shapeText()).isEqualTo(shape);
        assertThat(array.doubles()).containsOnly(1);
    }

    private static byte[] file(String header, byte[] data) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] text = (header + "\n").getBytes(StandardCharsets.US_ASCII);
        out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) text.length, 0});
        out.writeBytes(text);
        out.writeBytes(data);
        return out.toByteArray();
    }
}
