// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.segment;

import dev.tractrix.nn.LayerNorm;
import dev.tractrix.nn.Params;
import dev.tractrix.tensor.TensorScope;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** Tokens look at each other and at the picture, then the picture looks at the tokens. */
final class SamTwoWayLayer {
    /** For SAM transformers reads {@code attention_downsample_rate} for the final attention alone. */
    private static final int DOWNSAMPLE_RATE = 2;

    private final boolean first;
    private final SamAttention selfAttention;
    private final SamAttention tokenToImage;
    private final SamAttention imageToToken;
    private final LayerNorm norm1;
    private final LayerNorm norm2;
    private final LayerNorm norm3;
    private final LayerNorm norm4;
    private final SamPerceptron mlp;

    /** @param first of the transformer: its queries are the prompt itself, so they need no position and no residual */
    SamTwoWayLayer(Params p, SamDecoderConfig config, boolean first) {
        this.first = first;
        int d = config.width();
        double eps = config.layerNormEps();
        selfAttention = new SamAttention(p.at("self_attn"), config, 1);
        int rate = config.second() == null ? DOWNSAMPLE_RATE : config.downsampleRate();
        tokenToImage = new SamAttention(p.at("cross_attn_token_to_image"), config, rate);
        imageToToken = new SamAttention(p.at("cross_attn_image_to_token"), config, rate);
        norm1 = new LayerNorm(p.at("layer_norm1"), d, eps);
        norm2 = new LayerNorm(p.at("layer_norm2"), d, eps);
        norm3 = new LayerNorm(p.at("layer_norm3"), d, eps);
        norm4 = new LayerNorm(p.at("layer_norm4"), d, eps);
        mlp = config.second() == null
                ? SamPerceptron.ofTwo(p.at("mlp"), d, config.mlpDim())
                // transformers gives the layers' count to the perceptron as its depth
                : new SamPerceptron(p.at("mlp"), d, config.mlpDim(), d, config.layers());
    }

    /**
     * One round.
     *
     * @param tokens (P, N, D)
     * @param prompt (P, N, D), the tokens before the first layer, which serve as their positions
     * @param image (P or 1, M, D)
     * @param position (1, M, D) of the image
     * @return tokens (P, N, D) and image (P, M, D)
     */
    List<Tensor> forward(Tensor tokens, Tensor prompt, Tensor image, Tensor position) {
        return TensorScope.tidyAll(() -> {
            Tensor t = norm1.forward(attendSelf(tokens, prompt));
            Tensor placed = image.add(position);
            t = norm2.forward(t.add(tokenToImage.forward(t.add(prompt), placed, image)));
            t = norm3.forward(t.add(mlp.forward(t)));
            Tensor seen = norm4.forward(image.add(imageToToken.forward(placed, t.add(prompt), t)));
            return List.of(t, seen);
        });
    }

    private Tensor attendSelf(Tensor tokens, Tensor prompt) {
        if (first) {
            return selfAttention.forward(tokens, tokens, tokens);
        }
        Tensor q = tokens.add(prompt);
        return tokens.add(selfAttention.forward(q, q, tokens));
    }
}
