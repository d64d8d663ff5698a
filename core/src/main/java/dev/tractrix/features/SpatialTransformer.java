// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.features;

import dev.tractrix.nn.BasicTransformerBlock;
import dev.tractrix.nn.Conv2d;
import dev.tractrix.nn.GroupNorm;
import dev.tractrix.nn.Linear;
import dev.tractrix.nn.Params;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Attention among all pixels and to a context, added to the input: diffusers' {@code Transformer2DModel}. Weights:
 * {@code norm proj_in transformer_blocks proj_out}; the projections are 1x1 convolutions or linear layers.
 */
final class SpatialTransformer {
    private static final double EPS = 1e-6;

    private final GroupNorm norm;
    private final Conv2d convIn;
    private final Linear linearIn;
    private final List<BasicTransformerBlock> transformerBlocks = new ArrayList<>();
    private final Conv2d convOut;
    private final Linear linearOut;

    SpatialTransformer(Params p, int channels, int heads, FeatureUNetConfig c) {
        boolean linear = c.linearProjection();
        norm = new GroupNorm(p.at("norm"), c.normNumGroups(), channels, EPS);
        convIn = linear ? null : new Conv2d(p.at("proj_in"), channels, channels, 1);
        linearIn = linear ? new Linear(p.at("proj_in"), channels, channels) : null;
        for (int i = 0; i < c.transformerLayers(); i++) {
            transformerBlocks.add(
                    new BasicTransformerBlock(p.at("transformer_blocks", i), channels, heads, c.crossAttentionDim()));
        }
        convOut = linear ? null : new Conv2d(p.at("proj_out"), channels, channels, 1);
        linearOut = linear ? new Linear(p.at("proj_out"), channels, channels) : null;
    }

    /** (B, C, H, W) with a context (B, M, D) -> (B, C, H, W). */
    Tensor forward(Tensor x, Tensor context) {
        long[] d = Shapes.dims(x);
        return TensorScope.tidy(() -> {
            Tensor h = norm.forward(x);
            if (convIn != null) {
                h = TensorScope.then(h, convIn::forward);
            }
            h = TensorScope.then(h, y -> y.flatten(2, -1).transpose(1, 2).contiguous()); // (B,C,H,W) -> (B,HW,C)
            if (linearIn != null) {
                h = TensorScope.then(h, linearIn::forward);
            }
            for (BasicTransformerBlock block : transformerBlocks) {
                h = TensorScope.then(h, y -> block.forward(y, context));
            }
            if (linearOut != null) {
                h = TensorScope.then(h, linearOut::forward);
            }
            h = TensorScope.then(h, y -> y.transpose(1, 2).reshape(d)); // (B,HW,C) -> (B,C,H,W)
            if (convOut != null) {
                h = TensorScope.then(h, convOut::forward);
            }
            return h.add(x);
        });
    }
}
