// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.svd;

import dev.tractrix.nn.Params;
import dev.tractrix.nn.SpatioTemporalResBlock;
import dev.tractrix.nn.TransformerSpatioTemporal;
import dev.tractrix.nn.Upsample2D;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Recomputed;
import dev.tractrix.tensor.TensorScope;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Residual blocks that each take a skip in, with or without attention after each, and twice the size. Weights:
 * {@code attentions resnets upsamplers}.
 */
final class UpBlock {
    private final List<TransformerSpatioTemporal> attentions = new ArrayList<>();
    private final List<SpatioTemporalResBlock> resnets = new ArrayList<>();
    private final Upsample2D upsampler;

    /** @param index of the up block, coarsest first */
    UpBlock(Params p, SpatioTemporalUNetConfig c, int index) {
        int block = c.blocks() - 1 - index;
        long before = c.blockOutChannels().get(Math.min(block + 1, c.blocks() - 1));
        long out = c.blockOutChannels().get(block);
        long after = c.blockOutChannels().get(Math.max(block - 1, 0));
        boolean attend = c.upBlockTypes().get(index).equals(SpatioTemporalUNetConfig.CROSS_UP);
        int layers = c.layersPerBlock().get(block) + 1;
        for (int i = 0; i < layers; i++) {
            if (attend) {
                attentions.add(Blocks.attention(p.at("attentions", i), c, block));
            }
            // The last skip was made by the block before, with that block's channels.
            long in = (i == 0 ? before : out) + (i == layers - 1 ? after : out);
            resnets.add(Blocks.resnet(p.at("resnets", i), c, in, out, 1e-6));
        }
        upsampler = block == 0 ? null : new Upsample2D(p.at("upsamplers", 0), out, out);
    }

    List<TransformerSpatioTemporal> attentions() {
        return attentions;
    }

    /**
     * (B*F, before, h, w) -> (B*F, out, h', w').
     *
     * @param skips the newest first; those used here are taken off and freed
     */
    Tensor forward(Tensor x, Deque<Tensor> skips, Tensor temb, UNetContext context) {
        return TensorScope.tidy(() -> {
            Tensor h = x;
            for (int i = 0; i < resnets.size(); i++) {
                Tensor skip = skips.pop();
                if (Recomputed.active()) {
                    TransformerSpatioTemporal attention = attentions.isEmpty() ? null : attentions.get(i);
                    h = Blocks.recomputed(List.of(h, skip), resnets.get(i), attention, temb, context);
                    continue;
                }
                Tensor both = Ops.cat(1, h, skip);
                h.close();
                skip.close();
                SpatioTemporalResBlock resnet = resnets.get(i);
                h = TensorScope.then(both, y -> resnet.forward(y, temb, context.frames()));
                if (!attentions.isEmpty()) {
                    h = Blocks.attend(h, attentions.get(i), context);
                }
            }
            if (upsampler == null) {
                return h;
            }
            // Halving rounds an odd size up, so twice the size may be one too many: the next skip has the right one.
            long height = skips.peek().size(2);
            long width = skips.peek().size(3);
            return TensorScope.then(h, y -> upsampler.forward(y, height, width));
        });
    }
}
