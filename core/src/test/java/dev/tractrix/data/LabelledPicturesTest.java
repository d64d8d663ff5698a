// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tractrix.data.LabelledPictures.Labelled;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LabelledPicturesTest {
    @Test
    void theSameSeedGivesTheSameBytes() {
        Labelled one = LabelledPictures.picture(64, 48, 5);
        Labelled again = LabelledPictures.picture(64, 48, 5);
        assertThat(one.picture().rgb()).isEqualTo(again.picture().rgb());
        assertThat(one.ids().ids()).isEqualTo(again.ids().ids());
        assertThat(one.picture().rgb())
                .isNotEqualTo(LabelledPictures.picture(64, 48, 6).picture().rgb());
        assertThatThrownBy(() -> LabelledPictures.picture(8, 48, 5)).isInstanceOf(IllegalArgumentException.class);
    }

    /** Every pixel is somebody's, and colour changes more where the owner does: ids and pixels are of one picture. */
    @Test
    void thingsEndWhereColourChanges() {
        double across = 0;
        double within = 0;
        long edges = 0;
        long others = 0;
        for (int seed = 0; seed < 20; seed++) {
            Labelled l = LabelledPictures.picture(96, 64, seed);
            assertThat(Arrays.stream(l.ids().ids()).min().orElseThrow()).isPositive();
            for (int y = 0; y < 64; y++) {
                for (int x = 0; x + 1 < 96; x++) {
                    int change = Math.abs(l.picture().at(x, y, 1) - l.picture().at(x + 1, y, 1));
                    if (l.ids().at(x, y) != l.ids().at(x + 1, y)) {
                        across += change;
                        edges++;
                    } else {
                        within += change;
                        others++;
                    }
                }
            }
        }
        assertThat(edges).isGreaterThan(2000);
        assertThat(across / edges).isGreaterThan(3 * within / others);
    }
}
