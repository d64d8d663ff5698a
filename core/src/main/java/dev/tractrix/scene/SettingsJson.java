// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Settings as JSON: one field a component, left out where unset; {@code seed} is short for all three seeds. */
final class SettingsJson {
    private SettingsJson() {}

    static Settings read(JsonCursor json) {
        List<String> known = new ArrayList<>(Arrays.stream(Settings.class.getRecordComponents())
                .map(RecordComponent::getName)
                .toList());
        known.add("seed");
        json.only(known.toArray(String[]::new));
        Settings.Builder settings = Settings.builder();
        json.optional("seed").ifPresent(v -> settings.seed(v.whole(Long.MIN_VALUE, Long.MAX_VALUE)));
        json.optional("model").ifPresent(v -> settings.model(v.text()));
        json.optional("width").ifPresent(v -> settings.width(integer(v)));
        json.optional("height").ifPresent(v -> settings.height(integer(v)));
        json.optional("output").ifPresent(v -> settings.output(v.word(Settings.Output.class)));
        json.optional("steps").ifPresent(v -> settings.steps(integer(v)));
        json.optional("featureSeed").ifPresent(v -> settings.featureSeed(seed(v)));
        json.optional("augmentationSeed").ifPresent(v -> settings.augmentationSeed(seed(v)));
        json.optional("latentSeed").ifPresent(v -> settings.latentSeed(seed(v)));
        json.optional("fidelity").ifPresent(v -> settings.fidelity(fidelity(v)));
        json.optional("guidanceMin").ifPresent(v -> settings.guidanceMin(real(v)));
        json.optional("guidanceMax").ifPresent(v -> settings.guidanceMax(real(v)));
        json.optional("guideInside").ifPresent(v -> settings.guideInside(real(v)));
        json.optional("guideOutside").ifPresent(v -> settings.guideOutside(real(v)));
        json.optional("guideDetail").ifPresent(v -> settings.guideDetail(real(v)));
        json.optional("guideFill").ifPresent(v -> settings.guideFill(real(v)));
        json.optional("guideComplete").ifPresent(v -> settings.guideComplete(real(v)));
        json.optional("guideRefine").ifPresent(v -> settings.guideRefine(real(v)));
        json.optional("controlScale").ifPresent(v -> settings.controlScale(real(v)));
        json.optional("fpsId").ifPresent(v -> settings.fpsId(integer(v)));
        json.optional("motionBucket").ifPresent(v -> settings.motionBucket(integer(v)));
        json.optional("noiseAugmentation").ifPresent(v -> settings.noiseAugmentation(real(v)));
        json.optional("featureEnsemble").ifPresent(v -> settings.featureEnsemble(integer(v)));
        json.optional("decodeChunk").ifPresent(v -> settings.decodeChunk(integer(v)));
        json.optional("device").ifPresent(v -> settings.device(v.text()));
        json.optional("dtype").ifPresent(v -> settings.dtype(v.text()));
        json.optional("offload").ifPresent(v -> settings.offload(v.text()));
        return json.build(settings::build);
    }

    private static Fidelity fidelity(JsonCursor json) {
        if (json.isText()) {
            return json.build(() -> Fidelity.parse(json.text()));
        }
        Fidelity fidelity = Fidelity.of(json.field("profile").word(Fidelity.Profile.class));
        for (String name : json.names()) {
            if (!name.equals("profile")) {
                fidelity = fidelity.with(name, json.field(name).text(), json.where());
            }
        }
        return fidelity;
    }

    static ObjectNode write(Settings settings) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        for (RecordComponent component : Settings.class.getRecordComponents()) {
            Object value = value(settings, component);
            if (value instanceof Fidelity fidelity) {
                json.set(component.getName(), write(fidelity));
            } else if (value instanceof Double real) {
                json.set(component.getName(), SceneWriter.number(real));
            } else if (value instanceof Integer integer) {
                json.put(component.getName(), integer);
            } else if (value instanceof Long seed) {
                json.put(component.getName(), seed);
            } else if (value instanceof Settings.Output output) {
                json.put(component.getName(), Words.of(output));
            } else if (value instanceof String text) {
                json.put(component.getName(), text);
            }
        }
        return json;
    }

    private static ObjectNode write(Fidelity fidelity) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("profile", Words.of(fidelity.profile()));
        fidelity.overrides().forEach(json::put);
        return json;
    }

    private static Object value(Settings settings, RecordComponent component) {
        try {
            return component.getAccessor().invoke(settings);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int integer(JsonCursor json) {
        return (int) json.whole(Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    private static long seed(JsonCursor json) {
        return json.whole(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /** The range is the settings' own business; here a number need only be one. */
    private static double real(JsonCursor json) {
        return json.number(-Double.MAX_VALUE, Double.MAX_VALUE);
    }
}
