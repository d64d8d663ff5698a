// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.vision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tractrix.image.Mask;
import org.junit.jupiter.api.Test;

class SmoothFillTest {
    private static final int W = 50;
    private static final int H = 34;

    private static Mask box() {
        Mask hole = Mask.empty(W, H);
        for (int y = 10; y < 24; y++) {
            for (int x = 15; x < 33; x++) {
                hole.inside()[y * W + x] = true;
            }
        }
        return hole;
    }

    @Test
    void whatIsKnownStaysAndWhatIsMissingIsNotLookedAt() {
        FloatImage picture = FloatImage.zeros(W, H, 1);
        for (int i = 0; i < W * H; i++) {
            picture.values()[i] = box().inside()[i] ? 99 : (i % W) / 100f;
        }
        float[] filled = SmoothFill.fill(picture, box()).values();
        for (int i = 0; i < W * H; i++) {
            if (!box().inside()[i]) {
                assertThat(filled[i]).isEqualTo(picture.values()[i]);
            }
            assertThat(filled[i]).isBetween(-1e-6f, 0.5f);
        }
    }

    /** A slope goes on through the hole. */
    @Test
    void itLeadsFromOneSideToTheOther() {
        FloatImage picture = FloatImage.zeros(W, H, 2);
        for (int i = 0; i < W * H; i++) {
            picture.values()[2 * i] = i % W < 24 ? 0 : 1;
            picture.values()[2 * i + 1] = 0.25f;
        }
        float[] filled = SmoothFill.fill(picture, box()).values();
        for (int y = 12; y < 22; y++) {
            assertThat(filled[2 * (y * W + 16)]).isLessThan(0.3f);
            assertThat(filled[2 * (y * W + 31)]).isGreaterThan(0.7f);
            for (int x = 16; x < 32; x++) {
                assertThat(filled[2 * (y * W + x)]).isGreaterThanOrEqualTo(filled[2 * (y * W + x - 1)] - 0.05f);
                assertThat(filled[2 * (y * W + x) + 1]).isCloseTo(0.25f, org.assertj.core.api.Assertions.within(1e-5f));
            }
        }
    }

    @Test
    void withoutAHoleItIsThePictureAndWithNothingElseZero() {
        FloatImage picture = FloatImage.zeros(3, 5, 1);
        java.util.Arrays.fill(picture.values(), 0.4f);
        assertThat(SmoothFill.fill(picture, Mask.empty(3, 5)).values()).containsOnly(0.4f);
        assertThat(SmoothFill.fill(picture, Mask.empty(3, 5).inverted()).values())
                .containsOnly(0f);
    }
}
