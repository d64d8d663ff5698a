// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tractrix.checkpoint.ModelFolder;
import dev.tractrix.data.Prefetched;
import dev.tractrix.fill.FillConfig;
import dev.tractrix.fill.FillNetwork;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.pipeline.Pixels;
import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Trains a {@link FillNetwork}. What is made small is the mean error of the holes in decibels, so that a picture of which nothing
 * can be known does not drown the others.
 */
final class FillStage implements Stage {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SHEET = 6;

    private final FillConfig config;
    private final FillPreset preset;
    private final TrainingOptions options;
    private final Learner<FillNetwork> learner;
    private final Device device;
    private final FillSamples samples;
    private final Prefetched<byte[]> batches;

    /**
     * @param start to go on from, or null for a random start
     * @param device where it is trained; closed with the stage
     */
    FillStage(FillConfig config, FillPreset preset, TrainingOptions options, ModelFolder start, Device device) {
        this.config = config;
        this.preset = preset;
        this.options = options;
        this.device = device;
        learner = Learner.open(start, options.seed(), device, "FillNetwork", p -> new FillNetwork(p, config));
        samples = new FillSamples(preset, options.seed());
        batches = new Prefetched<>(n -> samples.batch(n, options.batch()), 0, 1, 4);
    }

    @Override
    public String name() {
        return "fill";
    }

    @Override
    public String fingerprint() {
        return config.write(JSON.createObjectNode()) + " " + preset + " seed " + options.seed();
    }

    @Override
    public FlatParameters parameters() {
        return learner.parameters();
    }

    /** On the device; colours -1..1, (B, 3, h, w); the last three (B, 1, h, w). */
    private record Batch(Tensor truth, Tensor exemplar, Tensor smooth, Tensor hole, Tensor misfit, Tensor known) {}

    private Batch batch(byte[] bytes) {
        int h = preset.pool().scenes().height();
        int w = preset.pool().scenes().width();
        Tensor all = Ops.bytes(bytes, bytes.length / (FillSamples.PLANES * h * w), FillSamples.PLANES, h, w)
                .to(device, ScalarType.Float);
        return new Batch(
                colours(all.narrow(1, 0, 3)),
                colours(all.narrow(1, 3, 3)),
                colours(all.narrow(1, 6, 3)),
                Ops.mul(all.narrow(1, 9, 1), 1 / 255.0),
                Ops.mul(all.narrow(1, 10, 1), 1.0 / FillSamples.MISFIT),
                Ops.mul(all.narrow(1, 11, 1), 1 / 255.0));
    }

    private static Tensor colours(Tensor bytes) {
        return TensorScope.tidy(() -> Ops.add(Ops.mul(bytes, 1 / 127.5), -1));
    }

    private Tensor filled(Batch b) {
        return TensorScope.tidy(() -> FillNetwork.filled(
                learner.network().forward(b.truth, b.exemplar, b.smooth, b.hole, b.misfit),
                b.exemplar,
                b.smooth,
                b.hole));
    }

    @Override
    public Loss loss(long step, int micro) {
        Batch batch = batch(batches.get((step - 1) * options.accumulation() + micro));
        Tensor now = decibels(filled(batch), batch);
        Tensor before = decibels(batch.exemplar, batch);
        Map<String, DoubleSupplier> parts = new LinkedHashMap<>();
        parts.put("gain", () -> Ops.item(before) - Ops.item(now));
        return new Loss(now, parts);
    }

    /** The mean over the batch of each hole's error where it is known, dB below black to white; the larger the worse. */
    private Tensor decibels(Tensor filled, Batch batch) {
        return TensorScope.tidy(() -> {
            Tensor squared = Ops.mul(filled.sub(batch.truth).square().mean(1), 0.25); // (B,3,h,w) -> (B,h,w)
            Tensor error = squared.mul(batch.known.select(1, 0)).sum(1, 2).div(Ops.add(batch.known.sum(1, 2, 3), 1));
            return Ops.mul(Ops.add(error, preset.floor()).log10().mean(), 10);
        });
    }

    @Override
    public void export(Path folder, Map<String, String> metadata) {
        PartFiles.write(
                folder.resolve("fill"),
                config.write(JSON.createObjectNode()),
                learner.weights(),
                PartFiles.DIFFUSERS,
                metadata);
    }

    /** Pictures that are not trained on: filled by examples, as the network says, and the truth. */
    @Override
    public void sheet(Path png) {
        TensorScope.inside(() -> Guards.noGrad(() -> {
            Batch batch = batch(samples.batch(-1, SHEET));
            ImageFiles.writePng(
                    Pixels.toPicture(Ops.cat(
                            2,
                            PictureRows.row(batch.exemplar),
                            PictureRows.row(filled(batch)),
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
        learner.close();
        device.close();
    }
}
