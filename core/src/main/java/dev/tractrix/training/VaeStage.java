// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tractrix.checkpoint.ModelFolder;
import dev.tractrix.checkpoint.Safetensors;
import dev.tractrix.checkpoint.StateDict;
import dev.tractrix.data.Prefetched;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Picture;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.Posterior;
import dev.tractrix.nn.Weights;
import dev.tractrix.pipeline.Pixels;
import dev.tractrix.svd.TemporalVae;
import dev.tractrix.svd.TemporalVaeConfig;
import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Rng;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Trains a {@link TemporalVae}: squared and absolute error of the pixels and of their differences between neighbours
 * (edges), and a small pull of the latents towards a standard normal. Or its decoder alone, on clips, so that frames agree
 * with each other: then the encoder and the latents' scale stay as they were.
 */
public final class VaeStage implements Stage {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final double START_LOGVAR = -8;

    private final TemporalVaeConfig config;
    private final VaePreset preset;
    private final TrainingOptions options;
    private final TemporalVae vae;
    private final Weights weights;
    private final FlatParameters parameters;
    private final Device device;
    private final LongFunction<List<Picture>> clips;
    private final Prefetched<List<Picture>> batches;

    /**
     * @param start autoencoder to go on from, or null for a random start, which a decoder alone cannot have
     * @param clips batch number to clips: each call returns batch x frames pictures of preset.crop size, clip after
     *     clip; must depend on the number alone
     * @param device where it is trained; closed with the stage
     */
    public VaeStage(
            TemporalVaeConfig config,
            VaePreset preset,
            TrainingOptions options,
            ModelFolder start,
            LongFunction<List<Picture>> clips,
            Device device) {
        this.device = device;
        this.config = start == null ? config : sameNetwork(config, start);
        this.preset = preset;
        this.options = options;
        this.clips = clips;
        if (start == null) {
            Params p = Params.random(options.seed(), device);
            vae = new TemporalVae(p, config);
            weights = p.finish("TemporalVae");
            ResidualStart.apply(weights.tensors());
            startPrecise(weights, config.latentChannels());
        } else {
            try (StateDict file = start.weights()) {
                Params p = Params.from(file, device, ScalarType.Float);
                vae = new TemporalVae(p, config);
                weights = p.finish("TemporalVae");
            }
        }
        parameters = new FlatParameters(trained());
        batches = new Prefetched<>(clips, 0, 1, 3);
    }

    /** The start's own scale is kept: what was trained on its latents expects it. */
    private static TemporalVaeConfig sameNetwork(TemporalVaeConfig asked, ModelFolder start) {
        TemporalVaeConfig own = TemporalVaeConfig.of(start.config());
        if (!own.withScalingFactor(1).equals(asked.withScalingFactor(1))) {
            throw BadInputException.of(
                    start.configFile().toString(),
                    "the preset's autoencoder " + asked.withScalingFactor(1),
                    own.withScalingFactor(1),
                    "change the preset's vae, or take another base");
        }
        return own;
    }

    private Map<String, Tensor> trained() {
        Map<String, Tensor> out = new LinkedHashMap<>(weights.tensors());
        if (preset.trained() == VaePreset.Trained.DECODER) {
            out.keySet().removeIf(name -> !name.startsWith("decoder."));
        }
        return out;
    }

    /**
     * Lets the latents start with hardly any noise. At a random start their deviation is about 1, far more than the
     * weak signals (colour) that they carry; the decoder then learns to ignore those before the encoder can raise them,
     * and never looks at them again: 3,500 steps gave grey pictures.
     */
    private static void startPrecise(Weights weights, long channels) {
        Guards.noGrad(() -> TensorScope.inside(() -> {
            weights.tensors()
                    .get("quant_conv.bias")
                    .narrow(0, channels, channels)
                    .fill_(new Scalar(START_LOGVAR));
            weights.tensors()
                    .get("quant_conv.weight")
                    .narrow(0, channels, channels)
                    .zero_();
            return null;
        }));
    }

    @Override
    public String name() {
        return "vae";
    }

