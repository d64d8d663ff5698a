// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import dev.tractrix.tensor.Guards;
import java.util.function.Supplier;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** In what type a network multiplies while it is trained; weights, norms and losses stay float32. */
public enum Precision {
    FLOAT32(null),
    /** Half the width, the range of float32: fast where the processor has instructions for it. */
    BFLOAT16(ScalarType.BFloat16);

    private final ScalarType type;

    Precision(ScalarType type) {
        this.type = type;
    }

    /** Runs the body with products in this type on the CPU. */
    public <R> R run(Supplier<R> body) {
        return type == null ? body.get() : Guards.autocast(DeviceType.CPU, type, body);
    }
}
