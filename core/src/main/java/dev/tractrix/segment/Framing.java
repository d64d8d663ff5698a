// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.segment;

import dev.tractrix.image.Picture;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;

/**
 * How a picture of any size becomes a network's square, and how masks come back.
 *
 * @param side S of the square, pixels
 * @param keepsAspect whether the longer side becomes S and the rest of the square is empty (SAM), or the picture is
 *     stretched over it (SAM 2)
 */
public record Framing(int side, boolean keepsAspect) {
    /** Mean and deviation of ImageNet's colours, 0..255, which all these networks were trained with. */
    private static final double[] MEAN = {123.675, 116.28, 103.53};

    private static final double[] DEVIATION = {58.395, 57.12, 57.375};

    public Framing {
        if (side < 1) {
            throw new IllegalArgumentException("a square of at least 1 pixel, got " + side);
        }
    }

    /** Columns of the square that a picture fills. */
    public int width(int width, int height) {
        return keepsAspect ? part(width, Math.max(width, height)) : side;
    }

    /** Rows of the square that a picture fills. */
    public int height(int width, int height) {
        return keepsAspect ? part(height, Math.max(width, height)) : side;
    }

    private int part(int length, int longest) {
        // first the factor, then the product, as the reference rounds them
        return Math.max(1, (int) (length * ((double) side / longest) + 0.5));
    }

    /** (1, 3, S, S), normalised; zeros to the right and below of what the picture fills. */
    public Tensor pixels(Picture picture) {
        int w = width(picture.width(), picture.height());
        int h = height(picture.width(), picture.height());
        return TensorScope.tidy(() -> {
            if (!keepsAspect) {
                return TriangleFilter.resize(normalised(picture), h, w).contiguous();
            }
            return Ops.pad(normalised(TriangleFilter.resize(picture, w, h)), 0, side - w, 0, side - h);
        });
    }

    /** (1, 3, H, W). */
    private static Tensor normalised(Picture picture) {
        int n = picture.width() * picture.height();
        float[] values = new float[3 * n];
        for (int c = 0; c < 3; c++) {
            for (int i = 0; i < n; i++) {
                values[c * n + i] = (float) (((picture.rgb()[3 * i + c] & 0xff) - MEAN[c]) / DEVIATION[c]);
            }
        }
        return Ops.tensor(values, 1, 3, picture.height(), picture.width());
    }

    /**
     * Mask logits at a picture's size.
     *
     * @param logits (P, M, m, m) over the square
     * @return (P, M, height, width)
     */
    public Tensor back(Tensor logits, int width, int height) {
        return TensorScope.tidy(() -> {
            if (!keepsAspect) {
                return Ops.upsampleBilinear(logits, height, width);
            }
            // twice, as the reference does
            Tensor square = Ops.upsampleBilinear(logits, side, side);
            Tensor filled = square.narrow(2, 0, height(width, height)).narrow(3, 0, width(width, height));
            return Ops.upsampleBilinear(filled, height, width);
        });
    }
}
