// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.segment;

import dev.tractrix.nn.Activation;
import dev.tractrix.nn.LayerNorm;
import dev.tractrix.nn.Linear;
import dev.tractrix.nn.Params;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Attention in windows or over the whole picture, and a perceptron. The first block of a stage but the first halves the grid:
 * of its queries the largest of each four is kept. Weights: {@code layer_norm1}, {@code attn.{qkv, proj}},
 * {@code layer_norm2}, {@code mlp.{proj_in, proj_out}}, and {@code proj} where the width changes.
 */
final class HieraBlock {
    private static final int STRIDE = 2;

    private final int heads;
    private final int window;
    private final boolean pools;
    private final LayerNorm norm1;
    private final Linear qkv;
    private final Linear attentionOut;
    private final LayerNorm norm2;
    private final Linear in;
    private final Linear out;
    private final Linear wider;
    private final Activation activation;

    /**
     * One block.
     *
     * @param window side of the attention windows before pooling, 0 for the whole picture
     */
    HieraBlock(Params p, HieraConfig config, int stage, boolean first, int window) {
        this.window = window;
        pools = first && stage > 0;
        int to = config.widths().get(stage);
        int from = pools ? config.widths().get(stage - 1) : to;
        heads = config.heads().get(stage);
        activation = config.activation();
        double eps = config.layerNormEps();
        norm1 = new LayerNorm(p.at("layer_norm1"), from, eps);
        qkv = new Linear(p.at("attn").at("qkv"), from, 3L * to);
        attentionOut = new Linear(p.at("attn").at("proj"), to, to);
        norm2 = new LayerNorm(p.at("layer_norm2"), to, eps);
        long inner = (long) (to * config.mlpRatio());
        in = new Linear(p.at("mlp").at("proj_in"), to, inner);
        out = new Linear(p.at("mlp").at("proj_out"), inner, to);
        wider = from == to ? null : new Linear(p.at("proj"), from, to);
    }

    /** (B, H, W, D) -> the same, or (B, H/2, W/2, D') at the beginning of a stage. */
    Tensor forward(Tensor x) {
        return TensorScope.tidy(() -> {
            Tensor normed = norm1.forward(x);
            Tensor kept = wider == null ? x : wider.forward(normed);
            Tensor residual = pools && wider != null ? pooled(kept) : kept;
            Tensor y = residual.add(window == 0 ? attend(normed) : inWindows(normed));
            return y.add(out.forward(activation.apply(in.forward(norm2.forward(y)))));
        });
    }

    private Tensor inWindows(Tensor x) {
        Windows windows = Windows.of(x.size(1), x.size(2), window);
        Tensor seen = attend(windows.split(x));
        return (pools ? windows.pooled(STRIDE) : windows).merge(seen, x.size(0));
    }

    /** (P, h, w, D) -> (P, h, w, D'), halved where the block pools. */
    private Tensor attend(Tensor x) {
        return TensorScope.tidy(() -> {
            long parts = x.size(0);
            long h = x.size(1);
            long w = x.size(2);
            // (3, P, N, D')
            Tensor all = qkv.forward(x).reshape(parts, h * w, 3, -1).permute(2, 0, 1, 3);
            Tensor q = all.select(0, 0);
            long down = pools ? h / STRIDE : h;
            long across = pools ? w / STRIDE : w;
            if (pools) {
                q = pooled(q.reshape(parts, h, w, -1)).flatten(1, 2);
            }
            Tensor mixed = Ops.attention(split(q), split(all.select(0, 1)), split(all.select(0, 2)));
            return attentionOut.forward(mixed.transpose(1, 2).reshape(parts, down, across, -1));
        });
    }

    /** (P, N, D) -> (P, heads, N, d). */
    private Tensor split(Tensor x) {
        return x.reshape(x.size(0), x.size(1), heads, -1).transpose(1, 2);
    }

    /** (P, h, w, D) -> (P, h/2, w/2, D). */
    private static Tensor pooled(Tensor x) {
        return TensorScope.tidy(() ->
                Ops.maxPool2d(x.permute(0, 3, 1, 2), STRIDE).permute(0, 2, 3, 1).contiguous());
    }
}
