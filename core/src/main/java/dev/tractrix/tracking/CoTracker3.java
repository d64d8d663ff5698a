// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.tracking;

import dev.tractrix.nn.Linear;
import dev.tractrix.nn.Params;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Co-Tracker 3: all pairs of features around a point where it was given and around where it is held to be now are compared,
 * at four sizes. A clip is taken at once ("offline") or in windows that overlap by half ("online").
 */
final class CoTracker3 extends CoTrackerModel {
    private static final int OCTAVES = 10;
    /** Values of one piece of the comparison, so that many points need no more memory than few. */
    private static final long PIECE = 1L << 24;

    private final Linear correlation1;
    private final Linear correlation2;

    CoTracker3(Params p, CoTrackerConfig config) {
        super(p, config);
        long cells = (2L * CoTrackerConfig.RADIUS + 1) * (2L * CoTrackerConfig.RADIUS + 1);
        correlation1 = new Linear(p.at("corr_mlp").at("fc1"), cells * cells, 384);
        correlation2 = new Linear(p.at("corr_mlp").at("fc2"), 384, 256);
    }

    @Override
    public Prediction forward(List<Tensor> frames, List<PointQuery> queries, int turns) {
        if (config().windowed()) {
            return super.forward(frames, queries, turns);
        }
        List<Tensor> out = TensorScope.tidyAll(() -> {
            List<Tensor> maps = frames.stream().map(this::looked).toList();
            Tensor starts = starts(queries);
            List<List<Tensor>> byLevel = new ArrayList<>();
            for (int q = 0; q < queries.size(); q++) {
                List<Tensor> own = describe(maps.get(queries.get(q).frame()), starts.narrow(0, q, 1));
                for (int level = 0; level < own.size(); level++) {
                    if (q == 0) {
                        byLevel.add(new ArrayList<>());
                    }
                    byLevel.get(level).add(own.get(level));
                }
            }
            List<Tensor> looks =
                    byLevel.stream().map(level -> Ops.stack(0, level)).toList();
            List<Tensor> state = initial(starts.unsqueeze(0).expand(frames.size(), -1, -1));
            List<Tensor> found = correct(Ops.cat(0, maps), looks, state, queries, 0, turns);
            return List.of(Ops.mul(found.get(0), CoTrackerConfig.STRIDE), found.get(1), found.get(2));
        });
        return new Prediction(out.get(0), out.get(1), out.get(2));
    }

    @Override
    Tensor looked(Tensor frame) {
        return TensorScope.tidy(() -> {
            Tensor map = features(frame);
            Tensor length = Ops.clamp(map.mul(map).sum(new long[] {1}, true, null), 1e-12, Float.MAX_VALUE);
            return map.div(length.sqrt());
        });
    }

    /** A level: the features around the point, (49, C). */
    @Override
    List<Tensor> describe(Tensor map, Tensor at) {
        Tensor around = neighbourhood();
        List<Tensor> pyramid = pyramid(map);
        List<Tensor> out = new ArrayList<>();
        for (int level = 0; level < pyramid.size(); level++) {
            Tensor place = Ops.mul(at, Math.pow(0.5, level)).unsqueeze(0);
            Tensor got = sample(pyramid.get(level), place.add(around).unsqueeze(1)); // (1,C,1,49)
            out.add(got.view(CoTrackerConfig.LATENT, -1).transpose(0, 1).contiguous());
        }
        return out;
    }

    @Override
    List<Tensor> initial(Tensor places) {
        long s = places.size(0);
        long n = places.size(1);
        return List.of(places, Ops.zeros(s, n), Ops.zeros(s, n));
    }

    @Override
    List<Tensor> correct(
            Tensor maps, List<Tensor> looks, List<Tensor> state, List<PointQuery> queries, int from, int turns) {
        return window(pyramid(maps), looks, state.get(0), state.get(1), state.get(2), turns);
    }

