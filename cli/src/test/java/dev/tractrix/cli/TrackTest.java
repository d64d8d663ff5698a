// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tractrix.data.IdMapFiles;
import dev.tractrix.data.LayeredScenes;
import dev.tractrix.data.SceneSpec;
import dev.tractrix.data.SyntheticEntity;
import dev.tractrix.data.SyntheticScene;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Masks;
import dev.tractrix.image.Picture;
import dev.tractrix.media.ClipMetadata;
import dev.tractrix.media.ClipReader;
import dev.tractrix.media.ClipWriter;
import dev.tractrix.scene.Scene;
import dev.tractrix.scene.SceneReader;
import dev.tractrix.tracking.TrackFiles;
import dev.tractrix.tracking.VideoTracks;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code tractrix track} on a scene whose truth is known. */
class TrackTest {
    @TempDir
    static Path folder;

    private static final SyntheticScene SCENE = LayeredScenes.scene(
            SceneSpec.of(128, 96, 8).withEntities(1, 1).withCamera(0).withMotion(0.25), 12, 3);
    private static Path clip;
    private static Path mask;

    @BeforeAll
    static void write() throws IOException {
        clip = Files.createDirectories(folder.resolve("clip"));
        for (int f = 0; f < 8; f++) {
            ImageFiles.writePng(SCENE.frames().get(f), clip.resolve("%04d.png".formatted(f)));
        }
        mask = folder.resolve("mask.png");
        ImageFiles.writePng(SCENE.entities().get(0).visibleMasks().get(0), mask);
    }

    @Test
    void aThingsMotionGoesToAnotherPhotograph() throws IOException {
        Path photo = folder.resolve("photo.png");
        ImageFiles.writePng(Picture.black(256, 192), photo);
        Path thing = folder.resolve("thing.png");
        ImageFiles.writePng(Masks.stroke(256, 192, new double[] {100}, new double[] {90}, 20), thing);
        Path tracks = folder.resolve("tracks.json");
        Path scene = folder.resolve("scene.json");
        Path gif = folder.resolve("trails.gif");

        Run run = Run.of(
                "track",
                clip,
                "--mask",
                mask,
                "-o",
                tracks,
                "--picture",
                gif,
                "--scene-for",
                photo,
                "--scene-mask",
                thing,
                "--scene",
                scene);

        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
        JsonNode json = new ObjectMapper().readTree(tracks.toFile());
        assertThat(json.path("tracker").asText()).isEqualTo("flow");
        SyntheticEntity truth = SCENE.entities().get(0);
        for (int f = 0; f < 8; f++) {
            assertThat(json.at("/points/0/x/" + f).asDouble()).isCloseTo(truth.x()[f], within(3.0));
        }
        assertThat(ClipReader.read(gif).frames()).hasSize(8);
        Scene made = SceneReader.read(scene);
        var keyframes = made.entities().get(0).trajectory().keyframes();
        // twice the clip's size, so twice its shift
        assertThat(keyframes.get(7).x() - keyframes.get(0).x())
                .isCloseTo(2 * (truth.x()[7] - truth.x()[0]), within(6.0));
        assertThat(keyframes.get(7).scale()).isCloseTo(truth.motion().get(7).scale(), within(0.12));
    }

