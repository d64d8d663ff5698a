// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.svd;

import dev.tractrix.nn.Params;
import dev.tractrix.nn.SpatioTemporalResBlock;
import dev.tractrix.nn.TransformerSpatioTemporal;
import dev.tractrix.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;

/** The two layers that all blocks of the U-Net are made of. */
final class Blocks {
    private Blocks() {}

    static SpatioTemporalResBlock resnet(Params p, SpatioTemporalUNetConfig c, long in, long out, double eps) {
        return new SpatioTemporalResBlock(p, in, out, c.timeEmbedDim(), c.normNumGroups(), eps, eps, 0.5, false);
    }

    static TransformerSpatioTemporal attention(Params p, SpatioTemporalUNetConfig c, int block) {
        return new TransformerSpatioTemporal(
                p,
                c.blockOutChannels().get(block),
                c.numAttentionHeads().get(block),
                c.transformerLayersPerBlock().get(block),
                c.crossAttentionDim().get(block),
                c.normNumGroups());
    }

    static Tensor attend(Tensor h, TransformerSpatioTemporal attention, UNetContext context) {
        return TensorScope.then(h, y -> attention.forward(y, context.frames(), context.of(attention)));
    }
}
