// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.segment;

import dev.tractrix.nn.Init;
import dev.tractrix.nn.Linear;
import dev.tractrix.nn.Params;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Self-attention over a square of patches with relative positions decomposed into rows and columns (MViTv2, Li et al.
 * 2022). Weights: {@code qkv}, {@code proj}, {@code rel_pos_h}, {@code rel_pos_w}.
 */
final class SamImageAttention {
    /** The bias over all pairs of patches is made for as many heads at once as fit into this many numbers (64 MiB). */
    private static final long BIAS_NUMBERS = 1L << 24;

    private final int heads;
    private final int side;
    private final Linear qkv;
    private final Linear proj;
    private final Tensor rows;
    private final Tensor columns;

    /** @param side of the square in patches */
    SamImageAttention(Params p, SamVisionConfig config, int side) {
        int d = config.width();
        this.heads = config.heads();
        this.side = side;
        qkv = new Linear(p.at("qkv"), d, 3L * d, config.qkvBias());
        proj = new Linear(p.at("proj"), d, d);
        boolean relative = config.relativePositions();
        rows = relative ? p.weight("rel_pos_h", Init.normal(0.02), 2L * side - 1, d / heads) : null;
        columns = relative ? p.weight("rel_pos_w", Init.normal(0.02), 2L * side - 1, d / heads) : null;
    }

    /** (B, side, side, D) -> the same. */
    Tensor forward(Tensor x) {
        return TensorScope.tidy(() -> {
            long batch = x.size(0);
            long tokens = (long) side * side;
            // (3, B, heads, N, d)
            Tensor all = qkv.forward(x).reshape(batch, tokens, 3, heads, -1).permute(2, 0, 3, 1, 4);
            Tensor mixed = rows == null
                    ? Ops.attention(all.select(0, 0), all.select(0, 1), all.select(0, 2))
                    : withPositions(all, batch, tokens);
            return proj.forward(mixed.transpose(1, 2).reshape(batch, side, side, -1));
        });
    }

    private Tensor withPositions(Tensor all, long batch, long tokens) {
        Tensor byRow = table(rows);
        Tensor byColumn = table(columns);
        int atOnce = (int) Math.max(1, Math.min(heads, BIAS_NUMBERS / (batch * tokens * tokens)));
        List<Tensor> parts = new ArrayList<>();
        for (int head = 0; head < heads; head += atOnce) {
            int first = head;
            parts.add(TensorScope.tidy(() -> {
                Tensor part = all.narrow(2, first, Math.min(atOnce, heads - first));
                Tensor q = part.select(0, 0);
                Tensor square = q.reshape(batch, -1, side, side, q.size(-1));
                Tensor vertical = Ops.einsum("bnhwc,hkc->bnhwk", square, byRow).unsqueeze(-1);
                Tensor horizontal =
                        Ops.einsum("bnhwc,wkc->bnhwk", square, byColumn).unsqueeze(-2);
                Tensor bias = vertical.add(horizontal).reshape(batch, -1, tokens, tokens);
                return Ops.attention(q, part.select(0, 1), part.select(0, 2), bias, false);
            }));
        }
        return Ops.cat(1, parts);
    }

    /** (2 side - 1, d) by distance -> (side, side, d) by query and key. */
    private Tensor table(Tensor byDistance) {
        long[] index = new long[side * side];
        for (int q = 0; q < side; q++) {
            for (int k = 0; k < side; k++) {
                index[q * side + k] = (long) q - k + side - 1;
            }
        }
        return TensorScope.tidy(() -> byDistance
                .index_select(0, Ops.tensor(index, index.length).to(byDistance.device(), ScalarType.Long))
                .view(side, side, -1));
    }
}
