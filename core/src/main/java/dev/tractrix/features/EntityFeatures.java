// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.features;

import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.checkpoint.ModelFolder;
import dev.tractrix.checkpoint.StateDict;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Mask;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.Posterior;
import dev.tractrix.nn.Weights;
import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Rng;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * What each thing in a picture looks like, as one vector (DIFT, Tang et al. 2023): the picture's latents are noised
 * once, an image diffusion U-Net looks at them, and what it has after an up block is averaged over several noises and
 * then under each thing's mask. DragAnything carries these vectors along the trajectories.
 *
 * <p>Owns its networks' weights. Not thread-safe.
 */
public final class EntityFeatures implements AutoCloseable {
    private final LatentEncoder vae;
    private final FeatureUNet unet;
    private final Tensor context;
    private final NoiseSchedule schedule;
    private final Look look;
    private final List<Weights> owned;

    /**
     * How a picture is looked at.
     *
     * @param timestep of the one noising, 261
     * @param upBlock whose output is taken, 0 the smallest size; 3, the last of four
     * @param ensemble number of noises averaged, 8
     * @param enlarge by what whole number the picture is enlarged before, 1 for not. A small picture's things cover a few
     *     cells only, over which the noise does not average out: at 64x48 a vector says next to nothing of its thing's
     *     colour (see docs/training.md), at four times that size most of it
     */
    public record Look(int timestep, int upBlock, int ensemble, int enlarge) {
        public Look {
            if (timestep < 0 || upBlock < 0 || ensemble < 1 || enlarge < 1) {
                throw new IllegalArgumentException("features: expected a timestep and an up block of 0 or more, at"
                        + " least one noise and an enlargement of 1 or more, got " + timestep + ", " + upBlock + ", "
                        + ensemble + ", " + enlarge);
            }
        }

        /** At the picture's own size. */
        public Look(int timestep, int upBlock, int ensemble) {
            this(timestep, upBlock, ensemble, 1);
        }

        /** The released code's: step 261, the last up block, 8 noises. */
        public static Look released(FeatureUNetConfig config) {
            return new Look(261, config.levels() - 1, 8);
        }
    }

    /**
     * @param context (1, M, D) that the U-Net attends to: the empty text, or whatever it was trained with; kept
     * @param owned freed by {@link #close}
     */
    public EntityFeatures(
            LatentEncoder vae,
            FeatureUNet unet,
            Tensor context,
            NoiseSchedule schedule,
            Look look,
            List<Weights> owned) {
        this.vae = Objects.requireNonNull(vae, "vae");
        this.unet = Objects.requireNonNull(unet, "unet");
        this.schedule = Objects.requireNonNull(schedule, "schedule");
        this.look = Objects.requireNonNull(look, "look");
        this.owned = List.copyOf(owned);
        int latents = vae.config().shape().latentChannels();
        if (latents != unet.config().inChannels()) {
            throw BadInputException.of(
                    "the feature model",
                    "a U-Net for the autoencoder's " + latents + " latent channels",
                    unet.config().inChannels(),
                    "take both from the same model");
        }
        this.context = TensorScope.keep(context);
    }

    /**
     * Opens a diffusers folder of the Stable Diffusion 1.5 family: {@code vae}, {@code unet}, and, where there,
     * {@code text_encoder} (else the U-Net attends to one zero token) and {@code scheduler} (else Stable Diffusion's).
     *
     * @param type float32 on a CPU
     * @throws BadInputException when a part is missing or does not fit its configuration
     */
    public static EntityFeatures open(Path folder, Device device, ScalarType type) {
        FeatureUNetConfig config =
                FeatureUNetConfig.of(ModelFolder.find(folder.resolve("unet")).config());
        return open(folder, folder.resolve("vae"), Look.released(config), device, type);
    }

