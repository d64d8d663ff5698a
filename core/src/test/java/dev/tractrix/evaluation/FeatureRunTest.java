// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Npy;
import dev.tractrix.image.Npz;
import dev.tractrix.image.Picture;
import dev.tractrix.metricnets.VideoFit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureRunTest {
    private static final Path PROGRAM = Path.of("src/test/resources/metricnets/program.pt");

    @TempDir
    private Path folder;

    /** Clips of one grey level a frame. */
    private static List<Picture> clip(int... levels) {
        List<Picture> frames = new ArrayList<>();
        for (int level : levels) {
            Picture p = Picture.black(8, 8);
            Arrays.fill(p.rgb(), (byte) level);
            frames.add(p);
        }
        return frames;
    }

    private static int[] ramp(int first, int step) {
        return IntStream.range(0, 9).map(i -> first + i * step).toArray();
    }

    private static I3dFeatures network() {
        return new I3dFeatures(PROGRAM, VideoFit.STYLEGAN_V, 9);
    }

    /** The program's arithmetic: mean of the clip in -1..1 times i / 400, plus the mean of the last frame. */
    @Test
    void aPublishedProgramSeesFittedFrames() {
        try (I3dFeatures network = network()) {
            double[] got = network.features(clip(ramp(0, 30))).get(0);

            double mean = 120 / 127.5 - 1;
            double last = 240 / 127.5 - 1;
            assertThat(got).hasSize(400);
            assertThat(got[0]).isCloseTo(last, within(1e-5));
            assertThat(got[300]).isCloseTo(0.75 * mean + last, within(1e-5));
        }
    }

    @Test
    void aStoppedRunGoesOnToTheSameStatistics() {
        Path state = folder.resolve("state.npz");
        List<List<Picture>> clips =
                List.of(clip(ramp(0, 1)), clip(ramp(200, 2)), clip(ramp(90, 3)), clip(ramp(17, 14)));
        try (I3dFeatures network = network()) {
            FeatureRun whole = new FeatureRun(null, network);
            FeatureRun first = new FeatureRun(state, network);
            for (int i = 0; i < clips.size(); i++) {
                whole.add("clip " + i, network.features(clips.get(i)));
                if (i < 2) {
                    first.add("clip " + i, network.features(clips.get(i)));
                }
            }
            first.save();
            FeatureRun second = new FeatureRun(state, network);
            assertThat(second.has("clip 1")).isTrue();
            assertThat(second.has("clip 2")).isFalse();
            second.add("clip 2", network.features(clips.get(2)));
            second.add("clip 3", network.features(clips.get(3)));

            assertThat(second.statistics().mean()).isEqualTo(whole.statistics().mean());
            assertThat(second.statistics().covariance())
                    .isEqualTo(whole.statistics().covariance());
            assertThat(KernelDistance.between(second.vectors(), whole.vectors()))
                    .isEqualTo(KernelDistance.between(whole.vectors(), whole.vectors()));
        }
        try (I3dFeatures other = new I3dFeatures(PROGRAM, VideoFit.VIDEOGPT, 9)) {
            assertThatThrownBy(() -> new FeatureRun(state, other))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("videogpt")
                    .hasMessageContaining("stylegan-v");
        }
    }

    @Test
    void oneSampleAndFeaturesThatAreNoNumbersAreRefused() {
        try (I3dFeatures network = network()) {
            FeatureRun run = new FeatureRun(null, network);
            double[] bad = new double[400];
            bad[7] = Double.NaN;
            assertThatThrownBy(() -> run.add("broken.mp4", List.of(new double[400], bad)))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("broken.mp4")
                    .hasMessageContaining("NaN");
            assertThat(run.samples()).isZero();
            run.add("one", network.features(clip(ramp(0, 1))));
            assertThatThrownBy(run::statistics)
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("at least 2");
        }
    }

    @Test
    void statisticsAreKeptAsPytorchFidKeepsThem() {
        Path file = folder.resolve("statistics.npz");
        FeatureStatistics it = new FeatureStatistics(new double[] {1, -2}, new double[] {4, 0.5, 0.5, 9});
        StatisticsFile.write(it, file);

        Map<String, Npy.Array> arrays = Npz.read(file);
        assertThat(arrays.keySet()).containsExactly("mu", "sigma");
        assertThat(arrays.get("sigma").type()).isEqualTo(Npy.Type.FLOAT64);
        assertThat(arrays.get("sigma").shape()).containsExactly(2, 2);
        assertThat(StatisticsFile.read(file).mean()).containsExactly(1, -2);
        assertThat(StatisticsFile.read(file).covariance()).containsExactly(4, 0.5, 0.5, 9);

        Npz.write(Map.of("mu", Npy.Array.of(new double[] {1, 2, 3}, 3)), file);
        assertThatThrownBy(() -> StatisticsFile.read(file)).hasMessageContaining("mu and sigma");
        Npz.write(
                Map.of("mu", Npy.Array.of(new double[] {1}, 1), "sigma", Npy.Array.of(new double[] {1, 2}, 2, 1)),
                file);
        assertThatThrownBy(() -> StatisticsFile.read(file)).hasMessageContaining("n x n");
    }

    /** With a linear kernel's worth of features the unbiased estimate can be written out by hand. */
    @Test
    void kernelDistance() {
        List<double[]> a = List.of(new double[] {0, 0}, new double[] {2, 0});
        List<double[]> b = List.of(new double[] {0, 2}, new double[] {2, 2});
        // k = (x'y / 2 + 1)^3: within a 1, within b (4 / 2 + 1)^3 = 27, across 1, 1, 1 and 27
        assertThat(KernelDistance.between(a, b)).isCloseTo(1 + 27 - 2 * 30 / 4.0, within(1e-12));

        Random random = new Random(3);
        List<double[]> many = IntStream.range(0, 400)
                .mapToObj(i -> new double[] {random.nextGaussian(), random.nextGaussian()})
                .toList();
        assertThat(KernelDistance.between(many.subList(0, 200), many.subList(200, 400)))
                .isCloseTo(0, within(0.5));
    }

    @Test
    void otherFilesAreNoPrograms() throws IOException {
        Path file = folder.resolve("i3d.pt");
        Files.writeString(file, "no weights");
        assertThatThrownBy(() -> new I3dFeatures(file, VideoFit.STYLEGAN_V, 16))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("i3d.pt");
        assertThatThrownBy(() -> new I3dFeatures(PROGRAM, VideoFit.STYLEGAN_V, 8))
                .hasMessageContaining("9 to 1000");
        assertThatThrownBy(() -> new InceptionFeatures(PROGRAM, 2048))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("TorchScript");
    }
}
