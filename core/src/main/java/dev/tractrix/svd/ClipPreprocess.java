// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.svd;

import dev.tractrix.scene.Fidelity.ClipPreprocessing;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;

/** What the image tower sees of a picture. */
public final class ClipPreprocess {
    /** Mean and deviation of CLIP's training pictures, red, green, blue (openai/CLIP, preprocessor_config.json). */
    private static final float[] MEAN = {0.48145466f, 0.4578275f, 0.40821073f};

    private static final float[] DEVIATION = {0.26862954f, 0.26130258f, 0.27577711f};

    private ClipPreprocess() {}

    /**
     * Anti-aliased resize to a square (the aspect is not kept), and, unless the switch says otherwise, CLIP's mean and
     * deviation.
     *
     * @param image (B, 3, H, W) in [0, 1]
     * @param size side of the result in pixels
     * @return (B, 3, size, size); bicubic may overshoot a little
     */
    public static Tensor forward(Tensor image, int size, ClipPreprocessing how) {
        Shapes.require("image", image, -1, 3, -1, -1);
        return TensorScope.tidy(() -> {
            if (how == ClipPreprocessing.UNNORMALISED) {
                return AntialiasedResize.resize(image, size, size);
            }
            Tensor signed = AntialiasedResize.resize(Ops.add(Ops.mul(image, 2), -1), size, size);
            Tensor unit = Ops.mul(Ops.add(signed, 1), 0.5);
            return unit.sub(channels(MEAN, image)).div(channels(DEVIATION, image));
        });
    }

    private static Tensor channels(float[] values, Tensor like) {
        return Ops.tensor(values, 1, 3, 1, 1).to(like.device(), like.scalar_type());
    }
}
