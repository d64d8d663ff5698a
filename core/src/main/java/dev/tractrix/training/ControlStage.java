// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.checkpoint.ModelFolder;
import dev.tractrix.checkpoint.StateDict;
import dev.tractrix.control.ControlNet;
import dev.tractrix.control.ControlNetConfig;
import dev.tractrix.data.Prefetched;
import dev.tractrix.data.SceneSpec;
import dev.tractrix.data.SyntheticScene;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Picture;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.Weights;
import dev.tractrix.pipeline.GuidedDenoising;
import dev.tractrix.pipeline.Pixels;
import dev.tractrix.scene.Fidelity;
import dev.tractrix.svd.ClipVisionConfig;
import dev.tractrix.svd.ClipVisionEncoder;
import dev.tractrix.svd.ControlResiduals;
import dev.tractrix.svd.EulerScheduler;
import dev.tractrix.svd.EulerSchedulerConfig;
import dev.tractrix.svd.SpatioTemporalUNet;
import dev.tractrix.svd.SpatioTemporalUNetConfig;
import dev.tractrix.svd.TemporalVae;
import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Rng;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Trains DragAnything: the ControlNet on a video base, or all of it together from nothing.
 *
 * <p><b>A step.</b> Frames become latents (the autoencoder is frozen); the first frame, with a little noise, becomes
 * the still's latents and the image token; the discs become Gaussian maps and entity masks with one feature vector
 * each. Noise of a random strength is added; U-Net and ControlNet clean it; {@link EdmObjective} says how well, with
 * the things' masks weighing more than the rest (the paper's M).
 *
 * <p><b>Batch.</b> Each sample has its own entities, so control embeddings are made sample by sample; all the rest runs
 * as one batch.
 *
 * <p><b>Guide.</b> A share of the samples starts from the noised animatic instead of the noised truth and must still
 * arrive at the truth: so the network learns to repair cuts, fill what is uncovered, and move shadows along.
 *
 * <p><b>Randomness.</b> Sigma, noises and dropouts of a step are drawn from (seed, step, micro).
 */
public final class ControlStage implements Stage {
    /** A data set's pictures are decoded from files; a scene is made faster. */
    private static final int DECODING_THREADS = 2;

    private static final int SHEET_LEVELS = 10;
    private static final float LOWEST_GUIDED = 0.25f;
    private static final float HIGHEST_GUIDED = 4;

    /**
     * What is trained, by configuration; weights of a folder are taken where it has them.
     *
     * @param unet configuration, diffusers' form
     * @param controlNet configuration, diffusers' form
     * @param imageEncoder configuration, transformers' form
     * @param base folder with {@code unet}, {@code image_encoder} and perhaps {@code controlnet}, or null for a random
     *     start
     */
    public record Networks(JsonNode unet, JsonNode controlNet, JsonNode imageEncoder, Path base) {}

    private final Networks networks;
    private final ControlPreset preset;
    private final TrainingOptions options;
    private final TemporalVae vae;
    private final Device device;
    private final Conditioning conditioning;
    private final List<AutoCloseable> owned;
    private final SpatioTemporalUNet unet;
    private final ControlNet controlNet;
    private final ClipVisionEncoder tower;
    private final Weights unetWeights;
    private final Weights controlWeights;
    private final Weights towerWeights;
    private final FlatParameters parameters;
    private final LongFunction<ControlSample> samples;
    private final Prefetched<List<ControlSample>> batches;

