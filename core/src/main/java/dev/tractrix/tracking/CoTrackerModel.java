// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.tracking;

import dev.tractrix.nn.Params;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Co-Tracker's network (Karaev et al. 2023 and 2024): tracks are guessed, compared with the features around them, corrected,
 * some times over. Weights are under the published names; the time and place embeddings, which the published files
 * also hold, are recomputed where they are missing.
 */
public abstract class CoTrackerModel {
    /**
     * Tracks in the pixels of the pictures that the network saw. T frames, N points.
     *
     * @param tracks (T, N, 2), x and y
     * @param visibility (T, N), logits
     * @param confidence (T, N), logits, or null in version 2
     */
    public record Prediction(Tensor tracks, Tensor visibility, Tensor confidence) {}

    private final CoTrackerConfig config;
    private final CoTrackerEncoder encoder;
    final CoTrackerFormer former;
    private final float[] time;

    CoTrackerModel(Params p, CoTrackerConfig config) {
        this.config = config;
        encoder = new CoTrackerEncoder(p.at("fnet"));
        former = new CoTrackerFormer(p.at("updateformer"), config);
        long[] shape = {1, config.window(), config.inputs()};
        time = p.has("time_emb")
                ? Ops.toFloats(p.weight("time_emb", dev.tractrix.nn.Init.ZEROS, shape))
                : waves(config.inputs(), config.window());
    }

    /** The network of a version. */
    public static CoTrackerModel of(Params p, CoTrackerConfig config) {
        return config.version() == 2 ? new CoTracker2(p, config) : new CoTracker3(p, config);
    }

    /** What it was built as. */
    public final CoTrackerConfig config() {
        return config;
    }

    /**
     * Follows points from their frames on; what comes out before a point's own frame means nothing.
     *
     * @param frames T of (1, 3, H, W), 0..255, H and W of the configuration
     * @param queries N, in those pixels
     * @param turns corrections; 6 as the reference's predictor, 4 in training
     */
    public Prediction forward(List<Tensor> frames, List<PointQuery> queries, int turns) {
        List<Tensor> out = TensorScope.tidyAll(() -> {
            List<Tensor> all = new ArrayList<>();
            try (CoTrackerWindows windows = new CoTrackerWindows(this, queries, turns)) {
                for (int f = 0; f < frames.size(); ) {
                    int next = Math.min(frames.size(), f + windows.wanted());
                    CoTrackerWindows.Part part = windows.next(frames.subList(f, next));
                    append(all, part);
                    f = next;
                }
            }
            return all;
        });
        return new Prediction(out.get(0), out.get(1), out.size() > 2 ? out.get(2) : null);
    }

    /** What is known of all frames so far, and a part that goes on from it and replaces what it shares. */
    static void append(List<Tensor> all, CoTrackerWindows.Part part) {
        CoTrackerModel.Prediction p = part.prediction();
        List<Tensor> more = new ArrayList<>(List.of(p.tracks(), p.visibility()));
        if (p.confidence() != null) {
            more.add(p.confidence());
        }
        for (int i = 0; i < more.size(); i++) {
            if (part.from() == 0) {
                // the window keeps its own and frees it
                all.add(more.get(i).clone());
            } else {
                all.set(i, Ops.cat(0, all.get(i).narrow(0, 0, part.from()), more.get(i)));
            }
        }
    }

    /** A frame's features as this version compares them, (1, 3, H, W) -> (1, C, h, w). */
    abstract Tensor looked(Tensor frame);

    /**
     * What is remembered of how a point looked where it was given.
     *
     * @param map (1, C, h, w), of its own frame
     * @param at (1, 2), cells
     */
    abstract List<Tensor> describe(Tensor map, Tensor at);

    /** What a window begins with: places (S, N, 2) in cells, then logits (S, N). */
    abstract List<Tensor> initial(Tensor places);

    /**
     * Corrects what a window begins with.
     *
     * @param maps (S, C, h, w)
     * @param looks of all points, (N, ...); 0 for those that have not begun
     * @param state as {@link #initial}
     * @param from the window's first frame
     */
    abstract List<Tensor> correct(
            Tensor maps, List<Tensor> looks, List<Tensor> state, List<PointQuery> queries, int from, int turns);

    /** Sine, then cosine of a whole number over falling frequencies, (count, width). */
    static float[] waves(int width, int count) {
        int half = width / 2;
        float[] out = new float[width * count];
        for (int t = 0; t < count; t++) {
            for (int i = 0; i < half; i++) {
                double angle = t / Math.pow(10000, i / (width / 2.0));
                out[t * width + i] = (float) Math.sin(angle);
                out[t * width + half + i] = (float) Math.cos(angle);
            }
        }
        return out;
    }

