// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tractrix.image.Mask;
import dev.tractrix.image.Masks;
import dev.tractrix.image.Picture;
import dev.tractrix.vision.FloatImage;
import org.junit.jupiter.api.Test;

class MeasuresTest {
    private static final int W = 60;
    private static final int H = 40;

    /** A triangle's hull is itself; a ring's is its disc. */
    @Test
    void hullsAreConvex() {
        Hull box = new Hull(box(10, 10, 20, 15), W, Window.whole(W, H));
        assertThat(box.area()).isEqualTo(50);
        // its upright sides; what lies flat at top and bottom is not measured
        assertThat(box.length()).isEqualTo(10);
        boolean[] corner = new boolean[W * H];
        for (int i = 0; i < 10; i++) {
            corner[(10 + i) * W + 10] = true;
            corner[19 * W + 10 + i] = true;
        }
        // half of 10 x 10, and the pixels' own corners beyond the diagonal
        assertThat(new Hull(corner, W, Window.whole(W, H)).area()).isBetween(50.0, 62.0);
    }

    @Test
    void distancesAreNearEuclids() {
        boolean[] disc =
                Masks.stroke(W, H, new double[] {30}, new double[] {20}, 12).inside();
        float[] depth = Distances.within(disc, W, H);
        assertThat(Distances.largest(depth)).isEqualTo(depth[20 * W + 30]).isCloseTo(12.5f, within(1f));
        assertThat(depth[0]).isZero();
        assertThat(Distances.outside(disc, W, H)[20 * W + 50]).isCloseTo(8, within(0.5f));
        assertThat(Distances.outside(disc, W, H)[20 * W + 30]).isZero();
        boolean[] all = box(0, 0, W, H);
        assertThat(Distances.within(all, W, H)[20 * W + 30]).isEqualTo(20);
        assertThat(Distances.withinOpen(all, W, H)[20 * W + 30]).isGreaterThan(1000);
    }

    @Test
    void smallHolesAreFilledWhereNobodyClicked() {
        boolean[] ring = box(5, 5, 35, 35);
        for (int y = 18; y < 22; y++) {
            for (int x = 18; x < 22; x++) {
                ring[y * W + x] = false;
            }
        }
        assertThat(Holes.filled(ring, W, H, 0.05)).isEqualTo(box(5, 5, 35, 35));
        assertThat(Holes.filled(ring, W, H, 0.01)).isEqualTo(ring);
        assertThat(Holes.filled(ring, W, H, 0.05, 19 * W + 19)).isEqualTo(ring);
        assertThat(Holes.filled(ring, W, H, 0.05, 0)).isEqualTo(box(5, 5, 35, 35));
        boolean[] bay = box(0, 5, 30, 35);
        bay[20 * W] = false;
        assertThat(Holes.filled(bay, W, H, 0.5)).isEqualTo(bay);
    }

    /** The mask that ends where the picture's thing does has the stronger edge and the larger contrast. */
    @Test
    void theTrueMaskStandsOut() {
        Mask disc = Masks.stroke(W, H, new double[] {30}, new double[] {20}, 10);
        Picture picture = Picture.black(W, H);
        for (int i = 0; i < W * H; i++) {
            byte grain = (byte) (i * 7919 % 97 % 16);
            picture.rgb()[3 * i] = (byte) (grain + (disc.inside()[i] ? 200 : 60));
            picture.rgb()[3 * i + 1] = (byte) (grain + 60);
            picture.rgb()[3 * i + 2] = (byte) (grain + 60);
        }
        Measures measures = new Measures(new Leaves(FloatImage.of(picture)));
        int middle = 20 * W + 30;
        float[] whole = measures.of(disc.inside()).at(middle);
        float[] half = measures.of(box(30, 10, 40, 31)).at(middle);
        assertThat(whole).hasSize(Measures.COUNT);
        assertThat(whole[Measures.DEPTH]).isEqualTo(1);
        assertThat(half[Measures.DEPTH]).isLessThan(0.5f);
        // the mean rank of the edge, and how far the colours inside are from those around
        assertThat(whole[2]).isGreaterThan(half[2] + 0.1f);
        assertThat(whole[23]).isGreaterThan(half[23] + 0.1f);
    }

    private static boolean[] box(int x0, int y0, int x1, int y1) {
        boolean[] in = new boolean[W * H];
        for (int y = y0; y < y1; y++) {
            for (int x = x0; x < x1; x++) {
                in[y * W + x] = true;
            }
        }
        return in;
    }
}
