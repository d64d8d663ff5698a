// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.metricnets;

import dev.tractrix.tensor.Ops;
import org.bytedeco.pytorch.Tensor;

/** TensorFlow's padding "SAME": what windows lack is added on both sides, the odd one at the end. */
final class SamePadding {
    private SamePadding() {}

    /** (B, C, F, H, W) with zeros around, for windows and strides of (frames, rows, columns). */
    static Tensor zeros(Tensor x, long[] window, long[] stride) {
        long[] amounts = new long[6];
        boolean any = false;
        for (int i = 0; i < 3; i++) {
            long size = x.size(2 + i);
            long rest = size % stride[i];
            long lacking = Math.max(window[i] - (rest == 0 ? stride[i] : rest), 0);
            int last = 2 * (2 - i); // the padding's order is columns, rows, frames
            amounts[last] = lacking / 2;
            amounts[last + 1] = lacking - lacking / 2;
            any |= lacking > 0;
        }
        return any ? Ops.pad(x, amounts) : x;
    }
}
