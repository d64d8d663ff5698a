// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tractrix.image.Mask;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DistanceFieldTest {
    @Test
    void theIncircleIsThatOfBruteForce() {
        Random random = new Random(3);
        for (int round = 0; round < 20; round++) {
            int w = 5 + random.nextInt(20);
            int h = 5 + random.nextInt(20);
            boolean[] inside = new boolean[w * h];
            int left = round < 10 ? 0 : random.nextInt(w);
            int bottom = round < 10 ? h : 1 + random.nextInt(h);
            for (int i = 0; i < inside.length; i++) {
                inside[i] = i % w >= left && i / w < bottom && random.nextDouble() < 0.93;
            }
            Mask mask = new Mask(w, h, inside);
            Disc disc = DiscFinder.exact().find(mask);
            double best = 0;
            for (int i = 0; i < inside.length; i++) {
                best = Math.max(best, distance(mask, i % w, i / w));
            }
            assertThat(disc.radius()).isCloseTo(best, within(1e-9));
            assertThat(distance(mask, (int) disc.x(), (int) disc.y())).isCloseTo(best, within(1e-9));
            assertThat(disc).isEqualTo(new DistanceField(mask).largest());
        }
    }

    private static double distance(Mask mask, int x, int y) {
        double best = Double.MAX_VALUE;
        for (int v = -1; v <= mask.height(); v++) {
            for (int u = -1; u <= mask.width(); u++) {
                boolean out = u < 0 || v < 0 || u >= mask.width() || v >= mask.height() || !mask.at(u, v);
                if (out) {
                    best = Math.min(best, Math.hypot(u - x, v - y));
                }
            }
        }
        return best;
    }
}
