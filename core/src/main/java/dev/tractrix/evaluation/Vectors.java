// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.evaluation;

import dev.tractrix.image.Picture;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** Between pictures, tensors and feature vectors. */
final class Vectors {
    private Vectors() {}

    /** Pictures of one size -> (N, 3, H, W) uint8. */
    static Tensor bytes(List<Picture> pictures) {
        int w = pictures.get(0).width();
        int h = pictures.get(0).height();
        byte[] all = new byte[Math.multiplyExact(pictures.size(), 3 * w * h)];
        for (int i = 0; i < pictures.size(); i++) {
            System.arraycopy(pictures.get(i).rgb(), 0, all, i * 3 * w * h, 3 * w * h);
        }
        return TensorScope.tidy(() -> Ops.bytes(all, pictures.size(), h, w, 3)
                .permute(0, 3, 1, 2) // (N, H, W, 3) -> (N, 3, H, W)
                .contiguous());
    }

    static List<double[]> rows(float[] values, int dimension) {
        List<double[]> rows = new ArrayList<>();
        for (int at = 0; at < values.length; at += dimension) {
            double[] row = new double[dimension];
            for (int i = 0; i < dimension; i++) {
                row[i] = values[at + i];
            }
            rows.add(row);
        }
        return rows;
    }
}
