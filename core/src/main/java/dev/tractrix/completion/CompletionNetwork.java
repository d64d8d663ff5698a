// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.completion;

import dev.tractrix.nn.Params;
import dev.tractrix.nn.PixelUNet;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;

/**
 * A {@link PixelUNet} that sees what there is of a thing and where more of it may be hidden, and says what is there: its shape
 * and its colours. Our own.
 */
public final class CompletionNetwork {
    /** Pixels of a side that become channels; both sides of what it sees are multiples of this. */
    public static final int FOLD = 2;
    /** Colours of what is seen, how much of the pixel that is, what may be hidden, and smooth colours. */
    public static final int CHANNELS = 8;
    /** Added to the logits: untrained it believes that nothing goes on, by some seven eighths. */
    private static final double DOUBT = -2;

    private final PixelUNet network;

    public CompletionNetwork(Params p, CompletionConfig config) {
        network = new PixelUNet(p, CHANNELS, 4, FOLD, config.channels(), config.layers());
    }

    /**
     * How the thing goes on. All sides are multiples of {@link #FOLD}.
     *
     * @param seen (N, 4, H, W): the thing's colours, 0..1, times how much of the pixel is seen to be it; then that, 0..1
     * @param hidden (N, 1, H, W): how much of the pixel may hide more of it, 0..1
     * @param smooth (N, 3, H, W): the thing's colours, 0..1, carried on smoothly
     * @return (N, 4, H, W): 3 of colours, not bounded; then the logit of how much of the pixel is the thing. They mean
     *     nothing where nothing is hidden
     */
    public Tensor forward(Tensor seen, Tensor hidden, Tensor smooth) {
        return TensorScope.tidy(() -> {
            Tensor centred = Ops.add(Ops.mul(smooth, 2), -1);
            Tensor out = network.forward(Ops.cat(1, Ops.mul(seen, 2), hidden, centred));
            return Ops.cat(1, smooth.add(out.narrow(1, 0, 3)), Ops.add(out.narrow(1, 3, 1), DOUBT));
        });
    }
}
