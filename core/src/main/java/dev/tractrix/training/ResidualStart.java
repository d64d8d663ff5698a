// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The random start of a network that is trained from nothing. Layers come with torch's default, which shrinks a signal
 * by sqrt(3) a layer: after the ten layers of an autoencoder's trunk nothing is left of the picture, and what reaches
 * the end are the normalised residual branches, which have lost its brightness and colour (seen: grey pictures after
 * 3,500 steps). Here the branches start at zero and the trunk keeps the variance, so the network begins as a linear one.
 *
 * @see <a href="https://arxiv.org/abs/1901.09321">Zhang et al. 2019, Fixup</a>
 */
final class ResidualStart {
    private ResidualStart() {}

    /** Changes freshly drawn weights in place. @param weights by checkpoint name */
    static void apply(Map<String, Tensor> weights) {
        TensorScope.inside(() -> Guards.noGrad(() -> {
            weights.forEach((name, t) -> {
                if (endsBranch(name)) {
                    t.zero_();
                } else if (name.endsWith("time_conv_out.weight")) {
                    t.zero_();
                    for (long c = 0; c < t.size(0); c++) {
                        // (out, in, 3, 1, 1): each colour of each frame is itself
                        t.select(0, c).select(0, c).select(0, 1).fill_(new Scalar(1.0));
                    }
                } else if (inTrunk(name)) {
                    if (name.endsWith(".weight")) {
                        Ops.mulInPlace(t, Math.sqrt(3));
                    } else {
                        t.zero_();
                    }
                }
            });
            return null;
        }));
    }

    /** The last layer of a residual branch. */
    private static boolean endsBranch(String name) {
        return name.contains(".conv2.")
                || name.contains(".to_out.0.")
                || name.contains(".ff.net.2.")
                || name.contains(".ff_in.net.2.")
                || name.contains(".proj_out.")
                || name.endsWith("time_conv_out.bias");
    }

    /** Convolutions without a branch around them. */
    private static boolean inTrunk(String name) {
        return name.contains("conv_in.")
                || name.contains("samplers.0.conv.")
                || name.contains("conv_shortcut.")
                || name.contains("quant_conv.")
                || name.endsWith("conv_out.weight")
                || name.endsWith("conv_out.bias");
    }
}
