// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tractrix.animatic.Unseen;
import dev.tractrix.benchmark.HeldOutScenes;
import dev.tractrix.benchmark.PackWriter;
import dev.tractrix.data.IdMap;
import dev.tractrix.data.IdMapFiles;
import dev.tractrix.data.SceneSpec;
import dev.tractrix.data.TrueClip;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.refiner.RefinerInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefinerStageTest {
    @TempDir
    private Path folder;

    /** Untrained it is the animatic; after some updates on two scenes it is nearer to the truth. */
    @Test
    void itLearnsToMend() throws IOException {
        TrainingPreset preset = Runs.preset("refiner")
                .with("options.steps", "80")
                .with("options.batch", "4")
                .with("options.learningRate", "4e-3")
                .with("options.sheetEvery", "0")
                .with("pool", "2")
                .with("start", "2");
        try (Stage stage = preset.open(null)) {
            Runs.train(folder, preset.options(), stage);
        }
        List<JsonNode> metrics = Runs.metrics(folder);
        assertThat(metrics.get(0).get("outlinesGain").asDouble()).isZero();
        assertThat(metrics.get(0).get("uncoveredGain").asDouble()).isZero();
        assertThat(mean(metrics.subList(70, 80), "outlinesGain")).isGreaterThan(0.3);
    }

    @Test
    void aBatchDependsOnItsNumberAlone() {
        RefinerPreset preset = preset(0);
        byte[] later = new RefinerCrops(preset, Unseen.BY_EXAMPLES, 5).batch(7, 3);
        RefinerCrops crops = new RefinerCrops(preset, Unseen.BY_EXAMPLES, 5);
        crops.batch(0, 3);
        assertThat(crops.batch(7, 3)).isEqualTo(later).isNotEqualTo(crops.batch(8, 3));
        assertThat(later).hasSize(3 * RefinerCrops.PLANES * 32 * 32);
        assertThat(new RefinerCrops(preset, Unseen.BY_EXAMPLES, 6).batch(7, 3)).isNotEqualTo(later);
    }

    /** Where nothing may be changed the animatic is the truth, but for the ground's noise, which these scenes have not. */
    @Test
    void outsideTheZoneAPieceShowsTheTruth() {
        byte[] pieces = new RefinerCrops(preset(0), Unseen.BY_EXAMPLES, 5).batch(0, 12);
        int plane = 32 * 32;
        int outside = 0;
        int same = 0;
        for (int n = 0; n < 12; n++) {
            int at = n * RefinerCrops.PLANES * plane;
            for (int i = 0; i < plane; i++) {
                boolean zone = pieces[at + RefinerInput.CHANNELS * plane + i] != 0;
                int shown = pieces[at + i] & 0xff;
                int truth = pieces[at + (RefinerInput.CHANNELS + 1) * plane + i] & 0xff;
                outside += zone ? 0 : 1;
                same += !zone && Math.abs(shown - truth) <= 3 ? 1 : 0;
            }
        }
        assertThat(outside).isGreaterThan(plane);
        assertThat((double) same / outside).isGreaterThan(0.8);
    }

    @Test
    void everySecondSceneIsLarger() {
        RefinerPreset preset = preset(0);
        assertThat(preset.scenes(4)).isEqualTo(preset.scenes());
        assertThat(preset.scenes(5).width()).isEqualTo(96);
        assertThat(preset.scenesAt(0)).isEqualTo(3);
        assertThat(preset.scenesAt(4)).isEqualTo(5);
        assertThat(preset.scenesAt(1000)).isEqualTo(6);
    }

    @Test
    void whatCannotBeIsRefused() {
        TrainingPreset preset = Runs.preset("refiner");
        assertThatThrownBy(() -> preset.with("scenes.camera", "0.5").open(null))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("camera 0, got 2, 0.5");
        assertThatThrownBy(() -> preset.with("crop.width", "128").open(null))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("got 1.5, 0.5, 128x32");
        assertThatThrownBy(() -> preset.with("start", "7").open(null))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("start 1..pool");
        assertThatThrownBy(() -> preset.with("sloppiness", "1").open(null))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("sloppiness");
    }

    /** All pieces from a pack: they are the same whatever scenes are made up beside. */
    @Test
    void piecesOfAPackAreItsOwn() {
        PackWriter.synthetic(folder.resolve("pack"), 3, 9, HeldOutScenes.spec(96, 64, 3), done -> {});
        RefinerPreset all = of(0, Optional.of(folder.resolve("pack")), 1);
        byte[] pieces = new RefinerCrops(all, Unseen.BY_EXAMPLES, 5).batch(4, 3);
        assertThat(new RefinerCrops(all, Unseen.BY_EXAMPLES, 5).batch(4, 3)).isEqualTo(pieces);
        assertThat(new RefinerCrops(preset(0), Unseen.BY_EXAMPLES, 5).batch(4, 3))
                .isNotEqualTo(pieces);
        assertThat(new RefinerCrops(of(0, all.pack(), 0), Unseen.BY_EXAMPLES, 5).batch(4, 3))
                .isNotEqualTo(pieces);
        // the last planes, what is uncovered and outlines, have something to learn from
        int plane = 32 * 32;
        for (int n = 0; n < 3; n++) {
            int set = 0;
            for (int i = (n + 1) * RefinerCrops.PLANES * plane - 2 * plane;
                    i < (n + 1) * RefinerCrops.PLANES * plane;
                    i++) {
                set += pieces[i] != 0 ? 1 : 0;
            }
            assertThat(set).isPositive();
        }
    }

    @Test
    void aPackThatDoesNotFitIsRefused() throws IOException {
        PackWriter.synthetic(folder.resolve("small"), 1, 9, HeldOutScenes.spec(32, 16, 3), done -> {});
        assertThatThrownBy(() -> new RefinerCrops(of(0, Optional.of(folder.resolve("small")), 1), Unseen.BY_EXAMPLES, 5)
                        .batch(0, 1))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("of 32x32 or more");
        // the masks of the first frame in all: nothing ever moves
        Path still = folder.resolve("still");
        PackWriter.synthetic(still, 1, 9, HeldOutScenes.spec(96, 64, 3), done -> {});
        Path masks = TrueClip.all(still).get(0).folder().resolve("masks");
        IdMapFiles.write(new IdMap(96, 64, new int[96 * 64]), masks.resolve("00000.png"));
        for (String name : List.of("00001.png", "00002.png")) {
            Files.copy(masks.resolve("00000.png"), masks.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
        assertThatThrownBy(() -> new RefinerCrops(of(0, Optional.of(still), 1), Unseen.BY_EXAMPLES, 5).batch(0, 1))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("none in 1");
        assertThatThrownBy(() -> new RefinerCrops(of(0, Optional.of(folder), 1), Unseen.BY_EXAMPLES, 5))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("a pack with clips in items");
        assertThatThrownBy(
                        () -> Runs.preset("refiner").with("featureWeight", "1").open(folder))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("a folder with features");
    }

    /** With the features weighed alone, as it were, their error falls. */
    @Test
    void itLearnsToLookAlike() throws IOException {
        Path base = Runs.base(folder.resolve("base"));
        TrainingPreset preset = Runs.preset("refiner")
                .with("options.steps", "80")
                .with("options.batch", "4")
                .with("options.learningRate", "4e-3")
                .with("options.sheetEvery", "0")
                .with("featureWeight", "100")
                .with("crop.height", "48")
                .with("crop.width", "64")
                .with("pool", "1")
                .with("start", "1");
        try (Stage stage = preset.open(base)) {
            Runs.train(folder.resolve("run"), preset.options(), stage);
        }
        List<JsonNode> metrics = Runs.metrics(folder.resolve("run"));
        assertThat(mean(metrics.subList(60, 80), "features"))
                .isLessThan(mean(metrics.subList(0, 10), "features") - 0.1);
    }

    private static double mean(List<JsonNode> metrics, String key) {
        return metrics.stream()
                .mapToDouble(m -> m.get(key).asDouble())
                .average()
                .orElseThrow();
    }

    private static RefinerPreset preset(double sloppy) {
        return of(sloppy, Optional.empty(), 0);
    }

    private static RefinerPreset of(double sloppy, Optional<Path> pack, double share) {
        SceneSpec scenes = SceneSpec.of(64, 48, 2)
                .withEntities(1, 2)
                .withTurnAndGrowth(0, 1.2)
                .withCamera(0)
                .withShadowAndGrain(0, 0);
        return new RefinerPreset(scenes, 1.5, sloppy, 32, 32, 2, 6, 3, 2, pack, share, 0, 1e-4);
    }
}
