// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.control;

import dev.tractrix.nn.Conv2d;
import dev.tractrix.nn.Params;
import dev.tractrix.tensor.Consuming;
import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Recomputed;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * The two-branch encoder of the control maps, from the picture's size to the latents', an eighth of it. Each branch is
 * three pairs of a convolution and a halving one, SiLU after each, and a convolution that starts at zero; the branches
 * are summed. Weights: {@code conv_in blocks conv_out blocks_feature conv_out_feature}.
 *
 * <p>The entity map has one vector in each disc, so its first convolution has rank K for K entities: a kernel made of
 * the vectors runs over K masks, instead of the full kernel over a map with all channels. The result is the same.
 */
public final class ControlEncoder {
    private final Conv2d convIn;
    private final List<Conv2d> blocks;
    private final Conv2d convOut;
    private final List<Conv2d> blocksFeature;
    private final Conv2d convOutFeature;
    private final ControlNetConfig config;

    public ControlEncoder(Params p, ControlNetConfig c) {
        config = c;
        int out = c.unet().blockOutChannels().get(0);
        convIn = new Conv2d(
                p.at("conv_in"),
                c.conditioningChannels(),
                c.conditioningEmbeddingOutChannels().get(0),
                3);
        blocks = halvings(p, "blocks", c.conditioningEmbeddingOutChannels());
        convOut = Conv2d.zero(
                p.at("conv_out"), c.conditioningEmbeddingOutChannels().get(3), out, 3);
        blocksFeature = halvings(p, "blocks_feature", c.featureOutChannels());
        convOutFeature =
                Conv2d.zero(p.at("conv_out_feature"), c.featureOutChannels().get(3), out, 3);
    }

    private static List<Conv2d> halvings(Params p, String name, List<Integer> channels) {
        List<Conv2d> convs = new ArrayList<>();
        for (int i = 0; i + 1 < channels.size(); i++) {
            int narrow = channels.get(i);
            convs.add(new Conv2d(p.at(name, 2 * i), narrow, narrow, 3));
            convs.add(new Conv2d(p.at(name, 2 * i + 1), narrow, channels.get(i + 1), 3, 2, 1));
        }
        return convs;
    }

    /**
     * The embedding of one video, or of several with the same entities.
     *
     * @param gaussians (N, 3, H, W), or null to leave the branch out
     * @param masks (N, K, H, W), 1 in the disc of an entity and 0 elsewhere, a pixel in at most one disc; or null to leave
     *     the branch out; K may be 0
     * @param vectors (K, C), the entities' vectors after the mean over channel pairs
     * @return (N, D, H/8, W/8)
     */
    public Tensor forward(Tensor gaussians, Tensor masks, Tensor vectors) {
        if (masks == null) {
            return sum(gaussians, null, null);
        }
        Shapes.require(
                "vectors", vectors, masks.size(1), config.featureOutChannels().get(0));
        return TensorScope.tidy(() -> {
            if (masks.size(1) == 0) {
                Tensor none = masks.new_zeros(masks.size(0), 1, masks.size(2), masks.size(3));
                return sum(gaussians, none, vectors.new_zeros(1, vectors.size(1)));
            }
            return sum(gaussians, masks, vectors);
        });
    }

    /**
     * As {@link #forward(Tensor, Tensor, Tensor)} with an entity map of all channels.
     *
     * @param entities (N, C, H, W)
     */
    public Tensor forwardDense(Tensor gaussians, Tensor entities) {
        Shapes.require("entities", entities, -1, config.featureOutChannels().get(0), -1, -1);
        return sum(gaussians, entities, null);
    }

    /** @param vectors null where the entity map has all channels */
    private Tensor sum(Tensor gaussians, Tensor entities, Tensor vectors) {
        if (gaussians == null && entities == null) {
            throw new IllegalArgumentException("control: expected Gaussian maps or entity maps, got neither");
        }
        if (gaussians != null) {
            Shapes.require("gaussians", gaussians, -1, config.conditioningChannels(), -1, -1);
        }
        long n = gaussians != null ? gaussians.size(0) : entities.size(0);
        return TensorScope.tidy(() -> {
            Conv2d first = blocksFeature.get(0);
            Tensor kernel = vectors == null
                    ? first.weight()
                    : Ops.einsum("ocyx,kc->okyx", first.weight(), vectors); // (O,C,3,3),(K,C) -> (O,K,3,3)
            return perFrame(n, (from, count) -> {
                Tensor g = gaussians == null ? null : gaussian(gaussians.narrow(0, from, count));
                Tensor e = entities == null ? null : entity(entities.narrow(0, from, count), kernel);
                return g == null ? e : e == null ? g : Consuming.add(g, e);
            });
        });
    }

    private Tensor gaussian(Tensor maps) {
        return Recomputed.of(
                List.of(maps),
                in -> TensorScope.tidy(() -> {
                    Tensor h = Consuming.silu(convIn.forward(in.get(0)));
                    for (Conv2d conv : blocks) {
                        h = Consuming.silu(TensorScope.then(h, conv::forward));
                    }
                    return TensorScope.then(h, convOut::forward);
                }));
    }

    private Tensor entity(Tensor maps, Tensor kernel) {
        return Recomputed.of(
                List.of(maps, kernel),
                in -> TensorScope.tidy(() -> {
                    Tensor h = Consuming.silu(Ops.conv2d(
                            in.get(0), in.get(1), blocksFeature.get(0).bias(), 1, 1));
                    for (Conv2d conv : blocksFeature.subList(1, blocksFeature.size())) {
                        h = Consuming.silu(TensorScope.then(h, conv::forward));
                    }
                    return TensorScope.then(h, convOutFeature::forward);
                }));
    }

    @FunctionalInterface
    private interface Part {
        Tensor of(long from, long count);
    }

    /** Frame by frame without a graph: at the authors' size all frames together would need gigabytes. */
    private static Tensor perFrame(long n, Part part) {
        if (Guards.recording() || n == 1) {
            return part.of(0, n);
        }
        List<Tensor> frames = new ArrayList<>();
        for (long i = 0; i < n; i++) {
            long from = i;
            frames.add(TensorScope.tidy(() -> part.of(from, 1)));
        }
        return Ops.cat(0, frames);
    }
}
