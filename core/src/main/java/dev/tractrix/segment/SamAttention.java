// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.segment;

import dev.tractrix.nn.Linear;
import dev.tractrix.nn.Params;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;

/** Attention whose inner width is a part of the outer. Weights: {@code q_proj}, {@code k_proj}, {@code v_proj}, {@code out_proj} (SAM 2: {@code o_proj}). */
final class SamAttention {
    private final int heads;
    private final Linear query;
    private final Linear key;
    private final Linear value;
    private final Linear out;

    /** @param rate by what the width is divided inside */
    SamAttention(Params p, SamDecoderConfig config, int rate) {
        int d = config.width();
        heads = config.heads();
        query = new Linear(p.at("q_proj"), d, d / rate);
        key = new Linear(p.at("k_proj"), d, d / rate);
        value = new Linear(p.at("v_proj"), d, d / rate);
        out = new Linear(p.at(config.second() == null ? "out_proj" : "o_proj"), d / rate, d);
    }

    /** (P, N, D) and (P, M, D), where a batch of 1 serves all P -> (P, N, D). */
    Tensor forward(Tensor q, Tensor k, Tensor v) {
        return TensorScope.tidy(() -> mixed(queries(q), keys(k), values(v)));
    }

    /** (P, N, D) -> (P, N, D / rate), for {@link #mixed}. */
    Tensor queries(Tensor x) {
        return query.forward(x);
    }

    /** As {@link #queries}. */
    Tensor keys(Tensor x) {
        return key.forward(x);
    }

    /** As {@link #queries}. */
    Tensor values(Tensor x) {
        return value.forward(x);
    }

    /** What {@link #forward} makes of queries, keys and values that are there already. */
    Tensor mixed(Tensor queries, Tensor keys, Tensor values) {
        return TensorScope.tidy(() -> {
            long batch = Math.max(queries.size(0), keys.size(0));
            Tensor mixed = Ops.attention(split(queries, batch), split(keys, batch), split(values, batch));
            return out.forward(mixed.transpose(1, 2).flatten(2, -1));
        });
    }

    private Tensor split(Tensor x, long batch) {
        return x.reshape(x.size(0), x.size(1), heads, -1).transpose(1, 2).expand(batch, -1, -1, -1);
    }
}
