// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Rng;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import org.assertj.core.data.Offset;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/**
 * The numbers that diffusers' own tests expect of its transformer and of its blocks (tests/models/test_layers_utils.py and
 * tests/models/unets/test_unet_2d_blocks.py at 58eb52c, Apache-2.0), from our layers put together as there: torch's
 * generator from seed 0, inputs first, then the default start from the same stream, in the order of the constructors.
 * What is compared is the last channel's lower right 3x3 of the first picture.
 */
class PublishedBlocksTest {
    private static final int WIDTH = 32;
    private static final double EPS = 1e-6;

    /** Inputs of every block: (4, 32, 32, 32), and a time (4, 128), null for an autoencoder's. */
    private record Given(Params p, Tensor x, Tensor temb, Tensor skip) {}

    private interface Block {
        Tensor run(Given given);
    }

    /** diffusers' transformer; without a context its second attention, where there is one, looks at the tokens too. */
    private static final class Transformer {
        private final GroupNorm norm;
        private final Conv2d projIn;
        private final LayerNorm[] norms = new LayerNorm[3];
        private final Attention attn1;
        private final Attention attn2;
        private final FeedForward ff;
        private final Conv2d projOut;

        /** @param context width of the context, 0 for no second attention */
        Transformer(Params p, long width, long heads, long context) {
            norm = new GroupNorm(p.at("norm"), 32, width, EPS);
            projIn = new Conv2d(p.at("proj_in"), width, width, 1);
            for (int i = 0; i < 3; i++) {
                norms[i] = new LayerNorm(p.at("norm" + (i + 1)), width, 1e-5);
            }
            attn1 = new Attention(p.at("attn1"), width, width, heads, width, false);
            attn2 = context == 0 ? null : new Attention(p.at("attn2"), width, context, heads, width, false);
            ff = new FeedForward(p.at("ff"), width, width);
            projOut = new Conv2d(p.at("proj_out"), width, width, 1);
        }

        Tensor forward(Tensor x, Tensor context) {
            long[] shape = Shapes.dims(x);
            Tensor h = projIn.forward(norm.forward(x)).flatten(2, -1).transpose(1, 2); // (B,C,H,W) -> (B,N,C)
            h = h.add(attn1.forward(norms[0].forward(h)));
            if (attn2 != null) {
                Tensor y = norms[1].forward(h);
                h = h.add(attn2.forward(y, context == null ? y : context));
            }
            h = h.add(ff.forward(norms[2].forward(h)));
            return projOut.forward(h.transpose(1, 2).reshape(shape)).add(x); // (B,N,C) -> (B,C,H,W)
        }
    }

    @Test
    void transformer() {
        float[] alone = TensorScope.inside(() -> Guards.noGrad(() -> {
            Rng rng = new Rng(0);
            Tensor x = rng.normal(1, 32, 64, 64);
            Params p = Params.random(rng);
            float[] out = slice(new Transformer(p, 32, 1, 0).forward(x, null));
            p.finish("Transformer").close();
            return out;
        }));
        compare(1e-3f, alone, -1.9455, -.0066, -1.3933, -1.5878, .5325, -.6486, -1.8648, .7515, -.9689);
        float[] looking = TensorScope.inside(() -> Guards.noGrad(() -> {
            Rng rng = new Rng(0);
            Tensor x = rng.normal(1, 64, 64, 64);
            Params p = Params.random(rng);
            Transformer transformer = new Transformer(p, 64, 2, 64);
            // the context is drawn after the weights, from the same stream, which finish() closes
            float[] out = slice(transformer.forward(x, rng.normal(1, 4, 64)));
            p.finish("Transformer").close();
            return out;
        }));
        compare(1e-3f, looking, .0143, -.6909, -2.1547, -1.8893, 1.4097, .1359, -.2521, -1.3359, .2598);
    }

    @Test
    void downBlocks() {
        check(
                true,
                false,
                g -> {
                    Tensor h = resnet(g, "resnet", WIDTH).forward(g.x, g.temb);
                    return new Downsample2D(g.p.at("down"), WIDTH, WIDTH, false).forward(h);
                },
                -.0232,
                -.9869,
                .8054,
                -.0637,
                -.1688,
                -1.4264,
                .4470,
                -1.3394,
                .0904);
        check(
                true,
                false,
                g -> {
                    Tensor h = resnet(g, "resnet", WIDTH).forward(g.x, g.temb);
                    h = new Transformer(g.p.at("attention"), WIDTH, 1, WIDTH).forward(h, null);
                    return new Downsample2D(g.p.at("down"), WIDTH, WIDTH, false).forward(h);
                },
                .2238,
                -.7396,
                -.2255,
                -.3829,
                .1925,
                1.1665,
                .0603,
                -.7295,
                .1983);
    }

