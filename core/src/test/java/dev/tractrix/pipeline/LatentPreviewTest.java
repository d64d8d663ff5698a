// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tractrix.image.Picture;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import dev.tractrix.vision.Resampling;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

class LatentPreviewTest {
    private static final double SCALE = 0.18215;

    @Test
    void findsTheColoursInLatentsThatAreAMixtureOfThem() {
        try (TensorScope scope = TensorScope.open()) {
            Picture still = Picture.black(96, 64);
            for (int i = 0; i < 96 * 64; i++) {
                still.rgb()[3 * i] = (byte) (40 + 2 * (i % 96));
                still.rgb()[3 * i + 1] = (byte) (30 + 3 * (i / 96));
                still.rgb()[3 * i + 2] = (byte) (i % 96 < 48 ? 50 : 200);
            }
            Picture small = Resampling.resize(still, 12, 8);
            Tensor c = Pixels.toTensor(small); // (1,3,8,12)
            Tensor latents = Ops.cat(
                    1,
                    Ops.add(Ops.mul(c.narrow(1, 0, 1), 3), 0.5),
                    c.narrow(1, 1, 1).sub(c.narrow(1, 0, 1)),
                    Ops.mul(c.narrow(1, 2, 1), -2),
                    c.narrow(1, 0, 1).add(c.narrow(1, 2, 1)));
            LatentPreview preview = new LatentPreview(still, latents);
            Tensor dark = Ops.cat(
                    1,
                    Ops.full(3 * -1 + 0.5, 1, 1, 8, 12),
                    Ops.zeros(1, 1, 8, 12),
                    Ops.full(2, 1, 1, 8, 12),
                    Ops.full(-2, 1, 1, 8, 12)); // what black would be
            Tensor clip = Ops.mul(Ops.stack(1, List.of(latents, dark)), SCALE); // (1,2,4,8,12)
            List<Picture> frames = preview.frames(clip, SCALE);
            assertThat(frames).hasSize(2);
            for (int i = 0; i < small.rgb().length; i++) {
                assertThat(Math.abs((frames.get(0).rgb()[i] & 0xff) - (small.rgb()[i] & 0xff)))
                        .isLessThan(5);
                assertThat(frames.get(1).rgb()[i] & 0xff).isLessThan(8);
            }
        }
    }
}
