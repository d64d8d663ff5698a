// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.pipeline;

import dev.tractrix.image.Picture;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import dev.tractrix.vision.Resampling;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * Latents as small pictures without the autoencoder: colours are taken for a linear function of the latents, fitted to
 * the still, whose pixels and latents are both known. An eighth of the size, good enough to see where things go.
 */
final class LatentPreview {
    private static final double RIDGE = 1e-3;

    private final int width;
    private final int height;
    private final Tensor map;

    /** @param latents (1, C, h, w) of the still, not scaled */
    LatentPreview(Picture still, Tensor latents) {
        width = (int) latents.size(3);
        height = (int) latents.size(2);
        map = TensorScope.tidy(() -> {
            Tensor colours = Pixels.toTensor(Resampling.resize(still, width, height))
                    .flatten(2, -1)
                    .squeeze(0)
                    .t(); // (hw,3)
            Tensor x = withOne(
                    latents.squeeze(0).flatten(1, -1).t().to(colours.device(), colours.scalar_type())); // (hw,C+1)
            Tensor gram = x.t().matmul(x);
            Tensor ridge = Ops.mul(Ops.eye(x.size(1)), RIDGE * height * width);
            return gram.add(ridge).inverse().matmul(x.t().matmul(colours)); // (C+1,3)
        });
    }

    private static Tensor withOne(Tensor x) {
        return Ops.cat(1, x, Ops.ones(x.size(0), 1));
    }

    /** @param latents (1, F, C, h, w), scaled and clean, or a guess at it */
    List<Picture> frames(Tensor latents, double scalingFactor) {
        return TensorScope.inside(() -> {
            List<Picture> out = new ArrayList<>();
            for (long f = 0; f < latents.size(1); f++) {
                Tensor x = latents.select(0, 0)
                        .select(0, f)
                        .flatten(1, -1)
                        .t()
                        .to(map.device(), map.scalar_type()); // (hw,C)
                Tensor colours = withOne(Ops.mul(x, 1 / scalingFactor)).matmul(map); // (hw,3)
                out.add(Pixels.toPicture(colours.t().reshape(1, 3, height, width)));
            }
            return out;
        });
    }
}
