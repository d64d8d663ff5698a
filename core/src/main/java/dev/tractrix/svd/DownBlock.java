// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.svd;

import dev.tractrix.nn.Downsample2D;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.SpatioTemporalResBlock;
import dev.tractrix.nn.TransformerSpatioTemporal;
import dev.tractrix.tensor.Recomputed;
import dev.tractrix.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** Residual blocks, with or without attention after each, and half the size. Weights: {@code attentions resnets downsamplers}. */
final class DownBlock {
    private final List<TransformerSpatioTemporal> attentions = new ArrayList<>();
    private final List<SpatioTemporalResBlock> resnets = new ArrayList<>();
    private final Downsample2D downsampler;

    DownBlock(Params p, SpatioTemporalUNetConfig c, int block) {
        long in = c.blockOutChannels().get(Math.max(0, block - 1));
        long out = c.blockOutChannels().get(block);
        boolean attend = c.downBlockTypes().get(block).equals(SpatioTemporalUNetConfig.CROSS_DOWN);
        // Not a slip: the published blocks with attention have the smaller epsilon.
        double eps = attend ? 1e-6 : 1e-5;
        for (int i = 0; i < c.layersPerBlock().get(block); i++) {
            if (attend) {
                attentions.add(Blocks.attention(p.at("attentions", i), c, block));
            }
            resnets.add(Blocks.resnet(p.at("resnets", i), c, i == 0 ? in : out, out, eps));
        }
        boolean last = block == c.blocks() - 1;
        downsampler = last ? null : new Downsample2D(p.at("downsamplers", 0), out, out, false);
    }

    List<TransformerSpatioTemporal> attentions() {
        return attentions;
    }

    /** How many skips it makes. */
    int skips() {
        return resnets.size() + (downsampler == null ? 0 : 1);
    }

    /** (B*F, in, h, w) -> a skip (B*F, out, h', w') for each layer; the last is the block's result. */
    List<Tensor> forward(Tensor x, Tensor temb, UNetContext context) {
        return TensorScope.tidyAll(() -> {
            List<Tensor> skips = new ArrayList<>();
            Tensor h = x;
            for (int i = 0; i < resnets.size(); i++) {
                TransformerSpatioTemporal attention = attentions.isEmpty() ? null : attentions.get(i);
                if (Recomputed.active()) {
                    h = Blocks.recomputed(List.of(h), resnets.get(i), attention, temb, context);
                } else {
                    h = resnets.get(i).forward(h, temb, context.frames());
                    h = attention == null ? h : Blocks.attend(h, attention, context);
                }
                skips.add(h);
            }
            if (downsampler != null) {
                skips.add(downsampler.forward(h));
            }
            return skips;
        });
    }
}
