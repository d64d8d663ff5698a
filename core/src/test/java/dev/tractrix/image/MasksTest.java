// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MasksTest {
    /** Rows of {@code #} (inside) and {@code .}. */
    private static Mask mask(String... rows) {
        Mask out = Mask.empty(rows[0].length(), rows.length);
        String all = String.join("", rows);
        for (int i = 0; i < all.length(); i++) {
            out.inside()[i] = all.charAt(i) == '#';
        }
        return out;
    }

    private static void same(Mask got, String... rows) {
        assertThat(got.inside()).isEqualTo(mask(rows).inside());
    }

    @Test
    void boundsHoldAllThatIsInsideAndNoMore() {
        assertThat(mask(".....", "..#..", ".#.#.", ".....").bounds()).contains(new Mask.Bounds(1, 1, 3, 2));
        assertThat(mask("...#", "#...").bounds()).contains(new Mask.Bounds(0, 0, 3, 1));
        assertThat(mask("..#").bounds()).contains(new Mask.Bounds(2, 0, 2, 0));
        assertThat(mask("...", "...").bounds()).isEmpty();
    }

    @Test
    void setsOfPixels() {
        Mask a = mask("##..", "##..");
        Mask b = mask(".##.", "....");
        same(Masks.union(a, b), "###.", "##..");
        same(Masks.intersect(a, b), ".#..", "....");
        same(Masks.subtract(a, b), "#...", "##..");
        assertThat(Masks.iou(a, b)).isCloseTo(1 / 5.0, within(1e-12));
        assertThatThrownBy(() -> Masks.union(a, mask("#"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatHangsTogetherDoesSoByEdges() {
        Mask m = mask("##..#", "..#.#", "..#.#");
        same(Masks.connected(m, 0), "##...", ".....", ".....");
        same(Masks.connected(m, 3), ".....", ".....", ".....");
        same(Masks.largestPart(m), "....#", "....#", "....#");
    }

    @Test
    void holesAreFilledButBaysAreNot() {
        same(Masks.fillHoles(mask("#####", "#.#.#", "###.#")), "#####", "###.#", "###.#");
    }

    @Test
    void polygonsHoldThePixelsWhoseCentresLieInside() {
        double[] xs = {0.5, 3.5, 3.5, 0.5};
        double[] ys = {0.5, 0.5, 2.5, 2.5};
        same(Masks.polygon(5, 4, xs, ys), ".....", ".###.", ".###.", ".....");
    }

    @Test
    void strokesAreRoundAndCoverTheWayBetween() {
        same(Masks.stroke(6, 3, new double[] {1, 4}, new double[] {1, 1}, 1), ".####.", "######", ".####.");
        same(Masks.stroke(3, 3, new double[] {1}, new double[] {1}, 1), ".#.", "###", ".#.");
    }
}
