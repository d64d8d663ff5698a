// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.svd;

import dev.tractrix.nn.Params;
import dev.tractrix.nn.SpatioTemporalResBlock;
import dev.tractrix.nn.TransformerSpatioTemporal;
import dev.tractrix.tensor.Recomputed;
import dev.tractrix.tensor.TensorScope;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** Residual block, attention, residual block, at the coarsest resolution. Weights: {@code attentions resnets}. */
final class MidBlock {
    private final TransformerSpatioTemporal attention;
    private final SpatioTemporalResBlock first;
    private final SpatioTemporalResBlock second;

    MidBlock(Params p, SpatioTemporalUNetConfig c) {
        int last = c.blocks() - 1;
        long channels = c.blockOutChannels().get(last);
        attention = Blocks.attention(p.at("attentions", 0), c, last);
        first = Blocks.resnet(p.at("resnets", 0), c, channels, channels, 1e-5);
        second = Blocks.resnet(p.at("resnets", 1), c, channels, channels, 1e-5);
    }

    TransformerSpatioTemporal attention() {
        return attention;
    }

    /** (B*F, C, h, w) -> (B*F, C, h, w). */
    Tensor forward(Tensor x, Tensor temb, UNetContext context) {
        if (Recomputed.active()) {
            return TensorScope.tidy(() -> {
                Tensor h = Blocks.recomputed(List.of(x), first, attention, temb, context);
                return Blocks.recomputed(List.of(h), second, null, temb, context);
            });
        }
        return TensorScope.tidy(() -> {
            Tensor h = first.forward(x, temb, context.frames());
            h = Blocks.attend(h, attention, context);
            return TensorScope.then(h, y -> second.forward(y, temb, context.frames()));
        });
    }
}
