// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tractrix.fault.CancelledException;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Masks;
import dev.tractrix.image.Picture;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Two discs of other colours on a grainy ground: both are proposed, the ground is not. */
class ProposalsTest {
    private final Mask left = Masks.stroke(120, 80, new double[] {30}, new double[] {35}, 17);
    private final Mask right = Masks.stroke(120, 80, new double[] {88}, new double[] {50}, 20);
    private final Picture picture = Picture.black(120, 80);

    ProposalsTest() {
        // grain that repeats, or is grey, makes edges and lines of colours that no photograph has
        Random grain = new Random(3);
        for (int i = 0; i < left.inside().length; i++) {
            picture.rgb()[3 * i] = (byte) ((left.inside()[i] ? 200 : 40) + grain.nextInt(16));
            picture.rgb()[3 * i + 1] = (byte) ((left.inside()[i] ? 30 : 120) + grain.nextInt(16));
            picture.rgb()[3 * i + 2] = (byte) ((right.inside()[i] ? 220 : 30) + grain.nextInt(16));
        }
    }

    @Test
    void thingsAreProposedAndTheGroundIsNot() {
        try (Selector selector = new RegionSelector()) {
            selector.setImage(picture);
            int[] last = new int[2];
            List<Proposal> found = new Proposals(
                            Proposals.Settings.withoutWeights().withPoints(5))
                    .find(
                            selector::select,
                            picture,
                            (done, points) -> {
                                last[0] = done;
                                last[1] = points;
                            },
                            () -> false);
            assertThat(last[0]).isEqualTo(last[1]).isEqualTo(5 * 3);
            for (Mask disc : List.of(left, right)) {
                assertThat(found)
                        .anySatisfy(p -> assertThat(Masks.iou(p.mask(), disc)).isGreaterThan(0.95));
            }
            assertThat(found).allSatisfy(p -> assertThat(p.mask().at(2, 2)).isFalse());
            assertThat(found.subList(0, 2))
                    .allSatisfy(p -> assertThat(p.score()).isGreaterThan(0.9));
            assertThat(found).allSatisfy(p -> assertThat(p.stability()).isBetween(0.7, 1.0));
        }
    }

    @Test
    void itCanBeStopped() {
        try (Selector selector = new RegionSelector()) {
            selector.setImage(picture);
            Proposals proposals =
                    new Proposals(Proposals.Settings.withoutWeights().withPoints(4));
            assertThatThrownBy(() -> proposals.find(selector::select, picture, (done, points) -> {}, () -> true))
                    .isInstanceOf(CancelledException.class)
                    .hasMessageContaining("point 1/12");
        }
    }
}
