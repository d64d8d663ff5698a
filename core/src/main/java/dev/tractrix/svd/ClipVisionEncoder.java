// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.svd;

import dev.tractrix.nn.ClipEncoder;
import dev.tractrix.nn.Init;
import dev.tractrix.nn.LayerNorm;
import dev.tractrix.nn.Linear;
import dev.tractrix.nn.Params;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;

/**
 * CLIP's image tower with its projection: a picture as one vector. Names are those of transformers'
 * {@code CLIPVisionModelWithProjection}, "pre_layrnorm" included.
 */
public final class ClipVisionEncoder {
    private final ClipVisionConfig config;
    private final Tensor classEmbedding;
    private final Tensor patchEmbedding;
    private final Tensor positionEmbedding;
    private final LayerNorm preLayrnorm;
    private final ClipEncoder encoder;
    private final LayerNorm postLayernorm;
    private final Linear visualProjection;

    public ClipVisionEncoder(Params p, ClipVisionConfig config) {
        this.config = config;
        int d = config.encoder().width();
        double eps = config.encoder().layerNormEps();
        Init small = Init.normal(0.02);
        Params model = p.at("vision_model");
        Params embeddings = model.at("embeddings");
        classEmbedding = embeddings.weight("class_embedding", Init.normal(Math.pow(d, -0.5)), d);
        patchEmbedding = embeddings
                .at("patch_embedding")
                .weight("weight", small, d, config.channels(), config.patchSize(), config.patchSize());
        positionEmbedding = embeddings.at("position_embedding").weight("weight", small, config.patches() + 1L, d);
        preLayrnorm = new LayerNorm(model.at("pre_layrnorm"), d, eps);
        encoder = new ClipEncoder(model.at("encoder"), config.encoder(), false);
        postLayernorm = new LayerNorm(model.at("post_layernorm"), d, eps);
        visualProjection = new Linear(p.at("visual_projection"), d, config.projectionDim(), false);
    }

    public ClipVisionConfig config() {
        return config;
    }

    /**
     * One vector a picture ({@code image_embeds}).
     *
     * @param pixels (B, C, S, S), S the configured image size, as {@link ClipPreprocess} makes them
     * @return (B, projection), not normalised to length 1
     */
    public Tensor forward(Tensor pixels) {
        return TensorScope.tidy(() -> embed(hidden(pixels)));
    }

    /** The vector of {@link #forward} from the tokens of {@link #hidden}: (B, N, D) -> (B, projection). */
    public Tensor embed(Tensor hidden) {
        return TensorScope.tidy(() -> visualProjection.forward(postLayernorm.forward(hidden.select(1, 0))));
    }

    /**
     * The tokens after the last layer, before any norm ({@code last_hidden_state}).
     *
     * @param pixels as for {@link #forward}
     * @return (B, patches + 1, D), the class token first
     */
    public Tensor hidden(Tensor pixels) {
        Shapes.require("pixels", pixels, -1, config.channels(), config.imageSize(), config.imageSize());
        return TensorScope.tidy(() -> {
            Tensor patches = Ops.conv2d(pixels, patchEmbedding, null, config.patchSize(), 0)
                    .flatten(2, -1)
                    .transpose(1, 2); // (B,D,g,g) -> (B,g*g,D)
            Tensor first = classEmbedding.view(1, 1, -1).expand(pixels.size(0), 1, -1);
            Tensor tokens = Ops.cat(1, first, patches).add(positionEmbedding);
            return encoder.forward(preLayrnorm.forward(tokens));
        });
    }
}
