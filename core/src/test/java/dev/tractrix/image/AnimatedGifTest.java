// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tractrix.fault.BadInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnimatedGifTest {
    @TempDir
    private Path folder;

    @Test
    void framesComeBackAndRepeatForEver() throws IOException {
        List<Picture> frames = new ArrayList<>();
        for (int f = 0; f < 3; f++) {
            Picture p = Picture.black(6, 4);
            p.rgb()[3 * (6 + f) + 1] = (byte) 255;
            frames.add(p);
        }
        Path file = folder.resolve("clip.gif");
        AnimatedGif.write(frames, 12, file);
        ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
        try (var in = ImageIO.createImageInputStream(file.toFile())) {
            reader.setInput(in);
            assertThat(reader.getNumImages(true)).isEqualTo(3);
            for (int f = 0; f < 3; f++) {
                assertThat(reader.read(f).getRGB(f, 1) & 0xffffff).isEqualTo(255 << 8);
                assertThat(reader.read(f).getRGB(5, 3) & 0xffffff).isZero();
            }
            assertThat(reader.getImageMetadata(1)
                            .getAsTree("javax_imageio_gif_image_1.0")
                            .getChildNodes()
                            .getLength())
                    .isPositive();
        } finally {
            reader.dispose();
        }
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                .contains("NETSCAPE2.0");
        assertThatThrownBy(() -> AnimatedGif.write(frames, 12, file.resolve("clip.gif")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("cannot be written");
    }
}
