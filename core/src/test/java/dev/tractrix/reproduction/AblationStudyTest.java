// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.reproduction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tractrix.data.LayeredScenes;
import dev.tractrix.data.SceneSpec;
import dev.tractrix.data.SyntheticScene;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Picture;
import dev.tractrix.training.Stage;
import dev.tractrix.training.TrainingPreset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AblationStudyTest {
    private static final Path PRESETS = Path.of("src/test/resources/training");

    @TempDir
    private Path folder;

    private static TrainingPreset preset(String stage) {
        return TrainingPreset.read(PRESETS.resolve(stage + ".json"));
    }

    private AblationStudy study(int scenes, BooleanSupplier stop) {
        Path base = folder.resolve("base");
        for (String stage : List.of("vae", "features")) {
            try (Stage s = preset(stage).open(base)) {
                s.export(base, Map.of());
            }
        }
        TrainingPreset row = preset("control")
                .with("options.accumulation", "1")
                .with("options.sheetEvery", "0")
                .with("pool", "3")
                .with("noiseAugmentation", "0")
                .with("encoderStart", "live");
        return new AblationStudy(
                new AblationStudy.Settings(
                        folder.resolve("study"),
                        base,
                        row,
                        2,
                        2,
                        scenes,
                        2,
                        2,
                        Arrays.asList(AblationRow.values()),
                        "cpu"),
                line -> {},
                stop);
    }

    /** All rows, stopped in the middle and taken up again. */
    @Test
    void everyRowIsTrainedMeasuredAndShownBesideThePapers() {
        int[] asked = {0};
        List<AblationResult> some = study(3, () -> asked[0]++ > 20).run();
        assertThat(some).hasSizeBetween(1, AblationRow.values().length - 1);
        AblationStudy again = study(3, () -> false);
        List<AblationResult> all = again.run();
        assertThat(all).extracting(AblationResult::row).containsExactly(AblationRow.values());
        assertThat(all.subList(0, some.size()))
                .as("what was done is not done again")
                .isEqualTo(some);
        assertThat(all).allSatisfy(r -> {
            assertThat(r.updates()).isEqualTo(2);
            assertThat(r.objMc()).hasSize(2).allMatch(v -> v > 0);
            assertThat(r.staticObjMc()).isEqualTo(all.get(0).staticObjMc()).isPositive();
            assertThat(r.finderObjMc()).isLessThan(12);
        });
        assertThat(all).extracting(AblationResult::meanThingsError).doesNotHaveDuplicates();
        String table = AblationResult.table(all);
        assertThat(table.lines().filter(l -> l.startsWith("both-without-mask")).toList())
                .singleElement()
                .asString()
                .contains("311.1")
                .doesNotContain("not yet");
        assertThat(table).contains("never moves").contains("2 noise seeds; 3 held-out scenes");
        assertThatThrownBy(() -> study(4, () -> false).results())
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("a result of this study")
                .hasMessageContaining("use another --run");
    }

    /** The finder knows nothing of the paths: it finds the truth, a still's standing things, and reversed clips wrong. */
    @Test
    void theTrackErrorIsSmallForTheTruthAndThatOfStandingStillForAStill() {
        List<SyntheticScene> scenes = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            SceneSpec spec = SceneSpec.of(96, 64, 4)
                    .withCamera(0)
                    .withTurnAndGrowth(0, 1)
                    .withEntities(1, 2);
            scenes.add(LayeredScenes.scene(spec, 5, i));
        }
        TrackError error = new TrackError(scenes);
        TrackError.Sum truth = error.new Sum();
        TrackError.Sum still = error.new Sum();
        TrackError.Sum backwards = error.new Sum();
        for (SyntheticScene scene : scenes) {
            truth.add(scene, scene.frames());
            still.add(scene, Collections.nCopies(4, scene.frames().get(0)));
            List<Picture> reversed = new ArrayList<>(scene.frames());
            Collections.reverse(reversed);
            backwards.add(scene, reversed);
        }
        assertThat(error.points()).isGreaterThan(10);
        assertThat(error.leftOut()).isLessThan(error.points() / 4);
        assertThat(truth.objMc()).isEqualTo(error.finderObjMc()).isLessThan(0.1 * error.staticObjMc());
        assertThat(still.objMc()).isBetween(0.8 * error.staticObjMc(), 1.2 * error.staticObjMc());
        assertThat(backwards.objMc()).isGreaterThan(3 * truth.objMc());
    }

    @Test
    void theShippedScaleHasAllRows() {
        TrainingPreset preset = TrainingPreset.ablation();
        for (AblationRow row : AblationRow.values()) {
            // the base is what is missed, after every key was read
            assertThatThrownBy(() -> preset.with("ablation", row.ablation()).open(null))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageStartingWith("--base");
        }
    }
}
