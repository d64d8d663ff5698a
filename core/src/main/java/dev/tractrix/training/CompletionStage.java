// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tractrix.checkpoint.ModelFolder;
import dev.tractrix.completion.CompletionCanvas;
import dev.tractrix.completion.CompletionConfig;
import dev.tractrix.completion.CompletionNetwork;
import dev.tractrix.data.Prefetched;
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
 * Trains a {@link CompletionNetwork}. What is made small, where something may be hidden: the cross entropy of the shape, and the squared
 * error of the colours where the thing is, both over the thing's own area, so that large and small ones count alike.
 */
final class CompletionStage implements Stage {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SHEET = 8;
    /** Pixels. */
    private static final double BESIDE = 10;

    private final CompletionConfig config;
    private final CompletionPreset preset;
    private final TrainingOptions options;
    private final Learner<CompletionNetwork> learner;
    private final Device device;
    private final CompletionSamples samples;
    private final Prefetched<byte[]> batches;

    /**
     * @param start to go on from, or null for a random start
     * @param device where it is trained; closed with the stage
     */
    CompletionStage(
            CompletionConfig config,
            CompletionPreset preset,
            TrainingOptions options,
            ModelFolder start,
            Device device) {
        this.config = config;
        this.preset = preset;
        this.options = options;
        this.device = device;
        learner =
                Learner.open(start, options.seed(), device, "CompletionNetwork", p -> new CompletionNetwork(p, config));
        samples = new CompletionSamples(preset, options.seed());
        batches = new Prefetched<>(n -> samples.batch(n, options.batch()), 0, 1, 4);
    }

    @Override
    public String name() {
        return "completion";
    }

    @Override
    public String fingerprint() {
        return config.write(JSON.createObjectNode()) + " " + preset + " seed " + options.seed();
    }

    @Override
    public FlatParameters parameters() {
        return learner.parameters();
    }

    /** On the device, all (B, .., SIDE, SIDE) of 0..1. @param whole as {@code seen}, of the whole thing */
    private record Batch(Tensor seen, Tensor hidden, Tensor smooth, Tensor whole) {}

    private Batch batch(byte[] bytes) {
        int side = CompletionCanvas.SIDE;
        int count = bytes.length / (CompletionSamples.PLANES * side * side);
        Tensor all = Ops.mul(
                Ops.bytes(bytes, count, CompletionSamples.PLANES, side, side).to(device, ScalarType.Float), 1 / 255.0);
        return new Batch(all.narrow(1, 0, 4), all.narrow(1, 4, 1), all.narrow(1, 5, 3), all.narrow(1, 8, 4));
    }

    @Override
    public Loss loss(long step, int micro) {
        Batch batch = batch(batches.get((step - 1) * options.accumulation() + micro));
        Tensor answer = learner.network().forward(batch.seen, batch.hidden, batch.smooth);
        Tensor truth = batch.whole.narrow(1, 3, 1);
        Tensor logit = answer.narrow(1, 3, 1);
        Tensor shape = overThing(Ops.softplus(logit).sub(logit.mul(truth)), batch);
        Tensor colours = overThing(wrong(answer.narrow(1, 0, 3), batch), batch);
        Tensor share = logit.sigmoid();
        Tensor both = share.minimum(truth).mul(batch.hidden).sum();
        Tensor any = share.maximum(truth).mul(batch.hidden).sum();
        Tensor plain = overThing(wrong(batch.smooth, batch), batch);
        Map<String, DoubleSupplier> parts = new LinkedHashMap<>();
        parts.put("shape", () -> Ops.item(shape));
        parts.put("colours", () -> Ops.item(colours));
        parts.put("overlap", () -> Ops.item(both) / Math.max(1e-6, Ops.item(any)));
        parts.put("coloursGain", () -> 10 * Math.log10(Ops.item(plain) / Ops.item(colours)));
        return new Loss(Ops.addScaled(shape, colours, preset.colours()), parts);
    }

    /** (B, 1, SIDE, SIDE): the squared error where the thing is. */
    private static Tensor wrong(Tensor colours, Batch batch) {
        return TensorScope.tidy(() -> {
            Tensor share = batch.whole.narrow(1, 3, 1);
            return colours.mul(share).sub(batch.whole.narrow(1, 0, 3)).square().mean(new long[] {1}, true, null);
        });
    }

    private static Tensor overThing(Tensor error, Batch batch) {
        return TensorScope.tidy(() -> error.mul(batch.hidden)
                .sum(1, 2, 3)
                .div(Ops.add(batch.whole.narrow(1, 3, 1).sum(1, 2, 3), BESIDE))
                .mean());
    }

    @Override
    public void export(Path folder, Map<String, String> metadata) {
        PartFiles.write(
                folder.resolve("completion"),
                config.write(JSON.createObjectNode()),
                learner.weights(),
                PartFiles.DIFFUSERS,
                metadata);
    }

    /** Things that are not trained on, over grey: as they are seen, completed, and whole. */
    @Override
    public void sheet(Path png) {
        TensorScope.inside(() -> Guards.noGrad(() -> {
            Batch batch = batch(samples.batch(-1, SHEET));
            Tensor answer = learner.network().forward(batch.seen, batch.hidden, batch.smooth);
            Tensor share = answer.narrow(1, 3, 1).sigmoid().mul(batch.hidden);
            Tensor added = Ops.cat(1, Ops.clamp(answer.narrow(1, 0, 3), 0, 1).mul(share), share);
            ImageFiles.writePng(
                    Pixels.toPicture(Ops.cat(
                            2,
                            PictureRows.row(overGrey(batch.seen)),
                            PictureRows.row(overGrey(Ops.clamp(batch.seen.add(added), 0, 1))),
                            PictureRows.row(overGrey(batch.whole)))),
                    png);
            return null;
        }));
    }

    /** (B, 4, SIDE, SIDE) of 0..1 -> (B, 3, SIDE, SIDE) of -1..1. */
    private static Tensor overGrey(Tensor thing) {
        return TensorScope.tidy(() -> {
            Tensor ground = Ops.mul(Ops.add(Ops.mul(thing.narrow(1, 3, 1), -1), 1), 0.5);
            return Ops.add(Ops.mul(thing.narrow(1, 0, 3).add(ground), 2), -1);
        });
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
