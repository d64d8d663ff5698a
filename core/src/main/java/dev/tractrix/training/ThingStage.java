// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import dev.tractrix.checkpoint.Safetensors;
import dev.tractrix.data.Prefetched;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Picture;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.Weights;
import dev.tractrix.selection.ThingNetwork;
import dev.tractrix.selection.ThingSamples;
import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Trains a {@link ThingNetwork}: cross entropy and Dice's coefficient of the clicked thing, and cross entropy of where things
 * end, which are few pixels and count more.
 */
public final class ThingStage implements Stage {
    /** What the exported file is called. */
    public static final String FILE = "things.safetensors";

    private static final double EDGES = 0.4;
    private static final double EDGE_PIXEL = 3;

    private final TrainingOptions options;
    private final int pool;
    private final ThingNetwork network;
    private final Weights weights;
    private final FlatParameters parameters;
    private final ThingSamples samples;
    private final Prefetched<ThingSamples.Batch> batches;

    /**
     * @param clicks on each picture
     * @param pool pictures drawn in all
     */
    public ThingStage(TrainingOptions options, int clicks, int pool) {
        this.options = options;
        this.pool = pool;
        Params p = Params.random(options.seed());
        network = new ThingNetwork(p);
        weights = p.finish("ThingNetwork");
        parameters = new FlatParameters(weights.tensors());
        samples = new ThingSamples(options.batch(), clicks, pool, options.seed());
        batches = new Prefetched<>(samples::batch, 0, 1, 4);
    }

    @Override
    public String name() {
        return "things";
    }

    @Override
    public String fingerprint() {
        return "things pool " + pool + " seed " + options.seed();
    }

    @Override
    public FlatParameters parameters() {
        return parameters;
    }

    @Override
    public Loss loss(long step, int micro) {
        return loss(batches.get((step - 1) * options.accumulation() + micro));
    }

    private Loss loss(ThingSamples.Batch b) {
        long n = b.clicks().length;
        long k = b.clicks()[0].length / 2;
        long h = b.height() / 2;
        long w = b.width() / 2;
        ThingNetwork.Seen seen = network.see(Ops.tensor(b.rgb(), n, 3, b.height(), b.width()));
        Tensor logits = network.things(seen, b.clicks());
        Tensor things = Ops.tensor(b.things(), n, k, h, w);
        Tensor chance = logits.sigmoid();
        Tensor both = chance.mul(things).sum(2, 3);
        Tensor sizes = chance.sum(2, 3).add(things.sum(2, 3));
        Tensor dice = Ops.add(Ops.add(both, 8).div(Ops.add(Ops.mul(sizes, 0.5), 8)).neg(), 1).mean();
        Tensor cross = cross(logits, things).mean();
        Tensor edges = Ops.tensor(b.edges(), n, 1, h, w);
        Tensor edge = cross(seen.edges(), edges)
                .mul(Ops.add(Ops.mul(edges, EDGE_PIXEL - 1), 1))
                .mean();
        Tensor overlap = both.div(sizes.sub(both)).mean();
        return new Loss(
                Ops.addScaled(dice.add(cross), edge, EDGES),
                Map.of("cross", Ops.item(cross), "edges", Ops.item(edge), "overlap", Ops.item(overlap)));
    }

    /** Cross entropy of logits, a value each. */
    private static Tensor cross(Tensor x, Tensor truth) {
        return TensorScope.tidy(() -> Ops.relu(x)
                .sub(x.mul(truth))
                .add(Ops.add(x.abs().neg().exp(), 1).log()));
    }

    /** Half the precision: it is what ships. */
    @Override
    public void export(Path folder, Map<String, String> metadata) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        TensorScope.inside(() -> {
            Map<String, Tensor> half = new LinkedHashMap<>();
            weights.tensors().forEach((name, t) -> half.put(name, Ops.to(t.detach(), ScalarType.Half)));
            Safetensors.write(half, metadata, folder.resolve(FILE));
            return null;
        });
    }

    /** Pictures; below each what is thought of its first four clicks, the click in black; and where things end. */
    @Override
    public void sheet(Path png) {
        ThingSamples.Batch b = samples.batch(-1);
        int n = b.clicks().length;
        int h = b.height() / 2;
        int w = b.width() / 2;
        int rows = Math.min(4, b.clicks()[0].length / 2);
        float[][] found = TensorScope.inside(() -> Guards.noGrad(() -> {
            ThingNetwork.Seen seen = network.see(Ops.tensor(b.rgb(), n, 3, b.height(), b.width()));
            return new float[][] {
                Ops.toFloats(network.things(seen, b.clicks()).sigmoid()),
                Ops.toFloats(seen.edges().sigmoid())
            };
        }));
        int clicks = b.clicks()[0].length / 2;
        Picture sheet = Picture.black(n * w, (2 + rows) * h);
        for (int i = 0; i < n; i++) {
            for (int y = 0; y < h; y++) {
                for (int x = 0; x < w; x++) {
                    for (int c = 0; c < 3; c++) {
                        float v = b.rgb()[((i * 3 + c) * 2 * h + 2 * y) * 2 * w + 2 * x];
                        set(sheet, i * w + x, y, c, v);
                        set(sheet, i * w + x, (1 + rows) * h + y, c, found[1][(i * h + y) * w + x]);
                        for (int r = 0; r < rows; r++) {
                            boolean click = Math.abs(b.clicks()[i][2 * r] - x) + Math.abs(b.clicks()[i][2 * r + 1] - y) < 3;
                            float p = found[0][((i * clicks + r) * h + y) * w + x];
                            float t = b.things()[((i * clicks + r) * h + y) * w + x];
                            set(sheet, i * w + x, (1 + r) * h + y, c, click ? 0 : c == 0 ? t : c == 1 ? p : v);
                        }
                    }
                }
            }
        }
        ImageFiles.writePng(sheet, png);
    }

    private static void set(Picture picture, int x, int y, int c, float v) {
        picture.rgb()[3 * (y * picture.width() + x) + c] = (byte) Math.round(255 * Math.min(1, Math.max(0, v)));
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
    }
}
