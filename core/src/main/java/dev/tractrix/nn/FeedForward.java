// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.nn;

import dev.tractrix.tensor.Consuming;
import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** GEGLU and a linear layer. Weights: {@code net.0.proj} (8 D), {@code net.2}. */
public final class FeedForward {
    /**
     * Tokens at a time while no graph is recorded. The eight times wider middle of all tokens would leave the caches and
     * take gigabytes at full size; in parts it took a third less time on the CPU.
     */
    private static final long ROWS = 2048;

    private final Linear proj;
    private final Linear out;

    public FeedForward(Params p, long width, long outWidth) {
        proj = new Linear(p.at("net", 0).at("proj"), width, 8 * width);
        out = new Linear(p.at("net", 2), 4 * width, outWidth);
    }

    /** (..., D) -> (..., outWidth). */
    public Tensor forward(Tensor x) {
        long width = x.size(-1);
        long tokens = x.numel() / width;
        if (Guards.recording() || tokens <= ROWS) {
            return rows(x);
        }
        return TensorScope.tidy(() -> {
            Tensor flat = x.reshape(tokens, width);
            List<Tensor> parts = new ArrayList<>();
            for (long from = 0; from < tokens; from += ROWS) {
                Tensor part = flat.narrow(0, from, Math.min(ROWS, tokens - from));
                parts.add(TensorScope.tidy(() -> rows(part)));
            }
            long[] shape = Shapes.dims(x);
            shape[shape.length - 1] = parts.get(0).size(-1);
            return Ops.cat(0, parts).view(shape); // (tokens,outWidth) -> (...,outWidth)
        });
    }

    private Tensor rows(Tensor x) {
        return TensorScope.tidy(() -> {
            Tensor[] half = Ops.chunk(proj.forward(x), 2, (int) x.dim() - 1);
            return out.forward(Consuming.mul(Ops.gelu(half[1]), half[0]));
        });
    }
}