    /** The time embedding for some frames, (1, frames, inputs): linear between those of the window, edges aligned. */
    final Tensor timeEmbedding(int frames) {
        int n = config.window();
        int d = config.inputs();
        if (frames == n) {
            return Ops.tensor(time, 1, n, d);
        }
        float[] out = new float[frames * d];
        for (int t = 0; t < frames; t++) {
            float at = Math.max(0, (t + 0.5f) * ((float) n / frames) - 0.5f);
            int low = Math.min((int) at, n - 1);
            int high = Math.min(low + 1, n - 1);
            float share = at - low;
            for (int i = 0; i < d; i++) {
                out[t * d + i] = (1 - share) * time[low * d + i] + share * time[high * d + i];
            }
        }
        return Ops.tensor(out, 1, frames, d);
    }

    /** Features of a frame, (1, C, h, w). */
    final Tensor features(Tensor frame) {
        return TensorScope.tidy(() -> encoder.forward(Ops.add(Ops.mul(frame, 2 / 255.0), -1)));
    }

    /** A map of features at several sizes, each half the one before, (S, C, h, w). */
    static List<Tensor> pyramid(Tensor features) {
        List<Tensor> out = new ArrayList<>();
        out.add(features);
        for (int i = 1; i < CoTrackerConfig.LEVELS; i++) {
            out.add(Ops.halved(out.get(i - 1)));
        }
        return out;
    }

    /** Offsets of the cells around a point, (1, 49, 2) as x, y; x runs slower, as the weights were trained. */
    static Tensor neighbourhood() {
        int r = CoTrackerConfig.RADIUS;
        int side = 2 * r + 1;
        float[] out = new float[side * side * 2];
        for (int i = 0; i < side * side; i++) {
            out[2 * i] = i / side - r;
            out[2 * i + 1] = i % side - r;
        }
        return Ops.tensor(out, 1, (long) side * side, 2);
    }

    /**
     * Values between the cells, beyond the border those of the border.
     *
     * @param map (B, C, h, w)
     * @param places (B, N, K, 2), x and y in cells
     * @return (B, C, N, K)
     */
    static Tensor sample(Tensor map, Tensor places) {
        return TensorScope.tidy(() -> {
            float[] scale = {2f / Math.max(map.size(3) - 1, 1), 2f / Math.max(map.size(2) - 1, 1)};
            return Ops.sampleAligned(map, Ops.add(places.mul(Ops.tensor(scale, 2)), -1));
        });
    }

    /** Where points begin, (N, 2), in feature cells. */
    static Tensor starts(List<PointQuery> queries) {
        float[] out = new float[2 * queries.size()];
        for (int q = 0; q < queries.size(); q++) {
            out[2 * q] = (float) queries.get(q).x() / CoTrackerConfig.STRIDE;
            out[2 * q + 1] = (float) queries.get(q).y() / CoTrackerConfig.STRIDE;
        }
        return Ops.tensor(out, queries.size(), 2);
    }

    /** 1 where a point's frame comes before {@code end}, else 0; (N). */
    static Tensor begun(List<PointQuery> queries, int end) {
        float[] out = new float[queries.size()];
        for (int q = 0; q < out.length; q++) {
            out[q] = queries.get(q).frame() < end ? 1 : 0;
        }
        return Ops.tensor(out, out.length);
    }

    /**
     * What a window starts from: what was found in the overlap with the one before, its last frame repeated; for points that
     * had not begun there, what they started from so far.
     *
     * @param found (S / 2, N, ...) of the overlap
     * @param before (S, N, ...)
     * @param begun (N), 1 where the point had begun
     */
    static Tensor carriedOver(Tensor found, Tensor before, Tensor begun) {
        return TensorScope.tidy(() -> {
            long step = before.size(0) - found.size(0);
            Tensor last = found.narrow(0, found.size(0) - 1, 1);
            long[] repeat = new long[(int) found.dim()];
            java.util.Arrays.fill(repeat, -1);
            repeat[0] = step;
            Tensor onwards = Ops.cat(0, found, last.expand(repeat));
            Tensor choice = found.dim() == 3 ? begun.view(1, -1, 1) : begun.view(1, -1);
            return onwards.mul(choice).add(before.mul(Ops.add(Ops.mul(choice, -1), 1)));
        });
    }
}
