// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.nn;

import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Numbers (a time, a frame index, a micro-condition) as vectors: sinusoids, then two linear layers with SiLU. */
public final class TimestepEmbedding {
    private final Linear linear1;
    private final Linear linear2;

    /** Weights {@code linear_1}, {@code linear_2}. */
    public TimestepEmbedding(Params p, long in, long hidden, long out) {
        linear1 = new Linear(p.at("linear_1"), in, hidden);
        linear2 = new Linear(p.at("linear_2"), hidden, out);
    }

    /** (N, in) -> (N, out). */
    public Tensor forward(Tensor sinusoids) {
        return TensorScope.tidy(() -> linear2.forward(Ops.silu(linear1.forward(sinusoids))));
    }

    /**
     * (N) -> (N, size): cosines first, then sines, of the value times 10000^(-i/(size/2)); SVD's form (flipped, no
     * shift of the frequencies), float32.
     */
    public static Tensor sinusoids(Tensor values, long size) {
        long half = size / 2;
        return TensorScope.tidy(() -> {
            Tensor i = Ops.linspace(0, half - 1.0, half).to(values.device(), ScalarType.Float);
            Tensor frequencies = Ops.mul(i, -Math.log(10_000) / half).exp();
            Tensor angles = values.to(ScalarType.Float).unsqueeze(1).mul(frequencies.unsqueeze(0)); // (N, half)
            return Ops.cat(1, angles.cos(), angles.sin());
        });
    }
}