    @Override
    public String fingerprint() {
        return config.withScalingFactor(1).write(JSON.createObjectNode()) + " " + preset + " seed " + options.seed();
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
    public Loss loss(long step, int micro) {
        long index = (step - 1) * options.accumulation() + micro;
        try (Rng rng = new Rng(options.seed() * 7_919 + index + 1)) {
            Tensor image = tensor(batches.get(index));
            Posterior[] encoded = new Posterior[1];
            Tensor decoded = preset.precision().run(device, () -> {
                encoded[0] = preset.trained() == VaePreset.Trained.DECODER
                        ? Guards.noGrad(() -> vae.encode(image))
                        : vae.encode(image);
                Tensor noise = rng.normal(Shapes.dims(encoded[0].mean())).to(device, ScalarType.Float);
                Tensor z = encoded[0].sample(noise);
                return vae.decode(z, preset.frames());
            });
            Posterior posterior = encoded[0];
            Tensor error = decoded.sub(image);
            Tensor squared = error.square().mean();
            Tensor absolute = error.abs().mean();
            Tensor edges = differences(error, 3)
                    .abs()
                    .mean()
                    .add(differences(error, 2).abs().mean());
            // KL of N(mean, exp(logvar)) from N(0, 1), a value per latent number
            Tensor kl = Ops.mul(
                    Ops.add(
                                    posterior
                                            .mean()
                                            .square()
                                            .add(posterior.logvar().exp())
                                            .sub(posterior.logvar()),
                                    -1)
                            .mean(),
                    0.5);
            Tensor total = Ops.addScaled(
                    Ops.addScaled(Ops.addScaled(squared, absolute, preset.absolute()), edges, preset.edges()),
                    kl,
                    preset.kl());
            // pixels are in [-1, 1]: a range of 2
            return new Loss(
                    total, Map.of("psnr", () -> 10 * Math.log10(4 / Ops.item(squared)), "kl", () -> Ops.item(kl)));
        }
    }

    private Tensor tensor(List<Picture> pictures) {
        return TensorScope.tidy(() -> Pixels.toTensor(pictures).to(device, ScalarType.Float));
    }

    private static Tensor differences(Tensor x, int dim) {
        return TensorScope.tidy(() -> x.narrow(dim, 1, x.size(dim) - 1).sub(x.narrow(dim, 0, x.size(dim) - 1)));
    }

    @Override
    public void export(Path folder, Map<String, String> metadata) {
        Path target = folder.resolve("vae");
        TemporalVaeConfig exported = preset.trained() == VaePreset.Trained.DECODER
                ? config
                : config.withScalingFactor(Math.round(1e5 / latentDeviation()) / 1e5);
        try {
            Files.createDirectories(target);
            Files.writeString(
                    target.resolve("config.json"),
                    JSON.writerWithDefaultPrettyPrinter().writeValueAsString(exported.write(JSON.createObjectNode())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Safetensors.write(
                new LinkedHashMap<>(weights.tensors()),
                metadata,
                target.resolve("diffusion_pytorch_model.safetensors"));
    }

    /** Standard deviation of the latents of pictures that were not trained on. */
    private double latentDeviation() {
        return TensorScope.inside(() -> Guards.noGrad(() -> {
            Tensor image = tensor(Batches.stills(32, preset.crop(), preset.crop(), -options.seed() - 1)
                    .apply(0));
            return Ops.item(vae.encode(image).mean().std());
        }));
    }

    /** Truth above, decoded below: stills, or the frames of one clip. */
    @Override
    public void sheet(Path png) {
        Picture sheet = TensorScope.inside(() -> Guards.noGrad(() -> {
            int frames = preset.frames();
            Tensor image = tensor(clips.apply(-1).subList(0, frames == 1 ? Math.min(6, options.batch()) : frames));
            Tensor decoded = vae.decode(vae.encode(image).mean(), frames);
            return Pixels.toPicture(Ops.cat(2, PictureRows.row(image), PictureRows.row(decoded)));
        }));
        ImageFiles.writePng(sheet, png);
    }

    /** A clip and what is decoded of it; nothing of stills. */
    @Override
    public void clips(Path gif) {
        if (preset.frames() > 1) {
            List<Picture> truth = clips.apply(-1).subList(0, preset.frames());
            List<Picture> decoded = TensorScope.inside(() -> Guards.noGrad(
                    () -> Pixels.toPictures(vae.decode(vae.encode(tensor(truth)).mean(), preset.frames()))));
            SideBySide.write(List.of(truth, decoded), gif);
        }
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
        device.close();
    }
}
