// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.tracking;

import dev.tractrix.nn.Conv2d;
import dev.tractrix.nn.Params;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** Co-Tracker's features of a frame: a residual network whose four sizes are brought to a quarter of the frame's and mixed. */
final class CoTrackerEncoder {
    private static final double EPS = 1e-5;

    private final Conv2d conv1;
    private final List<Block> blocks = new ArrayList<>();
    private final Conv2d conv2;
    private final Conv2d conv3;

    CoTrackerEncoder(Params p) {
        int out = CoTrackerConfig.LATENT;
        int[] widths = {out / 2, out / 4 * 3, out, out};
        conv1 = new Conv2d(p.at("conv1"), 3, widths[0], 7, 2, 3);
        int in = widths[0];
        for (int layer = 0; layer < widths.length; layer++) {
            for (int i = 0; i < 2; i++) {
                int stride = layer > 0 && i == 0 ? 2 : 1;
                blocks.add(new Block(p.at("layer" + (layer + 1), i), in, widths[layer], stride));
                in = widths[layer];
            }
        }
        conv2 = new Conv2d(p.at("conv2"), 3L * out + out / 4, 2L * out, 3);
        conv3 = new Conv2d(p.at("conv3"), 2L * out, out, 1);
    }

    /** (1, 3, H, W) in [-1, 1] -> (1, C, H / 4, W / 4). */
    Tensor forward(Tensor frame) {
        return TensorScope.tidy(() -> {
            long h = frame.size(2) / CoTrackerConfig.STRIDE;
            long w = frame.size(3) / CoTrackerConfig.STRIDE;
            Tensor x = Ops.relu(normed(conv1.forward(frame)));
            Tensor[] sizes = new Tensor[blocks.size() / 2];
            for (int i = 0; i < blocks.size(); i++) {
                x = blocks.get(i).forward(x);
                if (i % 2 == 1) {
                    sizes[i / 2] = Ops.resizeBilinearAligned(x, h, w);
                }
            }
            return conv3.forward(Ops.relu(normed(conv2.forward(Ops.cat(1, sizes)))));
        });
    }

    /** Each channel of each frame for itself, without weights. */
    private static Tensor normed(Tensor x) {
        return Ops.groupNorm(x, x.size(1), null, null, EPS);
    }

    private static final class Block {
        private final Conv2d conv1;
        private final Conv2d conv2;
        private final Conv2d shortcut;

        Block(Params p, int in, int out, int stride) {
            conv1 = new Conv2d(p.at("conv1"), in, out, 3, stride, 1);
            conv2 = new Conv2d(p.at("conv2"), out, out, 3);
            shortcut = stride == 1 ? null : new Conv2d(p.at("downsample", 0), in, out, 1, stride, 0);
        }

        Tensor forward(Tensor x) {
            return TensorScope.tidy(() -> {
                Tensor y = Ops.relu(normed(conv1.forward(x)));
                y = Ops.relu(normed(conv2.forward(y)));
                return Ops.relu(y.add(shortcut == null ? x : normed(shortcut.forward(x))));
            });
        }
    }
}
