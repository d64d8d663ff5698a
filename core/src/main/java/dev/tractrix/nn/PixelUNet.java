// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.nn;

import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * A U-Net of residual blocks without norms, on folded pixels (a square of them becomes channels). Our own; untrained its answer
 * is zero.
 *
 * <p>Weights: {@code conv_in}, {@code down.L.B}, {@code shrink.L.conv}, {@code mid.B}, {@code grow.L}, {@code up.L.B},
 * {@code conv_out}, where L is a level, 0 the folded size, and B a block of {@code conv1} and {@code conv2}.
 */
public final class PixelUNet {
    private final Conv2d convIn;
    private final Conv2d convOut;
    private final List<List<Block>> down = new ArrayList<>();
    private final List<Downsample2D> shrink = new ArrayList<>();
    private final List<Block> mid;
    private final List<Conv2d> grow = new ArrayList<>();
    private final List<List<Block>> up = new ArrayList<>();
    private final int levels;
    private final int fold;

    /**
     * Built from weights, or at random.
     *
     * @param in channels
     * @param out channels
     * @param fold pixels of a side that become channels
     * @param channels of each level, the folded size first, at least one
     * @param layers residual blocks of a level, on each side
     */
    public PixelUNet(Params p, int in, int out, int fold, List<Integer> channels, int layers) {
        this.fold = fold;
        levels = channels.size();
        int first = channels.get(0);
        convIn = new Conv2d(p.at("conv_in"), (long) fold * fold * in, first, 3);
        for (int l = 0; l < levels; l++) {
            int width = channels.get(l);
            down.add(blocks(p, "down", l, layers, width));
            if (l + 1 < levels) {
                int next = channels.get(l + 1);
                shrink.add(new Downsample2D(p.at("shrink", l), width, next, false));
                grow.add(new Conv2d(p.at("grow", l), next, width, 1));
                up.add(blocks(p, "up", l, layers, width));
            }
        }
        mid = blocks(p, "mid", -1, layers, channels.get(levels - 1));
        convOut = Conv2d.zero(p.at("conv_out"), first, (long) fold * fold * out, 3);
    }

    private static List<Block> blocks(Params p, String part, int level, int count, int width) {
        List<Block> out = new ArrayList<>();
        for (int b = 0; b < count; b++) {
            out.add(new Block(level < 0 ? p.at(part, b) : p.at(part, level).at(Integer.toString(b)), width));
        }
        return out;
    }

    /**
     * Through all levels.
     *
     * @param x (N, in, H, W), both sides multiples of the fold
     * @return (N, out, H, W)
     */
    public Tensor forward(Tensor x) {
        return TensorScope.tidy(() -> {
            Tensor h = convIn.forward(Ops.fold(x, fold)); // (N,C,H,W) -> (N,C f f,H/f,W/f)
            List<Tensor> skips = new ArrayList<>();
            for (int l = 0; l < levels; l++) {
                h = through(down.get(l), h);
                if (l + 1 < levels) {
                    skips.add(h);
                    h = shrink.get(l).forward(h);
                }
            }
            h = through(mid, h);
            for (int l = levels - 2; l >= 0; l--) {
                long[] size = Shapes.dims(skips.get(l));
                h = Ops.upsampleNearest(grow.get(l).forward(h), size[2], size[3])
                        .add(skips.get(l));
                h = through(up.get(l), h);
            }
            return Ops.unfold(convOut.forward(h), fold); // and back
        });
    }

    private static Tensor through(List<Block> blocks, Tensor x) {
        Tensor h = x;
        for (Block block : blocks) {
            h = block.forward(h);
        }
        return h;
    }

    /** Two 3x3 convolutions beside a straight way; the second starts at zero. */
    private static final class Block {
        private final Conv2d conv1;
        private final Conv2d conv2;

        Block(Params p, long width) {
            conv1 = new Conv2d(p.at("conv1"), width, width, 3);
            conv2 = Conv2d.zero(p.at("conv2"), width, width, 3);
        }

        Tensor forward(Tensor x) {
            return TensorScope.tidy(() -> x.add(conv2.forward(Ops.silu(conv1.forward(Ops.silu(x))))));
        }
    }
}
