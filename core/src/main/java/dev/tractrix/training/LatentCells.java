// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import dev.tractrix.image.Mask;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** Pixel masks on the latents' grid. */
final class LatentCells {
    private LatentCells() {}

    /** What share of each latent cell the F masks cover, 0..1: (F, 1, h, w). */
    static Tensor share(List<Mask> masks, long h, long w) {
        int width = masks.get(0).width();
        int height = masks.get(0).height();
        float[] all = new float[masks.size() * width * height];
        for (int f = 0; f < masks.size(); f++) {
            boolean[] inside = masks.get(f).inside();
            for (int i = 0; i < inside.length; i++) {
                all[f * inside.length + i] = inside[i] ? 1 : 0;
            }
        }
        return TensorScope.tidy(() -> Ops.tensor(all, masks.size(), 1, h, height / h, w, width / w)
                .mean(new long[] {3, 5})); // (F,1,h,8,w,8) -> (F,1,h,w)
    }
}
