// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.tensor;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Operators that use up their first argument: it is overwritten where no graph is recorded, and replaced where one is.
 * It must be a temporary of the caller's own, of the result's shape and type, and not a view; afterwards only the
 * result may be used.
 */
public final class Consuming {
    static {
        NativeRuntime.load();
    }

    private Consuming() {}

    /** h + y; y broadcasts to h. */
    public static Tensor add(Tensor h, Tensor y) {
        return add(h, y, 1);
    }

    /** h + a y; y broadcasts to h. */
    public static Tensor add(Tensor h, Tensor y, double a) {
        if (Guards.recording()) {
            return TensorScope.then(h, x -> a == 1 ? x.add(y) : Ops.addScaled(x, y, a));
        }
        Ops.addInPlace(h, y, a);
        return h;
    }

    /** h y; y broadcasts to h. */
    public static Tensor mul(Tensor h, Tensor y) {
        if (Guards.recording()) {
            return TensorScope.then(h, x -> x.mul(y));
        }
        h.mul_(y);
        return h;
    }

    /** a h. */
    public static Tensor mul(Tensor h, double a) {
        if (Guards.recording()) {
            return TensorScope.then(h, x -> Ops.mul(x, a));
        }
        Ops.mulInPlace(h, a);
        return h;
    }

    /** h sigmoid(h). */
    public static Tensor silu(Tensor h) {
        if (Guards.recording()) {
            return TensorScope.then(h, Ops::silu);
        }
        // The handle that silu_ returns does not own its tensor and must not be used.
        torch.silu_(h);
        return h;
    }
}
