// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.nn;

import dev.tractrix.tensor.Consuming;
import dev.tractrix.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;

/**
 * GEGLU, self-attention along the frames, attention to one image token, GEGLU, each with a norm before and a sum
 * after. Weights: {@code norm_in ff_in norm1 attn1 norm2 attn2 norm3 ff}. Only the attention looks beyond one token,
 * so the tokens stay in the order of the spatial block.
 */
public final class TemporalBasicTransformerBlock {
    private static final double EPS = 1e-5;

    private final LayerNorm normIn;
    private final FeedForward ffIn;
    private final LayerNorm norm1;
    private final Attention attn1;
    private final Attention attn2;
    private final LayerNorm norm3;
    private final FeedForward ff;

    /** @param context width of the image token */
    public TemporalBasicTransformerBlock(Params p, long width, long heads, long context) {
        normIn = new LayerNorm(p.at("norm_in"), width, EPS);
        ffIn = new FeedForward(p.at("ff_in"), width, width);
        norm1 = new LayerNorm(p.at("norm1"), width, EPS);
        attn1 = new Attention(p.at("attn1"), width, width, heads, width, false);
        // weights without a use: a norm before attention to a single token has no effect
        new LayerNorm(p.at("norm2"), width, EPS);
        attn2 = new Attention(p.at("attn2"), width, context, heads, width, false);
        norm3 = new LayerNorm(p.at("norm3"), width, EPS);
        ff = new FeedForward(p.at("ff"), width, width);
    }

    /**
     * What the image token adds to every token of the block, see {@link Attention#toSingleToken}.
     *
     * @param token (B, 1, context)
     * @return (B, 1, D)
     */
    public Tensor prepare(Tensor token) {
        return attn2.toSingleToken(token);
    }

    /** (B, F, N, D) with vectors that broadcast to it -> (B, F, N, D). */
    public Tensor forwardPrepared(Tensor x, Tensor vectors) {
        return TensorScope.tidy(() -> {
            Tensor h = Consuming.add(TensorScope.tidy(() -> ffIn.forward(normIn.forward(x))), x);
            Tensor a = Consuming.add(TensorScope.tidy(() -> attn1.overFrames(norm1.forward(h))), h);
            h.close();
            Tensor c = Consuming.add(a, vectors);
            return Consuming.add(TensorScope.tidy(() -> ff.forward(norm3.forward(c))), c);
        });
    }
}