    /**
     * As {@link #open(Path, Device, ScalarType)} with another look.
     *
     * @param vaeFolder an autoencoder's folder; a video model's temporal one serves too, its encoder is the same
     */
    public static EntityFeatures open(Path folder, Path vaeFolder, Look look, Device device, ScalarType type) {
        List<Weights> owned = new ArrayList<>();
        try {
            ModelFolder pictures = ModelFolder.find(vaeFolder);
            ModelFolder unetFolder = ModelFolder.find(folder.resolve("unet"));
            LatentEncoder vae;
            try (StateDict file = pictures.weights()) {
                Params p = Params.from(LatentEncoder.part(file), device, type);
                vae = new LatentEncoder(p, LatentEncoderConfig.of(pictures.config()));
                owned.add(p.finish("the image encoder"));
            }
            FeatureUNetConfig config = FeatureUNetConfig.of(unetFolder.config());
            FeatureUNet unet;
            try (StateDict file = unetFolder.weights()) {
                Params p = Params.from(FeatureUNet.part(file, config, look.upBlock()), device, type);
                unet = FeatureUNet.upTo(p, config, look.upBlock());
                owned.add(p.finish("the image U-Net"));
            }
            Path scheduler = folder.resolve("scheduler").resolve("scheduler_config.json");
            NoiseSchedule schedule = Files.isRegularFile(scheduler)
                    ? NoiseSchedule.of(ConfigJson.read(scheduler))
                    : NoiseSchedule.STABLE_DIFFUSION;
            Tensor context = context(folder.resolve("text_encoder"), config.crossAttentionDim(), device, type);
            return new EntityFeatures(vae, unet, context, schedule, look, owned);
        } catch (RuntimeException e) {
            owned.forEach(Weights::close);
            throw e;
        }
    }

    private static Tensor context(Path folder, int width, Device device, ScalarType type) {
        if (!Files.isDirectory(folder)) {
            return TensorScope.tidy(() -> Ops.zeros(1, 1, width).to(device, type));
        }
        ModelFolder found = ModelFolder.find(folder);
        ClipTextConfig config = ClipTextConfig.of(found.config());
        if (config.encoder().width() != width) {
            throw found.config()
                    .wrong(
                            "hidden_size",
                            "the U-Net's cross_attention_dim " + width,
                            config.encoder().width());
        }
        try (StateDict file = found.weights()) {
            Params p = Params.from(file, device, type);
            ClipTextEncoder text = new ClipTextEncoder(p, config);
            try (Weights weights = p.finish("the text tower")) {
                return Guards.noGrad(() -> TensorScope.tidy(() -> text.forward(text.emptyPrompt())));
            }
        }
    }

    /** Bytes of its networks' weights. */
    public long weightBytes() {
        return owned.stream().mapToLong(Weights::bytes).sum();
    }

    /** How the picture is looked at. */
    public Look look() {
        return look;
    }

    /** Channels of a feature vector. */
    public int channels() {
        return unet.config().featureChannels(look.upBlock());
    }

    /** Pixels a cell of the latents; a picture's sides are multiples of it. */
    public int factor() {
        return vae.config().shape().factor();
    }

    /**
     * The feature map of a picture.
     *
     * @param image (1, 3, H, W) in [-1, 1], sides divisible by {@link #factor}
     * @param seed of the noises; drawn on the CPU, so it means the same on every device
     * @param beforeEach called before each of the noises, to cancel by throwing
     * @return (C, h, w), float32; at the last up block h = enlarge H/f, w = enlarge W/f
     */
    public Tensor map(Tensor image, long seed, Runnable beforeEach) {
        return map(image, seed, look.ensemble(), beforeEach);
    }

