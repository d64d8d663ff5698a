// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Rng;
import dev.tractrix.tensor.TensorScope;
import java.util.function.BiFunction;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/**
 * The numbers that diffusers' own tests expect of its layers (tests/models/test_layers_utils.py at 58eb52c, Apache-2.0):
 * torch's generator from seed 0, inputs first, then the layer's default start from the same stream. What is compared is
 * the last channel's lower right 3x3.
 */
class PublishedSlicesTest {
    private static final Offset<Float> TOLERANCE = Offset.offset(1e-3f);

    @Test
    void sinusoidsOfTheTime() {
        float[] got = TensorScope.inside(() -> {
            Tensor all = TimestepEmbedding.sinusoids(Ops.linspace(0, 127, 128), 64);
            return Ops.toFloats(all.narrow(0, 23, 3).narrow(1, 47, 3));
        });
        compare(got, .3019, .2280, .1716, .3146, .2377, .1790, .3272, .2474, .1864);
    }

    @Test
    void upsampling() {
        compare(
                run(rng -> rng.normal(1, 32, 32, 32), (p, x) -> new Upsample2D(p, 32, 32).forward(x)),
                .7145,
                1.3773,
                .3492,
                .8448,
                1.0839,
                -.3341,
                .5956,
                .1250,
                -.4841);
        compare(
                run(rng -> rng.normal(1, 32, 32, 32), (p, x) -> new Upsample2D(p, 32, 64).forward(x)),
                .2703,
                .1656,
                -.2538,
                -.0553,
                -.2984,
                .1044,
                .1155,
                .2579,
                .7755);
    }

    @Test
    void downsampling() {
        compare(
                run(rng -> rng.normal(1, 32, 64, 64), (p, x) -> new Downsample2D(p, 32, 32, false).forward(x)),
                .9267,
                .5878,
                .3337,
                1.2321,
                -.1191,
                -.3984,
                -.7532,
                -.0715,
                -.3913);
        compare(
                run(rng -> rng.normal(1, 32, 64, 64), (p, x) -> new Downsample2D(p, 32, 16, false).forward(x)),
                -.6586,
                .5985,
                .0721,
                .1256,
                -.1492,
                .4436,
                -.2544,
                .5021,
                1.1522);
    }

    @Test
    void residualBlock() {
        float[] got = TensorScope.inside(() -> Guards.noGrad(() -> {
            Rng rng = new Rng(0);
            Tensor x = rng.normal(1, 32, 64, 64);
            Tensor temb = rng.normal(1, 128);
            Params p = Params.random(rng);
            Tensor out = new ResnetBlock2D(p, 32, 32, 128, 32, 1e-6).forward(x, temb);
            float[] slice = slice(out);
            p.finish("ResnetBlock2D").close();
            return slice;
        }));
        compare(got, -1.9010, -.2974, -.8245, -1.3533, .8742, -.9645, -2.0584, 1.3387, -.4746);
    }

    private static float[] run(
            java.util.function.Function<Rng, Tensor> input, BiFunction<Params, Tensor, Tensor> layer) {
        return TensorScope.inside(() -> Guards.noGrad(() -> {
            Rng rng = new Rng(0);
            Tensor x = input.apply(rng);
            Params p = Params.random(rng);
            float[] slice = slice(layer.apply(p, x));
            p.finish("layer").close();
            return slice;
        }));
    }

    private static float[] slice(Tensor out) {
        long c = out.size(1);
        return Ops.toFloats(
                out.select(0, 0).select(0, c - 1).narrow(0, out.size(2) - 3, 3).narrow(1, out.size(3) - 3, 3));
    }

    private static void compare(float[] got, double... expected) {
        assertThat(got).hasSize(expected.length);
        for (int i = 0; i < got.length; i++) {
            assertThat(got[i]).as("value %d", i).isCloseTo((float) expected[i], TOLERANCE);
        }
    }
}
