// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.pipeline;

import dev.tractrix.control.ControlMaps;
import dev.tractrix.tensor.Ops;
import org.bytedeco.pytorch.Tensor;

/** Control maps as the ControlNet's input tensors. */
public final class ControlTensors {
    private ControlTensors() {}

    /** The Gaussian maps, in the range of the maps' switch: (F, 3, H, W), three equal channels sharing memory. */
    public static Tensor gaussians(ControlMaps maps) {
        int size = maps.width() * maps.height();
        float[] all = new float[Math.multiplyExact(maps.frames(), size)];
        for (int f = 0; f < maps.frames(); f++) {
            System.arraycopy(maps.gaussian(f), 0, all, f * size, size);
        }
        return Ops.tensor(all, maps.frames(), 1, maps.height(), maps.width()).expand(-1, 3, -1, -1);
    }

    /** Where each layer is on top, 0 or 1: (F, K, H, W). */
    public static Tensor masks(ControlMaps maps) {
        int size = maps.width() * maps.height();
        int k = maps.layers().size();
        float[] all = new float[Math.multiplyExact(maps.frames() * k, size)];
        for (int f = 0; f < maps.frames(); f++) {
            for (int e = 0; e < k; e++) {
                System.arraycopy(maps.entities().get(f).coverage(e), 0, all, (f * k + e) * size, size);
            }
        }
        return Ops.tensor(all, maps.frames(), k, maps.height(), maps.width());
    }
}
