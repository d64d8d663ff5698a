// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.nn;

import dev.tractrix.tensor.Consuming;
import dev.tractrix.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Self-attention, attention to a context, GEGLU, each with a norm before and a sum after. Weights: {@code norm1 attn1
 * norm2 attn2 norm3 ff}.
 */
public final class BasicTransformerBlock {
    private static final double EPS = 1e-5;

    private final LayerNorm norm1;
    private final Attention attn1;
    private final LayerNorm norm2;
    private final Attention attn2;
    private final LayerNorm norm3;
    private final FeedForward ff;

    /** @param context width of the context's tokens */
    public BasicTransformerBlock(Params p, long width, long heads, long context) {
        norm1 = new LayerNorm(p.at("norm1"), width, EPS);
        attn1 = new Attention(p.at("attn1"), width, width, heads, width, false);
        norm2 = new LayerNorm(p.at("norm2"), width, EPS);
        attn2 = new Attention(p.at("attn2"), width, context, heads, width, false);
        norm3 = new LayerNorm(p.at("norm3"), width, EPS);
        ff = new FeedForward(p.at("ff"), width, width);
    }

    /** (B, N, D) with a context (B, M, context) -> (B, N, D). */
    public Tensor forward(Tensor x, Tensor context) {
        return TensorScope.tidy(() -> {
            Tensor h = attend(x);
            return feed(Consuming.add(TensorScope.tidy(() -> attn2.forward(norm2.forward(h), context)), h));
        });
    }

    /**
     * What a context of one token adds to every token of the block, see {@link Attention#toSingleToken}.
     *
     * @param context (B, 1, context)
     * @return (B, 1, D)
     */
    public Tensor prepare(Tensor context) {
        return attn2.toSingleToken(context);
    }

    /** (B, N, D) with the vectors of {@link #prepare}, (B, 1, D), -> (B, N, D). */
    public Tensor forwardPrepared(Tensor x, Tensor vectors) {
        return TensorScope.tidy(() -> feed(Consuming.add(attend(x), vectors)));
    }

    private Tensor attend(Tensor x) {
        return Consuming.add(TensorScope.tidy(() -> attn1.forward(norm1.forward(x))), x);
    }

    private Tensor feed(Tensor h) {
        return Consuming.add(TensorScope.tidy(() -> ff.forward(norm3.forward(h))), h);
    }
}
