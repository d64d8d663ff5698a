// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.scenes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.pipeline.ModelDefaults;
import dev.tractrix.scene.Scene;
import dev.tractrix.scene.Settings;
import java.util.Locale;

/**
 * What is asked for besides a scene.
 *
 * @param model an installed model's name
 * @param preset how much time to spend
 * @param seed of all noise, or null for the scene's own or the model's
 */
public record RunRequest(String model, Preset preset, Long seed) {
    /** How much time to spend. What the scene itself sets stays. */
    public enum Preset {
        /** Half the steps at seven tenths of the size: to see whether it goes the right way. */
        DRAFT,
        /** The model's own settings. */
        GOOD,
        /** Twice the steps and twice the looks at the things. */
        BEST;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final double DRAFT_SCALE = 0.7;
    private static final int LEAST_STEPS = 4;

    /** Reads {@code model} and {@code preset} of a request. */
    public static RunRequest of(JsonNode body, Long seed) {
        String word = body.path("preset").asText("good");
        for (Preset preset : Preset.values()) {
            if (preset.word().equals(word)) {
                return new RunRequest(body.path("model").asText("embedded"), preset, seed);
            }
        }
        throw BadInputException.of("preset", "draft, good or best", word, "use one of them");
    }

    /** The settings of a run: the scene's, then the preset's; fidelity is complete. */
    Settings applied(Scene scene, ModelDefaults defaults) {
        Settings own = scene.settings();
        Settings model = defaults.settings();
        Settings.Builder b =
                Settings.builder().model(InstalledModels.source(this.model)).fidelity(model.fidelity());
        if (preset == Preset.DRAFT) {
            b.steps(Math.max(Math.min(LEAST_STEPS, model.steps()), model.steps() / 2));
            b.output(Settings.Output.NETWORK);
            if (own.width() == null && own.height() == null) {
                int[] size = defaults.size(own, scene.width(), scene.height());
                b.width(smaller(size[0], defaults.multiple())).height(smaller(size[1], defaults.multiple()));
            }
        } else if (preset == Preset.BEST) {
            b.steps(Math.min(1000, 2 * model.steps()));
            b.featureEnsemble(Math.min(64, 2 * model.featureEnsemble()));
        }
        Settings.Builder all = own.or(b.build()).toBuilder();
        if (seed != null) {
            all.seed(seed);
        }
        return all.build();
    }

    private static int smaller(int side, int multiple) {
        return Math.max(multiple, (int) Math.round(DRAFT_SCALE * side / multiple) * multiple);
    }
}
