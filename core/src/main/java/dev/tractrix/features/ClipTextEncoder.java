// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.features;

import dev.tractrix.nn.ClipEncoder;
import dev.tractrix.nn.Init;
import dev.tractrix.nn.LayerNorm;
import dev.tractrix.nn.Params;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import java.util.Arrays;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * CLIP's text tower: tokens as vectors that each know the tokens before them. Names are those of transformers'
 * {@code CLIPTextModel}, with the prefix {@code text_model.} of the published files or without it, as transformers 5
 * writes them.
 */
public final class ClipTextEncoder {
    private final ClipTextConfig config;
    private final Tensor tokenEmbedding;
    private final Tensor positionEmbedding;
    private final ClipEncoder encoder;
    private final LayerNorm finalLayerNorm;

    public ClipTextEncoder(Params p, ClipTextConfig config) {
        this.config = config;
        int d = config.encoder().width();
        Params model = p.has("embeddings.token_embedding.weight") ? p : p.at("text_model");
        Init small = Init.normal(0.02);
        tokenEmbedding = model.at("embeddings").at("token_embedding").weight("weight", small, config.vocabulary(), d);
        positionEmbedding =
                model.at("embeddings").at("position_embedding").weight("weight", small, config.positions(), d);
        encoder = new ClipEncoder(model.at("encoder"), config.encoder(), true);
        finalLayerNorm =
                new LayerNorm(model.at("final_layer_norm"), d, config.encoder().layerNormEps());
    }

    public ClipTextConfig config() {
        return config;
    }

    /**
     * The tokens after the last layer and its norm ({@code last_hidden_state}).
     *
     * @param ids (B, N) int64, N at most the configured positions
     * @return (B, N, D)
     */
    public Tensor forward(Tensor ids) {
        Shapes.require("ids", ids, -1, -1);
        long n = ids.size(1);
        if (n > config.positions()) {
            throw new IllegalArgumentException("text: at most " + config.positions() + " tokens, got " + n);
        }
        return TensorScope.tidy(() -> {
            Tensor tokens = tokenEmbedding.index_select(0, ids.reshape(-1)).view(ids.size(0), n, -1);
            Tensor h = encoder.forward(tokens.add(positionEmbedding.narrow(0, 0, n)));
            return finalLayerNorm.forward(h);
        });
    }

    /**
     * The empty text: begin, end, and the end repeated to the full length. The two ids are the vocabulary's last, as in
     * CLIP's tokenizer; {@code config.json} of the published Stable Diffusion 1.5 names others that its tokenizer never
     * uses.
     *
     * @return (1, positions) int64
     */
    public Tensor emptyPrompt() {
        long[] ids = new long[config.positions()];
        Arrays.fill(ids, config.vocabulary() - 1L);
        ids[0] = config.vocabulary() - 2L;
        return TensorScope.tidy(() -> Ops.tensor(ids, 1, ids.length).to(tokenEmbedding.device(), ScalarType.Long));
    }
}
