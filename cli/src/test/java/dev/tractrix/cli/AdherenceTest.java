// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A clip measured against what was asked of it. */
class AdherenceTest {
    @TempDir
    private Path folder;

    private Path scene;
    private Path clip;

    @BeforeEach
    void makeAnExactClip() throws IOException {
        scene = textured(Toy.scene(folder.resolve("in")));
        clip = folder.resolve("exact");
        assertThat(Run.of("animatic", scene, "-o", clip).code()).isZero();
    }

    /** Gives every pixel something to hold on to. */
    private static Path textured(Path scene) {
        Path file = scene.resolveSibling("picture.png");
        Picture picture = ImageFiles.readPicture(file);
        for (int i = 0; i < picture.rgb().length; i++) {
            int x = i / 3 % Toy.WIDTH;
            int y = i / 3 / Toy.WIDTH;
            double wave = Math.sin(0.9 * x + 0.02 * y * y) + Math.cos(0.7 * y + 0.011 * x * x);
            int v = (picture.rgb()[i] & 0xff) + (int) (40 * wave);
            picture.rgb()[i] = (byte) Math.max(0, Math.min(255, v));
        }
        ImageFiles.writePng(picture, file);
        return scene;
    }

    @Test
    void anExactClipPasses() throws IOException {
        Path sheet = folder.resolve("sheet.png");
        Run run = Run.of("adherence", clip, "--record", scene, "--json", "-o", sheet);
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(json.get("passed").asBoolean()).isTrue();
        assertThat(json.get("meanPathErrorPercent").asDouble()).isLessThan(1);
        assertThat(json.at("/entities/0/verdict").asText()).isEqualTo("followed");
        assertThat(ImageFiles.readPicture(sheet).width()).isGreaterThan(800);
    }

    @Test
    void aClipThatNeverMovesMissesByTheLengthOfTheWay() throws IOException {
        Path still = textured(Toy.scene(folder.resolve("still"), "[24, 32], [40, 32], [56, 32], [70, 32]", "[24, 32]"));
        Path frozen = folder.resolve("frozen");
        assertThat(Run.of("animatic", still, "-o", frozen).code()).isZero();
        Run run = Run.of("adherence", frozen, "--record", scene, "--json");
        JsonNode entity = new ObjectMapper().readTree(run.out()).at("/entities/0");
        assertThat(entity.get("verdict").asText()).isEqualTo("missed");
        assertThat(entity.get("pathErrorPercent").asDouble())
                .isCloseTo(entity.get("staticErrorPercent").asDouble(), org.assertj.core.data.Offset.offset(0.5));
    }

    @Test
    void whatCannotBeMeasuredIsSaid() throws IOException {
        Run without = Run.of("adherence", clip);
        assertThat(without.code()).isEqualTo(3);
        assertThat(without.err()).contains("no record in it").contains("--record");
        Path torn = Files.write(folder.resolve("torn.mp4"), new byte[] {1, 2, 3});
        assertThat(Run.of("adherence", torn, "--record", scene).code()).isEqualTo(3);
        assertThat(Run.of("adherence", clip, "--record", scene, "--tolerance", "0")
                        .code())
                .isEqualTo(2);
        Path record = folder.resolve("short.json");
        Files.writeString(record, "{\"record\": 1, \"scene\": {\"image\": \"gone.png\"}}");
        Run gone = Run.of("adherence", clip, "--record", record);
        assertThat(gone.code()).isEqualTo(3);
        assertThat(gone.err()).contains("gone.png");
    }
}
