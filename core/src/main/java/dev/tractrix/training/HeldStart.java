// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.svd.SpatioTemporalUNetConfig;
import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.TensorScope;
import java.util.Map;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * A start for a video U-Net that is trained from nothing: from much noise it makes the clip that never moves. On top of
 * {@link ResidualStart}, whose branches are zero, the still's latents c go straight through: the first convolution
 * passes each channel on as +c and -c, its skip leads to the last residual block, whose shortcut passes it on, and the
 * last convolution takes silu(+c) - silu(-c) = c with a minus, which is what v-prediction asks for where nothing of the
 * noisy latents is left. So no update is spent on learning to copy, and every update of a small training goes into what
 * moves. Where there are channels for it, the noisy latents go the same way to the last convolution, which begins to use
 * them as it learns: what is left of little noise can only be taken away by one who has all of it.
 *
 * <p>The pair keeps the mean of the last norm's groups at zero, so a picture's brightness survives it; its root mean
 * square becomes 1, which it is on the mean, for latents are scaled so.
 */
final class HeldStart {
    private HeldStart() {}

    /**
     * Changes weights in place, after {@link ResidualStart}.
     *
     * @param weights by checkpoint name
     * @param scale latents that the network makes over those of the still that it is shown, which are unscaled
     */
    static void apply(Map<String, Tensor> weights, SpatioTemporalUNetConfig config, double scale) {
        long latents = config.outChannels();
        long first = config.blockOutChannels().get(0);
        long group = first / config.normNumGroups();
        if (first < 2 * latents || (2 * latents) % group != 0 && config.normNumGroups() > 1 || group % 2 != 0) {
            throw BadInputException.of(
                    "preset: unetStart held",
                    "block_out_channels of at least twice the " + latents + " latent channels, and groups of an even"
                            + " number of channels that end where those do, or one group",
                    first + " channels in " + config.normNumGroups() + " groups",
                    "choose other channels or groups, or leave unetStart out");
        }
        int block = config.blocks() - 1;
        int layer = config.layersPerBlock().get(0);
        String shortcut = "up_blocks.%d.resnets.%d.spatial_res_block.conv_shortcut.".formatted(block, layer);
        TensorScope.inside(() -> Guards.noGrad(() -> {
            Tensor in = weights.get("conv_in.weight"); // (first, 2 latents, 3, 3)
            Tensor through = weights.get(shortcut + "weight"); // (first, first of the path + first of the skip, 1, 1)
            Tensor out = weights.get("conv_out.weight"); // (latents, first, 3, 3)
            out.zero_();
            for (long channel = 0; channel < 4 * latents && channel < first; channel++) {
                long c = channel / 2 % latents;
                boolean still = channel < 2 * latents;
                double sign = channel % 2 == 0 ? 1 : -1;
                in.select(0, channel).zero_();
                centre(in, channel, still ? latents + c : c).fill_(new Scalar(still ? sign * scale : sign));
                through.select(0, channel).zero_();
                centre(through, channel, through.size(1) - first + channel).fill_(new Scalar(1.0));
                if (still) {
                    centre(out, c, channel).fill_(new Scalar(-sign));
                }
            }
            return null;
        }));
    }

    /** One value of a kernel, as a view. */
    private static Tensor centre(Tensor kernel, long out, long in) {
        long middle = kernel.size(2) / 2;
        return kernel.select(0, out).select(0, in).select(0, middle).select(0, middle);
    }
}
