// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.refiner;

import dev.tractrix.nn.Params;
import dev.tractrix.nn.PixelUNet;
import org.bytedeco.pytorch.Tensor;

/** A {@link PixelUNet} whose answer is added to the animatic. Our own; it starts by changing nothing. */
public final class RefinerNetwork {
    /** Pixels of a side that become channels. */
    public static final int FOLD = 2;

    private final PixelUNet network;

    public RefinerNetwork(Params p, RefinerConfig config) {
        network = new PixelUNet(p, RefinerInput.CHANNELS, 3, FOLD, config.channels(), config.layers());
    }

    /**
     * What to add to the animatic.
     *
     * @param x (N, {@link RefinerInput#CHANNELS}, H, W), both sides multiples of {@link RefinerConfig#multiple}
     * @return (N, 3, H, W), of pixels in -1..1
     */
    public Tensor forward(Tensor x) {
        return network.forward(x);
    }
}
