// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.fill;

import dev.tractrix.nn.Params;
import dev.tractrix.nn.PixelUNet;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;

/**
 * A {@link PixelUNet} that sees a picture with a hole, what examples make of the hole and what is only smooth, and says where the
 * examples are not to be believed. Our own.
 */
public final class FillNetwork {
    /** Pixels of a side that become channels; both sides of what it sees are multiples of this. */
    public static final int FOLD = 4;
    /** Colours of the picture, of the examples and of what is smooth, the hole, and the misfit. */
    public static final int CHANNELS = 11;
    /** Added before the sigmoid: untrained it believes in the examples by about three quarters. */
    private static final double TRUST = -1;

    /** Misfits are small beside the rest. */
    private static final double CLEARLY = 8;

    private final PixelUNet network;

    public FillNetwork(Params p, FillConfig config) {
        network = new PixelUNet(p, CHANNELS, 4, FOLD, config.channels(), config.layers());
    }

    /**
     * How the hole is filled best. All sides are multiples of {@link #FOLD}; colours are -1..1.
     *
     * @param picture (N, 3, H, W); what is in the hole is not seen
     * @param exemplar (N, 3, H, W), filled by examples
     * @param smooth (N, 3, H, W), filled smoothly
     * @param hole (N, 1, H, W), 1 where something is missing
     * @param misfit (N, 1, H, W), of the examples, 0..1
     * @return (N, 4, H, W): 3 of colours to add, then how much of the smooth takes the place of the examples, 0..1
     */
    public Tensor forward(Tensor picture, Tensor exemplar, Tensor smooth, Tensor hole, Tensor misfit) {
        return TensorScope.tidy(() -> {
            Tensor known = Ops.add(Ops.mul(hole, -1), 1);
            Tensor x = Ops.cat(
                    1, picture.mul(known), exemplar.mul(hole), smooth.mul(hole), hole, Ops.mul(misfit, CLEARLY));
            Tensor out = network.forward(x);
            Tensor share = Ops.add(out.narrow(1, 3, 1), TRUST).sigmoid();
            return Ops.cat(1, out.narrow(1, 0, 3), share);
        });
    }

    /** The filled picture. @param answer of {@link #forward}, of whose arguments three follow @return (N, 3, H, W) */
    public static Tensor filled(Tensor answer, Tensor exemplar, Tensor smooth, Tensor hole) {
        return TensorScope.tidy(() -> {
            Tensor change = smooth.sub(exemplar).mul(answer.narrow(1, 3, 1)).add(answer.narrow(1, 0, 3));
            return exemplar.add(change.mul(hole));
        });
    }
}
