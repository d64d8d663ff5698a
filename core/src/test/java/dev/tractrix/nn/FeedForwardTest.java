// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Rng;
import dev.tractrix.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class FeedForwardTest {
    @Test
    void inPartsAsInOne() {
        try (TensorScope scope = TensorScope.open();
                Rng rng = new Rng(2)) {
            Params p = Params.random(1);
            FeedForward ff = new FeedForward(p, 8, 12);
            Tensor x = rng.normal(3, 1500, 8); // more tokens than fit in two parts, the last one not full
            Tensor parts = Guards.inference(() -> ff.forward(x));
            assertThat(Ops.relativeError(parts, ff.forward(x))).isLessThan(1e-6);
            p.finish("feed forward").close();
        }
    }
}
