// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.tracking;

import dev.tractrix.nn.Init;
import dev.tractrix.nn.Linear;
import dev.tractrix.nn.Params;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Co-Tracker 2: each point carries a feature vector that is corrected along with its track, and is compared with the frame's
 * features at four sizes. Clips are gone through in windows that overlap by half.
 */
final class CoTracker2 extends CoTrackerModel {
    private static final int WAVES = 64;
    /** The logit that a point starts with: seen. */
    private static final double SEEN = 10;

    private final Tensor normWeight;
    private final Tensor normBias;
    private final Linear featureUpdater;
    private final Linear visibility;
    /** (1, inputs, h, w). */
    private final Tensor place;

    CoTracker2(Params p, CoTrackerConfig config) {
        super(p, config);
        int c = CoTrackerConfig.LATENT;
        normWeight = p.at("norm").weight("weight", Init.ONES, c);
        normBias = p.at("norm").weight("bias", Init.ZEROS, c);
        featureUpdater = new Linear(p.at("track_feat_updater", 0), c, c);
        visibility = new Linear(p.at("vis_predictor", 0), c, 1);
        int h = config.height() / CoTrackerConfig.STRIDE;
        int w = config.width() / CoTrackerConfig.STRIDE;
        place = p.has("pos_emb")
                ? p.weight("pos_emb", Init.ZEROS, 1, config.inputs(), h, w)
                : TensorScope.keep(places(config.inputs(), h, w));
    }

    /** Half of the channels say the column, half the row. */
    private static Tensor places(int channels, int h, int w) {
        int half = channels / 2;
        float[] columns = waves(half, w);
        float[] rows = waves(half, h);
        float[] out = new float[channels * h * w];
        for (int i = 0; i < half; i++) {
            for (int y = 0; y < h; y++) {
                for (int x = 0; x < w; x++) {
                    out[(i * h + y) * w + x] = columns[x * half + i];
                    out[((half + i) * h + y) * w + x] = rows[y * half + i];
                }
            }
        }
        return Ops.tensor(out, 1, channels, h, w);
    }

    @Override
    Tensor looked(Tensor frame) {
        return features(frame);
    }

    @Override
    List<Tensor> describe(Tensor map, Tensor at) {
        return List.of(sample(map, at.view(1, 1, 1, 2)).view(-1));
    }

    @Override
    List<Tensor> initial(Tensor places) {
        return List.of(places, Ops.full(SEEN, places.size(0), places.size(1)));
    }

    @Override
    List<Tensor> correct(
            Tensor maps, List<Tensor> looks, List<Tensor> state, List<PointQuery> queries, int from, int turns) {
        int s = config().window();
        Tensor active = begun(queries, from + s);
        return window(
                maps,
                state.get(0),
                looks.get(0).unsqueeze(0).expand(s, -1, -1), // (N,C) -> (S,N,C)
                state.get(1),
                mask(queries, from, s, from > 0 ? s / 2 : 0),
                active.view(1, -1).expand(s, -1),
                turns);
    }

    /** 1 where a point is to be found: from its own frame on, and not in the overlap with the window before; (S, N). */
    private static Tensor mask(List<PointQuery> queries, int from, int frames, int overlap) {
        float[] out = new float[frames * queries.size()];
        for (int i = 0; i < out.length; i++) {
            int t = i / queries.size();
            out[i] = t >= overlap && queries.get(i % queries.size()).frame() <= from + t ? 1 : 0;
        }
        return Ops.tensor(out, frames, queries.size());
    }

    /**
     * @param maps (S, C, h, w)
     * @param start (S, N, 2), cells
     * @param feature (S, N, C)
     * @param seen (S, N), logits
     * @param mask (S, N)
     * @param active (S, N)
     * @return tracks (S, N, 2) in cells and logits (S, N)
     */
    private List<Tensor> window(
            Tensor maps, Tensor start, Tensor feature, Tensor seen, Tensor mask, Tensor active, int turns) {
        return TensorScope.tidyAll(() -> {
            long s = start.size(0);
            long n = start.size(1);
            List<Tensor> pyramid = pyramid(maps);
            Tensor first = start.narrow(0, 0, 1).unsqueeze(2); // (1,N,1,2)
            Tensor embedding = sample(place, first).view(-1, n).transpose(0, 1).unsqueeze(1); // (1,E,N,1) -> (N,1,E)
            embedding = embedding.add(timeEmbedding((int) s));
            Tensor state = Ops.stack(2, List.of(mask, seen)).transpose(0, 1); // (S,N,2) -> (N,S,2)
            Tensor coords = start;
            Tensor carried = feature;
            for (int turn = 0; turn < turns; turn++) {
                Tensor shift = coords.sub(coords.narrow(0, 0, 1)).transpose(0, 1); // (N,S,2)
                Tensor x = Ops.cat(
                        2, shiftWaves(shift), correlations(pyramid, carried, coords), carried.transpose(0, 1), state);
                Tensor delta = former.forward(x.add(embedding), active); // (N,S,2+C)
                coords = coords.add(delta.narrow(2, 0, 2).transpose(0, 1));
                Tensor change = delta.narrow(2, 2, CoTrackerConfig.LATENT).reshape(n * s, -1);
                Tensor updated = Ops.gelu(featureUpdater.forward(Ops.groupNorm(change, 1, normWeight, normBias, 1e-5)));
                carried = updated.view(n, s, -1).transpose(0, 1).add(carried);
            }
            return List.of(coords, visibility.forward(carried).view(s, n));
        });
    }

    /** (N, S, 2) -> (N, S, 130): the shift itself, and sines and cosines in turn, of x, then of y. */
    private static Tensor shiftWaves(Tensor shift) {
        float[] frequency = new float[WAVES / 2];
        for (int i = 0; i < frequency.length; i++) {
            frequency[i] = 2 * i * (1000f / WAVES);
        }
        Tensor angle = shift.unsqueeze(3).mul(Ops.tensor(frequency, frequency.length)); // (N,S,2,32)
        Tensor waves = Ops.stack(4, List.of(angle.sin(), angle.cos())); // (N,S,2,32,2)
        return Ops.cat(2, shift, waves.flatten(2, -1));
    }

    /** (N, S, levels * 49): the point's vector times the features around its place. */
    private static Tensor correlations(List<Tensor> pyramid, Tensor feature, Tensor coords) {
        return TensorScope.tidy(() -> {
            long s = coords.size(0);
            long n = coords.size(1);
            Tensor around = neighbourhood();
            Tensor[] out = new Tensor[pyramid.size()];
            for (int level = 0; level < out.length; level++) {
                Tensor map = pyramid.get(level);
                Tensor product = feature.matmul(map.flatten(2, -1)); // (S,N,C) (S,C,hw) -> (S,N,hw)
                product = Ops.mul(product, 1 / Math.sqrt(CoTrackerConfig.LATENT));
                Tensor places = Ops.mul(coords, Math.pow(0.5, level))
                        .reshape(s * n, 1, 2)
                        .add(around); // (SN,49,2)
                Tensor got = sample(product.view(s * n, 1, map.size(2), map.size(3)), places.unsqueeze(1));
                out[level] = got.view(s, n, -1);
            }
            return Ops.cat(2, out).transpose(0, 1).contiguous();
        });
    }
}
