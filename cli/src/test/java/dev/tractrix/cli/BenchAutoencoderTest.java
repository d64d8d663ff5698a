// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchAutoencoderTest {
    private static final Path BOAT = Run.ROOT.resolve("examples/boat/photo.jpg");

    @TempDir
    private Path folder;

    @Test
    void theEmbeddedAutoencoderLeavesAPhotographRecognisable() throws IOException {
        Run run = Run.of("bench", "autoencoder", BOAT, "--json");
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode json = new ObjectMapper().readTree(run.out());
        JsonNode boat = json.get("pictures").get(0);
        assertThat(boat.get("width").asInt()).isEqualTo(320);
        assertThat(boat.get("height").asInt()).isEqualTo(176);
        assertThat(boat.get("psnr").asDouble()).isBetween(25.0, 60.0);
        assertThat(boat.get("ssim").asDouble()).isBetween(0.75, 1.0);
        assertThat(json.get("meanPsnr").asDouble()).isEqualTo(boat.get("psnr").asDouble());
    }

    @Test
    void aFolderIsAllItsPicturesAndASizeIsKept() throws IOException {
        Toy.scene(folder.resolve("in"));
        Files.writeString(folder.resolve("in/notes.txt"), "no picture");
        Path model = TinyModel.write(folder.resolve("model"));
        Run run = Run.of("bench", "autoencoder", folder.resolve("in"), "--size", "64x48", "--model", model);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("picture.png").contains("nothing.png").contains("64x48");
        assertThat(run.out()).contains("mean of 4: PSNR");
    }

    @Test
    void badInputIsOneLine() throws IOException {
        Files.createDirectories(folder.resolve("empty"));
        Path picture = Toy.scene(folder.resolve("in")).resolveSibling("picture.png");
        Object[][] calls = {
            {"bench", "autoencoder", folder.resolve("none.png")},
            {"bench", "autoencoder", folder.resolve("empty")},
            {"bench", "autoencoder", picture, "--size", "50x40"},
            {"bench", "autoencoder", picture, "--model", folder.resolve("empty")},
        };
        for (Object[] call : calls) {
            Run run = Run.of(call);
            assertThat(run.code()).as(run.err()).isEqualTo(3);
            assertThat(run.errorLines()).as(run.err()).isEqualTo(1);
        }
    }
}