    /**
     * As {@link #map(Tensor, long, Runnable)}.
     *
     * @param ensemble number of noises averaged, at least 1
     */
    public Tensor map(Tensor image, long seed, int ensemble, Runnable beforeEach) {
        Shapes.require("image", image, 1, vae.config().shape().inChannels(), -1, -1);
        return Guards.noGrad(() -> TensorScope.tidy(() -> {
            beforeEach.run();
            Tensor shown = look.enlarge() == 1
                    ? image
                    : Ops.upsampleBilinear(image, look.enlarge() * image.size(2), look.enlarge() * image.size(3));
            Tensor input = shown.to(context.device(), context.scalar_type());
            Posterior posterior = vae.posterior(input);
            long[] d = Shapes.dims(posterior.mean());
            d[0] = ensemble;
            Tensor times = Ops.tensor(new float[] {look.timestep()}, 1).to(input.device(), ScalarType.Float);
            try (Rng rng = new Rng(seed)) {
                Tensor sampling = rng.normal(d).to(input.device(), input.scalar_type());
                Tensor noise = rng.normal(d).to(input.device(), input.scalar_type());
                Tensor sum = null;
                for (int i = 0; i < ensemble; i++) {
                    beforeEach.run();
                    int at = i;
                    Tensor one = TensorScope.tidy(() -> {
                        Tensor latents = vae.sample(posterior, sampling.narrow(0, at, 1));
                        Tensor noised = schedule.addNoise(latents, noise.narrow(0, at, 1), look.timestep());
                        return unet.features(noised, times, context, look.upBlock())
                                .to(ScalarType.Float);
                    });
                    sum = sum == null ? one : TensorScope.then(sum, x -> x.add(one));
                }
                return Ops.mul(sum, 1.0 / ensemble).squeeze(0); // (1,C,h,w) -> (C,h,w)
            }
        }));
    }

    /** As {@link #map(Tensor, long, Runnable)}, not to be cancelled. */
    public Tensor map(Tensor image, long seed) {
        return map(image, seed, () -> {});
    }

    /**
     * Feature maps that can be differentiated by the pictures, for a loss: from the latents' mean, with one noise for all.
     *
     * @param images (N, 3, H, W) in [-1, 1], sides divisible by {@link #factor}; not enlarged
     * @return (N, C, h, w)
     */
    public Tensor differentiable(Tensor images, long seed) {
        return TensorScope.tidy(() -> {
            Tensor latents = Ops.mul(vae.posterior(images).mean(), vae.config().scalingFactor());
            Tensor times = Ops.tensor(new float[] {look.timestep()}, 1).to(images.device(), ScalarType.Float);
            try (Rng rng = new Rng(seed)) {
                long[] one = Shapes.dims(latents);
                one[0] = 1;
                Tensor noise = rng.normal(one).to(images.device(), images.scalar_type());
                Tensor noised = schedule.addNoise(latents, noise.expand_as(latents), look.timestep());
                return unet.features(
                        noised, times.expand(images.size(0)), context.expand(images.size(0), -1, -1), look.upBlock());
            }
        });
    }

    /**
     * The mean feature vector under each mask.
     *
     * @param map (C, h, w) of {@link #map}
     * @param enlarge of the look that the map is from
     * @param masks any size each, of the same field of view as the picture
     * @return (E, C) float32
     * @throws BadInputException for a mask that is empty at the map's size
     */
    public static Tensor under(Tensor map, int enlarge, List<Mask> masks) {
        return under(
                map,
                enlarge,
                masks,
                IntStream.range(0, masks.size()).mapToObj(e -> "mask " + e).toList());
    }

    /**
     * As {@link #under(Tensor, int, List)}.
     *
     * @param names of the masks in messages
     */
    public static Tensor under(Tensor map, int enlarge, List<Mask> masks, List<String> names) {
        int height = (int) map.size(1);
        int width = (int) map.size(2);
        return TensorScope.tidy(() -> {
            float[] share = new float[masks.size() * height * width];
            for (int e = 0; e < masks.size(); e++) {
                boolean[] cells = FeatureCells.require(masks.get(e), width, height, enlarge, names.get(e));
                int n = FeatureCells.count(cells);
                for (int i = 0; i < cells.length; i++) {
                    share[e * cells.length + i] = cells[i] ? 1f / n : 0;
                }
            }
            Tensor weights =
                    Ops.tensor(share, masks.size(), (long) height * width).to(map.device(), ScalarType.Float);
            return weights.matmul(map.to(ScalarType.Float).flatten(1, -1).transpose(0, 1)); // (E,hw) (hw,C) -> (E,C)
        });
    }

    @Override
    public void close() {
        context.close();
        owned.forEach(Weights::close);
    }
}
