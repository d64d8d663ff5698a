// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.scenes;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.pipeline.ModelDefaults;
import dev.tractrix.pipeline.Quality;
import dev.tractrix.scene.Scene;
import dev.tractrix.scene.Settings;
import java.util.Optional;

/**
 * What is asked for besides a scene.
 *
 * @param model an installed model's name
 * @param preset how much time to spend
 * @param seed of all noise, or null for the scene's own or the model's
 */
public record RunRequest(String model, Quality preset, Long seed) {
    /** Reads {@code model} and {@code preset} of a request. */
    public static RunRequest of(JsonNode body, Long seed) {
        String word = body.path("preset").asText(Quality.GOOD.word());
        try {
            return new RunRequest(body.path("model").asText("embedded"), Quality.of(word), seed);
        } catch (BadInputException e) {
            throw BadInputException.of("preset", "draft, good or best", word, "use one of them");
        }
    }

    /**
     * The settings of a run; fidelity is complete. What a draft or the best sets goes before the scene's own, so that a
     * draft is one whatever made the scene; a good clip is as the scene says, and as the model where it says nothing.
     */
    Settings applied(Scene scene, ModelDefaults defaults, Optional<String> device) {
        Settings model = defaults.settings();
        Settings wanted = preset.settings(model);
        Settings own = scene.settings();
        Settings.Builder all = (preset == Quality.GOOD ? own.or(wanted) : wanted.or(own)).toBuilder();
        all.model(own.model() != null ? own.model() : InstalledModels.source(this.model));
        all.fidelity(own.fidelity() != null ? own.fidelity() : model.fidelity());
        if (seed != null) {
            all.seed(seed);
        }
        if (own.device() == null) {
            device.ifPresent(all::device);
        }
        return all.build();
    }
}
