// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.svd;

import dev.tractrix.nn.Conv2d;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.TimestepEmbedding;
import dev.tractrix.nn.TransformerSpatioTemporal;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * The half that the U-Net and the ControlNet have in common: from the noisy latents to the coarsest resolution.
 * Weights: {@code conv_in time_embedding add_embedding down_blocks mid_block}.
 */
public final class SpatioTemporalEncoder {
    private final SpatioTemporalUNetConfig config;
    private final Conv2d convIn;
    private final TimestepEmbedding timeEmbedding;
    private final TimestepEmbedding addEmbedding;
    private final List<DownBlock> downBlocks = new ArrayList<>();
    private final MidBlock midBlock;

    public SpatioTemporalEncoder(Params p, SpatioTemporalUNetConfig c) {
        config = c;
        int first = c.blockOutChannels().get(0);
        convIn = new Conv2d(p.at("conv_in"), c.inChannels(), first, 3);
        timeEmbedding = new TimestepEmbedding(p.at("time_embedding"), first, c.timeEmbedDim(), c.timeEmbedDim());
        addEmbedding = new TimestepEmbedding(
                p.at("add_embedding"), c.projectionClassEmbeddingsInputDim(), c.timeEmbedDim(), c.timeEmbedDim());
        for (int i = 0; i < c.blocks(); i++) {
            downBlocks.add(new DownBlock(p.at("down_blocks", i), c, i));
        }
        midBlock = new MidBlock(p.at("mid_block"), c);
    }

    /** What the encoder leaves: the skips in the order in which they were made, and the mid block's result. */
    public record Descent(List<Tensor> skips, Tensor mid) {}

    /** All attention layers. */
    public List<TransformerSpatioTemporal> attentions() {
        List<TransformerSpatioTemporal> all = new ArrayList<>();
        downBlocks.forEach(block -> all.addAll(block.attentions()));
        all.add(midBlock.attention());
        return all;
    }

    /** See {@link UNetContext}. @param imageTokens (B, 1, D) */
    public UNetContext prepare(Tensor imageTokens, long frames) {
        return UNetContext.of(attentions(), imageTokens, frames);
    }

    /** See {@link TransformerSpatioTemporal#prepareInterleaved}. */
    public UNetContext prepareInterleaved(Tensor passTokens, long first, long count, long frames) {
        return UNetContext.interleaved(attentions(), passTokens, first, count, frames);
    }

    /** The down block that makes a skip; 0 also for the skip before the first block. */
    int blockOf(int skip) {
        int next = 1;
        for (int i = 0; i < downBlocks.size(); i++) {
            next += downBlocks.get(i).skips();
            if (skip < next) {
                return i;
            }
        }
        throw new IllegalArgumentException("skip " + skip + " of " + next);
    }

    /** Channels of each skip, the one before the first block included. */
    public List<Integer> skipChannels() {
        List<Integer> channels =
                new ArrayList<>(List.of(config.blockOutChannels().get(0)));
        for (int i = 0; i < downBlocks.size(); i++) {
            for (int k = 0; k < downBlocks.get(i).skips(); k++) {
                channels.add(config.blockOutChannels().get(i));
            }
        }
        return channels;
    }

    /** Checks what a step gets, at the public edges. */
    public void require(Tensor sample, Tensor timestep, UNetContext context, Tensor addedTimeIds) {
        Shapes.require("sample", sample, context.batch(), context.frames(), config.inChannels(), -1, -1);
        Shapes.require("timestep", timestep, context.batch());
        Shapes.require("addedTimeIds", addedTimeIds, context.batch(), config.timeIds());
    }

    /**
     * The time of the step and the micro-conditions as one vector a frame.
     *
     * @param timestep (B)
     * @param addedTimeIds (B, 3): fps - 1, motion bucket, noise augmentation
     * @param like a tensor of the weights' type
     * @return (B*F, 4 C)
     */
    public Tensor embedTime(Tensor timestep, Tensor addedTimeIds, long frames, Tensor like) {
        return TensorScope.tidy(() -> {
            long b = timestep.size(0);
            Tensor time = TimestepEmbedding.sinusoids(
                    timestep, config.blockOutChannels().get(0));
            Tensor micro = TimestepEmbedding.sinusoids(addedTimeIds.reshape(-1), config.additionTimeEmbedDim())
                    .reshape(b, -1); // (B*3, d) -> (B, 3*d)
            Tensor embedding = timeEmbedding
                    .forward(time.to(like.scalar_type()))
                    .add(addEmbedding.forward(micro.to(like.scalar_type())));
            return embedding
                    .unsqueeze(1)
                    .expand(b, frames, config.timeEmbedDim())
                    .reshape(b * frames, config.timeEmbedDim()); // (B,D) -> (B,F,D) -> (B*F,D)
        });
    }

    /** (B, F, in, h, w) -> (B*F, C, h, w). */
    public Tensor convIn(Tensor sample) {
        return TensorScope.tidy(() -> convIn.forward(sample.flatten(0, 1)));
    }

    /**
     * Down blocks and mid block. The results belong to the caller's scope; {@code x} is the first skip.
     *
     * @param x (B*F, C, h, w), of {@link #convIn}
     * @param temb (B*F, 4 C), of {@link #embedTime}
     */
    public Descent descend(Tensor x, Tensor temb, UNetContext context) {
        List<Tensor> skips = new ArrayList<>(List.of(x));
        for (DownBlock block : downBlocks) {
            skips.addAll(block.forward(skips.get(skips.size() - 1), temb, context));
        }
        return new Descent(skips, midBlock.forward(skips.get(skips.size() - 1), temb, context));
    }
}
