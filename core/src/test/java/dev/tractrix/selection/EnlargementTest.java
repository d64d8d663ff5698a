// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.selection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tractrix.image.Mask;
import dev.tractrix.image.Masks;
import dev.tractrix.image.Picture;
import dev.tractrix.vision.Filters;
import dev.tractrix.vision.FloatImage;
import dev.tractrix.vision.Resampling;
import dev.tractrix.vision.Resampling.Kernel;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EnlargementTest {
    private final Picture picture = Picture.black(600, 400);

    EnlargementTest() {
        new Random(5).nextBytes(picture.rgb());
    }

    /** The filter is applied around each mask only. */
    @Test
    void isWhatTheFilterMakesOfTheWholePicture() {
        Mask middle = Masks.stroke(240, 160, new double[] {100, 130}, new double[] {70, 90}, 12);
        Mask atBorder = Masks.stroke(240, 160, new double[] {2, 239}, new double[] {150, 159}, 9);
        Mask all = Mask.empty(240, 160).inverted();
        List<Candidate> found = new Enlargement(240, picture)
                .of(List.of(new Candidate(middle, 0.9), new Candidate(atBorder, 0.5), new Candidate(all, 0.1)));
        assertThat(found).extracting(Candidate::score).containsExactly(0.9, 0.5, 0.1);
        List<Mask> small = List.of(middle, atBorder, all);
        for (int i = 0; i < 3; i++) {
            FloatImage soft = Resampling.resize(FloatImage.of(small.get(i)), 600, 400, Kernel.LINEAR);
            Mask whole = Filters.guided(FloatImage.of(picture), soft, 4, 1e-4).toMask(0.5f);
            assertThat(found.get(i).mask().inside()).isEqualTo(whole.inside());
        }
    }

    @Test
    void nothingStaysNothing() {
        List<Candidate> found = new Enlargement(240, picture).of(List.of(new Candidate(Mask.empty(240, 160), 0)));
        assertThat(found.get(0).mask().area()).isZero();
        assertThat(found.get(0).mask().width()).isEqualTo(600);
    }
}
