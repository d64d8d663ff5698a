// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.metricnets;

import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/** How the Inception networks are wired: steps in a row, and paths side by side. */
final class Paths {
    private Paths() {}

    /** One step after another; what a step used is freed when it is done. */
    @SafeVarargs
    static UnaryOperator<Tensor> row(UnaryOperator<Tensor>... steps) {
        return row(List.of(steps));
    }

    static UnaryOperator<Tensor> row(List<UnaryOperator<Tensor>> steps) {
        return x -> TensorScope.tidy(() -> {
            Tensor h = steps.get(0).apply(x);
            for (UnaryOperator<Tensor> step : steps.subList(1, steps.size())) {
                h = TensorScope.then(h, step);
            }
            return h;
        });
    }

    /** The same tensor down several paths, their channels joined in order. */
    @SafeVarargs
    static UnaryOperator<Tensor> sideBySide(UnaryOperator<Tensor>... paths) {
        return x -> TensorScope.tidy(
                () -> Ops.cat(1, Arrays.stream(paths).map(path -> path.apply(x)).toArray(Tensor[]::new)));
    }
}
