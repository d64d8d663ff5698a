// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import dev.tractrix.image.Mask;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** Says what a thing looks like, as one vector: the image diffusion model's features under the thing's mask. */
@FunctionalInterface
public interface EntityDescriber {
    /**
     * @param firstFrame (1, 3, H, W) in [-1, 1]
     * @param masks K masks of the same size
     * @param seed of the features' noise
     * @return (K, C), the vectors as the entity map carries them (after the mean over channel pairs)
     */
    Tensor vectors(Tensor firstFrame, List<Mask> masks, long seed);
}
