// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tractrix.animatic.Unseen;
import dev.tractrix.checkpoint.ModelFolder;
import dev.tractrix.data.Prefetched;
import dev.tractrix.features.EntityFeatures;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.nn.Weights;
import dev.tractrix.pipeline.Pixels;
import dev.tractrix.refiner.RefinerConfig;
import dev.tractrix.refiner.RefinerInput;
import dev.tractrix.refiner.RefinerNetwork;
import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Trains a {@link RefinerNetwork}: an animatic in, the true frame out. What is made small is the mean error in decibels, of what
 * is uncovered, of outlines, and, half as much, of the whole piece, so that a piece that nothing can be known of does not drown
 * the others; and, where the preset weighs it, the error in what the feature network sees.
 */
final class RefinerStage implements Stage {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Pixels whose error a region has beside its own, none: the less of a region a piece has, the less it counts. */
    private static final double BESIDE = 10;

    private static final double WHOLE = 0.5;
    private static final int SHEET = 8;

    private final RefinerConfig config;
    private final RefinerPreset preset;
    private final TrainingOptions options;
    private final Learner<RefinerNetwork> learner;
    private final Device device;
    private final EntityFeatures features;
    private final Guides guides;
    private final RefinerCrops crops;
    private final Prefetched<byte[]> batches;

    /** How animatics are made. @param weights what is needed for that */
    record Guides(Unseen unseen, List<Weights> weights) implements AutoCloseable {
        @Override
        public void close() {
            weights.forEach(Weights::close);
        }
    }

    /**
     * @param start to go on from, or null for a random start
     * @param features where the preset weighs their error, else null; closed with the stage
     * @param guides closed with the stage
     * @param device where it is trained; closed with the stage
     */
    RefinerStage(
            RefinerConfig config,
            RefinerPreset preset,
            TrainingOptions options,
            ModelFolder start,
            EntityFeatures features,
            Guides guides,
            Device device) {
        this.features = features;
        this.guides = guides;
        this.config = config;
        this.preset = preset;
        this.options = options;
        this.device = device;
        learner = Learner.open(start, options.seed(), device, "RefinerNetwork", p -> new RefinerNetwork(p, config));
        crops = new RefinerCrops(preset, guides.unseen(), options.seed());
        batches = new Prefetched<>(n -> crops.batch(n, options.batch()), 0, 1, 4);
    }

    @Override
    public String name() {
        return "refiner";
    }

    @Override
    public String fingerprint() {
        return config.write(JSON.createObjectNode()) + " " + preset + " seed " + options.seed();
    }

    @Override
    public FlatParameters parameters() {
        return learner.parameters();
    }

    /** A batch on the device; all (B, .., h, w). */
    private record Batch(Tensor input, Tensor animatic, Tensor zone, Tensor truth, Tensor uncovered, Tensor outlines) {}

    private Batch batch(byte[] bytes) {
        int count = bytes.length / (RefinerCrops.PLANES * preset.cropHeight() * preset.cropWidth());
        Tensor all = Ops.bytes(bytes, count, RefinerCrops.PLANES, preset.cropHeight(), preset.cropWidth())
                .to(device, ScalarType.Float);
        int n = RefinerInput.CHANNELS;
        Tensor colours = colours(all.narrow(1, 0, 6));
        return new Batch(
                Ops.cat(1, colours, Ops.mul(all.narrow(1, 6, n - 6), 1 / 255.0)),
                colours.narrow(1, 0, 3),
                Ops.mul(all.narrow(1, n, 1), 1 / 255.0),
                colours(all.narrow(1, n + 1, 3)),
                Ops.mul(all.narrow(1, n + 4, 1), 1 / 255.0),
                Ops.mul(all.narrow(1, n + 5, 1), 1 / 255.0));
    }

    private static Tensor colours(Tensor bytes) {
        return TensorScope.tidy(() -> Ops.add(Ops.mul(bytes, 1 / 127.5), -1));
    }

