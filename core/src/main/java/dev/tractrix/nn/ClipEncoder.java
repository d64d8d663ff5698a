// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.nn;

import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * The transformer that CLIP's image and text towers share: pre-norm layers of self-attention and a two-layer
 * perceptron. Weights: {@code layers.N.{layer_norm1, self_attn.{q_proj k_proj v_proj out_proj}, layer_norm2,
 * mlp.{fc1 fc2}}}.
 */
public final class ClipEncoder {
    private final List<Layer> layers = new ArrayList<>();

    /** @param causal whether a token sees only itself and those before it */
    public ClipEncoder(Params p, ClipEncoderConfig config, boolean causal) {
        for (int i = 0; i < config.layers(); i++) {
            layers.add(new Layer(p.at("layers", i), config, causal));
        }
    }

    /** (B, N, D) -> (B, N, D). */
    public Tensor forward(Tensor tokens) {
        return TensorScope.tidy(() -> {
            Tensor h = tokens;
            for (Layer layer : layers) {
                h = layer.forward(h);
            }
            return h;
        });
    }

    private static final class Layer {
        private final LayerNorm layerNorm1;
        private final Linear qProj;
        private final Linear kProj;
        private final Linear vProj;
        private final Linear outProj;
        private final LayerNorm layerNorm2;
        private final Linear fc1;
        private final Linear fc2;
        private final ClipEncoderConfig config;
        private final boolean causal;

        Layer(Params p, ClipEncoderConfig config, boolean causal) {
            int d = config.width();
            this.config = config;
            this.causal = causal;
            layerNorm1 = new LayerNorm(p.at("layer_norm1"), d, config.layerNormEps());
            Params attention = p.at("self_attn");
            qProj = new Linear(attention.at("q_proj"), d, d);
            kProj = new Linear(attention.at("k_proj"), d, d);
            vProj = new Linear(attention.at("v_proj"), d, d);
            outProj = new Linear(attention.at("out_proj"), d, d);
            layerNorm2 = new LayerNorm(p.at("layer_norm2"), d, config.layerNormEps());
            fc1 = new Linear(p.at("mlp").at("fc1"), d, config.intermediate());
            fc2 = new Linear(p.at("mlp").at("fc2"), config.intermediate(), d);
        }

        Tensor forward(Tensor x) {
            return TensorScope.tidy(() -> {
                Tensor h = x.add(attend(layerNorm1.forward(x)));
                Tensor m = TensorScope.then(fc1.forward(layerNorm2.forward(h)), config.activation()::apply);
                return h.add(fc2.forward(m));
            });
        }

        private Tensor attend(Tensor x) {
            return TensorScope.tidy(() -> {
                Tensor a = Ops.attention(
                        heads(qProj.forward(x)), heads(kProj.forward(x)), heads(vProj.forward(x)), null, causal);
                return outProj.forward(a.transpose(1, 2).reshape(x.size(0), x.size(1), -1)); // (B,h,N,d) -> (B,N,h*d)
            });
        }

        private Tensor heads(Tensor x) {
            return x.view(x.size(0), x.size(1), config.heads(), x.size(2) / config.heads())
                    .transpose(1, 2); // (B,N,h*d) -> (B,h,N,d)
        }
    }
}
