// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Planes 0..2 a picture, 3..5 the same times plane 6, 7..9 the same but where plane 10 hides it, 11 a contrast. */
class VariationTest {
    private static final int W = 5;
    private static final int H = 4;
    private static final int PLANE = W * H;
    private static final int PLANES = 12;
    private static final Variation VARIATION = new Variation(
            PLANES,
            W,
            H,
            List.of(Variation.Colours.at(0), Variation.Colours.of(3, 6), new Variation.Colours(7, -1, List.of(10))),
            List.of(11));

    /** However the colours change, they change alike in all three pictures; what is hidden and what is no colour does not. */
    @Test
    void whatIsTrueStaysTrue() {
        byte[] sample = sample();
        Random random = new Random(4);
        Set<Integer> firsts = new HashSet<>();
        Set<Integer> corners = new HashSet<>();
        for (int n = 0; n < 200; n++) {
            byte[] out = new byte[3 + VARIATION.size()];
            VARIATION.put(sample, out, 3, random);
            int weak = 0;
            for (int i = 0; i < PLANE; i++) {
                int matte = at(out, 6, i);
                boolean hidden = at(out, 10, i) > 5;
                assertThat(matte).isIn(0, 51, 255);
                for (int c = 0; c < 3; c++) {
                    double times = at(out, c, i) * matte / 255.0;
                    assertThat(Math.abs(at(out, 3 + c, i) - times)).isLessThanOrEqualTo(1.2);
                    assertThat(at(out, 7 + c, i)).isEqualTo(hidden ? 128 : at(out, c, i));
                }
                weak += at(out, 11, i);
            }
            assertThat(weak).isBetween((int) (0.55 * 100 * PLANE), 100 * PLANE);
            firsts.add(at(out, 0, 0));
            for (int i : new int[] {0, W - 1, PLANE - W, PLANE - 1}) {
                if (at(out, 10, i) == 77) {
                    corners.add(i);
                }
            }
        }
        assertThat(firsts).hasSizeGreaterThan(80);
        assertThat(corners).hasSize(4);
    }

    @Test
    void theSameDrawGivesTheSame() {
        byte[] one = new byte[VARIATION.size()];
        byte[] other = new byte[VARIATION.size()];
        VARIATION.put(sample(), one, 0, new Random(8));
        VARIATION.put(sample(), other, 0, new Random(8));
        assertThat(one).isEqualTo(other);
    }

    private static int at(byte[] out, int plane, int i) {
        return out[3 + plane * PLANE + i] & 0xff;
    }

    private static byte[] sample() {
        byte[] out = new byte[VARIATION.size()];
        for (int i = 0; i < PLANE; i++) {
            int matte = i % 3 == 0 ? 255 : i % 3 == 1 ? 51 : 0;
            boolean hidden = i == 0 || i % 7 == 3;
            for (int c = 0; c < 3; c++) {
                int value = (i * 29 + c * 83) % 256;
                out[c * PLANE + i] = (byte) value;
                out[(3 + c) * PLANE + i] = (byte) Math.round(value * matte / 255.0);
                out[(7 + c) * PLANE + i] = (byte) (hidden ? 128 : value);
            }
            out[6 * PLANE + i] = (byte) matte;
            out[10 * PLANE + i] = (byte) (i == 0 ? 77 : hidden ? 200 : 0);
            out[11 * PLANE + i] = 100;
        }
        return out;
    }
}
