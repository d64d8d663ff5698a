// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.svd;

import dev.tractrix.nn.Conv2d;
import dev.tractrix.nn.GroupNorm;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.TransformerSpatioTemporal;
import dev.tractrix.scene.Fidelity.ResidualAddition;
import dev.tractrix.tensor.Consuming;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Stable Video Diffusion's denoiser: from noisy latents of all frames, joined with the latents of the still, to the
 * prediction of what to take away. diffusers' {@code UNetSpatioTemporalConditionModel}, with the same weight names.
 *
 * <p>Down through blocks of halving resolution, each keeping a skip for every layer; through the middle; up again, each
 * layer taking the newest skip back in. Every layer is a spatial and a temporal one, mixed by a learned factor. A
 * ControlNet steers by adding a residual to each skip and to the middle.
 *
 * <p>Frames are folded into the batch (B*F) except where a layer looks along them. The still enters a second time as
 * one image token; attention to a single token is one added vector, so {@link #prepare} computes those once a run and
 * {@link #forward} takes them. While no graph is recorded, sums overwrite and skips are freed as soon as they are used;
 * while one is recorded, nothing is overwritten.
 */
public final class SpatioTemporalUNet {
    private final SpatioTemporalUNetConfig config;
    private final SpatioTemporalEncoder encoder;
    private final List<UpBlock> upBlocks = new ArrayList<>();
    private final GroupNorm convNormOut;
    private final Conv2d convOut;

    public SpatioTemporalUNet(Params p, SpatioTemporalUNetConfig c) {
        config = c;
        encoder = new SpatioTemporalEncoder(p, c);
        for (int i = 0; i < c.blocks(); i++) {
            upBlocks.add(new UpBlock(p.at("up_blocks", i), c, i));
        }
        int first = c.blockOutChannels().get(0);
        convNormOut = new GroupNorm(p.at("conv_norm_out"), c.normNumGroups(), first, 1e-5);
        convOut = new Conv2d(p.at("conv_out"), first, c.outChannels(), 3);
    }

    /** What it was built from. */
    public SpatioTemporalUNetConfig config() {
        return config;
    }

    /**
     * What the still gives to every attention layer, once a run. In training too: gradients flow through it.
     *
     * @param imageTokens (B, 1, D), the still's embedding; zeros for the unconditional half
     */
    public UNetContext prepare(Tensor imageTokens, long frames) {
        return UNetContext.of(attentions(), imageTokens, frames);
    }

    /** See {@link TransformerSpatioTemporal#prepareInterleaved}. */
    public UNetContext prepareInterleaved(Tensor passTokens, long first, long count, long frames) {
        return UNetContext.interleaved(attentions(), passTokens, first, count, frames);
    }

    private List<TransformerSpatioTemporal> attentions() {
        List<TransformerSpatioTemporal> layers = encoder.attentions();
        upBlocks.forEach(block -> layers.addAll(block.attentions()));
        return layers;
    }

    /** {@link #prepare} and one step; for a single step or a test. */
    public Tensor forward(
            Tensor sample,
            Tensor timestep,
            Tensor imageTokens,
            Tensor addedTimeIds,
            ControlResiduals residuals,
            ResidualAddition addition) {
        return TensorScope.tidy(() ->
                forward(sample, timestep, prepare(imageTokens, sample.size(1)), addedTimeIds, residuals, addition));
    }

    /**
     * One step.
     *
     * @param sample (B, F, in, h, w): noisy latents, scaled by the sampler, joined with the still's latents
     * @param timestep (B), the sampler's
     * @param context of {@link #prepare}
     * @param addedTimeIds (B, 3): fps - 1, motion bucket, noise augmentation
     * @param residuals of a ControlNet, or null
     * @param addition ignored without residuals
     * @return (B, F, out, h, w)
     */
    public Tensor forward(
            Tensor sample,
            Tensor timestep,
            UNetContext context,
            Tensor addedTimeIds,
            ControlResiduals residuals,
            ResidualAddition addition) {
        encoder.require(sample, timestep, context, addedTimeIds);
        return TensorScope.tidy(() -> {
            // 1. The time and the micro-conditions, as a vector for every residual block.
            Tensor temb = encoder.embedTime(timestep, addedTimeIds, context.frames(), sample);

            // 2. Down and through the middle.
            SpatioTemporalEncoder.Descent descent = encoder.descend(encoder.convIn(sample), temb, context);

            // 3. The ControlNet steers here.
            Deque<Tensor> skips = new ArrayDeque<>();
            for (int i = 0; i < descent.skips().size(); i++) {
                skips.push(steer(descent.skips().get(i), i, residuals, addition));
            }
            Tensor h = residuals == null ? descent.mid() : Consuming.add(descent.mid(), residuals.mid());

            // 4. Up.
            for (UpBlock block : upBlocks) {
                h = block.forward(h, skips, temb, context);
            }

            // 5. Out.
            h = TensorScope.then(h, convNormOut::forward);
            h = TensorScope.then(Consuming.silu(h), convOut::forward);
            return h.view(
                    context.batch(),
                    context.frames(),
                    config.outChannels(),
                    sample.size(3),
                    sample.size(4)); // (B*F,...) -> (B,F,...)
        });
    }

    private Tensor steer(Tensor skip, int index, ControlResiduals residuals, ResidualAddition addition) {
        if (residuals == null) {
            return skip;
        }
        if (index >= residuals.down().size()) {
            throw new IllegalArgumentException("residuals: expected one for each skip, got "
                    + residuals.down().size());
        }
        Tensor residual = residuals.down().get(index);
        Shapes.require("residual " + index, residual, Shapes.dims(skip));
        // REPEATED: the released code adds the whole list again after every down block, to all skips there are so far.
        int times = addition == ResidualAddition.ONCE ? 1 : config.blocks() - encoder.blockOf(index);
        return Consuming.add(skip, residual, times);
    }
}
