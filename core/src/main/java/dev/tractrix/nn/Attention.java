// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.nn;

import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;

/** Multi-head attention over tokens. Weights: {@code to_q to_k to_v} without bias by default, {@code to_out.0}. */
public final class Attention {
    private final Linear toQ;
    private final Linear toK;
    private final Linear toV;
    private final Linear toOut;
    private final long heads;

    /**
     * @param width of the tokens
     * @param context width of the tokens attended to; {@code width} for self-attention
     * @param heads must divide inner
     * @param inner heads x head width
     * @param bias of the query, key and value projections
     */
    public Attention(Params p, long width, long context, long heads, long inner, boolean bias) {
        if (inner % heads != 0) {
            throw new IllegalArgumentException(
                    "attention: inner width " + inner + " is not divisible by " + heads + " heads");
        }
        toQ = new Linear(p.at("to_q"), width, inner, bias);
        toK = new Linear(p.at("to_k"), context, inner, bias);
        toV = new Linear(p.at("to_v"), context, inner, bias);
        toOut = new Linear(p.at("to_out", 0), inner, width);
        this.heads = heads;
    }

    /** Self-attention: (B, N, D) -> (B, N, D). */
    public Tensor forward(Tensor x) {
        return forward(x, x);
    }

    /** (B, N, D) attending to (B, M, context) -> (B, N, D). */
    public Tensor forward(Tensor x, Tensor context) {
        return TensorScope.tidy(() -> {
            Tensor a = Ops.attention(heads(toQ.forward(x)), heads(toK.forward(context)), heads(toV.forward(context)));
            return toOut.forward(a.transpose(1, 2).reshape(x.size(0), x.size(1), -1)); // (B,h,N,d) -> (B,N,h*d)
        });
    }

    /**
     * The attention to a single token: softmax over one key is 1, so every query gets the token's value.
     *
     * @param context (B, 1, context)
     * @return (B, 1, D), to be broadcast over the queries
     */
    public Tensor toSingleToken(Tensor context) {
        return TensorScope.tidy(() -> toOut.forward(toV.forward(context)));
    }

    /**
     * Self-attention along the frames, at each position by itself: (B, F, N, D) -> (B, F, N, D). Positions and heads
     * together are the operator's heads, so that nothing is copied into another order.
     */
    public Tensor overFrames(Tensor x) {
        return TensorScope.tidy(() -> {
            Tensor a = Ops.attention(
                    positionsAndHeads(toQ.forward(x)),
                    positionsAndHeads(toK.forward(x)),
                    positionsAndHeads(toV.forward(x)));
            return toOut.forward(a.transpose(1, 2) // (B,N*h,F,d) -> (B,F,N*h,d)
                    .reshape(x.size(0), x.size(1), x.size(2), -1)); // (B,F,N*h,d) -> (B,F,N,h*d)
        });
    }

    private Tensor positionsAndHeads(Tensor x) {
        return x.view(x.size(0), x.size(1), x.size(2) * heads, x.size(3) / heads) // (B,F,N,h*d) -> (B,F,N*h,d)
                .transpose(1, 2); // (B,F,N*h,d) -> (B,N*h,F,d)
    }

    private Tensor heads(Tensor x) {
        long n = x.size(1);
        return x.view(x.size(0), n, heads, x.size(2) / heads).transpose(1, 2); // (B,N,h*d) -> (B,h,N,d)
    }
}
