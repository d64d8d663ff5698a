// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.svd;

import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;

/**
 * The resize in front of Stable Video Diffusion's image tower: a Gaussian blur fitted to the shrinking, then bicubic
 * with aligned corners. Its exact form is part of what the tower was given in training.
 *
 * @see <a href="https://github.com/huggingface/diffusers/tree/v0.27.0/src/diffusers/pipelines/stable_video_diffusion">
 *     _resize_with_antialiasing, the constants' source</a>
 */
public final class AntialiasedResize {
    private AntialiasedResize() {}

    /** (B, C, H, W) -> (B, C, height, width). */
    public static Tensor resize(Tensor image, int height, int width) {
        return TensorScope.tidy(() -> {
            long[] d = Shapes.dims(image);
            float[] down = gaussian((double) d[2] / height);
            float[] across = gaussian((double) d[3] / width);
            long rows = down.length / 2;
            long columns = across.length / 2;
            if (rows >= d[2] || columns >= d[3]) {
                throw new IllegalArgumentException("anti-aliased resize: an image of " + Shapes.of(image)
                        + " is too narrow to be blurred for " + height + "x" + width);
            }
            Tensor planes = image.reshape(d[0] * d[1], 1, d[2], d[3]); // (B,C,H,W) -> (B*C,1,H,W): each plane alone
            Tensor row = Ops.tensor(across, 1, 1, 1, across.length).to(image.device(), image.scalar_type());
            Tensor column = Ops.tensor(down, 1, 1, down.length, 1).to(image.device(), image.scalar_type());
            Tensor x = blur(planes, row, columns, columns, 0, 0);
            Tensor y = blur(x, column, 0, 0, rows, rows);
            return Ops.upsampleBicubic(y.view(d), height, width);
        });
    }

    private static Tensor blur(Tensor planes, Tensor kernel, long... border) {
        return Ops.conv2d(Ops.pad(planes, "reflect", border), kernel, null, 1, 0);
    }

    /** Two deviations to each side, at least 3 wide, odd; the deviation follows scikit-image's rule for a shrinking. */
    private static float[] gaussian(double factor) {
        double sigma = Math.max((factor - 1) / 2, 0.001);
        int size = (int) Math.max(4 * sigma, 3);
        size += 1 - size % 2;
        double[] kernel = new double[size];
        double sum = 0;
        for (int i = 0; i < size; i++) {
            double x = i - size / 2;
            kernel[i] = Math.exp(-x * x / (2 * sigma * sigma));
            sum += kernel[i];
        }
        float[] out = new float[size];
        for (int i = 0; i < size; i++) {
            out[i] = (float) (kernel[i] / sum);
        }
        return out;
    }
}
