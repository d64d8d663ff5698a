// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.segment;

import dev.tractrix.nn.Linear;
import dev.tractrix.nn.Params;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** Linear layers with ReLU between them. Weights: {@code proj_in}, {@code layers.N}, {@code proj_out}. */
final class SamPerceptron {
    private final List<Linear> layers = new ArrayList<>();

    /** @param depth linear layers in all, at least 2 */
    SamPerceptron(Params p, int in, int inner, int out, int depth) {
        layers.add(new Linear(p.at("proj_in"), in, inner));
        for (int i = 0; i < depth - 2; i++) {
            layers.add(new Linear(p.at("layers", i), inner, inner));
        }
        layers.add(new Linear(p.at("proj_out"), inner, out));
    }

    /** Of two layers under other names, {@code lin1} and {@code lin2}; the width is kept. */
    static SamPerceptron ofTwo(Params p, int width, int inner) {
        return new SamPerceptron(
                List.of(new Linear(p.at("lin1"), width, inner), new Linear(p.at("lin2"), inner, width)));
    }

    private SamPerceptron(List<Linear> layers) {
        this.layers.addAll(layers);
    }

    /** (..., in) -> (..., out). */
    Tensor forward(Tensor x) {
        return TensorScope.tidy(() -> {
            Tensor y = layers.get(0).forward(x);
            for (Linear layer : layers.subList(1, layers.size())) {
                y = layer.forward(Ops.relu(y));
            }
            return y;
        });
    }
}
