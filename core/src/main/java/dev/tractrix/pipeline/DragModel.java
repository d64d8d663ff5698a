// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.pipeline;

import dev.tractrix.checkpoint.ModelFolder;
import dev.tractrix.checkpoint.StateDict;
import dev.tractrix.checkpoint.WeightFiles;
import dev.tractrix.control.ControlNet;
import dev.tractrix.control.ControlNetConfig;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.features.EntityFeatures;
import dev.tractrix.features.FeatureUNetConfig;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.Weights;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * All networks of one model folder: {@code vae}, {@code unet}, {@code image_encoder}, {@code scheduler} in Stable Video
 * Diffusion's layout, {@code controlnet} beside them, and {@code features}, a Stable-Diffusion-1.5-family folder
 * ({@code unet}, {@code text_encoder}, {@code vae}; without a vae of its own it looks at the video model's latents).
 *
 * <p>Loaded once, used for many clips. Owns the weights. Not thread-safe.
 */
public final class DragModel implements AutoCloseable {
    private final Path folder;
    private final ModelDefaults defaults;
    private final Settings place;
    private final Device device;
    private final ScalarType type;
    private final TemporalVae vae;
    private final SpatioTemporalUNet unet;
    private final ControlNet controlNet;
    private final ClipVisionEncoder imageEncoder;
    private final EntityFeatures features;
    private final EulerSchedulerConfig scheduler;
    private final List<Weights> owned = new ArrayList<>();
    private final Map<String, Path> files = new LinkedHashMap<>();
    private final Map<String, String> hashes = new LinkedHashMap<>();

    /**
     * Opens a model.
     *
     * @param model {@code embedded}, or a folder
     * @param settings device and dtype are taken from here where set
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
                .build();
        device = Devices.of(settings.device());
        type = Devices.type(settings.dtype(), device);
        try {
            // the autoencoder stays exact: its float16 overflows, and it runs once
            vae = part(
                    "vae",
                    ScalarType.Float,
                    "TemporalVae",
                    (p, f) -> new TemporalVae(p, TemporalVaeConfig.of(f.config())));
            unet = part(
                    "unet",
                    type,
                    "SpatioTemporalUNet",
                    (p, f) -> new SpatioTemporalUNet(p, SpatioTemporalUNetConfig.of(f.config())));
            controlNet = part(
                    "controlnet", type, "ControlNet", (p, f) -> new ControlNet(p, ControlNetConfig.of(f.config())));
            imageEncoder = part(
                    "image_encoder",
                    type,
                    "ClipVisionEncoder",
                    (p, f) -> new ClipVisionEncoder(p, ClipVisionConfig.of(f.config())));
            scheduler = EulerSchedulerConfig.read(folder.resolve("scheduler").resolve("scheduler_config.json"));
            features = openFeatures(settings);
        } catch (RuntimeException e) {
            owned.forEach(Weights::close);
            device.close();
            throw e;
        }
        try {
            requireFit();
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
    private void requireFit() {
        SpatioTemporalUNetConfig video = unet.config();
        int latents = vae.config().latentChannels();
        require("vae latent_channels, twice, and unet in_channels", 2 * latents, video.inChannels());
        require("vae latent_channels and unet out_channels", latents, video.outChannels());
        require(
                "vae pixels a latent cell and those of the control encoder",
                vae.config().factor(),
                8);
        require(
                "features' and vae's pixels a latent cell",
                features.factor(),
                vae.config().factor());
        require(
                "unet and controlnet in_channels",
                video.inChannels(),
                controlNet.config().unet().inChannels());
        require(
                "unet and controlnet block_out_channels",
                video.blockOutChannels(),
                controlNet.config().unet().blockOutChannels());
        require(
                "unet and controlnet layers_per_block",
                video.layersPerBlock(),
                controlNet.config().unet().layersPerBlock());
        int token = imageEncoder.config().projectionDim();
        for (int width : video.crossAttentionDim()) {
            require("image_encoder projection_dim and unet cross_attention_dim", token, width);
        }
        for (int width : controlNet.config().unet().crossAttentionDim()) {
            require("image_encoder projection_dim and controlnet cross_attention_dim", token, width);
        }
        require(
                "features' channels and twice the controlnet's first of feature_out_channels",
                features.channels(),
                controlNet.config().entityFeatureChannels());
    }

    private void require(String what, Object one, Object other) {
        if (!one.equals(other)) {
            throw BadInputException.of(
                    folder + ": " + what, "the same", one + " and " + other, "take all parts from one model");
        }
    }

    private <M> M part(String name, ScalarType as, String title, BiFunction<Params, ModelFolder, M> build) {
        ModelFolder found = ModelFolder.find(folder.resolve(name));
        files.put(name, found.weightsFile());
        try (StateDict file = found.weights()) {
            Params p = Params.from(file, device, as);
            M made = build.apply(p, found);
            owned.add(p.finish(title + " in " + name));
            return made;
        }
    }

    private EntityFeatures openFeatures(Settings settings) {
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
                defaults.features().timestep(), up < 0 ? config.levels() - 1 : up, settings.featureEnsemble());
        return EntityFeatures.open(own, pictures, look, device, type);
    }

    /** What was decided when it was opened and no run can change: model, device and dtype. */
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

    public TemporalVae vae() {
        return vae;
    }

    public SpatioTemporalUNet unet() {
        return unet;
    }

    public ControlNet controlNet() {
        return controlNet;
    }

    public ClipVisionEncoder imageEncoder() {
        return imageEncoder;
    }

    public EntityFeatures features() {
        return features;
    }

    public EulerSchedulerConfig scheduler() {
        return scheduler;
    }

    /** What both sides of a clip must be divisible by: the latents' factor times the U-Net's halvings. */
    public int sizeMultiple() {
        return vae.config().factor() << (unet.config().blocks() - 1);
    }

    @Override
    public void close() {
        features.close();
        owned.forEach(Weights::close);
        device.close();
    }
}
