// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.control;

import dev.tractrix.nn.Conv2d;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.Weights;
import dev.tractrix.svd.ControlResiduals;
import dev.tractrix.svd.SpatioTemporalEncoder;
import dev.tractrix.svd.UNetContext;
import dev.tractrix.tensor.Consuming;
import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * DragAnything's ControlNet: what makes the U-Net move things along drawn lines. A second copy of the U-Net's encoder
 * sees the same noisy latents, plus the control embedding, which says where which entity is in each frame. A 1x1
 * convolution on each of its skips, starting at zero, makes the residual for the U-Net's skip; so an untrained
 * ControlNet changes nothing. Weight names are those of the authors' released checkpoint.
 *
 * <p>The embedding depends on the drawn lines alone: {@link #embed} computes it once a run, and both halves of the
 * guidance share it. So does {@link #prepare} with the image token. {@link #forward} is the rest, once a step.
 */
public final class ControlNet {
    private final ControlNetConfig config;
    private final SpatioTemporalEncoder encoder;
    private final ControlEncoder condEmbedding;
    private final List<Conv2d> downBlocks = new ArrayList<>();
    private final Conv2d midBlock;

    public ControlNet(Params p, ControlNetConfig c) {
        config = c;
        encoder = new SpatioTemporalEncoder(p, c.unet());
        condEmbedding = new ControlEncoder(p.at("controlnet_cond_embedding"), c);
        List<Integer> channels = encoder.skipChannels();
        for (int i = 0; i < channels.size(); i++) {
            downBlocks.add(Conv2d.zero(p.at("controlnet_down_blocks", i), channels.get(i), channels.get(i)));
        }
        int last = c.unet().blockOutChannels().get(c.unet().blocks() - 1);
        midBlock = Conv2d.zero(p.at("controlnet_mid_block"), last, last);
    }

    /** What it was built from. */
    public ControlNetConfig config() {
        return config;
    }

    /** What the still gives to every attention layer, once a run. @param imageTokens (B, 1, D) */
    public UNetContext prepare(Tensor imageTokens, long frames) {
        return encoder.prepare(imageTokens, frames);
    }

    /** See {@link dev.tractrix.nn.TransformerSpatioTemporal#prepareInterleaved}. */
    public UNetContext prepareInterleaved(Tensor passTokens, long first, long count, long frames) {
        return encoder.prepareInterleaved(passTokens, first, count, frames);
    }

    /** The control embedding, once a run; see {@link ControlEncoder#forward}. */
    public Tensor embed(Tensor gaussians, Tensor masks, Tensor vectors) {
        return condEmbedding.forward(gaussians, masks, vectors);
    }

    /** As {@link #embed} with an entity map of all channels (N, C, H, W). */
    public Tensor embedDense(Tensor gaussians, Tensor entities) {
        return condEmbedding.forwardDense(gaussians, entities);
    }

    /**
     * One step. The residuals belong to the caller's scope.
     *
     * @param sample (B, F, in, h, w), as the U-Net gets it
     * @param timestep (B)
     * @param context of {@link #prepare} of this ControlNet
     * @param addedTimeIds (B, 3)
     * @param embedding (F, D, h, w), shared by the whole batch, or (B*F, D, h, w)
     * @param scale strength, 1 as trained
     */
    public ControlResiduals forward(
            Tensor sample, Tensor timestep, UNetContext context, Tensor addedTimeIds, Tensor embedding, double scale) {
        encoder.require(sample, timestep, context, addedTimeIds);
        List<Tensor> all = TensorScope.tidyAll(() -> {
            Tensor temb = encoder.embedTime(timestep, addedTimeIds, context.frames(), sample);
            Tensor h = addEmbedding(encoder.convIn(sample), embedding, context);
            SpatioTemporalEncoder.Descent descent = encoder.descend(h, temb, context);
            List<Tensor> residuals = new ArrayList<>();
            for (int i = 0; i < downBlocks.size(); i++) {
                residuals.add(scaled(downBlocks.get(i).forward(descent.skips().get(i)), scale));
            }
            residuals.add(scaled(midBlock.forward(descent.mid()), scale));
            return residuals;
        });
        return new ControlResiduals(all.subList(0, all.size() - 1), all.get(all.size() - 1));
    }

    private static Tensor addEmbedding(Tensor h, Tensor embedding, UNetContext context) {
        long n = embedding.size(0);
        if (n != context.frames() && n != context.batch() * context.frames()) {
            throw new IllegalArgumentException("control embedding: expected " + context.frames() + " or "
                    + context.batch() * context.frames() + " frames, got shape " + Shapes.of(embedding));
        }
        Shapes.require("control embedding", embedding, n, h.size(1), h.size(2), h.size(3));
        if (n == h.size(0)) {
            return Consuming.add(h, embedding);
        }
        return TensorScope.then(h, y -> y.add(embedding.repeat(context.batch(), 1, 1, 1))); // (F,D,h,w) -> (B*F,D,h,w)
    }

    private static Tensor scaled(Tensor h, double scale) {
        return scale == 1 ? h : Consuming.mul(h, scale);
    }

    /**
     * Starts a ControlNet as the encoder of a U-Net of the same configuration. The control encoder keeps its random
     * start, the zero convolutions stay zero.
     *
     * @param own the ControlNet's weights, overwritten
     * @param unet the U-Net's weights
     * @param addEmbedding whether the micro-conditions' embedding is copied too; the released code leaves it random
     */
    public static void initialise(Weights own, Weights unet, boolean addEmbedding) {
        List<String> parts = new ArrayList<>(List.of("conv_in.", "time_embedding.", "down_blocks.", "mid_block."));
        if (addEmbedding) {
            parts.add("add_embedding.");
        }
        Guards.noGrad(() -> {
            for (Map.Entry<String, Tensor> entry : own.tensors().entrySet()) {
                String name = entry.getKey();
                if (parts.stream().noneMatch(name::startsWith)) {
                    continue;
                }
                Tensor source = unet.tensors().get(name);
                if (source == null) {
                    throw new IllegalArgumentException("the U-Net has no " + name + ": its configuration is another");
                }
                Shapes.require(name, source, Shapes.dims(entry.getValue()));
                entry.getValue().copy_(source);
            }
            return null;
        });
    }
}
