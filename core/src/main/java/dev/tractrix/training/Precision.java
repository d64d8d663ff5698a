// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import dev.tractrix.tensor.Guards;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** In what type a network multiplies while it is trained; weights, norms and losses stay float32. */
public enum Precision {
    FLOAT32(null, 1),
    /** Half the width, the range of float32: fast where the processor has instructions for it. */
    BFLOAT16(ScalarType.BFloat16, 1),
    /**
     * Half the width and a narrow range, for cards without bfloat16: the loss is scaled up, so that small gradients do not
     * vanish.
     */
    FLOAT16(ScalarType.Half, 1 << 16);

    private final ScalarType type;
    private final double lossScale;

    Precision(ScalarType type, double lossScale) {
        this.type = type;
        this.lossScale = lossScale;
    }

    /** What the loss is multiplied by before the backward pass, and gradients divided by after it; 1 for none. */
    double lossScale() {
        return lossScale;
    }

    /** Runs the body with products in this type on the device. */
    public <R> R run(Device device, Supplier<R> body) {
        return type == null ? body.get() : Guards.autocast(device.type(), type, body);
    }
}