    /**
     * @param describer of things; null where the ablation shows no entity map
     * @param samples sample number to sample; must depend on the number alone; negative ones are for the sheets
     * @param device where it is trained, and where the frozen networks are; closed with the stage
     * @param owned what the frozen networks hold; freed with the stage
     * @param kept what is known of samples that come again; not closed with the stage
     */
    public ControlStage(
            Networks networks,
            ControlPreset preset,
            TrainingOptions options,
            TemporalVae vae,
            EntityDescriber describer,
            LongFunction<ControlSample> samples,
            Device device,
            List<AutoCloseable> owned,
            SampleCache kept) {
        this.device = device;
        this.networks = networks;
        this.preset = preset;
        this.options = options;
        this.vae = vae;
        this.owned = List.copyOf(owned);
        List<StateDict> opened = new ArrayList<>();
        Params up = params("unet", options.seed() + 1, opened);
        unet = new SpatioTemporalUNet(up, SpatioTemporalUNetConfig.of(ConfigJson.of("unet", networks.unet())));
        unetWeights = up.finish("SpatioTemporalUNet");
        if (!has("unet")) {
            ResidualStart.apply(unetWeights.tensors());
            if (preset.unetStart() == ControlPreset.UnetStart.HELD) {
                HeldStart.apply(
                        unetWeights.tensors(), unet.config(), vae.config().scalingFactor());
            }
        }
        Params cp = params("controlnet", options.seed() + 2, opened);
        controlNet = new ControlNet(cp, ControlNetConfig.of(ConfigJson.of("controlnet", networks.controlNet())));
        controlWeights = cp.finish("ControlNet");
        if (!has("controlnet")) {
            ControlNet.initialise(controlWeights, unetWeights, true);
            if (preset.encoderStart() == ControlPreset.EncoderStart.LIVE) {
                LiveEncoder.apply(controlWeights.tensors(), options.seed() + 4);
            }
        }
        Params tp = params("image_encoder", options.seed() + 3, opened);
        tower = new ClipVisionEncoder(tp, ClipVisionConfig.of(ConfigJson.of("image_encoder", networks.imageEncoder())));
        towerWeights = tp.finish("ClipVisionEncoder");
        opened.forEach(StateDict::close);
        parameters = new FlatParameters(trained());
        conditioning = new Conditioning(
                vae,
                describer,
                preset,
                controlNet.config().featureOutChannels().get(0),
                tower.config().imageSize(),
                device,
                kept);
        int batch = options.batch();
        this.samples = samples;
        batches = new Prefetched<>(
                n -> LongStream.range(n * batch, (n + 1) * batch)
                        .mapToObj(samples)
                        .toList(),
                0,
                samples instanceof DatasetSamples ? DECODING_THREADS : 1,
                4);
    }

    private boolean has(String part) {
        return networks.base() != null && ModelFolder.weightsIn(networks.base().resolve(part)) != null;
    }

    private Params params(String part, long seed, List<StateDict> opened) {
        if (!has(part)) {
            return Params.random(seed, device);
        }
        opened.add(ModelFolder.find(networks.base().resolve(part)).weights());
        return Params.from(opened.get(opened.size() - 1), device, ScalarType.Float);
    }

    private Map<String, Tensor> trained() {
        Map<String, Tensor> out = new LinkedHashMap<>();
        if (preset.ablation() != ControlPreset.Ablation.NONE) {
            controlWeights.tensors().forEach((name, t) -> out.put("controlnet." + name, t));
        }
        unetWeights.tensors().forEach((name, t) -> {
            boolean temporal =
                    name.contains("temporal") || name.contains("time_mixer") || name.contains("time_pos_embed");
            if (preset.trained() == ControlPreset.Trained.ALL
                    || preset.trained() == ControlPreset.Trained.TEMPORAL && temporal) {
                out.put("unet." + name, t);
            }
        });
        if (preset.trained() == ControlPreset.Trained.ALL) {
            towerWeights.tensors().forEach((name, t) -> out.put("image_encoder." + name, t));
        }
        return out;
    }

    @Override
    public String name() {
        return preset.ablation() == ControlPreset.Ablation.NONE ? "video" : "control";
    }

    @Override
    public String fingerprint() {
        return networks.unet() + " " + networks.controlNet() + " " + networks.imageEncoder() + " " + preset.kept()
                + (samples instanceof DatasetSamples ? " data set" : " scenes") + " seed " + options.seed();
    }

    @Override
    public double lossScale() {
        return preset.precision().lossScale();
    }

    @Override
    public FlatParameters parameters() {
        return parameters;
    }

    @Override
    public String remarks() {
        return samples instanceof DatasetSamples set && set.skipped().count() > 0
                ? set.skipped().summary()
                : "";
    }

    @Override
    public boolean recomputes() {
        return preset.recompute();
    }

    @Override
    public boolean channelsLast() {
        return preset.channelsLast();
    }

