// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.segment;

import dev.tractrix.nn.Init;
import dev.tractrix.nn.LayerNorm;
import dev.tractrix.nn.Linear;
import dev.tractrix.nn.Params;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Attention in windows with a bias by distance, a convolution of each channel, a perceptron. Weights: {@code attn.{norm, qkv,
 * proj, attention_biases}}, {@code local_conv}, {@code mlp.{norm, fc1, fc2}}.
 */
final class TinyVitBlock {
    /** torch's default, which TinyViT keeps. */
    private static final double EPS = 1e-5;

    private final int heads;
    private final int window;
    private final LayerNorm attentionNorm;
    private final Linear qkv;
    private final Linear proj;
    private final Tensor biases;
    private final ConvNorm local;
    private final LayerNorm mlpNorm;
    private final Linear fc1;
    private final Linear fc2;

    TinyVitBlock(Params p, int width, int heads, int window, int mlpRatio) {
        this.heads = heads;
        this.window = window;
        Params a = p.at("attn");
        attentionNorm = new LayerNorm(a.at("norm"), width, EPS);
        qkv = new Linear(a.at("qkv"), width, 3L * width);
        proj = new Linear(a.at("proj"), width, width);
        biases = a.weight("attention_biases", Init.ZEROS, heads, (long) window * window);
        local = ConvNorm.depthwise(p.at("local_conv"), width, 1);
        Params m = p.at("mlp");
        mlpNorm = new LayerNorm(m.at("norm"), width, EPS);
        fc1 = new Linear(m.at("fc1"), width, (long) width * mlpRatio);
        fc2 = new Linear(m.at("fc2"), (long) width * mlpRatio, width);
    }

    /** (B, D, H, W) -> the same. */
    Tensor forward(Tensor x) {
        return TensorScope.tidy(() -> {
            Tensor rows = x.permute(0, 2, 3, 1);
            Windows windows = Windows.of(x.size(2), x.size(3), window);
            Tensor seen = windows.merge(attend(windows.split(rows)), x.size(0));
            Tensor y = local.forward(rows.add(seen).permute(0, 3, 1, 2).contiguous());
            Tensor again = y.permute(0, 2, 3, 1);
            Tensor z = again.add(fc2.forward(Ops.gelu(fc1.forward(mlpNorm.forward(again)))));
            return z.permute(0, 3, 1, 2).contiguous();
        });
    }

    /** (P, w, w, D) -> (P, w * w, D). */
    private Tensor attend(Tensor squares) {
        return TensorScope.tidy(() -> {
            long parts = squares.size(0);
            long tokens = (long) window * window;
            Tensor normed = attentionNorm.forward(squares.reshape(parts, tokens, -1));
            // each head's query, key and value lie side by side: (P, N, heads, 3 d) -> (P, heads, N, 3 d)
            Tensor all = qkv.forward(normed).view(parts, tokens, heads, -1).transpose(1, 2);
            Tensor[] three = Ops.chunk(all, 3, 3);
            Tensor mixed = Ops.attention(
                    three[0].contiguous(), three[1].contiguous(), three[2].contiguous(), table(tokens), false);
            return proj.forward(mixed.transpose(1, 2).reshape(parts, tokens, -1));
        });
    }

    /** (heads, offsets) -> (1, heads, N, N): the bias of two tokens is that of how far apart they are in rows and columns. */
    private Tensor table(long tokens) {
        long[] index = new long[(int) (tokens * tokens)];
        for (int a = 0; a < tokens; a++) {
            for (int b = 0; b < tokens; b++) {
                int down = Math.abs(a / window - b / window);
                int across = Math.abs(a % window - b % window);
                index[(int) (a * tokens + b)] = (long) down * window + across;
            }
        }
        return biases.index_select(1, Ops.tensor(index, index.length).to(biases.device(), ScalarType.Long))
                .view(1, heads, tokens, tokens);
    }
}
