// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Rng;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;

/**
 * Gradients of the operators that training goes through. Those of the activations are PyTorch's own, as printed in candle's
 * tests (Apache-2.0 OR MIT), candle-core/tests/grad_tests.rs; the others are difference quotients in float64.
 */
class OperatorGradientsTest {
    private static final float[] AT = {3, 1, 4, 0.15f};

    @Test
    void activationsHavePyTorchsGradients() {
        assertThat(gradients(Ops::gelu))
                .containsExactly(new float[] {1.0119f, 1.0833f, 1.0005f, 0.6188f}, within(5e-5f));
        assertThat(gradients(Ops::silu))
                .containsExactly(new float[] {1.0881f, 0.9277f, 1.0527f, 0.5747f}, within(5e-5f));
    }

    private static float[] gradients(UnaryOperator<Tensor> f) {
        return TensorScope.inside(() -> Guards.grad(() -> {
            Tensor x = Ops.tensor(AT, 4).set_requires_grad(true);
            f.apply(x).sum().backward();
            return Ops.toFloats(x.grad());
        }));
    }

    @Test
    void convolutionsNormsAndAttentionAgreeWithDifferenceQuotients() {
        try (TensorScope scope = TensorScope.open();
                Rng rng = new Rng(8)) {
            Tensor w2 = exact(rng.normal(6, 4, 3, 3));
            Tensor w3 = exact(rng.normal(4, 4, 3, 1, 1));
            Tensor scale = exact(rng.normal(4));
            Tensor shift = exact(rng.normal(4));
            check(rng, x -> Ops.conv2d(x, w2, null, 2, 1), 2, 4, 5, 6);
            check(rng, x -> Ops.conv3d(x, w3, null, 1, 0, 0), 1, 4, 3, 2, 3);
            check(rng, x -> Ops.groupNorm(x, 2, scale, shift, 1e-6), 2, 4, 3, 3);
            check(rng, x -> Ops.layerNorm(x, scale, shift, 1e-5), 3, 5, 4);
            check(rng, x -> Ops.attention(x, x, x), 1, 2, 5, 4);
            check(rng, x -> Ops.upsampleNearest(x, 6, 4), 1, 2, 3, 2);
        }
    }

    private static Tensor exact(Tensor t) {
        return t.to(ScalarType.Double);
    }

    /** d/dt of sum(c f(x + t d)) at 0, both ways, along a random direction. */
    private static void check(Rng rng, UnaryOperator<Tensor> f, long... shape) {
        Tensor x = exact(rng.normal(shape));
        Tensor d = exact(rng.normal(shape));
        Tensor c = exact(rng.normal(Shapes.dims(f.apply(x))));
        double h = 1e-5;
        double up = Ops.item(f.apply(Ops.addScaled(x, d, h)).mul(c).sum());
        double down = Ops.item(f.apply(Ops.addScaled(x, d, -h)).mul(c).sum());
        Tensor leaf = x.detach().clone().set_requires_grad(true);
        Guards.grad(() -> {
            f.apply(leaf).mul(c).sum().backward();
            return null;
        });
        double quotient = (up - down) / (2 * h);
        assertThat(Ops.item(leaf.grad().mul(d).sum())).isCloseTo(quotient, within(1e-6 * (1 + Math.abs(quotient))));
    }
}
