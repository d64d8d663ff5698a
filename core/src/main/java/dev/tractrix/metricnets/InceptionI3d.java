// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.metricnets;

import static dev.tractrix.metricnets.Paths.row;
import static dev.tractrix.metricnets.Paths.sideBySide;

import dev.tractrix.nn.Init;
import dev.tractrix.nn.Params;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Pools;
import dev.tractrix.tensor.TensorScope;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/**
 * I3D, the Inception network inflated over time (Carreira and Zisserman 2017), RGB, Kinetics-400, under the names of its
 * common PyTorch port ({@code i3d_pretrained_400.pt}, {@code rgb_imagenet.pt}). FVD compares its logits, the mean over time
 * (Unterthiner et al. 2018).
 */
public final class InceptionI3d {
    /** Kinds of action, and so the size of a feature vector. */
    public static final int CLASSES = 400;
    /** Side of the frames. */
    public static final int SIDE = 224;
    /** With fewer, nothing is left for the last pool, which takes two of what three halvings leave. */
    public static final int MIN_FRAMES = 9;

    private final UnaryOperator<Tensor> trunk;
    private final Tensor weight;
    private final Tensor bias;

    public InceptionI3d(Params p) {
        trunk = row(
                unit(p, "Conv3d_1a_7x7", 3, 64, 7, 2),
                x -> pool(x, 1, 3, 1, 2),
                unit(p, "Conv3d_2b_1x1", 64, 64, 1, 1),
                unit(p, "Conv3d_2c_3x3", 64, 192, 3, 1),
                x -> pool(x, 1, 3, 1, 2),
                mixed(p.at("Mixed_3b"), 192, 64, 96, 128, 16, 32, 32),
                mixed(p.at("Mixed_3c"), 256, 128, 128, 192, 32, 96, 64),
                x -> pool(x, 3, 3, 2, 2),
                mixed(p.at("Mixed_4b"), 480, 192, 96, 208, 16, 48, 64),
                mixed(p.at("Mixed_4c"), 512, 160, 112, 224, 24, 64, 64),
                mixed(p.at("Mixed_4d"), 512, 128, 128, 256, 24, 64, 64),
                mixed(p.at("Mixed_4e"), 512, 112, 144, 288, 32, 64, 64),
                mixed(p.at("Mixed_4f"), 528, 256, 160, 320, 32, 128, 128),
                x -> pool(x, 2, 2, 2, 2),
                mixed(p.at("Mixed_5b"), 832, 256, 160, 320, 32, 128, 128),
                mixed(p.at("Mixed_5c"), 832, 384, 192, 384, 48, 128, 128),
                x -> Pools.mean3d(x, 2, 7, 7));
        Params logits = p.at("logits").at("conv3d");
        weight = logits.weight("weight", Init.uniformFanIn(1024), CLASSES, 1024, 1, 1, 1);
        bias = logits.weight("bias", Init.ZEROS, CLASSES);
    }

    /** (B, 3, F, 224, 224) in -1..1, F at least {@link #MIN_FRAMES} -> (B, 400). */
    public Tensor logits(Tensor video) {
        if (video.size(2) < MIN_FRAMES || video.size(3) != SIDE || video.size(4) != SIDE) {
            throw new IllegalArgumentException("at least " + MIN_FRAMES + " frames of 224x224, got " + video.size(2)
                    + " of " + video.size(4) + "x" + video.size(3));
        }
        return TensorScope.tidy(
                () -> Ops.conv3d(trunk.apply(video), weight, bias, 0, 0, 0).mean(new long[] {2, 3, 4}));
    }

    /** Four paths: 1, 1 then 3, 1 then 3, pool then 1; widths in the port's order. */
    private static UnaryOperator<Tensor> mixed(Params p, int in, int b0, int b1a, int b1b, int b2a, int b2b, int b3b) {
        return sideBySide(
                unit(p, "b0", in, b0, 1, 1),
                row(unit(p, "b1a", in, b1a, 1, 1), unit(p, "b1b", b1a, b1b, 3, 1)),
                row(unit(p, "b2a", in, b2a, 1, 1), unit(p, "b2b", b2a, b2b, 3, 1)),
                row(x -> pool(x, 3, 3, 1, 1), unit(p, "b3b", in, b3b, 1, 1)));
    }

    private static UnaryOperator<Tensor> unit(Params p, String name, int in, int out, int side, int stride) {
        return new ConvUnit3d(p.at(name), in, out, side, stride)::forward;
    }

    private static Tensor pool(Tensor x, int frames, int side, int frameStride, int stride) {
        return TensorScope.tidy(() -> {
            long[] window = {frames, side, side};
            long[] strides = {frameStride, stride, stride};
            return Pools.max3d(SamePadding.zeros(x, window, strides), window, strides);
        });
    }
}
