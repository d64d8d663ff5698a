// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tractrix.checkpoint.Safetensors;
import dev.tractrix.data.LabelledPictures;
import dev.tractrix.image.Picture;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.Weights;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThingNetworkTest {
    /** Pictures and clicks have nothing to do with those beside them. */
    @Test
    void eachClickIsAnsweredAlone() {
        ThingSamples.Batch b = new ThingSamples(2, 3, 2, 5).batch(0);
        Params p = Params.random(1);
        ThingNetwork network = new ThingNetwork(p);
        try (Weights weights = p.finish("ThingNetwork");
                TensorScope scope = TensorScope.open()) {
            Tensor rgb = Ops.tensor(b.rgb(), 2, 3, b.height(), b.width());
            Tensor all = network.things(network.see(rgb), b.clicks());
            assertThat(all.size(1)).isEqualTo(3);
            assertThat(all.size(2)).isEqualTo(b.height() / 2);
            for (int i = 0; i < 2; i++) {
                for (int k = 0; k < 3; k++) {
                    long[] click = {b.clicks()[i][2 * k], b.clicks()[i][2 * k + 1]};
                    Tensor alone = network.things(network.see(rgb.narrow(0, i, 1)), new long[][] {click});
                    assertThat(Ops.relativeError(all.select(0, i).select(0, k), alone.view(b.height() / 2, -1)))
                            .isLessThan(1e-4);
                }
            }
            assertThat(weights.count()).isBetween(500_000L, 2_000_000L);
        }
    }

    /** What a click reads is what is there: its answer changes with its place, by the layers as they are written down. */
    @Test
    void samplesAreTheThingsThatAreClicked() {
        ThingSamples samples = new ThingSamples(2, 4, 3, 7);
        ThingSamples.Batch b = samples.batch(3);
        ThingSamples.Batch again = new ThingSamples(2, 4, 3, 7).batch(3);
        assertThat(b.rgb()).isEqualTo(again.rgb());
        assertThat(b.things()).isEqualTo(again.things());
        assertThat(b.clicks()).isDeepEqualTo(again.clicks());
        int w = b.width() / 2;
        int h = b.height() / 2;
        for (int i = 0; i < 2; i++) {
            for (int k = 0; k < 4; k++) {
                int from = (i * 4 + k) * w * h;
                int at = (int) (b.clicks()[i][2 * k + 1] * w + b.clicks()[i][2 * k]);
                assertThat(b.things()[from + at]).isEqualTo(1);
            }
        }
        double ended = 0;
        for (float e : b.edges()) {
            ended += e;
        }
        assertThat(ended / b.edges().length).isBetween(0.001, 0.6);
        assertThat(b.rgb()).hasSize(2 * 3 * 4 * w * h);
    }

    /** A picture of any shape is seen, and each pixel has a chance. */
    @Test
    void aGlanceHasTheSizeOfItsPicture(@TempDir Path folder) {
        Params p = Params.random(1);
        new ThingNetwork(p);
        Path file = folder.resolve("things.safetensors");
        try (Weights weights = p.finish("ThingNetwork")) {
            Safetensors.write(weights.tensors(), Map.of(), file);
        }
        ThingNetwork network = ThingNetwork.load(file);
        for (int[] size : new int[][] {{240, 155}, {130, 240}, {240, 3}}) {
            Picture picture =
                    LabelledPictures.picture(Math.max(16, size[0]), Math.max(16, size[1]), 3).picture();
            Glance glance = new Glance(network, picture);
            int pixels = picture.width() * picture.height();
            assertThat(glance.edges()).hasSize(pixels);
            float[] one = glance.meant(new int[] {0}, new int[0]);
            float[] other = glance.meant(new int[] {0}, new int[] {pixels - 1});
            assertThat(one).hasSize(pixels);
            for (int i = 0; i < pixels; i++) {
                assertThat(one[i]).isBetween(0f, 1f);
                assertThat(other[i]).isLessThanOrEqualTo(one[i] + 1e-6f);
            }
            // one network, one picture, one click: the same every time
            assertThat(new Glance(network, picture).meant(new int[] {0}, new int[0])).isEqualTo(one);
            assertThat(Arrays.equals(one, glance.meant(new int[] {pixels - 1}, new int[0])))
                    .isFalse();
            assertThat(one[0]).isCloseTo(glance.thing(0)[0], within(1e-6f));
        }
    }
}
