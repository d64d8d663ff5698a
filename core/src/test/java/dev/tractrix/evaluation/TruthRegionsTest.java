// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tractrix.data.IdMap;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Picture;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A thing of 4x8 pixels that goes 8 to the right over 24x16 of another colour. */
class TruthRegionsTest {
    private static final int W = 24;
    private static final int H = 16;

    private static IdMap ids(int left) {
        int[] ids = new int[W * H];
        for (int y = 4; y < 12; y++) {
            java.util.Arrays.fill(ids, y * W + left, y * W + left + 4, 7);
        }
        return new IdMap(W, H, ids);
    }

    /** Frame of what belongs where; @param wrong a value added where the thing stood, @param x from which column */
    private static Picture frame(int left, int from, int to, int wrong) {
        byte[] rgb = new byte[3 * W * H];
        IdMap map = ids(left);
        for (int i = 0; i < W * H; i++) {
            boolean inside = i % W >= from && i % W < to && i / W >= 4 && i / W < 12;
            int value = (map.ids()[i] == 7 ? 200 : 50) + (inside ? wrong : 0);
            java.util.Arrays.fill(rgb, 3 * i, 3 * i + 3, (byte) value);
        }
        return new Picture(W, H, rgb);
    }

    private static final List<Picture> TRUTH = List.of(frame(4, 0, 0, 0), frame(12, 0, 0, 0));
    private static final List<IdMap> IDS = List.of(ids(4), ids(12));

    @Test
    void theTruthItselfHasNoError() {
        assertThat(TruthRegions.of(TRUTH, TRUTH, IDS)).isEqualTo(new TruthRegions(100, 100));
    }

    @Test
    void anErrorWhereTheThingStoodIsTheUncoveredRegionsAlone() {
        // 10 everywhere where it stood: 20 log10(255 / 10)
        TruthRegions r = TruthRegions.of(List.of(TRUTH.get(0), frame(12, 4, 8, 10)), TRUTH, IDS);
        assertThat(r.uncovered()).isCloseTo(28.13, within(0.01));
        assertThat(r.edges()).isEqualTo(100);
    }

    @Test
    void anErrorInsideTheThingBeyondItsOutlineIsNobodys() {
        TruthRegions r = TruthRegions.of(List.of(TRUTH.get(0), frame(12, 0, 4, 10)), TRUTH, IDS);
        assertThat(r).isEqualTo(new TruthRegions(100, 100));
    }

    @Test
    void anErrorAlongTheOutlineIsTheEdges() {
        // two columns just left of the thing, its height: 16 of the band's pixels
        TruthRegions r = TruthRegions.of(List.of(TRUTH.get(0), frame(12, 10, 12, 10)), TRUTH, IDS);
        assertThat(r.uncovered()).isEqualTo(100);
        // the band is 8 x 12 without the middle, which is the thing's inside of 0 x 4: 96 - 0
        assertThat(r.edges()).isCloseTo(10 * Math.log10(255.0 * 255 * 96 / (16 * 100)), within(0.2));
    }

    @Test
    void aThingThatStaysHasNoUncoveredGround() {
        List<Picture> still = List.of(TRUTH.get(0), TRUTH.get(0));
        assertThat(TruthRegions.of(still, still, List.of(ids(4), ids(4))).uncovered())
                .isNaN();
    }

    @Test
    void anotherLengthIsRefused() {
        assertThatThrownBy(() -> TruthRegions.of(TRUTH, TRUTH, List.of(ids(4))))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("same length");
    }
}
