// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.tensor;

import org.bytedeco.pytorch.Tensor;

/** How fast this machine computes now, other work on it included. */
public final class Speed {
    /** Long enough to pass over a scheduler's slice. */
    private static final double SECONDS = 0.25;

    private Speed() {}

    /** Floating-point operations a second of a convolution such as the networks are made of. */
    public static double measure() {
        return Guards.inference(() -> TensorScope.inside(() -> {
            Tensor x = Ops.ones(8, 64, 32, 32);
            Tensor w = Ops.full(0.01, 64, 64, 3, 3);
            double once = 2.0 * 8 * 32 * 32 * 64 * 64 * 9;
            // the first call compiles the kernel
            Ops.conv2d(x, w, null, 1, 1).close();
            long start = System.nanoTime();
            int times = 0;
            double seconds = 0;
            while (seconds < SECONDS) {
                Ops.conv2d(x, w, null, 1, 1).close();
                times++;
                seconds = (System.nanoTime() - start) / 1e9;
            }
            return times * once / seconds;
        }));
    }
}