    private Tensor refined(Batch batch) {
        return TensorScope.tidy(
                () -> batch.animatic.add(learner.network().forward(batch.input).mul(batch.zone)));
    }

    @Override
    public Loss loss(long step, int micro) {
        Batch batch = batch(batches.get((step - 1) * options.accumulation() + micro));
        Tensor refined = refined(batch);
        Tensor now = refined.sub(batch.truth).square();
        Tensor before = batch.animatic.sub(batch.truth).square();
        Tensor uncovered = decibels(now, batch.uncovered);
        Tensor outlines = decibels(now, batch.outlines);
        Tensor total = Ops.addScaled(uncovered.add(outlines), decibels(now, null), WHOLE);
        Map<String, DoubleSupplier> parts = new LinkedHashMap<>();
        if (features != null) {
            Tensor looks = looks(refined, batch.truth, step);
            total = Ops.addScaled(total, looks, preset.features());
            parts.put("features", () -> Ops.item(looks));
        }
        Tensor uncoveredBefore = decibels(before, batch.uncovered);
        Tensor outlinesBefore = decibels(before, batch.outlines);
        parts.put("uncoveredGain", () -> Ops.item(uncoveredBefore) - Ops.item(uncovered));
        parts.put("outlinesGain", () -> Ops.item(outlinesBefore) - Ops.item(outlines));
        return new Loss(total, parts);
    }

    /**
     * The error in the base's features, dB below what a picture of their mean has. What is only likely looks soft, and soft is not
     * what the truth looks like: this weighs against it.
     */
    private Tensor looks(Tensor refined, Tensor truth, long step) {
        return TensorScope.tidy(() -> {
            Tensor real = Guards.noGrad(() -> features.differentiable(truth, step));
            Tensor error = features.differentiable(refined, step).sub(real).square();
            Tensor mean = real.mean(new long[] {2, 3}, true, null); // (B,C,h,w) -> (B,C,1,1)
            Tensor deviation = real.sub(mean).square();
            Tensor share = error.mean(1, 2, 3).div(Ops.add(deviation.mean(1, 2, 3), preset.floor()));
            return Ops.mul(Ops.add(share, preset.floor()).log10().mean(), 10);
        });
    }

    /**
     * The mean over the batch of each piece's error, dB below black to white; the larger the worse.
     *
     * @param squared (B, 3, h, w), of values of -1..1
     * @param region (B, 1, h, w), null for all
     */
    private Tensor decibels(Tensor squared, Tensor region) {
        return TensorScope.tidy(() -> {
            Tensor unit = Ops.mul(squared.mean(1), 0.25); // (B,3,h,w) -> (B,h,w), black to white is 1
            Tensor error = region == null
                    ? unit.mean(1, 2)
                    : unit.mul(region.select(1, 0)).sum(1, 2).div(Ops.add(region.sum(1, 2, 3), BESIDE));
            return Ops.mul(Ops.add(error, preset.floor()).log10().mean(), 10);
        });
    }

    @Override
    public void export(Path folder, Map<String, String> metadata) {
        PartFiles.write(
                folder.resolve("refiner"),
                config.write(JSON.createObjectNode()),
                learner.weights(),
                PartFiles.DIFFUSERS,
                metadata);
    }

    /** Pieces that are not trained on: the animatic above, mended below it, the truth at the bottom. */
    @Override
    public void sheet(Path png) {
        TensorScope.inside(() -> Guards.noGrad(() -> {
            Batch batch = batch(crops.batch(-1, SHEET));
            ImageFiles.writePng(
                    Pixels.toPicture(Ops.cat(
                            2,
                            PictureRows.row(batch.animatic),
                            PictureRows.row(refined(batch)),
                            PictureRows.row(batch.truth))),
                    png);
            return null;
        }));
    }

    @Override
    public long waitedMillis() {
        return batches.waited().toMillis();
    }

    @Override
    public void close() {
        batches.close();
        if (features != null) {
            features.close();
        }
        guides.close();
        learner.close();
        device.close();
    }
}
