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
     * What the layer makes of the picture before any token looks at it.
     *
     * @param image (P or 1, M, D)
     * @param keys of the picture, for the tokens
     * @param values likewise
     * @param queries of the picture, for the tokens' keys
     */
    record Seen(Tensor image, Tensor keys, Tensor values, Tensor queries) {}

    /**
     * @param image (P or 1, M, D)
     * @param position (1, M, D) of the image
     */
    Seen look(Tensor image, Tensor position) {
        List<Tensor> made = TensorScope.tidyAll(() -> {
            Tensor placed = image.add(position);
            return List.of(tokenToImage.keys(placed), tokenToImage.values(image), imageToToken.queries(placed));
        });
        return new Seen(image, made.get(0), made.get(1), made.get(2));
    }

    /**
     * One round.
     *
     * @param tokens (P, N, D)
     * @param prompt (P, N, D), the tokens before the first layer, which serve as their positions
     * @param seen of {@link #look}
     * @return tokens (P, N, D) and image (P, M, D)
     */
    List<Tensor> forward(Tensor tokens, Tensor prompt, Seen seen) {
        return TensorScope.tidyAll(() -> {
            Tensor t = norm1.forward(attendSelf(tokens, prompt));
            Tensor asked = tokenToImage.queries(t.add(prompt));
            t = norm2.forward(t.add(tokenToImage.mixed(asked, seen.keys, seen.values)));
            t = norm3.forward(t.add(mlp.forward(t)));
            Tensor told = imageToToken.mixed(seen.queries, imageToToken.keys(t.add(prompt)), imageToToken.values(t));
            return List.of(t, norm4.forward(seen.image.add(told)));
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