    /**
     * @param pyramid (S, C, h, w) a level
     * @param support (N, 49, C) a level
     * @param coords (S, N, 2), cells
     * @param seen (S, N), logits
     * @param sure (S, N), logits
     * @return the last three corrected
     */
    private List<Tensor> window(
            List<Tensor> pyramid, List<Tensor> support, Tensor coords, Tensor seen, Tensor sure, int turns) {
        return TensorScope.tidyAll(() -> {
            Tensor time = timeEmbedding((int) coords.size(0));
            List<Tensor> now = List.of(coords, seen, sure);
            for (int turn = 0; turn < turns; turn++) {
                List<Tensor> before = now;
                now = TensorScope.tidyAll(() -> {
                    Tensor state = Ops.stack(2, List.of(before.get(1), before.get(2))); // (S,N,2)
                    Tensor x = Ops.cat(2, state, correlations(pyramid, support, before.get(0)), shifts(before.get(0)));
                    Tensor delta =
                            former.forward(x.transpose(0, 1).add(time), null).transpose(0, 1); // (S,N,4)
                    return List.of(
                            before.get(0).add(delta.narrow(2, 0, 2)),
                            before.get(1).add(delta.select(2, 2)),
                            before.get(2).add(delta.select(2, 3)));
                });
            }
            return now;
        });
    }

    /** (S, N, levels * 256). */
    private Tensor correlations(List<Tensor> pyramid, List<Tensor> support, Tensor coords) {
        long s = coords.size(0);
        long n = coords.size(1);
        long cells = support.get(0).size(1);
        int piece = (int) Math.max(1, Math.min(n, PIECE / (s * cells * CoTrackerConfig.LATENT)));
        List<Tensor> parts = new ArrayList<>();
        for (long from = 0; from < n; from += piece) {
            long start = from;
            long count = Math.min(piece, n - from);
            parts.add(TensorScope.tidy(() -> {
                Tensor around = neighbourhood().unsqueeze(0); // (1,1,49,2)
                Tensor[] out = new Tensor[pyramid.size()];
                for (int level = 0; level < out.length; level++) {
                    Tensor at = Ops.mul(coords.narrow(1, start, count), Math.pow(0.5, level));
                    Tensor got = sample(pyramid.get(level), at.unsqueeze(2).add(around)); // (S,C,n,49)
                    Tensor own = support.get(level).narrow(0, start, count).transpose(1, 2); // (n,C,49)
                    Tensor volume = got.permute(0, 2, 3, 1).matmul(own); // (S,n,49,C) (n,C,49) -> (S,n,49,49)
                    out[level] = correlation2.forward(Ops.gelu(correlation1.forward(volume.flatten(2, -1))));
                }
                return Ops.cat(2, out);
            }));
        }
        return Ops.cat(1, parts);
    }

    /** (S, N, 2) -> (S, N, 84): the shifts from the frame after and the frame before, and their waves. */
    private Tensor shifts(Tensor coords) {
        return TensorScope.tidy(() -> {
            long s = coords.size(0);
            long n = coords.size(1);
            Tensor none = Ops.zeros(1, n, 2);
            Tensor later = s == 1 ? none : coords.narrow(0, 1, s - 1).sub(coords.narrow(0, 0, s - 1));
            Tensor forward = s == 1 ? none : Ops.cat(0, Ops.mul(later, -1), none);
            Tensor backward = s == 1 ? none : Ops.cat(0, none, later);
            float cell = CoTrackerConfig.STRIDE;
            Tensor scale = Ops.tensor(new float[] {config().width() / cell, config().height() / cell}, 2);
            Tensor x = Ops.cat(2, forward.div(scale), backward.div(scale)); // (S,N,4)
            float[] octaves = new float[OCTAVES];
            for (int i = 0; i < OCTAVES; i++) {
                octaves[i] = 1 << i;
            }
            Tensor angle = x.unsqueeze(2).mul(Ops.tensor(octaves, OCTAVES, 1)).flatten(2, -1); // (S,N,10,4) -> 40
            return Ops.cat(2, x, angle.sin(), Ops.add(angle, Math.PI / 2).sin());
        });
    }
}
