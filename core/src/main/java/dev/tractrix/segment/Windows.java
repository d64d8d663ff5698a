// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.segment;

import dev.tractrix.tensor.Ops;
import org.bytedeco.pytorch.Tensor;

/**
 * A grid cut into squares. A grid that they do not fill is padded with zeros on the right and below, and the padding is
 * attended to, as in training.
 *
 * @param height of the grid
 * @param width of the grid
 * @param down squares along the height
 * @param across squares along the width
 * @param size the squares' side
 */
record Windows(long height, long width, long down, long across, long size) {
    static Windows of(long height, long width, long size) {
        return new Windows(height, width, (height + size - 1) / size, (width + size - 1) / size, size);
    }

    /** The same squares of a grid that was pooled by {@code stride} inside each. */
    Windows pooled(long stride) {
        return new Windows(height / stride, width / stride, down, across, size / stride);
    }

    /** (B, H, W, D) -> (B * squares, size, size, D). */
    Tensor split(Tensor x) {
        long b = x.size(0);
        return Ops.pad(x, 0, 0, 0, across * size - width, 0, down * size - height)
                .reshape(b, down, size, across, size, -1)
                .permute(0, 1, 3, 2, 4, 5)
                .reshape(b * down * across, size, size, -1);
    }

    /** (B * squares, size, size, D) -> (B, H, W, D). */
    Tensor merge(Tensor squares, long batch) {
        return squares.reshape(batch, down, across, size, size, -1)
                .permute(0, 1, 3, 2, 4, 5)
                .reshape(batch, down * size, across * size, -1)
                .narrow(1, 0, height)
                .narrow(2, 0, width);
    }
}
