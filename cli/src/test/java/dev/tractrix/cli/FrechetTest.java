// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Picture;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** FVD with a small program that is called as the published one is, and what is said without weights. */
class FrechetTest {
    private static final Path PROGRAM = Run.ROOT.resolve("core/src/test/resources/metricnets/program.pt");

    @TempDir
    private Path folder;

    private static void frames(Path clip, int count, int level, int step) throws IOException {
        Files.createDirectories(clip);
        for (int f = 0; f < count; f++) {
            Picture p = Picture.black(16, 12);
            for (int i = 0; i < p.rgb().length; i++) {
                p.rgb()[i] = (byte) (level + step * f + i % 7);
            }
            ImageFiles.writePng(p, clip.resolve(f + ".png"));
        }
    }

    private Run fvd(Path a, Path b, Object... more) {
        Object[] args = new Object[11 + more.length];
        Object[] first = {
            "frechet",
            a,
            b,
            "--measure",
            "fvd",
            "--weights",
            PROGRAM,
            "--clip-frames",
            9,
            "--json",
            "--preprocessing=videogpt"
        };
        System.arraycopy(first, 0, args, 0, first.length);
        System.arraycopy(more, 0, args, first.length, more.length);
        return Run.of(args);
    }

    @Test
    void whatCannotBeUsedIsLeftOutWithTheReason() throws IOException {
        Path made = folder.resolve("made");
        Path real = folder.resolve("real");
        for (int i = 0; i < 3; i++) {
            frames(made.resolve("v" + i), 9, 20 * i, 3 * i);
            frames(real.resolve("v" + i), 10, 15 * i, 5 * i);
        }
        frames(real.resolve("v3"), 9, 77, 2);
        frames(made.resolve("short"), 4, 0, 1);
        frames(made.resolve("deep"), 9, 0, 1);
        ImageFiles.writePng(
                new BufferedImage(16, 12, BufferedImage.TYPE_USHORT_GRAY),
                made.resolve("deep").resolve("0.png"));
        frames(made.resolve("mixed"), 9, 0, 1);
        ImageFiles.writePng(Picture.black(20, 12), made.resolve("mixed").resolve("5.png"));
        Files.writeString(made.resolve("broken.mp4"), "no video");
        Path state = folder.resolve("state");

        Run run = fvd(made, real, "--state", state);
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(json.get("measure").asText()).isEqualTo("FVD");
        assertThat(json.get("value").asDouble()).isPositive();
        assertThat(json.has("kvd")).isTrue();
        assertThat(json.at("/generated/samples").asInt()).isEqualTo(3);
        assertThat(json.at("/real/samples").asInt()).isEqualTo(4);
        assertThat(json.at("/generated/leftOut").toString())
                .contains(
                        "short",
                        "at least 9 frames, got 4",
                        "deep",
                        "8 bits a channel, got 16",
                        "mixed",
                        "20x12",
                        "broken.mp4");
        assertThat(json.at("/real/notes").toString()).contains("the first 9 were taken");
        assertThat(json.at("/notes").toString()).contains("unequal numbers of samples, 3 and 4");

        JsonNode again =
                new ObjectMapper().readTree(fvd(made, real, "--state", state).out());
        assertThat(again.get("value")).isEqualTo(json.get("value"));
        assertThat(again.at("/generated/notes").toString()).contains("went on after 3 items");
    }

    @Test
    void oneClipHasNoCovariance() throws IOException {
        frames(folder.resolve("made").resolve("v"), 9, 0, 1);
        Run run = fvd(folder.resolve("made"), folder.resolve("made"));
        assertThat(run.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(run.err()).contains("at least 2 clips, got 1");
    }

    @Test
    void statisticsAreWrittenAndRead() throws IOException {
        for (int i = 0; i < 3; i++) {
            frames(folder.resolve("made").resolve("v" + i), 9, 20 * i, 3 * i);
        }
        Path npz = folder.resolve("made.npz");
        assertThat(Run.of(
                                "frechet",
                                folder.resolve("made"),
                                "--measure",
                                "fvd",
                                "--weights",
                                PROGRAM,
                                "--clip-frames",
                                9,
                                "--preprocessing=videogpt",
                                "--save",
                                npz)
                        .code())
                .isZero();
        JsonNode json =
                new ObjectMapper().readTree(fvd(folder.resolve("made"), npz).out());
        assertThat(json.get("value").asDouble()).isLessThan(1e-4);
        assertThat(json.has("kvd")).isFalse();
    }

    @Test
    void withoutWeightsNothingIsCalledFid() throws IOException {
        frames(folder.resolve("made"), 3, 10, 20);
        frames(folder.resolve("real"), 3, 90, 30);
        Run run = Run.of("frechet", folder.resolve("made"), folder.resolve("real"), "--json");
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(json.at("/missing/why").asText()).contains("pt_inception-2015-12-05-6726825d.pth", "--weights");
        assertThat(json.get("measure").asText()).isEqualTo("embedded-feature distance");
        assertThat(json.get("value").asDouble()).isPositive();
        assertThat(json.at("/notes").toString()).contains("3 samples for");
    }
}
