// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tractrix.benchmark.HeldOutScenes;
import dev.tractrix.benchmark.PackWriter;
import dev.tractrix.data.IdMap;
import dev.tractrix.data.IdMapFiles;
import dev.tractrix.data.TrueClip;
import dev.tractrix.fault.BadInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FillStageTest {
    private static final int W = 64;
    private static final int H = 48;

    @TempDir
    private Path folder;

    /** On two scenes, seen again and again, the holes become more like what is behind them. */
    @Test
    void itLearnsWhatIsBehind() throws IOException {
        TrainingPreset preset = Runs.preset("fill")
                .with("options.steps", "80")
                .with("options.batch", "4")
                .with("options.learningRate", "4e-3")
                .with("options.sheetEvery", "0")
                .with("grow", "1000")
                .with("pool", "2")
                .with("start", "2");
        try (Stage stage = preset.open(null)) {
            Runs.train(folder, preset.options(), stage);
        }
        List<JsonNode> metrics = Runs.metrics(folder);
        assertThat(mean(metrics.subList(60, 80)))
                .isGreaterThan(mean(metrics.subList(0, 20)) + 0.3)
                .isPositive();
        assertThat(folder.resolve("model/fill/config.json")).exists();
    }

    @Test
    void aBatchDependsOnItsNumberAlone() {
        byte[] later = new FillSamples(preset(Optional.empty(), 0), 5).batch(7, 3);
        FillSamples samples = new FillSamples(preset(Optional.empty(), 0), 5);
        samples.batch(0, 3);
        assertThat(samples.batch(7, 3)).isEqualTo(later).isNotEqualTo(samples.batch(8, 3));
        assertThat(later).hasSize(3 * FillSamples.PLANES * W * H);
        assertThat(new FillSamples(preset(Optional.empty(), 0), 6).batch(7, 3)).isNotEqualTo(later);
    }

    /** Outside a hole all three pictures are the truth; within it they differ, and the examples say how well they fit. */
    @Test
    void aSampleIsAPictureWithAHole() {
        byte[] samples = new FillSamples(preset(Optional.empty(), 0), 5).batch(0, 8);
        int plane = W * H;
        for (int n = 0; n < 8; n++) {
            int at = n * FillSamples.PLANES * plane;
            int missing = 0;
            int other = 0;
            int misfits = 0;
            for (int i = 0; i < plane; i++) {
                boolean hole = samples[at + 9 * plane + i] != 0;
                missing += hole ? 1 : 0;
                misfits += samples[at + 10 * plane + i] != 0 ? 1 : 0;
                for (int c = 0; c < 3; c++) {
                    byte truth = samples[at + c * plane + i];
                    byte exemplar = samples[at + (3 + c) * plane + i];
                    byte smooth = samples[at + (6 + c) * plane + i];
                    if (!hole) {
                        assertThat(exemplar).isEqualTo(truth);
                        assertThat(smooth).isEqualTo(truth);
                    }
                    other += hole && exemplar != truth && smooth != exemplar ? 1 : 0;
                }
            }
            assertThat(missing).isBetween(plane / 200, plane / 2);
            assertThat(misfits).isBetween(1, missing);
            assertThat(other).isPositive();
        }
    }

    /** Where a thing has gone only what is seen later counts, and the hole has a rim around that. */
    @Test
    void aThingThatGoesLeavesAHole() {
        byte[] samples = new FillSamples(preset(1, Optional.empty(), 0), 5).batch(0, 8);
        int plane = W * H;
        int smaller = 0;
        for (int n = 0; n < 8; n++) {
            int at = n * FillSamples.PLANES * plane;
            int missing = 0;
            int known = 0;
            for (int i = 0; i < plane; i++) {
                boolean hole = samples[at + 9 * plane + i] != 0;
                boolean seen = samples[at + 11 * plane + i] != 0;
                assertThat(seen && !hole).isFalse();
                missing += hole ? 1 : 0;
                known += seen ? 1 : 0;
            }
            assertThat(known).isPositive();
            smaller += known < missing ? 1 : 0;
        }
        // a scene in which hardly anything goes away gives a hole of which all is known
        assertThat(smaller).isGreaterThan(4);
    }

    @Test
    void theOldestScenesGo() {
        FillPreset preset = preset(Optional.empty(), 0);
        ScenePool pool = preset.pool();
        assertThat(pool.newest(0)).isEqualTo(3);
        assertThat(pool.oldest(0)).isZero();
        assertThat(pool.newest(10)).isEqualTo(8);
        assertThat(pool.oldest(10)).isEqualTo(4);
    }

    @Test
    void samplesOfAPackAreItsOwn() {
        PackWriter.synthetic(folder.resolve("pack"), 3, 9, HeldOutScenes.spec(W, H, 3), done -> {});
        Optional<Path> pack = Optional.of(folder.resolve("pack"));
        byte[] all = new FillSamples(preset(pack, 1), 5).batch(4, 3);
        assertThat(new FillSamples(preset(pack, 1), 5).batch(4, 3)).isEqualTo(all);
        assertThat(new FillSamples(preset(pack, 0), 5).batch(4, 3)).isNotEqualTo(all);
    }

    /** A pack without things still has pictures: the holes are boxes. */
    @Test
    void clipsWithoutThingsGetBoxes() throws IOException {
        Path pack = folder.resolve("pack");
        PackWriter.synthetic(pack, 1, 9, HeldOutScenes.spec(W, H, 2), done -> {});
        IdMapFiles.write(
                new IdMap(W, H, new int[W * H]),
                TrueClip.all(pack).get(0).folder().resolve("masks").resolve("00000.png"));
        byte[] samples = new FillSamples(preset(Optional.of(pack), 1), 5).batch(0, 2);
        int missing = 0;
        for (int i = 0; i < W * H; i++) {
            missing += samples[9 * W * H + i] != 0 ? 1 : 0;
        }
        assertThat(missing).isEqualTo(W / 4 * (H / 4));
    }

    @Test
    void whatCannotBeIsRefused() {
        TrainingPreset preset = Runs.preset("fill");
        assertThatThrownBy(() -> preset.with("start", "7").open(null))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("start 1..pool");
        assertThatThrownBy(() -> preset.with("scenes.camera", "0.5").open(null))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("0 where the camera moves");
        assertThatThrownBy(() -> preset.with("wholes", "1").open(null))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("wholes");
        PackWriter.synthetic(folder.resolve("other"), 1, 9, HeldOutScenes.spec(96, 64, 2), done -> {});
        FillSamples other = new FillSamples(preset(Optional.of(folder.resolve("other")), 1), 5);
        assertThatThrownBy(() -> other.batch(0, 1))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("true frames and as many masks, of 64x48");
    }

    /** A refiner that is trained on a base with a fill learns from what that fill makes. */
    @Test
    void theRefinerLearnsOnTheBasesFill() {
        try (Stage fill = Runs.preset("fill").open(null)) {
            fill.export(folder, Map.of());
        }
        TrainingPreset refiner = Runs.preset("refiner");
        assertThat(firstLoss(refiner, folder)).isNotEqualTo(firstLoss(refiner, null));
    }

    private static double firstLoss(TrainingPreset preset, Path base) {
        try (Stage stage = preset.open(base)) {
            return dev.tractrix.tensor.TensorScope.inside(
                    () -> stage.loss(1, 0).total().item_double());
        }
    }

    private static double mean(List<JsonNode> metrics) {
        return metrics.stream()
                .mapToDouble(m -> m.get("gain").asDouble())
                .average()
                .orElseThrow();
    }

    private static FillPreset preset(Optional<Path> pack, double share) {
        return preset(0, pack, share);
    }

    private static FillPreset preset(double removed, Optional<Path> pack, double share) {
        PresetJson root = new PresetJson("preset", Runs.preset("fill").json());
        FillPreset p = FillPreset.of(root, TrainingPreset.scenes(root));
        ScenePool s = p.pool();
        return new FillPreset(
                new ScenePool(s.scenes(), s.each(), s.size(), s.start(), s.grow(), pack, share), removed, p.floor());
    }
}
