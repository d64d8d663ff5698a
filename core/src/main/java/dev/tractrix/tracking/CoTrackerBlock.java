// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.tracking;

import dev.tractrix.nn.LayerNorm;
import dev.tractrix.nn.Linear;
import dev.tractrix.nn.Params;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Attention and a perceptron, each added to what goes in. Weights: {@code attn} (to itself) or {@code cross_attn} and
 * {@code norm_context} (to others), each {@code to_q}, {@code to_kv}, {@code to_out}; {@code mlp.fc1}, {@code mlp.fc2}.
 */
final class CoTrackerBlock {
    private static final double EPS = 1e-6;
    private static final double CONTEXT_EPS = 1e-5;
    /** What a masked pair's logit is lowered by; a row that is masked as a whole becomes a plain mean. */
    private static final double MASKED = -Float.MAX_VALUE;

    private final LayerNorm contextNorm;
    private final Linear query;
    private final Linear keyValue;
    private final Linear out;
    private final Linear fc1;
    private final Linear fc2;

    /** @param cross looks at others */
    CoTrackerBlock(Params p, boolean cross) {
        int d = CoTrackerConfig.HIDDEN;
        contextNorm = cross ? new LayerNorm(p.at("norm_context"), d, CONTEXT_EPS) : null;
        Params attention = p.at(cross ? "cross_attn" : "attn");
        query = new Linear(attention.at("to_q"), d, d);
        keyValue = new Linear(attention.at("to_kv"), d, 2L * d);
        out = new Linear(attention.at("to_out"), d, d);
        fc1 = new Linear(p.at("mlp").at("fc1"), d, 4L * d);
        fc2 = new Linear(p.at("mlp").at("fc2"), 4L * d, d);
    }

    /** (B, N, D) -> (B, N, D). */
    Tensor forward(Tensor x) {
        return TensorScope.tidy(() -> {
            Tensor normed = Ops.layerNorm(x, null, null, EPS);
            return perceptron(x.add(attend(normed, normed, null)));
        });
    }

    /**
     * As {@link #forward(Tensor)}, to others.
     *
     * @param context (B, M, D)
     * @param mask (B, N) or (B, M), 1 where a point is there, or null. The reference takes it for the side whose length it
     *     has, and for the queries' where both have: kept, since the weights were trained with it
     */
    Tensor forward(Tensor x, Tensor context, Tensor mask) {
        return TensorScope.tidy(() -> {
            Tensor bias = null;
            if (mask != null) {
                Tensor lowered = Ops.mul(Ops.add(Ops.mul(mask, -1), 1), MASKED);
                bias = mask.size(1) == x.size(1)
                        ? lowered.unsqueeze(1).unsqueeze(3).expand(-1, -1, -1, context.size(1)) // (B,N) -> (B,1,N,M)
                        : lowered.unsqueeze(1).unsqueeze(1).expand(-1, -1, x.size(1), -1); // (B,M) -> (B,1,N,M)
            }
            Tensor normed = Ops.layerNorm(x, null, null, EPS);
            return perceptron(x.add(attend(normed, contextNorm.forward(context), bias)));
        });
    }

    private Tensor attend(Tensor x, Tensor context, Tensor bias) {
        Tensor[] kv = Ops.chunk(keyValue.forward(context), 2, 2);
        Tensor mixed = Ops.attention(split(query.forward(x)), split(kv[0]), split(kv[1]), bias, false);
        return out.forward(mixed.transpose(1, 2).flatten(2, -1)); // (B,h,N,d) -> (B,N,D)
    }

    /** (B,N,D) -> (B,h,N,d). */
    private static Tensor split(Tensor x) {
        return x.reshape(x.size(0), x.size(1), CoTrackerConfig.HEADS, -1).transpose(1, 2);
    }

    private Tensor perceptron(Tensor x) {
        Tensor y = fc1.forward(Ops.layerNorm(x, null, null, EPS));
        return x.add(fc2.forward(Ops.geluTanh(y)));
    }
}
