// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tractrix.benchmark.HeldOutScenes;
import dev.tractrix.benchmark.PackWriter;
import dev.tractrix.completion.CompletionCanvas;
import dev.tractrix.data.IdMap;
import dev.tractrix.data.IdMapFiles;
import dev.tractrix.data.TrueClip;
import dev.tractrix.fault.BadInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionStageTest {
    private static final int PLANE = CompletionCanvas.SIDE * CompletionCanvas.SIDE;

    @TempDir
    private Path folder;

    /** On few scenes, seen again and again, what is hidden becomes clearer. */
    @Test
    void itLearnsWhatIsHidden() throws IOException {
        TrainingPreset preset = Runs.preset("completion")
                .with("options.steps", "80")
                .with("options.batch", "4")
                .with("options.learningRate", "4e-3")
                .with("options.sheetEvery", "0")
                .with("grow", "1000");
        try (Stage stage = preset.open(null)) {
            Runs.train(folder, preset.options(), stage);
        }
        List<JsonNode> metrics = Runs.metrics(folder);
        assertThat(mean(metrics.subList(60, 80), "shape")).isLessThan(0.8 * mean(metrics.subList(0, 20), "shape"));
        assertThat(mean(metrics.subList(60, 80), "overlap")).isGreaterThan(mean(metrics.subList(0, 20), "overlap"));
        assertThat(folder.resolve("model/completion/config.json")).exists();
    }

    @Test
    void aBatchDependsOnItsNumberAlone() {
        byte[] later = new CompletionSamples(preset(Optional.empty(), 0), 5).batch(7, 3);
        CompletionSamples samples = new CompletionSamples(preset(Optional.empty(), 0), 5);
        samples.batch(0, 3);
        assertThat(samples.batch(7, 3)).isEqualTo(later).isNotEqualTo(samples.batch(8, 3));
        assertThat(later).hasSize(3 * CompletionSamples.PLANES * PLANE);
    }

    /** What is seen is a part of the whole; what is missing lies where something may be hidden. */
    @Test
    void aSampleIsAThingWithAPartHidden() {
        byte[] samples = new CompletionSamples(preset(Optional.empty(), 0), 5).batch(0, 24);
        int cut = 0;
        for (int n = 0; n < 24; n++) {
            int at = n * CompletionSamples.PLANES * PLANE;
            double seen = 0;
            double whole = 0;
            double missingInTheOpen = 0;
            for (int i = 0; i < PLANE; i++) {
                int s = samples[at + 3 * PLANE + i] & 0xff;
                int w = samples[at + 11 * PLANE + i] & 0xff;
                int hidden = samples[at + 4 * PLANE + i] & 0xff;
                assertThat(s).isLessThanOrEqualTo(w + 2);
                seen += s;
                whole += w;
                missingInTheOpen += hidden == 0 ? Math.max(0, w - s) : 0;
                if (s == 255 && w == 255) {
                    // the colours of what is seen are the whole's
                    assertThat(Math.abs((samples[at + i] & 0xff) - (samples[at + 8 * PLANE + i] & 0xff)))
                            .isLessThanOrEqualTo(40);
                }
            }
            assertThat(seen).isGreaterThan(0.15 * whole);
            assertThat(missingInTheOpen).isLessThan(0.02 * whole);
            cut += seen < 0.9 * whole ? 1 : 0;
        }
        assertThat(cut).isBetween(8, 23);
    }

    @Test
    void samplesOfAPackAreItsOwn() {
        PackWriter.synthetic(folder.resolve("pack"), 3, 9, HeldOutScenes.spec(96, 64, 3), done -> {});
        Optional<Path> pack = Optional.of(folder.resolve("pack"));
        byte[] all = new CompletionSamples(preset(pack, 1), 5).batch(4, 3);
        assertThat(new CompletionSamples(preset(pack, 1), 5).batch(4, 3)).isEqualTo(all);
        assertThat(new CompletionSamples(preset(pack, 0), 5).batch(4, 3)).isNotEqualTo(all);
    }

    @Test
    void whatCannotBeIsRefused() throws IOException {
        TrainingPreset preset = Runs.preset("completion");
        assertThatThrownBy(() -> preset.with("start", "7").open(null))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("start 1..pool");
        assertThatThrownBy(() -> preset.with("colours", "-1").open(null))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("colours at least 0");
        assertThatThrownBy(() ->
                        preset.with("completion.channels", "[4,4,4,4,4,4,4]").open(null))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("at most 6 levels");
        // nothing in it is whole
        Path pack = folder.resolve("pack");
        PackWriter.synthetic(pack, 1, 9, HeldOutScenes.spec(96, 64, 2), done -> {});
        for (int f = 0; f < 2; f++) {
            IdMapFiles.write(
                    new IdMap(96, 64, new int[96 * 64]),
                    TrueClip.all(pack).get(0).folder().resolve("masks").resolve("0000" + f + ".png"));
        }
        CompletionSamples none = new CompletionSamples(preset(Optional.of(pack), 1), 5);
        assertThatThrownBy(() -> none.batch(0, 1))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("some that give samples");
    }

    private static double mean(List<JsonNode> metrics, String key) {
        return metrics.stream()
                .mapToDouble(m -> m.get(key).asDouble())
                .average()
                .orElseThrow();
    }

    private static CompletionPreset preset(Optional<Path> pack, double share) {
        PresetJson root = new PresetJson("preset", Runs.preset("completion").json());
        CompletionPreset p = CompletionPreset.of(root, TrainingPreset.scenes(root));
        ScenePool s = p.pool();
        return new CompletionPreset(
                new ScenePool(s.scenes(), s.each(), s.size(), s.start(), s.grow(), pack, share), p.colours());
    }
}
