// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.segment;

import dev.tractrix.nn.Activation;
import dev.tractrix.nn.Conv2d;
import dev.tractrix.nn.Init;
import dev.tractrix.nn.Params;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * SAM's prompt encoder. Names as transformers' {@code SamPromptEncoder}; the random position matrix, which a published
 * file may hold twice, is asked for once, as {@code shared_image_embedding.positional_embedding}.
 *
 * <p>Coordinates are x, y in pixels of the resized picture, S pixels wide and high with its padding; 0 is the centre of
 * the first pixel.
 */
public final class SamPromptEncoder {
    /** What a point can be: outside the thing, inside it, the first corner of a box, the second. */
    static final int KINDS = 4;

    private final int width;
    private final int grid;
    private final int imageSize;
    private final Tensor frequencies;
    private final List<Tensor> kinds = new ArrayList<>();
    private final boolean second;
    private final Tensor notAPoint;
    private final Tensor noMask;
    private final Conv2d mask1;
    private final Conv2d mask2;
    private final Conv2d mask3;
    private final ChannelNorm maskNorm1;
    private final ChannelNorm maskNorm2;
    private final Activation activation;

    /** @param root the cursor of the whole model */
    SamPromptEncoder(Params root, SamPromptConfig config) {
        width = config.width();
        grid = config.grid();
        imageSize = config.imageSize();
        activation = config.activation();
        second = config.second();
        Init normal = Init.normal(1);
        frequencies = root.at("shared_image_embedding").weight("positional_embedding", normal, 2, width / 2);
        Params p = root.at("prompt_encoder");
        if (second) {
            kinds.add(p.at("point_embed").weight("weight", normal, KINDS, width));
        } else {
            for (int i = 0; i < KINDS; i++) {
                kinds.add(p.at("point_embed", i).weight("weight", normal, 1, width));
            }
        }
        notAPoint = p.at("not_a_point_embed").weight("weight", normal, 1, width);
        noMask = p.at("no_mask_embed").weight("weight", normal, 1, width);
        Params m = p.at("mask_embed");
        int channels = config.maskChannels();
        mask1 = new Conv2d(m.at("conv1"), 1, channels / 4, 2, 2, 0);
        maskNorm1 = new ChannelNorm(m.at("layer_norm1"), channels / 4, config.normEps());
        mask2 = new Conv2d(m.at("conv2"), channels / 4, channels, 2, 2, 0);
        maskNorm2 = new ChannelNorm(m.at("layer_norm2"), channels, config.normEps());
        mask3 = new Conv2d(m.at("conv3"), channels, width, 1);
    }

    /**
     * Points and boxes as tokens, and one that is no point, as in training: with SAM only where there is no box, with SAM 2
     * always.
     *
     * @param points (P, N, 2) x y, or null
     * @param inside P x N, row by row: whether the point lies in the thing
     * @param boxes (P, 4) x0 y0 x1 y1, or null
     * @return (P, tokens, D); (1, 0, D) for neither
     */
    public Tensor sparse(Tensor points, boolean[] inside, Tensor boxes) {
        return TensorScope.tidy(() -> {
            List<Tensor> parts = new ArrayList<>();
            if (points != null) {
                Shapes.require("points", points, -1, -1, 2);
                parts.add(positions(centred(points)).add(labels(points.size(0), points.size(1), inside)));
                if (boxes == null) {
                    parts.add(notAPoint.unsqueeze(0).expand(points.size(0), -1, -1));
                }
            }
            if (boxes != null) {
                Shapes.require("boxes", boxes, points == null ? -1 : points.size(0), 4);
                Tensor corners = positions(centred(boxes.reshape(-1, 2, 2)));
                parts.add(corners.add(Ops.cat(0, kind(2), kind(3))));
                if (second) {
                    parts.add(notAPoint.unsqueeze(0).expand(boxes.size(0), -1, -1));
                }
            }
            return parts.isEmpty() ? notAPoint.view(1, 1, -1).narrow(1, 0, 0) : Ops.cat(1, parts);
        });
    }

    /**
     * A previous mask as a picture of the embedding's size.
     *
     * @param logits (P, 1, 4g, 4g), inside where positive, or null for none
     * @return (P, D, g, g), or (1, D, g, g) for none
     */
    public Tensor dense(Tensor logits) {
        if (logits == null) {
            return TensorScope.tidy(() -> noMask.view(1, -1, 1, 1).expand(-1, -1, grid, grid));
        }
        Shapes.require("mask logits", logits, -1, 1, 4L * grid, 4L * grid);
        return TensorScope.tidy(() -> {
            Tensor half = activation.apply(maskNorm1.forward(mask1.forward(logits)));
            return mask3.forward(activation.apply(maskNorm2.forward(mask2.forward(half))));
        });
    }

    /** The positions of the embedding's patches, (1, D, g, g). */
    public Tensor gridPositions() {
        float[] centres = new float[grid * grid * 2];
        for (int i = 0; i < grid * grid; i++) {
            centres[2 * i] = (i % grid + 0.5f) / grid;
            centres[2 * i + 1] = (i / grid + 0.5f) / grid;
        }
        return TensorScope.tidy(() -> positions(here(Ops.tensor(centres, grid, grid, 2)))
                .permute(2, 0, 1)
                .unsqueeze(0)
                .contiguous());
    }

    /** Pixel coordinates -> [0, 1], from the pixel's centre. */
    private Tensor centred(Tensor xy) {
        return Ops.mul(Ops.add(here(xy), 0.5), 1.0 / imageSize);
    }

    /** (..., 2) in [0, 1] -> (..., D): sines and cosines of random directions (Tancik et al. 2020). */
    private Tensor positions(Tensor unit) {
        return TensorScope.tidy(() -> {
            Tensor phase = Ops.mul(Ops.add(Ops.mul(unit, 2), -1).matmul(frequencies), 2 * Math.PI);
            return Ops.cat(-1, phase.sin(), phase.cos());
        });
    }

    private Tensor labels(long prompts, long points, boolean[] inside) {
        if (inside.length != prompts * points) {
            throw new IllegalArgumentException(
                    "labels: expected " + prompts + " x " + points + " of them, got " + inside.length);
        }
        List<Tensor> all = new ArrayList<>();
        for (boolean in : inside) {
            all.add(kind(in ? 1 : 0));
        }
        return Ops.cat(0, all).view(prompts, points, width);
    }

    /** (1, D). */
    private Tensor kind(int i) {
        return second ? kinds.get(0).narrow(0, i, 1) : kinds.get(i);
    }

    private Tensor here(Tensor x) {
        return x.to(frequencies.device(), frequencies.scalar_type());
    }
}
