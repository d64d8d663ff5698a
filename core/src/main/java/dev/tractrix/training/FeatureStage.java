// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.data.Prefetched;
import dev.tractrix.features.FeatureUNet;
import dev.tractrix.features.FeatureUNetConfig;
import dev.tractrix.features.NoiseSchedule;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Picture;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.Weights;
import dev.tractrix.pipeline.Pixels;
import dev.tractrix.svd.TemporalVae;
import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Rng;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Trains the image diffusion U-Net whose inner features describe things: noise prediction on still pictures' latents,
 * without a text (it attends to one zero token).
 */
public final class FeatureStage implements Stage {
    private final JsonNode configuration;
    private final TrainingOptions options;
    private final TemporalVae vae;
    private final List<AutoCloseable> owned;
    private final FeatureUNet unet;
    private final Weights weights;
    private final FlatParameters parameters;
    private final Device device;
    private final LongFunction<List<Picture>> pictures;
    private final Prefetched<List<Picture>> batches;
    private final NoiseSchedule schedule = NoiseSchedule.STABLE_DIFFUSION;
    private final long contextWidth;

    /**
     * @param vae frozen, on the device; its latents are what is learned
     * @param pictures batch number to pictures of one size; must depend on the number alone; -1 is for the sheets
     * @param device where it is trained; closed with the stage
     * @param owned what the frozen networks hold; freed with the stage
     */
    public FeatureStage(
            JsonNode configuration,
            TrainingOptions options,
            TemporalVae vae,
            LongFunction<List<Picture>> pictures,
            Device device,
            List<AutoCloseable> owned) {
        this.device = device;
        this.owned = List.copyOf(owned);
        this.configuration = configuration;
        this.options = options;
        this.vae = vae;
        FeatureUNetConfig config = FeatureUNetConfig.of(ConfigJson.of("features/unet", configuration));
        contextWidth = config.crossAttentionDim();
        Params p = Params.random(options.seed(), device);
        unet = new FeatureUNet(p, config);
        weights = p.finish("FeatureUNet");
        ResidualStart.apply(weights.tensors());
        parameters = new FlatParameters(weights.tensors());
        this.pictures = pictures;
        batches = new Prefetched<>(pictures, 0, 1, 3);
    }

    @Override
    public String name() {
        return "features";
    }

    @Override
    public String fingerprint() {
        return configuration + " seed " + options.seed();
    }

    @Override
    public FlatParameters parameters() {
        return parameters;
    }

    @Override
    public Loss loss(long step, int micro) {
        long index = (step - 1) * options.accumulation() + micro;
        try (Rng rng = new Rng(options.seed() * 104_729 + index)) {
            Tensor image = here(Pixels.toTensor(batches.get(index)));
            Tensor clean = Guards.noGrad(() -> latents(image));
            long b = clean.size(0);
            float[] uniform = Ops.toFloats(rng.uniform(b));
            int[] times = new int[(int) b];
            float[] asFloats = new float[times.length];
            for (int i = 0; i < times.length; i++) {
                times[i] = (int) (uniform[i] * schedule.steps());
                asFloats[i] = times[i];
            }
            Tensor noise = here(rng.normal(Shapes.dims(clean)));
            Tensor noisy = schedule.addNoise(clean, noise, times);
            Tensor predicted = unet.forward(noisy, here(Ops.tensor(asFloats, b)), here(Ops.zeros(1, 1, contextWidth)));
            return new Loss(predicted.sub(noise).square().mean(), Map.of());
        }
    }

    private Tensor here(Tensor made) {
        return made.to(device, ScalarType.Float);
    }

    private Tensor latents(Tensor image) {
        return TensorScope.tidy(
                () -> Ops.mul(vae.encode(image).mean(), vae.config().scalingFactor()));
    }

    @Override
    public void export(Path folder, Map<String, String> metadata) {
        PartFiles.write(
                folder.resolve("features").resolve("unet"), configuration, weights, PartFiles.DIFFUSERS, metadata);
    }

    /** Pictures, and what the network makes of them when half of their variance is noise. */
    @Override
    public void sheet(Path png) {
        int half = 300;
        TensorScope.inside(() -> Guards.noGrad(() -> {
            try (Rng rng = new Rng(options.seed() - 1)) {
                Tensor image = here(Pixels.toTensor(pictures.apply(-1)));
                Tensor clean = latents(image);
                Tensor noise = here(rng.normal(Shapes.dims(clean)));
                Tensor noisy = schedule.addNoise(clean, noise, half);
                Tensor predicted = unet.forward(noisy, here(Ops.full(half, 1)), here(Ops.zeros(1, 1, contextWidth)));
                double alpha = schedule.alphasCumprod()[half];
                Tensor restored = Ops.mul(Ops.addScaled(noisy, predicted, -Math.sqrt(1 - alpha)), 1 / Math.sqrt(alpha));
                List<Tensor> rows = List.of(row(clean), row(noisy), row(restored));
                ImageFiles.writePng(Pixels.toPicture(Ops.cat(2, rows)), png);
            }
            return null;
        }));
    }

    private Tensor row(Tensor latents) {
        Tensor pixels = vae.decode(
                Ops.mul(
                        latents.narrow(0, 0, Math.min(6, latents.size(0))),
                        1 / vae.config().scalingFactor()),
                1);
        return pixels.permute(1, 2, 0, 3).reshape(1, 3, pixels.size(2), -1); // (N,3,H,W) -> (1,3,H,N*W)
    }

    @Override
    public long waitedMillis() {
        return batches.waited().toMillis();
    }

    @Override
    public void close() {
        batches.close();
        parameters.close();
        weights.close();
        Owned.close(owned);
        device.close();
    }
}
