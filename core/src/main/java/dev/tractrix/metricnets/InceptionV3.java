// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.metricnets;

import static dev.tractrix.metricnets.Paths.row;
import static dev.tractrix.metricnets.Paths.sideBySide;

import dev.tractrix.nn.Init;
import dev.tractrix.nn.Params;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Pools;
import dev.tractrix.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/**
 * InceptionV3 as FID uses it: the TensorFlow network of 2015-12-05 under the names of its PyTorch port (the file {@code
 * pt_inception-2015-12-05-6726825d.pth} of pytorch-fid).
 *
 * <p>It is not torchvision's: means at a border are taken of the pixels that are there, and the pool path of the last
 * block takes the largest, not the mean. That last is an error of the 2015 graph, which all published FIDs share.
 */
public final class InceptionV3 implements AutoCloseable {
    /** Pictures are stretched to a square of this side, bilinear without antialias. */
    public static final int SIDE = 299;

    /** Features that can be had: after the two first pools, before the auxiliary classifier, of the last mean. */
    public static final List<Integer> DIMENSIONS = List.of(64, 192, 768, 2048);

    /** What leads from one of {@link #DIMENSIONS} to the next. */
    private final List<UnaryOperator<Tensor>> stages = new ArrayList<>();

    private final List<ConvUnit2d> units = new ArrayList<>();

    public InceptionV3(Params p) {
        stages.add(row(
                valid(p, "Conv2d_1a_3x3", 3, 32, 2),
                valid(p, "Conv2d_2a_3x3", 32, 32, 1),
                same(p, "Conv2d_2b_3x3", 32, 64, 3, 3),
                InceptionV3::halve));
        stages.add(
                row(same(p, "Conv2d_3b_1x1", 64, 80, 1, 1), valid(p, "Conv2d_4a_3x3", 80, 192, 1), InceptionV3::halve));
        stages.add(row(
                blockA(p.at("Mixed_5b"), 192, 32),
                blockA(p.at("Mixed_5c"), 256, 64),
                blockA(p.at("Mixed_5d"), 288, 64),
                blockB(p.at("Mixed_6a")),
                blockC(p.at("Mixed_6b"), 128),
                blockC(p.at("Mixed_6c"), 160),
                blockC(p.at("Mixed_6d"), 160),
                blockC(p.at("Mixed_6e"), 192)));
        stages.add(row(
                blockD(p.at("Mixed_7a")),
                blockE(p.at("Mixed_7b"), 1280, Pools::mean3x3),
                blockE(p.at("Mixed_7c"), 2048, x -> Pools.max2d(x, 3, 1, 1))));
        // of no use here, but part of the file: a file without it is another
        Params classifier = p.at("fc");
        classifier.weight("weight", Init.ZEROS, 1008, 2048);
        classifier.weight("bias", Init.ZEROS, 1008);
    }

    /**
     * (B, 3, H, W) in 0..1 -> (B, dimension).
     *
     * @param dimension one of {@link #DIMENSIONS}
     */
    public Tensor features(Tensor pixels, int dimension) {
        int last = DIMENSIONS.indexOf(dimension);
        if (last < 0) {
            throw new IllegalArgumentException("features of " + DIMENSIONS + " numbers, not " + dimension);
        }
        return TensorScope.tidy(() -> {
            Tensor square = Ops.upsampleBilinear(pixels, SIDE, SIDE);
            Tensor signed = Ops.channelsLast(Ops.add(Ops.mul(square, 2), -1));
            Tensor maps = row(stages.subList(0, last + 1)).apply(signed);
            return maps.mean(new long[] {2, 3});
        });
    }

    /** Frees what calls keep; the weights belong to whoever built them. */
    @Override
    public void close() {
        units.forEach(ConvUnit2d::close);
    }

    private UnaryOperator<Tensor> blockA(Params p, int in, int pooled) {
        return sideBySide(
                same(p, "branch1x1", in, 64, 1, 1),
                row(same(p, "branch5x5_1", in, 48, 1, 1), same(p, "branch5x5_2", 48, 64, 5, 5)),
                row(
                        same(p, "branch3x3dbl_1", in, 64, 1, 1),
                        same(p, "branch3x3dbl_2", 64, 96, 3, 3),
                        same(p, "branch3x3dbl_3", 96, 96, 3, 3)),
                row(Pools::mean3x3, same(p, "branch_pool", in, pooled, 1, 1)));
    }

    private UnaryOperator<Tensor> blockB(Params p) {
        return sideBySide(
                valid(p, "branch3x3", 288, 384, 2),
                row(
                        same(p, "branch3x3dbl_1", 288, 64, 1, 1),
                        same(p, "branch3x3dbl_2", 64, 96, 3, 3),
                        valid(p, "branch3x3dbl_3", 96, 96, 2)),
                InceptionV3::halve);
    }

    private UnaryOperator<Tensor> blockC(Params p, int width) {
        return sideBySide(
                same(p, "branch1x1", 768, 192, 1, 1),
                row(
                        same(p, "branch7x7_1", 768, width, 1, 1),
                        same(p, "branch7x7_2", width, width, 1, 7),
                        same(p, "branch7x7_3", width, 192, 7, 1)),
                row(
                        same(p, "branch7x7dbl_1", 768, width, 1, 1),
                        same(p, "branch7x7dbl_2", width, width, 7, 1),
                        same(p, "branch7x7dbl_3", width, width, 1, 7),
                        same(p, "branch7x7dbl_4", width, width, 7, 1),
                        same(p, "branch7x7dbl_5", width, 192, 1, 7)),
                row(Pools::mean3x3, same(p, "branch_pool", 768, 192, 1, 1)));
    }

    private UnaryOperator<Tensor> blockD(Params p) {
        return sideBySide(
                row(same(p, "branch3x3_1", 768, 192, 1, 1), valid(p, "branch3x3_2", 192, 320, 2)),
                row(
                        same(p, "branch7x7x3_1", 768, 192, 1, 1),
                        same(p, "branch7x7x3_2", 192, 192, 1, 7),
                        same(p, "branch7x7x3_3", 192, 192, 7, 1),
                        valid(p, "branch7x7x3_4", 192, 192, 2)),
                InceptionV3::halve);
    }

    private UnaryOperator<Tensor> blockE(Params p, int in, UnaryOperator<Tensor> pool) {
        return sideBySide(
                same(p, "branch1x1", in, 320, 1, 1),
                row(
                        same(p, "branch3x3_1", in, 384, 1, 1),
                        sideBySide(same(p, "branch3x3_2a", 384, 384, 1, 3), same(p, "branch3x3_2b", 384, 384, 3, 1))),
                row(
                        same(p, "branch3x3dbl_1", in, 448, 1, 1),
                        same(p, "branch3x3dbl_2", 448, 384, 3, 3),
                        sideBySide(
                                same(p, "branch3x3dbl_3a", 384, 384, 1, 3),
                                same(p, "branch3x3dbl_3b", 384, 384, 3, 1))),
                row(pool, same(p, "branch_pool", in, 192, 1, 1)));
    }

    private UnaryOperator<Tensor> same(Params p, String name, int in, int out, int rows, int columns) {
        return own(ConvUnit2d.same(p.at(name), in, out, rows, columns));
    }

    private UnaryOperator<Tensor> valid(Params p, String name, int in, int out, int stride) {
        return own(ConvUnit2d.valid(p.at(name), in, out, stride));
    }

    private UnaryOperator<Tensor> own(ConvUnit2d unit) {
        units.add(unit);
        return unit::forward;
    }

    private static Tensor halve(Tensor x) {
        return Pools.max2d(x, 3, 2, 0);
    }
}
