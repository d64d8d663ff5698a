// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tractrix.image.Picture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is written is what is read back: frames, rate, size, record, mark. */
class ClipRoundTripTest {
    // what JSON may hold and a container may spoil: quotes, XML's own characters, line ends, other scripts, length
    private static final String RECORD =
            "{\"seed\": 42, \"prompt\": \"a <b> & \\\"c\\\" \u00e9\u4e2d\ud83d\ude00\",\r\n\t\"t\": ["
                    + "0.125, ".repeat(20_000) + "1]}";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "clip.mp4, 192, 112, 7, 35",
        "clip.webm, 192, 112, 7, 35",
        "clip.webp, 192, 112, 7, 35",
        "clip.gif, 192, 112, 7, 30",
        "frames, 192, 112, 7, 99",
        "ntsc.mp4, 64, 48, 29.97, 33",
        "quick.webm, 64, 48, 24, 33",
        "odd.webp, 63, 47, 12.5, 33",
        "odd.gif, 63, 47, 12.5, 28",
        "one, 1, 1, 3, 99"
    })
    void framesRateAndMetadataComeBack(String name, int width, int height, double fps, double psnr) {
        List<Picture> frames = movingScene(width, height, 14);
        Path clip = folder.resolve(name);
        ClipMetadata metadata = ClipMetadata.aiGenerated(RECORD);

        ClipWriter.write(frames, fps, metadata, clip);
        Footage back = ClipReader.read(clip);

        assertThat(back.frames()).hasSize(frames.size());
        assertThat(back.fps()).isCloseTo(fps, within(1e-9));
        assertThat(back.metadata().record()).contains(RECORD);
        assertThat(back.metadata().digitalSourceType()).contains(ClipMetadata.AI_GENERATED);
        assertThat(ClipMetadata.read(clip)).isEqualTo(back.metadata());
        assertThat(lowestPsnr(frames, back.frames())).isGreaterThan(psnr);
        assertThat(folder.toFile().list()).containsExactly(name);
    }

    @ParameterizedTest
    @CsvSource({"a.mp4", "a.webm"})
    void oddSizesArePaddedByTheLastColumnAndRow(String name) {
        List<Picture> frames = movingScene(63, 47, 3);
        ClipWriter.write(frames, 8, ClipMetadata.NONE, folder.resolve(name));

        List<Picture> back = ClipReader.read(folder.resolve(name)).frames();

        assertThat(back.get(0).width()).isEqualTo(64);
        assertThat(back.get(0).height()).isEqualTo(48);
        assertThat(back.get(2).at(63, 20, 1)).isCloseTo(frames.get(2).at(62, 20, 1), within(12));
        assertThat(back.get(2).at(20, 47, 1)).isCloseTo(frames.get(2).at(20, 46, 1), within(12));
    }

    @ParameterizedTest
    @CsvSource({"a.mp4", "a.webm", "a.gif", "a.webp", "a"})
    void oneFrameIsAClip(String name) {
        ClipWriter.write(movingScene(64, 48, 1), 7, ClipMetadata.NONE, folder.resolve(name));
        Footage back = ClipReader.read(folder.resolve(name));
        assertThat(back.frames()).hasSize(1);
        assertThat(back.fps()).isEqualTo(7);
        assertThat(back.metadata().record()).isEmpty();
        assertThat(back.metadata().digitalSourceType()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"a.mp4", "a.webm", "a.gif", "a.webp"})
    void theRateIsReadFromTheContainerToo(String name) throws Exception {
        Path clip = folder.resolve(name);
        try (Encoder encoder = new Encoder(ClipFormat.of(clip), clip, 64, 48, 10, java.util.Map.of())) {
            for (Picture p : movingScene(64, 48, 5)) {
                encoder.write(p);
            }
            encoder.finish();
        }
        Footage back = ClipReader.read(clip);
        assertThat(back.fps()).isCloseTo(10, within(0.01));
        assertThat(back.metadata()).isEqualTo(ClipMetadata.NONE);
    }

    @Test
    void theSameClipGivesTheSameBytes() throws Exception {
        for (String name : List.of("mp4", "webm", "gif", "webp")) {
            Path a = folder.resolve("a." + name);
            Path b = folder.resolve("b." + name);
            ClipWriter.write(movingScene(96, 64, 6), 7, ClipMetadata.aiGenerated("{}"), a);
            ClipWriter.write(movingScene(96, 64, 6), 7, ClipMetadata.aiGenerated("{}"), b);
            assertThat(Files.mismatch(a, b)).as(name).isEqualTo(-1);
        }
    }

    @Test
    void coloursKeepTheirPlace() {
        Picture red = Picture.black(32, 32);
        for (int i = 0; i < 32 * 32; i++) {
            red.rgb()[3 * i] = (byte) 200;
            red.rgb()[3 * i + 1] = 60;
            red.rgb()[3 * i + 2] = 20;
        }
        for (String name : List.of("c.mp4", "c.webm", "c.gif", "c.webp")) {
            ClipWriter.write(List.of(red, red), 7, ClipMetadata.NONE, folder.resolve(name));
            Picture back = ClipReader.read(folder.resolve(name)).frames().get(1);
            assertThat(back.at(16, 16, 0)).as(name).isCloseTo(200, within(3));
            assertThat(back.at(16, 16, 1)).as(name).isCloseTo(60, within(3));
            assertThat(back.at(16, 16, 2)).as(name).isCloseTo(20, within(3));
        }
    }

    /** Waves of light with a disc going across: smooth like a photograph, every frame different. */
    static List<Picture> movingScene(int width, int height, int count) {
        List<Picture> frames = new ArrayList<>();
        for (int t = 0; t < count; t++) {
            Picture p = Picture.black(width, height);
            double cx = width * (0.2 + 0.6 * t / Math.max(1, count - 1));
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    double in = 1 / (1 + Math.exp(Math.hypot(x - cx, y - height / 2.0) - height / 5.0));
                    double wave = Math.sin(x * 0.13 + y * 0.07) * Math.cos(y * 0.11 - x * 0.02);
                    int i = 3 * (y * width + x);
                    p.rgb()[i] = (byte) Math.round((1 - in) * (120 + 50 * wave) + in * 200);
                    p.rgb()[i + 1] = (byte) Math.round((1 - in) * (130 + 45 * wave) + in * 170);
                    p.rgb()[i + 2] = (byte) Math.round((1 - in) * (110 + 30 * wave) + in * 120);
                }
            }
            frames.add(p);
        }
        return frames;
    }

    static double lowestPsnr(List<Picture> a, List<Picture> b) {
        double lowest = Double.POSITIVE_INFINITY;
        for (int t = 0; t < a.size(); t++) {
            double sum = 0;
            byte[] x = a.get(t).rgb();
            byte[] y = b.get(t).rgb();
            for (int i = 0; i < x.length; i++) {
                double d = (x[i] & 0xff) - (y[i] & 0xff);
                sum += d * d;
            }
            lowest = Math.min(lowest, 10 * Math.log10(255.0 * 255.0 * x.length / sum));
        }
        return lowest;
    }
}
