// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.annotation.AnnotationFiles;
import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.checkpoint.ModelFolder;
import dev.tractrix.checkpoint.StateDict;
import dev.tractrix.data.ClipSampler;
import dev.tractrix.data.SceneSpec;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.features.EntityFeatures;
import dev.tractrix.nn.Params;
import dev.tractrix.scene.Words;
import dev.tractrix.svd.TemporalVae;
import dev.tractrix.svd.TemporalVaeConfig;
import dev.tractrix.tensor.Devices;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * A stage of training as a JSON file that a person reads: the networks' configurations, what is minimised, on what, and
 * how. The embedded model's own are resources: {@code vae}, {@code features}, {@code video}, {@code control}, {@code fill}, {@code refiner},
 * and {@code decoder}, which finishes the autoencoder's decoder on clips.
 *
 * @param json the file, changes applied
 */
public record TrainingPreset(ObjectNode json) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** One of the embedded model's presets. @param name a stage: vae, features, video, control, fill or refiner; or decoder */
    public static TrainingPreset embedded(String name) {
        if (TrainingPreset.class.getResource("embedded/" + name + ".json") == null) {
            throw BadInputException.of("stage", "vae, features, video, control, fill or refiner", name, "choose one");
        }
        return resource("embedded/" + name + ".json");
    }

    private static TrainingPreset resource(String file) {
        try (InputStream in = TrainingPreset.class.getResourceAsStream(file)) {
            return new TrainingPreset((ObjectNode) JSON.readTree(in));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * A preset by the word that a user gives: {@code embedded}, {@code paper} (control alone, on a base in full size),
     * {@code ablation} (a row of the small study), a file, or a folder with a file for each stage.
     */
    public static TrainingPreset named(String word, String stage) {
        if (word.equals("embedded")) {
            return embedded(stage);
        }
        if (word.equals("paper")) {
            if (!stage.equals("control")) {
                throw BadInputException.of(
                        "--preset paper", "stage control", stage, "the paper trains the ControlNet alone");
            }
            return resource("paper/control.json");
        }
        if (word.equals("ablation") && stage.equals("control")) {
            return ablation();
        }
        Path file = Path.of(word);
        return read(Files.isDirectory(file) ? file.resolve(stage + ".json") : file);
    }

    /** A row of the ablation at a scale that two cores train; see {@code dev.tractrix.reproduction}. */
    public static TrainingPreset ablation() {
        return resource("ablation.json");
    }

    /** A preset file of the user's. */
    public static TrainingPreset read(Path file) {
        try {
            if (JSON.readTree(file.toFile()) instanceof ObjectNode node) {
                return new TrainingPreset(node);
            }
            throw BadInputException.of(
                    file.toString(), "a JSON object", "something else", "start from an embedded preset");
        } catch (IOException e) {
            throw new BadInputException(file + ": not a readable preset (" + e.getMessage() + ")", e);
        }
    }

    /**
     * The same with one value changed. A name that no stage knows is refused when the stage is opened.
     *
     * @param path keys with dots, for example {@code options.steps}
     * @param value JSON, or plain text
     */
    public TrainingPreset with(String path, String value) {
        ObjectNode copy = json.deepCopy();
        String[] keys = path.split("\\.");
        ObjectNode node = copy;
        String place = "preset: ";
        for (int i = 0; i < keys.length - 1; i++) {
            if (!(node.get(keys[i]) instanceof ObjectNode inner)) {
                List<String> objects = node.properties().stream()
                        .filter(e -> e.getValue().isObject())
                        .map(Map.Entry::getKey)
                        .toList();
                throw Words.unknown(place, "object", keys[i], objects);
            }
            node = inner;
            place = place.equals("preset: ") ? place + keys[i] : place + "." + keys[i];
        }
        JsonNode parsed;
        try {
            parsed = JSON.readTree(value);
        } catch (IOException e) {
            parsed = node.textNode(value);
        }
        node.set(keys[keys.length - 1], parsed);
        return new TrainingPreset(copy);
    }

    /** The same on an annotated data set, in place of the one it has or of scenes. */
    public TrainingPreset withData(Path folder) {
        ObjectNode copy = json.deepCopy();
        copy.withObject("/data").put("folder", folder.toString());
        return new TrainingPreset(copy);
    }

    /** vae, features, video, control, fill or refiner. */
    public String stage() {
        return new PresetJson("preset", json).text("stage", "");
    }

    /** How it is trained. */
    public TrainingOptions options() {
        PresetJson o = new PresetJson("preset", json).object("options");
        TrainingOptions options = new TrainingOptions(
                o.integer64("steps", 1000),
                o.integer("batch", 1),
                o.integer("accumulation", 1),
                o.number("learningRate", 1e-5),
                o.integer64("warmup", 0),
                o.number("finalRate", 1),
                o.number("beta1", 0.9),
                o.number("beta2", 0.999),
                o.number("epsilon", 1e-8),
                o.number("weightDecay", 0.01),
                o.number("clip", 1),
                o.number("emaDecay", 0.999),
                o.integer64("checkpointEvery", 500),
                o.integer64("sheetEvery", 0),
                o.integer64("seed", 0));
        o.finish();
        return options;
    }

    /** Builds the stage on the CPU, as {@link #open(Path, String)}. */
    public Stage open(Path base) {
        return open(base, "cpu");
    }

    /**
     * Builds the stage.
     *
     * @param base folder with the parts that earlier stages made (vae, features, unet, ...); null where the stage needs
     *     none
     * @param device {@code cpu}, {@code cuda} or {@code cuda:1}: where weights and batches are. It is no part of what a
     *     run is: random numbers are drawn on the CPU, and a checkpoint of one device goes on on another
     * @throws BadInputException for a key that is unknown or of the wrong kind, a value out of its range, a part that the
     *     base lacks, a device that is not there
     */
    public Stage open(Path base, String device) {
        return open(base, Devices.of(device));
    }

    /** @param device closed with the stage */
    Stage open(Path base, Device device) {
        SampleCache own = new SampleCache();
        return open(base, device, own, List.of(own));
    }

    /**
     * As {@link #open(Path, String)}.
     *
     * @param kept shared by stages with the same base, scenes and device; stays open when the stage is closed
     */
    public Stage open(Path base, String device, SampleCache kept) {
        return open(base, Devices.of(device), kept, List.of());
    }

    private Stage open(Path base, Device device, SampleCache kept, List<AutoCloseable> owned) {
        PresetJson root = new PresetJson("preset", json);
        root.text("stage", "");
        root.node("options");
        return switch (stage()) {
            case "vae" -> vae(root, base, device);
            case "features" -> features(root, base, device);
            case "video", "control" -> control(root, base, device, kept, owned);
            case "completion" -> MendingStages.completion(root, options(), base, device);
            case "fill" -> MendingStages.fill(root, options(), base, device);
            case "refiner" -> MendingStages.refiner(root, options(), base, device);
            default ->
                throw BadInputException.of(
                        "preset: stage",
                        "vae, features, video, control, completion, fill or refiner",
                        stage(),
                        "correct it");
        };
    }

    private Stage vae(PresetJson root, Path base, Device device) {
        TrainingOptions options = options();
        PresetJson loss = root.object("loss");
        VaePreset preset = inRange(() -> new VaePreset(
                loss.integer("crop"),
                loss.integer("frames", 1),
                loss.number("absolute"),
                loss.number("edges"),
                loss.number("kl"),
                root.choice("train", VaePreset.Trained.ALL),
                loss.choice("precision", Precision.FLOAT32)));
        loss.finish();
        TemporalVaeConfig config = TemporalVaeConfig.of(ConfigJson.of("preset: vae", root.node("vae")));
        root.finish();
        boolean goesOn = base != null && Files.isDirectory(base.resolve("vae"));
        ModelFolder start =
                goesOn || preset.trained() == VaePreset.Trained.DECODER ? ModelFolder.find(need(base, "vae")) : null;
        int side = preset.crop();
        return new VaeStage(
                config,
                preset,
                options,
                start,
                preset.frames() == 1
                        ? Batches.stills(options.batch(), side, side, options.seed())
                        : Batches.clips(
                                options.batch(),
                                inRange(() -> SceneSpec.of(side, side, preset.frames())),
                                options.seed()),
                device);
    }

    private Stage features(PresetJson root, Path base, Device device) {
        TrainingOptions options = options();
        PresetJson pictures = root.object("pictures");
        int w = pictures.integer("width");
        int h = pictures.integer("height");
        pictures.finish();
        JsonNode unet = root.object("unet").json();
        root.finish();
        List<AutoCloseable> owned = new ArrayList<>();
        return new FeatureStage(
                unet,
                options,
                openVae(base, device, owned),
                Batches.stills(options.batch(), w, h, options.seed()),
                device,
                owned);
    }

    private Stage control(PresetJson root, Path base, Device device, SampleCache kept, List<AutoCloseable> more) {
        ControlPreset preset = controlPreset(root);
        PresetJson networks = networks(root, base);
        JsonNode unet = networks.object("unet").json();
        JsonNode controlNet = networks.object("controlnet").json();
        JsonNode imageEncoder = networks.object("image_encoder").json();
        PresetJson look = networks.object("features");
        EntityFeatures.Look features = inRange(() -> new EntityFeatures.Look(
                look.integer("timestep", 261),
                look.integer("upBlock", 3),
                look.integer("ensemble", 8),
                look.integer("enlarge", 1)));
        look.finish();
        double guided = fraction(root, "guided", 0);
        int pool = root.integer("pool", 0);
        if (pool < 0) {
            throw BadInputException.of("preset: pool", "0 or more", pool, "change it in the preset");
        }
        Optional<DataFolder> data = dataFolder(root);
        root.finish();
        TrainingOptions options = options();
        List<AutoCloseable> owned = new ArrayList<>(more);
        return new ControlStage(
                new ControlStage.Networks(unet, controlNet, imageEncoder, base),
                preset,
                options,
                openVae(base, device, owned),
                preset.ablation().entity ? describer(base, features, device, owned) : null,
                data.isPresent()
                        ? data.get().open(preset.scenes(), options.seed())
                        : Batches.scenes(preset.scenes(), options.seed(), guided, preset.locks(), pool),
                device,
                owned,
                kept);
    }

    /** A data set in place of scenes. */
    private record DataFolder(
            Path folder,
            Path annotations,
            int minStride,
            int maxStride,
            double zoom,
            boolean flip,
            boolean annotatedVectors) {
        DatasetSamples open(SceneSpec like, long seed) {
            ClipSampler.Settings settings = inRange(() -> new ClipSampler.Settings(
                    like.width(), like.height(), like.frames(), minStride, maxStride, zoom, false, flip));
            return DatasetSamples.open(folder, annotations, settings, annotatedVectors, seed);
        }
    }

    private static Optional<DataFolder> dataFolder(PresetJson root) {
        if (!root.has("data")) {
            return Optional.empty();
        }
        PresetJson d = root.object("data");
        Path folder = Path.of(d.text("folder", ""));
        DataFolder data = new DataFolder(
                folder,
                d.has("annotations") ? Path.of(d.text("annotations", "")) : folder.resolve(AnnotationFiles.FOLDER),
                d.integer("minStride", 1),
                d.integer("maxStride", 3),
                d.number("zoom", 1.5),
                d.flag("flip", true),
                d.flag("annotatedVectors", true));
        d.finish();
        return Optional.of(data);
    }

    /**
     * Where the networks' shapes are: in the preset; in an embedded one that it names; or, for {@code "base"}, in the base's
     * own config files. A base without a ControlNet gets one of the authors' shape.
     */
    private static PresetJson networks(PresetJson root, Path base) {
        if (!root.has("networks")) {
            return root;
        }
        String named = root.text("networks", "");
        if (!named.equals("base")) {
            return new PresetJson("preset", embedded(named.replace(".json", "")).json());
        }
        ObjectNode json = JSON.createObjectNode();
        ObjectNode unet = config(need(base, "unet"));
        json.set("unet", unet);
        json.set("image_encoder", config(need(base, "image_encoder")));
        if (Files.isDirectory(base.resolve("controlnet"))) {
            json.set("controlnet", config(base.resolve("controlnet")));
        } else {
            ObjectNode own = unet.deepCopy().put("conditioning_channels", 3);
            // the config.json of the authors' released ControlNet
            List.of(16, 32, 96, 256).forEach(own.putArray("conditioning_embedding_out_channels")::add);
            List.of(160, 160, 256, 256).forEach(own.putArray("feature_out_channels")::add);
            json.set("controlnet", own);
        }
        json.set("features", root.object("features").json());
        return new PresetJson("preset", json);
    }

    private static ObjectNode config(Path part) {
        return read(part.resolve("config.json")).json();
    }

    /**
     * What a control stage's scenes are like.
     *
     * @throws BadInputException for a preset of another stage, or values out of range
     */
    public SceneSpec scenes() {
        if (!stage().equals("control")) {
            throw BadInputException.of("preset", "one of stage control, which has scenes", stage(), "name another");
        }
        return scenes(new PresetJson("preset", json));
    }

    static SceneSpec scenes(PresetJson root) {
        PresetJson s = root.object("scenes");
        SceneSpec scenes = inRange(() -> {
            SceneSpec usual = SceneSpec.of(s.integer("width"), s.integer("height"), s.integer("frames"));
            return usual.withEntities(
                            s.integer("minEntities", usual.minEntities()),
                            s.integer("maxEntities", usual.maxEntities()))
                    .withMotion(s.number("motion", usual.motion()))
                    .withTurnAndGrowth(s.number("turn", usual.turn()), s.number("growth", usual.growth()))
                    .withStill(s.number("still", usual.still()))
                    .withCamera(s.number("camera", usual.camera()))
                    .withShadowAndGrain(s.number("shadow", usual.shadow()), s.number("grain", usual.grain()))
                    .withPlain(s.flag("plain", false));
        });
        s.finish();
        return scenes;
    }

    private static ControlPreset controlPreset(PresetJson root) {
        SceneSpec scenes = scenes(root);
        PresetJson objective = root.object("objective");
        ControlPreset preset = inRange(() -> new ControlPreset(
                new EdmObjective(objective.number("mean", 0.7), objective.number("deviation", 1.6)),
                root.choice("train", ControlPreset.Trained.CONTROL),
                root.number("background", 1),
                root.choice("maskMean", EdmObjective.MaskMean.INSIDE),
                root.number("dropImage", 0.1),
                root.number("noiseAugmentation", 0.02),
                root.choice("ablation", ControlPreset.Ablation.BOTH),
                root.choice("encoderStart", ControlPreset.EncoderStart.ZERO),
                root.choice("unetStart", ControlPreset.UnetStart.RESIDUAL),
                scenes,
                root.number("locks", 1),
                root.choice("precision", Precision.FLOAT32),
                root.flag("recompute", false),
                root.flag("channelsLast", false)));
        objective.finish();
        return preset;
    }

    private static double fraction(PresetJson json, String key, double absent) {
        double value = json.number(key, absent);
        if (!(value >= 0 && value <= 1)) {
            throw BadInputException.of("preset: " + key, "0 to 1", value, "change it in the preset");
        }
        return value;
    }

    /** Records say that a value is out of range as a mistake of their caller; here the caller is the preset's author. */
    static <T> T inRange(Supplier<T> record) {
        try {
            return record.get();
        } catch (IllegalArgumentException e) {
            throw new BadInputException("preset: " + e.getMessage() + "; change it in the preset", e);
        }
    }

    /** The features of the trained image model, halved by the mean of channel pairs as the entity map carries them. */
    private static EntityDescriber describer(
            Path base, EntityFeatures.Look look, Device device, List<AutoCloseable> owned) {
        Path folder = need(base, "features");
        // Stable Diffusion 1.5 comes with its own autoencoder; our feature network learned on the video model's
        Path vae = Files.isDirectory(folder.resolve("vae")) ? folder.resolve("vae") : need(base, "vae");
        EntityFeatures features = EntityFeatures.open(folder, vae, look, device, ScalarType.Float);
        owned.add(features);
        return (first, masks, seed) -> TensorScope.tidy(() -> {
            Tensor vectors = EntityFeatures.under(features.map(first, seed), look.enlarge(), masks); // (K, C)
            return vectors.view(masks.size(), Shapes.dims(vectors)[1] / 2, 2).mean(2);
        });
    }

    private static TemporalVae openVae(Path base, Device device, List<AutoCloseable> owned) {
        ModelFolder folder = ModelFolder.find(need(base, "vae"));
        try (StateDict file = folder.weights()) {
            Params p = Params.from(file, device, ScalarType.Float);
            TemporalVae vae = new TemporalVae(p, TemporalVaeConfig.of(folder.config()));
            owned.add(p.finish("TemporalVae in " + folder.folder()));
            return vae;
        }
    }

    static Path need(Path base, String part) {
        if (base == null || !Files.isDirectory(base.resolve(part))) {
            throw BadInputException.of("--base", "a folder with " + part, base, "train that stage first");
        }
        return base.resolve(part);
    }
}
