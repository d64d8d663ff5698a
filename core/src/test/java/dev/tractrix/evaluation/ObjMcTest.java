// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.scene.SharedData;
import dev.tractrix.tracking.TrackFiles;
import dev.tractrix.tracking.VideoTracks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObjMcTest {
    private static final String A =
            "{\"0\": [[5, 5], [5, 105]], \"7\": [[0, 0], [30, 40]], \"12\": [[-48031, 3], [9, 9]]}";

    private static Map<String, VideoTracks> one(String json) {
        return Map.of("a", TrackFiles.parse("a.json", "a", json.getBytes()));
    }

    private static Map<String, VideoTracks> each(Map<String, VideoTracks> all, UnaryOperator<int[][]> change) {
        Map<String, VideoTracks> out = new TreeMap<>();
        all.forEach((video, tracks) -> {
            Map<String, int[][]> paths = new LinkedHashMap<>();
            tracks.paths().forEach((id, path) -> paths.put(id, change.apply(path)));
            out.put(video, new VideoTracks(video, paths));
        });
        return out;
    }

    private static int[][] points(int[][] path, UnaryOperator<int[]> change) {
        return Arrays.stream(path).map(change).toArray(int[][]::new);
    }

    private static int[][] reversed(int[][] path) {
        int[][] out = new int[path.length][];
        Arrays.setAll(out, f -> path[path.length - 1 - f]);
        return out;
    }

    /** The values were computed with the authors' arithmetic in NumPy over the same files. */
    @Test
    void theAuthorsTracks() {
        Map<String, VideoTracks> truth = TrackFiles.read(SharedData.require("draganything/trajectories.zip"));

        assertThat(truth).hasSize(343);
        ObjMc same = ObjMc.legacy(truth, truth);
        assertThat(same.mean()).isZero();
        assertThat(same.points()).isEqualTo(99_203);
        assertThat(same.statements()).isEmpty();
        assertThat(ObjMc.legacy(ObjMc.still(truth), truth).mean()).isCloseTo(422.15159901438415, within(1e-9));
        assertThat(ObjMc.legacy(each(truth, ObjMcTest::reversed), truth).mean())
                .isCloseTo(468.404710606437, within(1e-9));
        assertThat(ObjMc.legacy(each(truth, p -> points(p, q -> new int[] {q[0] + 3, q[1] + 4})), truth)
                        .mean())
                .isEqualTo(5.0);
        assertThat(ObjMc.legacy(
                                each(
                                        truth,
                                        p -> points(p, q ->
                                                new int[] {Math.floorDiv(q[0], 2), Math.floorDiv(q[1], 2)})),
                                truth)
                        .mean())
                .isCloseTo(684.0251123381706, within(1e-9));
        String name = "1002_3nW_Y_u1S08";
        Map<String, VideoTracks> single = Map.of(name, truth.get(name));
        assertThat(ObjMc.legacy(ObjMc.still(single), single).mean()).isCloseTo(143.29066954433907, within(1e-9));
    }

    @Test
    void normalisedCountsWhatIsSeen() {
        ObjMc still = ObjMc.normalised(
                ObjMc.still(one(A)), one(A), v -> new ObjMc.FrameSize(512, 128), ObjMc.Visibility.UNKNOWN);

        // of 7 both points, (30, 40) in 256x256 is (15, 80); of 12 the second, predicted at -48031
        double far = Math.hypot((9 + 48031) / 2.0, 6 * 2.0);
        assertThat(still.points()).isEqualTo(3);
        assertThat(still.mean()).isCloseTo((Math.hypot(15, 80) + far) / 3, within(1e-9));
        assertThat(still.leftOut()).isEqualTo(3);
        assertThat(still.statements())
                .containsExactly("a: the void, 2 points left out", "a: outside the frame or hidden, 1 points left out");

        ObjMc hidden = ObjMc.normalised(
                ObjMc.still(one(A)), one(A), v -> new ObjMc.FrameSize(512, 128), (v, id, f) -> !id.equals("12"));
        assertThat(hidden.mean()).isCloseTo(Math.hypot(15, 80) / 2, within(1e-9));
    }

    @Test
    void shuffledMovesTheWrongThings() {
        Map<String, VideoTracks> truth =
                one("{\"0\": [[1, 1]], \"1\": [[10, 10], [13, 14], [20, 20]], \"2\": [[50, 50], [50, 60]]}");

        Map<String, int[][]> paths = ObjMc.shuffled(truth).get("a").paths();

        assertThat(paths).containsOnlyKeys("1", "2");
        assertThat(paths.get("1")).isDeepEqualTo(new int[][] {{10, 10}, {10, 20}, {10, 20}});
        assertThat(paths.get("2")).isDeepEqualTo(new int[][] {{50, 50}, {53, 54}});
        assertThat(ObjMc.shuffled(one("{\"1\": [[1, 1], [2, 2]]}")).get("a").paths())
                .isEmpty();
    }

    @Test
    void saysWhatItLeavesOut() {
        Map<String, VideoTracks> predicted = one("{\"0\": [[5, 5]], \"7\": [[0, 0], [0, 0]], \"9\": [[1, 1]]}");

        ObjMc result = ObjMc.legacy(predicted, one(A));

        assertThat(result.mean()).isCloseTo(50.0 / 3, within(1e-12));
        assertThat(result.leftOut()).isEqualTo(3);
        assertThat(result.statements())
                .containsExactly(
                        "a: id 0 has 1 predicted and 2 true frames, the first 1 are compared",
                        "a: id 12 is not predicted, 2 points left out",
                        "a: id 9 is predicted, but not in the truth");
        assertThatThrownBy(() -> ObjMc.legacy(Map.of(), one(A)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("a: no prediction");
    }

    @Test
    void filesKeepEveryPoint(@TempDir Path folder) throws Exception {
        Map<String, VideoTracks> truth = one(A);
        Path zip = folder.resolve("tracks.zip");
        Path plain = folder.resolve("tracks");
        TrackFiles.write(truth.values(), zip);
        TrackFiles.write(truth.values(), plain);

        assertThat(plain.resolve("a.json")).hasContent(A.replace(" ", ""));
        for (Path from : new Path[] {zip, plain, plain.resolve("a.json")}) {
            Map<String, VideoTracks> read = TrackFiles.read(from);
            assertThat(read).containsOnlyKeys("a");
            assertThat(read.get("a").paths().keySet()).containsExactly("0", "7", "12");
            assertThat(read.get("a").paths().get("12")).isDeepEqualTo(new int[][] {{-48031, 3}, {9, 9}});
        }
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactlyInAnyOrder(zip, plain);
        }
    }

    @Test
    void damagedFilesAreRefused(@TempDir Path folder) {
        assertThatThrownBy(() -> one("{\"1\": [[1, 1], [2.5, 2]]}"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("a.json: id 1, frame 1")
                .hasMessageContaining("[2.5,2]");
        for (String bad : new String[] {
            "",
            "[1]",
            "{\"1\": []}",
            "{\"1\": [[1]]}",
            "{\"1\": [[1, 99999999999]]}",
            "{\"1\": [[1, 2]]",
            "{\"1\": [[1, null]]}",
            "{\"1\": [[1, 1]], \"1\": [[2, 2]]}"
        }) {
            assertThatThrownBy(() -> one(bad)).as(bad).isInstanceOf(BadInputException.class);
        }
        assertThatThrownBy(() -> TrackFiles.read(folder)).isInstanceOf(BadInputException.class);
        assertThatThrownBy(() -> TrackFiles.read(folder.resolve("none"))).isInstanceOf(BadInputException.class);
    }
}
