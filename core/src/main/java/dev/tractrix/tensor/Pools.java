// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.tensor;

import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The largest or the mean of windows, as classifiers pool. Windows hang over no border unless a padding says so. */
public final class Pools {
    static {
        NativeRuntime.load();
    }

    private static final long[] ONES2 = {1, 1};
    private static final long[] ONES3 = {1, 1, 1};

    private Pools() {}

    /** (N, C, H, W), windows of k x k; what is padded never wins. */
    public static Tensor max2d(Tensor x, long k, long stride, long padding) {
        return torch.max_pool2d(
                x, new long[] {k, k}, new long[] {stride, stride}, new long[] {padding, padding}, ONES2, false);
    }

    /** (N, C, H, W) -> the same size, means of 3 x 3; at the border of as many as there are, as TensorFlow pools. */
    public static Tensor mean3x3(Tensor x) {
        return TensorScope.tidy(
                () -> torch.avg_pool2d(x, new long[] {3, 3}, ONES2, ONES2, false, false, new LongOptional()));
    }

    /** (N, C, F, H, W), windows and strides of (frames, rows, columns). */
    public static Tensor max3d(Tensor x, long[] window, long[] stride) {
        return torch.max_pool3d(x, window, stride, new long[] {0, 0, 0}, ONES3, false);
    }

    /** (N, C, F, H, W), windows of (frames, rows, columns) at every place. */
    public static Tensor mean3d(Tensor x, long... window) {
        return TensorScope.tidy(
                () -> torch.avg_pool3d(x, window, ONES3, new long[] {0, 0, 0}, false, true, new LongOptional()));
    }
}
