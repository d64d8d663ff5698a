// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.pipeline;

import dev.tractrix.animatic.AnimaticFrames;
import dev.tractrix.tensor.Ops;
import org.bytedeco.pytorch.Tensor;

/** Where the guide's inner strength holds: on what moves and on what it uncovers. */
final class GuideMask {
    private GuideMask() {}

    /** The largest value of each latent cell's pixels: (1, F, 1, h, w). */
    static Tensor of(AnimaticFrames animatic, int h, int w, int width, int height) {
        int f = animatic.frames().size();
        float[] out = new float[f * h * w];
        for (int i = 0; i < f; i++) {
            float[] moving = animatic.movingMask().get(i);
            float[] uncovered = animatic.uncovered().get(i);
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    int cell = (i * h + y * h / height) * w + x * w / width;
                    float value = Math.max(moving[y * width + x], uncovered[y * width + x]);
                    out[cell] = Math.max(out[cell], Math.min(1, value));
                }
            }
        }
        return Ops.tensor(out, 1, f, 1, h, w);
    }
}
