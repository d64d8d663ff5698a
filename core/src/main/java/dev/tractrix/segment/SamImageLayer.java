// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.segment;

import dev.tractrix.nn.Activation;
import dev.tractrix.nn.LayerNorm;
import dev.tractrix.nn.Linear;
import dev.tractrix.nn.Params;
import dev.tractrix.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;

/**
 * A layer of the image encoder. Attention is over the whole picture or inside windows; a grid that windows do not fill
 * is padded with zeros on the right and below, and the padding is attended to, as in training.
 */
final class SamImageLayer {
    private final int window;
    private final LayerNorm norm1;
    private final SamImageAttention attention;
    private final LayerNorm norm2;
    private final Linear lin1;
    private final Linear lin2;
    private final Activation activation;

    SamImageLayer(Params p, SamVisionConfig config, boolean global) {
        int d = config.width();
        window = global ? 0 : config.windowSize();
        norm1 = new LayerNorm(p.at("layer_norm1"), d, config.layerNormEps());
        attention = new SamImageAttention(p.at("attn"), config, global ? config.grid() : window);
        norm2 = new LayerNorm(p.at("layer_norm2"), d, config.layerNormEps());
        lin1 = new Linear(p.at("mlp").at("lin1"), d, config.mlpDim());
        lin2 = new Linear(p.at("mlp").at("lin2"), config.mlpDim(), d);
        activation = config.activation();
    }

    /** (B, g, g, D) -> the same. */
    Tensor forward(Tensor x) {
        return TensorScope.tidy(() -> {
            Tensor y = x.add(attend(norm1.forward(x)));
            return y.add(lin2.forward(activation.apply(lin1.forward(norm2.forward(y)))));
        });
    }

    private Tensor attend(Tensor x) {
        if (window == 0) {
            return attention.forward(x);
        }
        return TensorScope.tidy(() -> {
            Windows windows = Windows.of(x.size(1), x.size(2), window);
            return windows.merge(attention.forward(windows.split(x)), x.size(0));
        });
    }
}
