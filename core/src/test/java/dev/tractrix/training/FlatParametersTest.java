// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Rng;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class FlatParametersTest {
    @Test
    void weightsAndGradientsAreViewsOfTwoVectors() {
        try (TensorScope scope = TensorScope.open();
                Rng rng = new Rng(1)) {
            Map<String, Tensor> trained = new LinkedHashMap<>();
            trained.put("a", rng.normal(3, 5));
            trained.put("b", rng.normal(7));
            float[] before = Ops.toFloats(trained.get("a"));
            try (FlatParameters flat = new FlatParameters(trained)) {
                Tensor a = trained.get("a");
                Tensor b = trained.get("b");
                assertThat(flat.size()).as("each begins at a multiple of 16").isEqualTo(32);
                assertThat(Ops.toFloats(a)).containsExactly(before);

                Guards.noGrad(() -> flat.view(flat.values(), "b").fill_(new Scalar(4.0)));
                assertThat(Ops.toFloats(b)).containsOnly(4f);
                assertThat(Ops.toFloats(a)).containsExactly(before);

                a.square().sum().add(Ops.mul(b.sum(), 3)).backward();
                a.square().sum().backward(); // adds
                assertThat(Ops.relativeError(flat.view(flat.gradients(), "a"), Ops.mul(a.detach(), 4)))
                        .isLessThan(1e-6);
                assertThat(Ops.toFloats(flat.view(flat.gradients(), "b"))).containsOnly(3f);
                assertThat(Ops.item(flat.gradients().narrow(0, 15, 1)))
                        .as("padding")
                        .isZero();

                Map<String, Tensor> views = flat.views(flat.values(), "weights.");
                assertThat(views).containsOnlyKeys("weights.a", "weights.b");
                assertThat(Shapes.dims(views.get("weights.a"))).containsExactly(3, 5);
                views.values().forEach(Tensor::close);
            }
        }
    }

    @Test
    void nothingToTrainIsRefused() {
        assertThatThrownBy(() -> new FlatParameters(Map.of())).hasMessage("nothing to train");
    }
}
