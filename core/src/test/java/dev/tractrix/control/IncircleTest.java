// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Mask;
import org.junit.jupiter.api.Test;

class IncircleTest {
    private static Mask box(int width, int height, int left, int top, int right, int bottom) {
        Mask mask = Mask.empty(width, height);
        for (int y = top; y < bottom; y++) {
            for (int x = left; x < right; x++) {
                mask.inside()[y * width + x] = true;
            }
        }
        return mask;
    }

    @Test
    void theCentreIsTheFirstDeepestPixelInReadingOrder() {
        // 30 wide, 11 high: depth 6 along a line; the leftmost point of that line comes first
        assertThat(Incircle.of(box(60, 40, 10, 20, 40, 31))).isEqualTo(new Incircle(15, 25, 6));
    }

    @Test
    void theFramesEdgeIsNoBoundary() {
        // the ground: the lower 20 of 50 rows; the deepest row is the last
        assertThat(Incircle.of(box(80, 50, 0, 30, 80, 50))).isEqualTo(new Incircle(0, 49, 20));
    }

    @Test
    void theRadiusIsCutNotRounded() {
        // a corner pixel of the frame 7 steps across and 3 down from the only outside pixel: 3 knight's moves + 1
        // straight
        Mask mask = box(8, 4, 0, 0, 8, 4);
        mask.inside()[0] = false;
        float depth = Incircle.distances(mask)[4 * 8 - 1];
        assertThat(depth).isEqualTo(2.1969f + 2.1969f + 2.1969f + 1f);
        assertThat(Incircle.of(mask)).isEqualTo(new Incircle(7, 3, 7));
    }

    /** Numbers printed by cv2 4.10 (and 5.0) on x86 for the same masks: distanceTransform(DIST_L2, 5), minMaxLoc. */
    @Test
    void aSeededMaskHasThePythonWheelsIncircle() {
        assertThat(Incircle.of(noise(97, 61, 1))).isEqualTo(new Incircle(23, 23, 23));
        assertThat(Incircle.of(noise(320, 200, 2))).isEqualTo(new Incircle(272, 70, 30));
        assertThat(Incircle.of(noise(33, 250, 3))).isEqualTo(new Incircle(16, 16, 16));
    }

    @Test
    void aMaskOfAllPixelsHasTheFramesCircle() {
        assertThat(Incircle.of(box(40, 30, 0, 0, 40, 30))).isEqualTo(new Incircle(20, 15, 15));
    }

    @Test
    void anEmptyMaskHasNone() {
        assertThatThrownBy(() -> Incircle.of(Mask.empty(5, 5)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("at least one pixel");
        assertThat(Incircle.radius(Mask.empty(5, 5))).isZero();
    }

    /** All inside but the outer ring and one pixel in about 700, by a linear congruential generator that is easy to write anywhere. */
    static Mask noise(int width, int height, int seed) {
        boolean[] inside = new boolean[width * height];
        int state = seed;
        for (int i = 0; i < inside.length; i++) {
            state = state * 1664525 + 1013904223;
            boolean ring = i % width == 0 || i % width == width - 1 || i < width || i >= width * (height - 1);
            inside[i] = !ring && (state >>> 16) >= 94;
        }
        return new Mask(width, height, inside);
    }
}
