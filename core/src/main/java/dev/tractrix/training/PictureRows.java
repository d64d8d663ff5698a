// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import dev.tractrix.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;

/** Pictures side by side, for sheets. */
final class PictureRows {
    private PictureRows() {}

    /** (N, 3, H, W) -> (1, 3, H, N*W). */
    static Tensor row(Tensor images) {
        return TensorScope.tidy(() -> images.permute(1, 2, 0, 3).reshape(1, 3, images.size(2), -1));
    }
}
