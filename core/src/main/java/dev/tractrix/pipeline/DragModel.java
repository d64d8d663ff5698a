// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.pipeline;

import dev.tractrix.checkpoint.ModelFolder;
import dev.tractrix.checkpoint.StateDict;
import dev.tractrix.checkpoint.WeightFiles;
import dev.tractrix.completion.CompletionConfig;
import dev.tractrix.completion.CompletionNetwork;
import dev.tractrix.completion.LearnedCompletion;
import dev.tractrix.control.ControlNet;
import dev.tractrix.control.ControlNetConfig;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.features.EntityFeatures;
import dev.tractrix.features.FeatureUNetConfig;
import dev.tractrix.fill.FillConfig;
import dev.tractrix.fill.FillNetwork;
import dev.tractrix.fill.LearnedFill;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.Weights;
import dev.tractrix.refiner.Refiner;
import dev.tractrix.refiner.RefinerConfig;
import dev.tractrix.refiner.RefinerNetwork;
import dev.tractrix.scene.Settings;
import dev.tractrix.svd.ClipVisionConfig;
import dev.tractrix.svd.ClipVisionEncoder;
import dev.tractrix.svd.EulerSchedulerConfig;
import dev.tractrix.svd.SpatioTemporalUNet;
import dev.tractrix.svd.SpatioTemporalUNetConfig;
import dev.tractrix.svd.TemporalVae;
import dev.tractrix.svd.TemporalVaeConfig;
import dev.tractrix.tensor.Devices;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * All networks of one model folder: {@code vae}, {@code unet}, {@code image_encoder}, {@code scheduler} in Stable Video
 * Diffusion's layout, {@code controlnet} beside them, and {@code features}, a Stable-Diffusion-1.5-family folder
 * ({@code unet}, {@code text_encoder}, {@code vae}; without a vae of its own it looks at the video model's latents). A
 * folder {@code fill}, which judges what is filled in where things go away, and a folder {@code refiner}, which mends animatics, may be
 * there.
 *
 * <p>Opened once, used for many clips. Owns the weights. Where the settings say to offload, only the parts that a run is
 * using are in the device's memory: opening reads their shapes, a run loads each when its turn comes. Not thread-safe.
 */
public final class DragModel implements AutoCloseable {
    /** A device for shapes alone. */
    private static final Device NOWHERE = Devices.meta();

    /** What can be in the device's memory without the others. */
    enum Part {
        COMPLETION,
        FEATURES,
        FILL,
        IMAGE_ENCODER,
        REFINER,
        VAE,
        CONTROL_NET,
        UNET
    }

    private final Path folder;
    private final ModelDefaults defaults;
    private final Settings place;
    private final Device device;
    private final ScalarType type;
    private final boolean offload;
    private final TemporalVaeConfig vaeConfig;
    private final SpatioTemporalUNetConfig unetConfig;
    private final EulerSchedulerConfig scheduler;
    private final Map<Part, PlacedPart<?>> parts = new EnumMap<>(Part.class);
    private final Map<String, Path> files = new LinkedHashMap<>();
    private final Map<String, String> hashes = new LinkedHashMap<>();

    /**
     * Opens a model.
     *
     * @param model {@code embedded}, or a folder
     * @param settings device, dtype and offload are taken from here where set; {@code auto} offloads nothing, for only a
     *     preflight knows what is needed ({@code Preflight.settled})
     * @throws BadInputException naming every part that is missing or does not fit
     */
    public static DragModel open(String model, Settings settings) {
        boolean embedded = model == null || model.equals("embedded");
        return embedded
                ? new DragModel("embedded", EmbeddedModel.folder(), settings)
                : new DragModel(Path.of(model).toAbsolutePath().normalize().toString(), Path.of(model), settings);
    }

    private DragModel(String source, Path folder, Settings asked) {
        this.folder = folder;
        if (!Files.isDirectory(folder)) {
            throw new BadInputException(folder + ": no such model folder; name one in diffusers' layout, or embedded");
        }
        requireParts(folder);
        files.put("scheduler", folder.resolve("scheduler").resolve("scheduler_config.json"));
        defaults = ModelDefaults.of(folder);
        Settings settings = asked.or(defaults.settings());
        place = Settings.builder()
                .model(source)
                .device(settings.device())
                .dtype(settings.dtype())
                .offload(settings.offload())
                .build();
        device = Devices.of(settings.device());
        type = Devices.type(settings.dtype());
        offload = "always".equals(settings.offload());
        try {
            scheduler = EulerSchedulerConfig.read(folder.resolve("scheduler").resolve("scheduler_config.json"));
            ModelFolder vae = found("vae");
            vaeConfig = TemporalVaeConfig.of(vae.config());
            // the autoencoder stays exact: its float16 overflows, and it runs once
            place(Part.VAE, vae, ScalarType.Float, "TemporalVae in vae", p -> new TemporalVae(p, vaeConfig));
            ModelFolder video = found("unet");
            unetConfig = SpatioTemporalUNetConfig.of(video.config());
            place(Part.UNET, video, type, "SpatioTemporalUNet in unet", p -> new SpatioTemporalUNet(p, unetConfig));
            ModelFolder control = found("controlnet");
            ControlNetConfig controlConfig = ControlNetConfig.of(control.config());
            place(Part.CONTROL_NET, control, type, "ControlNet in controlnet", p -> new ControlNet(p, controlConfig));
            ModelFolder tower = found("image_encoder");
            ClipVisionConfig towerConfig = ClipVisionConfig.of(tower.config());
            place(
                    Part.IMAGE_ENCODER,
                    tower,
                    type,
                    "ClipVisionEncoder in image_encoder",
                    p -> new ClipVisionEncoder(p, towerConfig));
            if (hasFill()) {
                ModelFolder fill = found("fill");
                FillConfig fillConfig = FillConfig.of(fill.config());
                place(
                        Part.FILL,
                        fill,
                        ScalarType.Float,
                        "FillNetwork in fill",
                        p -> new LearnedFill(new FillNetwork(p, fillConfig), device));
            }
            if (hasCompletion()) {
                ModelFolder completion = found("completion");
                CompletionConfig completionConfig = CompletionConfig.of(completion.config());
                place(
                        Part.COMPLETION,
                        completion,
                        ScalarType.Float,
                        "CompletionNetwork in completion",
                        p -> new LearnedCompletion(new CompletionNetwork(p, completionConfig), device));
            }
            if (hasRefiner()) {
                ModelFolder refiner = found("refiner");
                RefinerConfig refinerConfig = RefinerConfig.of(refiner.config());
                place(
                        Part.REFINER,
                        refiner,
                        ScalarType.Float,
                        "RefinerNetwork in refiner",
                        p -> new Refiner(new RefinerNetwork(p, refinerConfig), refinerConfig, device));
            }
            placeFeatures(settings);
            requireFit(controlConfig, towerConfig);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private static void requireParts(Path folder) {
        List<String> missing = new ArrayList<>();
        for (String part : List.of("vae", "unet", "controlnet", "image_encoder", "features/unet")) {
            if (!Files.isRegularFile(folder.resolve(part).resolve("config.json"))) {
                missing.add(part + "/config.json");
            }
            if (ModelFolder.weightsIn(folder.resolve(part)) == null) {
                missing.add(part + "/diffusion_pytorch_model.safetensors (or another weights file)");
            }
        }
        if (!Files.isRegularFile(folder.resolve("scheduler").resolve("scheduler_config.json"))) {
            missing.add("scheduler/scheduler_config.json");
        }
        if (!missing.isEmpty()) {
            throw BadInputException.of(
                    folder.toString(),
                    "vae, unet, controlnet, image_encoder, scheduler and features/unet, whole",
                    "a folder that lacks " + String.join(", ", missing),
                    "fetch them with tractrix models pull, or use the embedded model");
        }
    }

    /** Parts that are whole each may still be of different models. */
    private void requireFit(ControlNetConfig control, ClipVisionConfig tower) {
        SpatioTemporalUNetConfig video = unetConfig;
        int latents = vaeConfig.latentChannels();
        require("vae latent_channels, twice, and unet in_channels", 2 * latents, video.inChannels());
        require("vae latent_channels and unet out_channels", latents, video.outChannels());
        require("vae pixels a latent cell and those of the control encoder", vaeConfig.factor(), 8);
        require("features' and vae's pixels a latent cell", features().factor(), vaeConfig.factor());
        require(
                "unet and controlnet in_channels",
                video.inChannels(),
                control.unet().inChannels());
        require(
                "unet and controlnet block_out_channels",
                video.blockOutChannels(),
                control.unet().blockOutChannels());
        require(
                "unet and controlnet layers_per_block",
                video.layersPerBlock(),
                control.unet().layersPerBlock());
        int token = tower.projectionDim();
        for (int width : video.crossAttentionDim()) {
            require("image_encoder projection_dim and unet cross_attention_dim", token, width);
        }
        for (int width : control.unet().crossAttentionDim()) {
            require("image_encoder projection_dim and controlnet cross_attention_dim", token, width);
        }
        require(
                "features' channels and twice the controlnet's first of feature_out_channels",
                features().channels(),
                control.entityFeatureChannels());
    }

    private void require(String what, Object one, Object other) {
        if (!one.equals(other)) {
            throw BadInputException.of(
                    folder + ": " + what, "the same", one + " and " + other, "take all parts from one model");
        }
    }

    private ModelFolder found(String part) {
        ModelFolder found = ModelFolder.find(folder.resolve(part));
        files.put(part, found.weightsFile());
        return found;
    }

    /** Where all parts stay in memory they are loaded now; otherwise now only every name and shape is compared. */
    private <M> void place(Part part, ModelFolder found, ScalarType as, String title, Function<Params, M> build) {
        PlacedPart<M> placed = new PlacedPart<>(() -> load(found, device, as, title, build));
        parts.put(part, placed);
        if (offload) {
            load(found, NOWHERE, as, title, build).free().run();
        } else {
            placed.get();
        }
    }

    private static <M> PlacedPart.Placed<M> load(
            ModelFolder found, Device device, ScalarType as, String title, Function<Params, M> build) {
        try (StateDict file = found.weights()) {
            Params p = Params.from(file, device, as);
            M made = build.apply(p);
            Weights weights = p.finish(title);
            return new PlacedPart.Placed<>(made, weights.bytes(), weights::close);
        }
    }

    private void placeFeatures(Settings settings) {
        Path own = folder.resolve("features");
        Path pictures = Files.isDirectory(own.resolve("vae")) ? own.resolve("vae") : folder.resolve("vae");
        ModelFolder unetFolder = ModelFolder.find(own.resolve("unet"));
        files.put("features/unet", unetFolder.weightsFile());
        for (String part : List.of("vae", "text_encoder")) {
            if (Files.isDirectory(own.resolve(part))) {
                files.put(
                        "features/" + part, ModelFolder.find(own.resolve(part)).weightsFile());
            }
        }
        int up = defaults.features().upBlock();
        FeatureUNetConfig config = FeatureUNetConfig.of(unetFolder.config());
        if (up >= config.levels()) {
            throw BadInputException.of(
                    folder + ": feature_up_block", "-1.." + (config.levels() - 1), up, "correct tractrix.json");
        }
        EntityFeatures.Look look = new EntityFeatures.Look(
                defaults.features().timestep(),
                up < 0 ? config.levels() - 1 : up,
                settings.featureEnsemble(),
                defaults.features().enlarge());
        PlacedPart<EntityFeatures> placed = new PlacedPart<>(() -> {
            EntityFeatures opened = EntityFeatures.open(own, pictures, look, device, type);
            return new PlacedPart.Placed<>(opened, opened.weightBytes(), opened::close);
        });
        parts.put(Part.FEATURES, placed);
        placed.get(); // the first that a run uses
    }

    /** What was decided when it was opened and no run can change: model, device, dtype and offloading. */
    Settings place() {
        return place;
    }

    /** Where it was opened. */
    public Path folder() {
        return folder;
    }

    public ModelDefaults defaults() {
        return defaults;
    }

    /**
     * Part to SHA-256 of its weights file, for records; a shard index has its shards beside it. Read once: full weights
     * are gigabytes.
     */
    Map<String, String> hashes() {
        if (hashes.isEmpty()) {
            files.forEach((part, file) -> {
                hashes.put(part, RunRecord.sha256(file));
                WeightFiles.shards(file)
                        .forEach(shard -> hashes.put(part + "/" + shard.getFileName(), RunRecord.sha256(shard)));
            });
        }
        return hashes;
    }

    public Device device() {
        return device;
    }

    /** What the networks compute in; the autoencoder always in float32. */
    public ScalarType type() {
        return type;
    }

    /**
     * Says which parts are used from now on. Where parts are offloaded all others leave the device's memory, and what was
     * got of them before is dead.
     */
    void use(Part... now) {
        if (offload) {
            List<Part> kept = List.of(now);
            parts.forEach((part, placed) -> {
                if (!kept.contains(part)) {
                    placed.release();
                }
            });
        }
    }

    /** Bytes of the weights that are in the device's memory now. */
    public long weightBytes() {
        return parts.values().stream().mapToLong(PlacedPart::bytes).sum();
    }

    public TemporalVae vae() {
        return (TemporalVae) parts.get(Part.VAE).get();
    }

    /** There without the network's weights. */
    public TemporalVaeConfig vaeConfig() {
        return vaeConfig;
    }

    public SpatioTemporalUNet unet() {
        return (SpatioTemporalUNet) parts.get(Part.UNET).get();
    }

    public ControlNet controlNet() {
        return (ControlNet) parts.get(Part.CONTROL_NET).get();
    }

    /** Whether the model judges what is filled in where things go away; few do. */
    public boolean hasFill() {
        return Files.isDirectory(folder.resolve("fill"));
    }

    /** @throws NullPointerException without one, {@link #hasFill} */
    public LearnedFill fill() {
        return (LearnedFill) parts.get(Part.FILL).get();
    }

    /** Whether the model completes things that are cut or covered; few do. */
    public boolean hasCompletion() {
        return Files.isDirectory(folder.resolve("completion"));
    }

    /** @throws NullPointerException without one, {@link #hasCompletion} */
    public LearnedCompletion completion() {
        return (LearnedCompletion) parts.get(Part.COMPLETION).get();
    }

    /** Whether the model mends animatics; few do. */
    public boolean hasRefiner() {
        return Files.isDirectory(folder.resolve("refiner"));
    }

    /** @throws NullPointerException without one, {@link #hasRefiner} */
    public Refiner refiner() {
        return (Refiner) parts.get(Part.REFINER).get();
    }

    public ClipVisionEncoder imageEncoder() {
        return (ClipVisionEncoder) parts.get(Part.IMAGE_ENCODER).get();
    }

    public EntityFeatures features() {
        return (EntityFeatures) parts.get(Part.FEATURES).get();
    }

    public EulerSchedulerConfig scheduler() {
        return scheduler;
    }

    /** What both sides of a clip must be divisible by: the latents' factor times the U-Net's halvings. */
    public int sizeMultiple() {
        return vaeConfig.factor() << (unetConfig.blocks() - 1);
    }

    @Override
    public void close() {
        parts.values().forEach(PlacedPart::release);
        device.close();
    }
}
