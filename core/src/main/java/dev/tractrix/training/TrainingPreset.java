// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.checkpoint.ModelFolder;
import dev.tractrix.checkpoint.StateDict;
import dev.tractrix.data.DeadLeaves;
import dev.tractrix.data.LayeredScenes;
import dev.tractrix.data.SceneSpec;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.features.EntityFeatures;
import dev.tractrix.image.Picture;
import dev.tractrix.nn.Params;
import dev.tractrix.scene.Fidelity;
import dev.tractrix.svd.TemporalVae;
import dev.tractrix.svd.TemporalVaeConfig;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A stage of training as a JSON file that a person reads: the networks' configurations, what is minimised, on what, and
 * how. The embedded model's own are resources: {@code vae}, {@code features}, {@code video}, {@code control}.
 *
 * @param json the file, changes applied
 */
public record TrainingPreset(ObjectNode json) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** One of the embedded model's presets. @param stage vae, features, video or control */
    public static TrainingPreset embedded(String stage) {
        try (InputStream in = TrainingPreset.class.getResourceAsStream("embedded/" + stage + ".json")) {
            if (in == null) {
                throw BadInputException.of("stage", "vae, features, video or control", stage, "choose one");
            }
            return new TrainingPreset((ObjectNode) JSON.readTree(in));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A preset file of the user's. */
    public static TrainingPreset read(Path file) {
        try {
            if (JSON.readTree(file.toFile()) instanceof ObjectNode node) {
                return new TrainingPreset(node);
            }
            throw BadInputException.of(file.toString(), "a JSON object", "something else", "start from an embedded preset");
        } catch (IOException e) {
            throw new BadInputException(file + ": not a readable preset (" + e.getMessage() + ")", e);
        }
    }

    /**
     * The same with one value changed.
     *
     * @param path keys with dots, for example {@code options.steps}; must be in the preset already
     * @param value JSON, or plain text
     */
    public TrainingPreset with(String path, String value) {
        ObjectNode copy = json.deepCopy();
        String[] keys = path.split("\\.");
        ObjectNode node = copy;
        for (int i = 0; i < keys.length - 1; i++) {
            if (!(node.get(keys[i]) instanceof ObjectNode inner)) {
                throw BadInputException.of("--set " + path, "one of " + names(node), keys[i], "correct the name");
            }
            node = inner;
        }
        String last = keys[keys.length - 1];
        if (!node.has(last)) {
            throw BadInputException.of("--set " + path, "one of " + names(node), last, "correct the name");
        }
        JsonNode parsed;
        try {
            parsed = JSON.readTree(value);
        } catch (IOException e) {
            parsed = node.textNode(value);
        }
        node.set(last, parsed);
        return new TrainingPreset(copy);
    }

    private static List<String> names(JsonNode node) {
        return node.properties().stream().map(java.util.Map.Entry::getKey).toList();
    }

    /** vae, features, video or control. */
    public String stage() {
        return json.path("stage").asText();
    }

    /** How it is trained. */
    public TrainingOptions options() {
        ConfigJson o = ConfigJson.of("preset: options", json.path("options"));
        TrainingOptions options = new TrainingOptions(
                o.integer64("steps", 1000), o.integer("batch", 1), o.integer("accumulation", 1),
                o.number("learningRate", 1e-5), o.integer64("warmup", 0), o.number("finalRate", 1),
                o.number("beta1", 0.9), o.number("beta2", 0.999), o.number("epsilon", 1e-8),
                o.number("weightDecay", 0.01), o.number("clip", 1), o.number("emaDecay", 0.999),
                o.integer64("checkpointEvery", 500), o.integer64("sheetEvery", 0), o.integer64("seed", 0));
        o.rejectUnread();
        return options;
    }

    /**
     * Builds the stage.
     *
     * @param base folder with the parts that earlier stages made (vae, features, unet, ...); null where the stage needs
     *     none
     */
    public Stage open(Path base) {
        return switch (stage()) {
            case "vae" -> vae(base);
            case "features" -> features(base);
            case "video", "control" -> control(base);
            default -> throw BadInputException.of("preset: stage", "vae, features, video or control", stage(), "correct it");
        };
    }

    private Stage vae(Path base) {
        TrainingOptions options = options();
        JsonNode loss = json.path("loss");
        VaePreset preset = new VaePreset(
                loss.path("crop").asInt(), loss.path("frames").asInt(1), loss.path("absolute").asDouble(),
                loss.path("edges").asDouble(), loss.path("kl").asDouble(), precision(loss));
        TemporalVaeConfig config = TemporalVaeConfig.of(ConfigJson.of("preset: vae", json.path("vae")));
        Path start = base != null && Files.isDirectory(base.resolve("vae"))
                ? ModelFolder.find(base.resolve("vae")).weightsFile()
                : null;
        int side = preset.crop();
        LongFunction<List<Picture>> clips = preset.frames() == 1
                ? VaeStage.stills(options.batch(), side, side, options.seed())
                : n -> LongStream.range(n * options.batch(), (n + 1) * options.batch())
                        .mapToObj(i -> LayeredScenes.scene(SceneSpec.of(side, side, preset.frames()), options.seed(), i))
                        .flatMap(scene -> scene.frames().stream())
                        .toList();
        return new VaeStage(config, preset, options.seed(), start, clips);
    }

    private Stage features(Path base) {
        TrainingOptions options = options();
        int w = json.path("pictures").path("width").asInt();
        int h = json.path("pictures").path("height").asInt();
        int n = options.batch();
        return new FeatureStage(json.path("unet"), options, openVae(base), k -> LongStream.range(k * n, (k + 1) * n)
                .mapToObj(i -> DeadLeaves.picture(w, h, options.seed() * 1_000_003 + i))
                .toList());
    }

    private Stage control(Path base) {
        JsonNode networks = json.has("networks")
                ? embedded(json.path("networks").asText().replace(".json", "")).json()
                : json;
        JsonNode s = json.path("scenes");
        SceneSpec scenes = SceneSpec.of(s.path("width").asInt(), s.path("height").asInt(), s.path("frames").asInt());
        if (s.has("motion")) {
            scenes = scenes.withMotion(s.path("motion").asDouble());
        }
        ControlPreset preset = new ControlPreset(
                new EdmObjective(
                        json.path("objective").path("mean").asDouble(0.7), json.path("objective").path("deviation").asDouble(1.6)),
                ControlPreset.Trained.parse(json.path("train").asText("control")),
                json.path("background").asDouble(1),
                json.path("dropImage").asDouble(0.1),
                json.path("noiseAugmentation").asDouble(0.02),
                ControlPreset.Ablation.valueOf(json.path("ablation").asText("both").toUpperCase(Locale.ROOT)),
                scenes,
                precision(json));
        TrainingOptions options = options();
        boolean entity = preset.ablation().entity;
        EntityDescriber describer = entity ? describer(base, networks.path("features")) : null;
        SceneSpec spec = scenes;
        return new ControlStage(
                new ControlStage.Networks(
                        networks.path("unet"), networks.path("controlnet"), networks.path("image_encoder"), base),
                preset, options, openVae(base), describer,
                n -> ControlSample.of(
                        LayeredScenes.scene(spec, options.seed(), n), Fidelity.PAPER, json.path("guided").asDouble(0)));
    }

    /** The features of the trained image model, halved by the mean of channel pairs as the entity map carries them. */
    private static EntityDescriber describer(Path base, JsonNode look) {
        EntityFeatures features = EntityFeatures.open(
                need(base, "features"), need(base, "vae"),
                new EntityFeatures.Look(
                        look.path("timestep").asInt(261), look.path("upBlock").asInt(3), look.path("ensemble").asInt(8)),
                new Device("cpu"), ScalarType.Float);
        return (first, masks, seed) -> TensorScope.tidy(() -> {
            Tensor vectors = EntityFeatures.under(features.map(first, seed), masks); // (K, C)
            return vectors.view(masks.size(), Shapes.dims(vectors)[1] / 2, 2).mean(2);
        });
    }

    private static TemporalVae openVae(Path base) {
        ModelFolder folder = ModelFolder.find(need(base, "vae"));
        try (StateDict file = folder.weights()) {
            Params p = Params.from(file);
            TemporalVae vae = new TemporalVae(p, TemporalVaeConfig.of(folder.config()));
            p.finish("TemporalVae in " + folder.folder());
            return vae;
        }
    }

    private static Path need(Path base, String part) {
        if (base == null || !Files.isDirectory(base.resolve(part))) {
            throw BadInputException.of("--base", "a folder with " + part, base, "train that stage first");
        }
        return base.resolve(part);
    }

    private static Precision precision(JsonNode node) {
        return Precision.valueOf(node.path("precision").asText("float32").toUpperCase(Locale.ROOT));
    }
}