    @Override
    public Loss loss(long step, int micro) {
        long index = (step - 1) * options.accumulation() + micro;
        List<ControlSample> samples = batches.get(index);
        try (Rng rng = new Rng(options.seed() * 15_485_863 + index)) {
            int b = samples.size();
            Conditioning.Inputs c =
                    Guards.noGrad(() -> conditioning.of(samples, rng, options.seed() + index * b, preset.dropImage()));
            Tensor sigma = withinGuide(preset.objective().sigmas(rng, b), samples);
            Tensor noisy = EdmObjective.noised(c.start(), here(rng.normal(Shapes.dims(c.clean()))), sigma);
            Tensor output = preset.precision().run(device, () -> {
                Tensor tokens =
                        tower.forward(c.towerPixels()).unsqueeze(1).mul(c.keep().view(b, 1, 1));
                Tensor input = Ops.cat(2, EdmObjective.scaledInput(noisy, sigma), c.still());
                Tensor timestep = EdmObjective.timestep(sigma);
                ControlResiduals residuals = residuals(c, input, timestep, tokens);
                return unet.forward(input, timestep, tokens, c.timeIds(), residuals, Fidelity.ResidualAddition.ONCE);
            });
            Tensor denoised = EdmObjective.denoised(output, noisy, sigma);
            Tensor loss = EdmObjective.loss(denoised, c.clean(), sigma, c.weight(), preset.maskMean());
            // what a video that never moves would cost beside it: how much of the motion is learned
            Tensor frozen = c.clean().narrow(1, 0, 1).expand(Shapes.dims(c.clean()));
            return new Loss(
                    loss,
                    Map.of(
                            "thingsError", () -> EdmObjective.squaredError(denoised.detach(), c.clean(), c.things()),
                            "thingsStatic", () -> EdmObjective.squaredError(frozen, c.clean(), c.things()),
                            "sigma", () -> Ops.item(sigma.mean())));
        }
    }

    private Tensor here(Tensor made) {
        return made.to(device, ScalarType.Float);
    }

    /** A guide replaces the levels above its own, and below the lowest the network can no longer repair anything. */
    private Tensor withinGuide(Tensor sigma, List<ControlSample> samples) {
        float[] values = Ops.toFloats(sigma);
        for (int i = 0; i < values.length; i++) {
            if (samples.get(i).animatic() != null) {
                values[i] = Math.max(LOWEST_GUIDED, Math.min(HIGHEST_GUIDED, values[i]));
            }
        }
        return here(Ops.tensor(values, values.length));
    }

    private ControlResiduals residuals(Conditioning.Inputs c, Tensor input, Tensor timestep, Tensor tokens) {
        if (preset.ablation() == ControlPreset.Ablation.NONE) {
            return null;
        }
        return controlNet.forward(
                input, timestep, controlNet.prepare(tokens, input.size(1)), c.timeIds(), embedding(c), 1);
    }

    private Tensor embedding(Conditioning.Inputs c) {
        List<Tensor> embeddings = new ArrayList<>();
        for (int i = 0; i < c.maps().size(); i++) {
            embeddings.add(controlNet.embed(
                    c.maps().get(i), c.masks().get(i), c.vectors().get(i)));
        }
        return Ops.cat(0, embeddings); // B x (F, D, h, w) -> (B*F, D, h, w)
    }

    /** The kind of scenes that are trained on. */
    SceneSpec scenes() {
        return preset.scenes();
    }

    /** A scene that is not trained on, with its lines as the training draws them, without an animatic. */
    ControlSample sample(SyntheticScene scene) {
        return ControlSample.of(scene, Fidelity.PAPER, 0, preset.locks());
    }

    /** Scaled latents (1, F, C, h, w) as F pictures. */
    List<Picture> pictures(Tensor latents) {
        return TensorScope.inside(() -> Pixels.toPictures(
                vae.decode(Ops.mul(latents.select(0, 0), 1 / vae.config().scalingFactor()), latents.size(1))));
    }

    /** The seed of the training. */
    long seed() {
        return options.seed();
    }

    /** What denoising a sample from noise starts from, and the latents (1, F, C, h, w) that it should end at. */
    record Start(GuidedDenoising.Inputs inputs, Tensor truth) {}

    /** The start of a sample that was not trained on. @param seed of the noises */
    Start start(ControlSample sample, long seed) {
        try (Rng rng = new Rng(seed)) {
            Conditioning.Inputs c = conditioning.of(List.of(sample), rng, options.seed() + seed, 0);
            Tensor token = tower.forward(c.towerPixels()).unsqueeze(1);
            Tensor control = name().equals("video") ? null : embedding(c);
            Tensor noise = here(rng.normal(Shapes.dims(c.clean())));
            return new Start(
                    new GuidedDenoising.Inputs(noise, c.still().select(1, 0), token, c.timeIds(), control), c.clean());
        }
    }

