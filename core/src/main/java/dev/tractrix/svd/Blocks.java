// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.svd;

import dev.tractrix.nn.Params;
import dev.tractrix.nn.SpatioTemporalResBlock;
import dev.tractrix.nn.TransformerSpatioTemporal;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Recomputed;
import dev.tractrix.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
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

    /**
     * A residual block on the joined inputs, and attention where there is some, recomputed for its gradient. For training:
     * the inputs are not freed.
     *
     * @param attention or null
     */
    static Tensor recomputed(
            List<Tensor> in,
            SpatioTemporalResBlock resnet,
            TransformerSpatioTemporal attention,
            Tensor temb,
            UNetContext context) {
        int n = in.size();
        List<Tensor> inputs = new ArrayList<>(in);
        inputs.add(temb);
        if (attention != null) {
            inputs.addAll(context.of(attention).tensors());
        }
        return Recomputed.of(
                inputs,
                all -> TensorScope.tidy(() -> {
                    Tensor x = n == 1 ? all.get(0) : Ops.cat(1, all.subList(0, n));
                    Tensor h = resnet.forward(x, all.get(n), context.frames());
                    return attention == null
                            ? h
                            : TensorScope.then(
                                    h,
                                    y -> attention.forward(
                                            y,
                                            context.frames(),
                                            context.of(attention).with(all.subList(n + 1, all.size()))));
                }));
    }

    static Tensor attend(Tensor h, TransformerSpatioTemporal attention, UNetContext context) {
        return TensorScope.then(h, y -> attention.forward(y, context.frames(), context.of(attention)));
    }
}
