// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.svd;

import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * What a ControlNet adds to the U-Net.
 *
 * @param down one (B*F, C, h, w) for each skip, in the order in which the down blocks make them
 * @param mid (B*F, C, h, w), added to the mid block's result
 */
public record ControlResiduals(List<Tensor> down, Tensor mid) implements AutoCloseable {
    public ControlResiduals {
        down = List.copyOf(down);
    }

    @Override
    public void close() {
        down.forEach(Tensor::close);
        mid.close();
    }
}