    /** Denoising with the weights that are now in {@link #parameters()}. @param strength of the ControlNet */
    GuidedDenoising denoising(EulerScheduler scheduler, double strength) {
        return new GuidedDenoising(
                unet,
                name().equals("video") ? null : controlNet,
                scheduler,
                Fidelity.ResidualAddition.ONCE,
                Fidelity.TokenOrder.SEPARATE,
                strength,
                1,
                1);
    }

    @Override
    public void export(Path folder, Map<String, String> metadata) {
        PartFiles.write(folder.resolve("unet"), networks.unet(), unetWeights, PartFiles.DIFFUSERS, metadata);
        if (preset.ablation() != ControlPreset.Ablation.NONE) {
            PartFiles.write(
                    folder.resolve("controlnet"), networks.controlNet(), controlWeights, PartFiles.DIFFUSERS, metadata);
        }
        PartFiles.write(
                folder.resolve("image_encoder"), networks.imageEncoder(), towerWeights, "model.safetensors", metadata);
    }

    /** Truth above, what one denoising step from sigma 2 makes of it below; first, middle and last frame of two clips. */
    @Override
    public void sheet(Path png) {
        List<ControlSample> shown = List.of(samples.apply(-1), samples.apply(-2));
        TensorScope.inside(() -> Guards.noGrad(() -> {
            try (Rng rng = new Rng(options.seed() - 1)) {
                Conditioning.Inputs c = conditioning.of(shown, rng, options.seed() - shown.size(), 0);
                int b = shown.size();
                int f = shown.get(0).frames().size();
                Tensor sigma = here(Ops.full(2, b));
                Tensor noisy = EdmObjective.noised(c.start(), here(rng.normal(Shapes.dims(c.clean()))), sigma);
                Tensor tokens = tower.forward(c.towerPixels()).unsqueeze(1);
                Tensor input = Ops.cat(2, EdmObjective.scaledInput(noisy, sigma), c.still());
                Tensor timestep = EdmObjective.timestep(sigma);
                ControlResiduals residuals = residuals(c, input, timestep, tokens);
                Tensor output =
                        unet.forward(input, timestep, tokens, c.timeIds(), residuals, Fidelity.ResidualAddition.ONCE);
                Tensor denoised = EdmObjective.denoised(output, noisy, sigma);
                List<Tensor> rows = new ArrayList<>();
                for (int i = 0; i < b; i++) {
                    rows.add(row(c.clean().select(0, i), f));
                    rows.add(row(noisy.select(0, i), f));
                    rows.add(row(denoised.select(0, i), f));
                }
                ImageFiles.writePng(Pixels.toPicture(Ops.cat(2, rows)), png);
            }
            return null;
        }));
    }

    /** Two clips that are not trained on, made from pure noise without guidance, right of their truth. */
    @Override
    public void clips(Path gif) {
        List<List<Picture>> pairs = new ArrayList<>();
        for (int n = 1; n <= 2; n++) {
            ControlSample sample = samples.apply(-n);
            long seed = -n;
            pairs.add(sample.frames());
            pairs.add(TensorScope.inside(() -> Guards.noGrad(() -> {
                Start start = start(sample, seed);
                EulerScheduler levels = new EulerScheduler(EulerSchedulerConfig.stableVideoDiffusion(), SHEET_LEVELS);
                return pictures(denoising(levels, 1).run(start.inputs, (done, all, latents) -> {}));
            })));
        }
        SideBySide.write(pairs, gif);
    }

    private Tensor row(Tensor latents, int f) {
        Tensor pixels = vae.decode(Ops.mul(latents, 1 / vae.config().scalingFactor()), f);
        return Ops.cat(3, pixels.narrow(0, 0, 1), pixels.narrow(0, f / 2, 1), pixels.narrow(0, f - 1, 1));
    }

    @Override
    public long waitedMillis() {
        return batches.waited().toMillis();
    }

    @Override
    public void close() {
        batches.close();
        parameters.close();
        unetWeights.close();
        controlWeights.close();
        towerWeights.close();
        Owned.close(owned);
        device.close();
    }
}