    @Test
    void theAuthorsFormHasAllIds() {
        Path map = folder.resolve("ids.png");
        IdMapFiles.write(SCENE.ids(0), map);
        Path tracks = folder.resolve("authors.json");

        Run run = Run.of("track", clip, "--ids", map, "--form", "authors", "-o", tracks);

        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
        VideoTracks read = TrackFiles.read(tracks).get("authors");
        assertThat(read.paths().keySet()).containsExactly("0", "1");
        assertThat(read.paths().get("1")).hasNumberOfRows(8);
        assertThat(read.paths().get("1")[0][0])
                .isEqualTo((int) SCENE.entities().get(0).x()[0]);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--point 5,5 --frame 8|a frame of 0..7, got 8",
                "--point 500,5|inside 128x96",
                "--mask PHOTO|the clip's size 128x96, got 40x40",
                "--grid 3 --model MASK|mask.png",
            })
    void badInputIsSaidInOneLine(String asked, String text) {
        Path small = folder.resolve("small.png");
        ImageFiles.writePng(Picture.black(40, 40), small);
        Path output = folder.resolve("none.json");
        String words = "track " + clip + " -o " + output + " "
                + asked.replace("PHOTO", small.toString()).replace("MASK", mask.toString());

        Run run = Run.of((Object[]) words.split(" "));

        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(run.err()).contains(text);
        assertThat(run.errorLines()).isEqualTo(1);
        assertThat(output).doesNotExist();
    }

    @Test
    void aClipOfOneFrameOrOfChangingSizeIsRefused() throws IOException {
        Path one = Files.createDirectories(folder.resolve("one"));
        ImageFiles.writePng(SCENE.frames().get(0), one.resolve("0.png"));
        assertThat(Run.of("track", one, "--grid", 2, "--picture", folder.resolve("a.png"))
                        .err())
                .contains("at least 2 frames");
        ImageFiles.writePng(Picture.black(64, 64), one.resolve("1.png"));
        assertThat(Run.of("track", one, "--grid", 2, "--picture", folder.resolve("a.png"))
                        .err())
                .contains("128x96 like the first");
        assertThat(Run.of("track", clip, "--grid", 2).code()).isEqualTo(ExitCode.USAGE);
    }

    /** A stream may change its size from one frame to the next; a decoder's filters would scale it silently. */
    @Test
    void aStreamThatChangesItsSizeIsRefused() throws IOException {
        Path stream = folder.resolve("changing.mjpeg");
        Path frame = folder.resolve("frame.jpg");
        try (OutputStream out = Files.newOutputStream(stream)) {
            for (int side : new int[] {48, 48, 64}) {
                ImageFiles.writeJpeg(Picture.black(side, side), frame, 0.9f);
                out.write(Files.readAllBytes(frame));
            }
        }

        Run run = Run.of("track", stream, "--grid", 2, "--picture", folder.resolve("b.png"));

        assertThat(run.code()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(run.err()).contains("48x48 like the first, got 64x64");
    }

    /** Frames that are shown for different times are followed one by one: none is repeated, dropped or shifted. */
    @Test
    void aClipOfVariableRateIsFollowedFrameByFrame() throws IOException {
        Path even = folder.resolve("even.gif");
        ClipWriter.write(SCENE.frames(), 10, ClipMetadata.NONE, even);
        byte[] bytes = Files.readAllBytes(even);
        int delays = 0;
        for (int i = 0; i + 5 < bytes.length; i++) {
            // a graphic control extension: its delay in hundredths of a second
            if (bytes[i] == 0x21 && bytes[i + 1] == (byte) 0xf9 && bytes[i + 2] == 4) {
                bytes[i + 4] = (byte) (5 + 20 * (delays++ % 3));
            }
        }
        assertThat(delays).isEqualTo(8);
        Path uneven = Files.write(folder.resolve("uneven.gif"), bytes);

        Path a = folder.resolve("even.json");
        Path b = folder.resolve("uneven.json");
        assertThat(Run.of("track", even, "--mask", mask, "-o", a).code()).isZero();
        Run run = Run.of("track", uneven, "--mask", mask, "-o", b);

        assertThat(run.code()).as(run.err()).isZero();
        JsonNode one = new ObjectMapper().readTree(a.toFile());
        JsonNode two = new ObjectMapper().readTree(b.toFile());
        assertThat(two.path("frames").asInt()).isEqualTo(8);
        assertThat(two.path("points")).isEqualTo(one.path("points"));
    }

    /** What is damaged in the middle is refused, not followed up to there. */
    @Test
    void aClipWithBrokenPacketsIsRefused() throws IOException {
        Path whole = folder.resolve("whole.mp4");
        ClipWriter.write(SCENE.frames(), 10, ClipMetadata.NONE, whole);
        byte[] bytes = Files.readAllBytes(whole);
        int data = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("mdat") + 4;
        int length = ByteBuffer.wrap(bytes).getInt(data - 8) - 8;
        for (int i = data + length / 3; i < data + 2 * length / 3; i++) {
            bytes[i] = (byte) (i * 31);
        }
        Path broken = Files.write(folder.resolve("broken.mp4"), bytes);
        Path output = folder.resolve("broken.json");

        assertThat(Run.of("track", whole, "--grid", 2, "-o", folder.resolve("whole.json"))
                        .code())
                .isZero();
        Run run = Run.of("track", broken, "--grid", 2, "-o", output);

        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(run.err()).contains("broken.mp4");
        assertThat(run.errorLines()).isEqualTo(1);
        assertThat(output).doesNotExist();
    }
}
