// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.animatic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tractrix.vision.FloatImage;
import org.junit.jupiter.api.Test;

/** A thing of 10x8 pixels in a picture of 60x40. */
class CutAwayTest {
    private static final int W = 60;
    private static final int H = 40;

    @Test
    void aWholeThingGoesNowhere() {
        assertThat(CutAway.of(thing(20, 10))).isNull();
    }

    @Test
    void whatTheLowerEdgeCutsGoesOnBelowWhereItIsTaken() {
        float[] beyond = moved(thing(20, 32), 5, -20);
        // the lower edge of the picture was at 39.5 and is at 19.5 now
        assertThat(beyond[20 * W + 30]).isEqualTo(1);
        assertThat(beyond[19 * W + 30]).isZero();
        // as deep as the thing is long, ten pixels, and half its width to either side
        assertThat(beyond[29 * W + 30]).isEqualTo(1);
        assertThat(beyond[31 * W + 30]).isZero();
        assertThat(beyond[22 * W + 21]).isEqualTo(1);
        assertThat(beyond[22 * W + 19]).isZero();
        assertThat(beyond[22 * W + 41]).isZero();
    }

    @Test
    void inACornerItGoesOnBeyondBothSides() {
        float[] beyond = moved(thing(0, 0), 20, 15);
        assertThat(beyond[20 * W + 19]).as("left").isEqualTo(1);
        assertThat(beyond[14 * W + 25]).as("above").isEqualTo(1);
        assertThat(beyond[14 * W + 19]).as("both").isEqualTo(1);
        assertThat(beyond[20 * W + 25]).as("the thing").isZero();
    }

    @Test
    void whereItStandsNothingOfItIsBeyond() {
        assertThat(moved(thing(20, 32), 0, 0)).containsOnly(0);
    }

    private static float[] moved(FloatImage thing, double dx, double dy) {
        float[] beyond = new float[W * H];
        CutAway.of(thing).mark(beyond, new double[] {1, 0, dx, 0, 1, dy});
        return beyond;
    }

    private static FloatImage thing(int left, int top) {
        FloatImage out = FloatImage.zeros(W, H, 4);
        for (int y = top; y < top + 8; y++) {
            for (int x = left; x < left + 10; x++) {
                out.values()[4 * (y * W + x) + 3] = 1;
            }
        }
        return out;
    }
}