    @Test
    void midBlocks() {
        check(
                true,
                false,
                g -> {
                    Tensor h = resnet(g, "0", WIDTH).forward(g.x, g.temb);
                    GroupNorm norm = new GroupNorm(g.p.at("group_norm"), 32, WIDTH, EPS);
                    Attention attention = new Attention(g.p.at("attention"), WIDTH, WIDTH, WIDTH, WIDTH, true);
                    Tensor tokens = norm.forward(h).flatten(2, -1).transpose(1, 2); // (B,C,H,W) -> (B,N,C)
                    h = h.add(attention.forward(tokens).transpose(1, 2).reshape(Shapes.dims(h))); // -> (B,C,H,W)
                    return resnet(g, "1", WIDTH).forward(h, g.temb);
                },
                -.1062,
                1.7248,
                .3494,
                1.4569,
                -.0910,
                -1.2421,
                -.9984,
                .6736,
                1.0028);
        check(
                true,
                false,
                g -> {
                    Tensor h = resnet(g, "0", WIDTH).forward(g.x, g.temb);
                    h = new Transformer(g.p.at("attention"), WIDTH, 1, WIDTH).forward(h, null);
                    return resnet(g, "1", WIDTH).forward(h, g.temb);
                },
                .0187,
                2.4220,
                .4484,
                1.1203,
                -.6121,
                -1.5122,
                -.8270,
                .7851,
                1.8335);
    }

    @Test
    void upBlocks() {
        check(
                true,
                true,
                g -> {
                    Tensor h = resnet(g, "resnet", 2 * WIDTH).forward(Ops.cat(1, g.x, g.skip), g.temb);
                    return new Upsample2D(g.p.at("up"), WIDTH, WIDTH).forward(h);
                },
                -.2041,
                -.4165,
                -.3022,
                .0041,
                -.6628,
                -.7053,
                .1928,
                -.0325,
                .0523);
        check(
                true,
                true,
                g -> {
                    Tensor h = resnet(g, "resnet", 2 * WIDTH).forward(Ops.cat(1, g.x, g.skip), g.temb);
                    h = new Transformer(g.p.at("attention"), WIDTH, 1, WIDTH).forward(h, null);
                    return new Upsample2D(g.p.at("up"), WIDTH, WIDTH).forward(h);
                },
                -.1403,
                -.3515,
                -.0420,
                -.1425,
                .3167,
                .5094,
                -.2181,
                .5931,
                .5582);
    }

    @Test
    void autoencodersBlocks() {
        check(
                false,
                false,
                g -> {
                    Tensor h = resnet(g, "resnet", WIDTH).forward(g.x, null);
                    return new Downsample2D(g.p.at("down"), WIDTH, WIDTH, false).forward(h);
                },
                1.1102,
                .5302,
                .4872,
                -.0023,
                -.8042,
                .0483,
                -.3489,
                -.5632,
                .7626);
        check(
                false,
                false,
                g -> {
                    Tensor h = resnet(g, "resnet", WIDTH).forward(g.x, null);
                    return new Upsample2D(g.p.at("up"), WIDTH, WIDTH).forward(h);
                },
                .4404,
                .1998,
                -.9886,
                -.3320,
                -.3128,
                -.7034,
                -.6955,
                -.2338,
                -.3137);
    }

    private static ResnetBlock2D resnet(Given g, String name, long in) {
        return new ResnetBlock2D(g.p.at(name), in, WIDTH, g.temb == null ? 0 : 128, 32, EPS);
    }

    private static void check(boolean timed, boolean skipping, Block block, double... expected) {
        float[] got = TensorScope.inside(() -> Guards.noGrad(() -> {
            Rng inputs = new Rng(0);
            Tensor x = inputs.normal(4, WIDTH, 32, 32);
            Tensor temb = timed ? inputs.normal(4, 128) : null;
            // their skip is drawn after seeding with 1, which seeds the stream of the weights too
            Rng weights = skipping ? new Rng(1) : inputs;
            Tensor skip = skipping ? weights.normal(4, WIDTH, 32, 32) : null;
            Params p = Params.random(weights);
            float[] out = slice(block.run(new Given(p, x, temb, skip)));
            p.finish("block").close();
            if (skipping) {
                inputs.close();
            }
            return out;
        }));
        compare(5e-3f, got, expected);
    }

    private static float[] slice(Tensor out) {
        long c = out.size(1);
        return Ops.toFloats(
                out.select(0, 0).select(0, c - 1).narrow(0, out.size(2) - 3, 3).narrow(1, out.size(3) - 3, 3));
    }

    private static void compare(float tolerance, float[] got, double... expected) {
        assertThat(got).hasSize(expected.length);
        for (int i = 0; i < got.length; i++) {
            assertThat(got[i]).as("value %d", i).isCloseTo((float) expected[i], Offset.offset(tolerance));
        }
    }
}
