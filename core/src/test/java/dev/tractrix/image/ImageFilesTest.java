// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tractrix.fault.BadInputException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures from outside. */
class ImageFilesTest {
    @TempDir
    Path folder;

    private static void refused(Path file, String... named) {
        assertThatThrownBy(() -> ImageFiles.readPicture(file))
                .isInstanceOf(BadInputException.class)
                .hasMessageContainingAll(named)
                .hasMessageNotContaining("\n");
    }

    /** A grey file's values are its luma, so that the short way over them says what a picture of them would. */
    @Test
    void aGreyMaskIsReadAsItsPictureWouldBe() {
        BufferedImage ramp = new BufferedImage(256, 2, BufferedImage.TYPE_BYTE_GRAY);
        for (int x = 0; x < 256; x++) {
            ramp.getRaster().setSample(x, 0, 0, x);
            ramp.getRaster().setSample(x, 1, 0, 255 - x);
        }
        Path file = folder.resolve("ramp.png");
        ImageFiles.writePng(ramp, file);
        Picture picture = ImageFiles.readPicture(file);
        for (int threshold : new int[] {1, 128, 255}) {
            Mask mask = ImageFiles.readMask(file, threshold);
            for (int i = 0; i < mask.inside().length; i++) {
                assertThat(mask.inside()[i]).isEqualTo((picture.rgb()[3 * i] & 0xff) >= threshold);
            }
        }
    }

    /** A small JPEG whose frame header declares another size. */
    private Path jpegThatDeclares(int width, int height) throws IOException {
        Path file = folder.resolve("bomb.jpg");
        ImageIO.write(new BufferedImage(16, 16, BufferedImage.TYPE_3BYTE_BGR), "jpg", file.toFile());
        byte[] jpeg = Files.readAllBytes(file);
        for (int i = 0; i + 8 < jpeg.length; i++) {
            // baseline frame: marker, two bytes of length, one of precision, height, width
            if ((jpeg[i] & 0xff) == 0xff && (jpeg[i + 1] & 0xff) == 0xc0) {
                jpeg[i + 5] = (byte) (height >> 8);
                jpeg[i + 6] = (byte) height;
                jpeg[i + 7] = (byte) (width >> 8);
                jpeg[i + 8] = (byte) width;
                return Files.write(file, jpeg);
            }
        }
        throw new AssertionError("no frame header");
    }

    private static void chunk(DataOutputStream out, String type, byte[] data) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data);
        out.writeInt(data.length);
        out.write(name);
        out.write(data);
        out.writeInt((int) crc.getValue());
    }

    @Test
    void aJpegBombIsRefusedByItsHeader() throws IOException {
        Path bomb = jpegThatDeclares(60_000, 60_000);
        assertThat(Files.size(bomb)).isLessThan(2_000);
        long before = Runtime.getRuntime().totalMemory();
        refused(bomb, "3600000000", "100000000 pixels", "scale it down");
        // its pixels would be 10.8 GB
        assertThat(Runtime.getRuntime().totalMemory() - before).isLessThan(1L << 30);
        assertThatThrownBy(() -> ImageFiles.readMask(bomb, 128)).isInstanceOf(BadInputException.class);
        assertThatThrownBy(() -> ImageFiles.readSize(bomb)).isInstanceOf(BadInputException.class);
    }

    @Test
    void aPngBombIsRefusedByItsHeader() throws IOException {
        // a gigapixel of zeros packs into a megabyte
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        DataOutputStream h = new DataOutputStream(head);
        h.writeInt(32_000);
        h.writeInt(32_000);
        h.write(new byte[] {8, 2, 0, 0, 0});
        chunk(out, "IHDR", head.toByteArray());
        Deflater deflater = new Deflater();
        deflater.setInput(new byte[1000]);
        deflater.finish();
        byte[] packed = new byte[200];
        chunk(out, "IDAT", Arrays.copyOf(packed, deflater.deflate(packed)));
        chunk(out, "IEND", new byte[0]);
        refused(Files.write(folder.resolve("bomb.png"), bytes.toByteArray()), "1024000000");
    }

    @Test
    void aPictureThatIsCutOffIsDamaged() throws IOException {
        Path file = folder.resolve("cut.png");
        ImageFiles.writePng(Picture.black(64, 64), file);
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 60));
        refused(file, "cut.png", "damaged");
    }

    @Test
    void whatIsNoPictureIsNamed() throws IOException {
        refused(Files.writeString(folder.resolve("a.png"), "hello"), "a.png", "PNG, JPEG");
        refused(Files.write(folder.resolve("empty.png"), new byte[0]), "empty.png");
        refused(folder.resolve("gone.png"), "gone.png", "no such");
        refused(folder, "no such");
    }
}
