// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.animatic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tractrix.image.Mask;
import dev.tractrix.vision.FloatImage;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Holes in made-up ground whose truth is known. */
class ExemplarFillTest {
    private static final int W = 260;
    private static final int H = 160;

    private static Mask box(int left, int top, int right, int bottom) {
        boolean[] inside = new boolean[W * H];
        for (int y = top; y < bottom; y++) {
            java.util.Arrays.fill(inside, y * W + left, y * W + right, true);
        }
        return new Mask(W, H, inside);
    }

    /** Haze with soft waves and a little grain: light on the left, darker on the right. */
    private static FloatImage haze() {
        SplittableRandom random = new SplittableRandom(3);
        FloatImage out = FloatImage.zeros(W, H, 3);
        for (int i = 0; i < W * H; i++) {
            double across = Math.max(0, Math.min(1, (i % W - 60) / 140.0));
            double x = i % W;
            double y = i / W;
            double waves = 0.02 * Math.sin(x / 9 + y / 5) + 0.015 * Math.sin(y / 3.7 - x / 23);
            double grain = 0.006 * (random.nextDouble() - 0.5);
            double value = 0.8 - 0.25 * across * across * (3 - 2 * across) + waves + grain;
            for (int c = 0; c < 3; c++) {
                out.values()[3 * i + c] = (float) value;
            }
        }
        return out;
    }

    /** The greatest change over ten columns in a row of the hole, each side the mean of ten columns. */
    private static double greatestStep(FloatImage picture, int top, int bottom) {
        double greatest = 0;
        for (int x = 50; x < 200; x++) {
            double left = 0;
            double right = 0;
            for (int y = top; y < bottom; y++) {
                for (int k = 0; k < 10; k++) {
                    left += picture.values()[3 * (y * W + x - k)];
                    right += picture.values()[3 * (y * W + x + 10 + k)];
                }
            }
            greatest = Math.max(greatest, Math.abs(left - right) / (10.0 * (bottom - top)));
        }
        return greatest;
    }

    @Test
    void twoSidesOfDifferentLightMeetWithoutAnEdge() {
        FloatImage truth = haze();
        FloatImage filled = GroundFill.EXEMPLAR.fill(truth, box(60, 30, 200, 130), Mask.empty(W, H), () -> false);
        double asItIs = greatestStep(truth, 60, 125);
        // 0.93 of it; 1.36 with the seams left as the patches lead over them
        assertThat(greatestStep(filled, 60, 125)).isLessThan(1.1 * asItIs);
    }

    @Test
    void whatIsKnownStaysAndTheSameIsFilledTwice() {
        FloatImage truth = haze();
        Mask hole = box(100, 50, 150, 90);
        FloatImage filled = GroundFill.EXEMPLAR.fill(truth, hole, Mask.empty(W, H), () -> false);
        for (int i = 0; i < W * H; i++) {
            if (!hole.inside()[i]) {
                assertThat(filled.values()[3 * i]).isEqualTo(truth.values()[3 * i]);
            }
        }
        assertThat(GroundFill.EXEMPLAR
                        .fill(truth, hole, Mask.empty(W, H), () -> false)
                        .values())
                .isEqualTo(filled.values());
    }

    @Test
    void stripesGoOnThroughTheHole() {
        FloatImage truth = FloatImage.zeros(W, H, 3);
        for (int i = 0; i < W * H; i++) {
            float value = i / W / 6 % 2 == 0 ? 0.8f : 0.2f;
            java.util.Arrays.fill(truth.values(), 3 * i, 3 * i + 3, value);
        }
        Mask hole = box(100, 40, 160, 100);
        FloatImage filled = GroundFill.EXEMPLAR.fill(truth, hole, Mask.empty(W, H), () -> false);
        double error = 0;
        for (int i = 0; i < W * H; i++) {
            error += Math.abs(filled.values()[3 * i] - truth.values()[3 * i]);
        }
        assertThat(error / hole.area()).isLessThan(0.02);
    }
}
