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
    private static final int WIDTH = 600;
    private static final int HEIGHT = 400;

    /** A thing whose ground is brighter on one side and darker on the other, under grain. */
    private static Picture picture(Mask thing, int grain) {
        Picture picture = Picture.black(WIDTH, HEIGHT);
        Random random = new Random(5);
        for (int i = 0; i < thing.inside().length; i++) {
            int ground = i % WIDTH < WIDTH / 2 ? 60 : 180;
            for (int c = 0; c < 3; c++) {
                double grey = (thing.inside()[i] ? 120 : ground) + grain * random.nextGaussian();
                picture.rgb()[3 * i + c] = (byte) Math.max(0, Math.min(255, Math.round(grey)));
            }
        }
        return picture;
    }

    private static Mask small(Mask mask) {
        return Resampling.resize(FloatImage.of(mask), 240, 160, Kernel.LINEAR).toMask(0.5f);
    }

    private static Mask enlarged(Mask mask, Picture picture) {
        return new Enlargement(240, picture)
                .of(List.of(new Candidate(mask, 0.7)))
                .get(0)
                .mask();
    }

    @Test
    void anOutlineThatIsAPixelOffFindsTheEdge() {
        Mask thing = Masks.stroke(WIDTH, HEIGHT, new double[] {200, 400}, new double[] {150, 260}, 60);
        Picture picture = picture(thing, 12);
        for (Mask off : List.of(Filters.dilate(small(thing), 1), Filters.erode(small(thing), 1))) {
            Mask resized = Resampling.resize(FloatImage.of(off), WIDTH, HEIGHT, Kernel.LINEAR)
                    .toMask(0.5f);
            assertThat(Masks.iou(thing, resized)).isLessThan(0.96);
            assertThat(Masks.iou(thing, enlarged(off, picture))).isGreaterThan(0.99);
        }
    }

    /** At the border of the picture nothing is lost. */
    @Test
    void aThingAtTheBorderStaysThere() {
        Mask thing = Masks.stroke(WIDTH, HEIGHT, new double[] {0, 100}, new double[] {399, 300}, 80);
        Mask found = enlarged(small(thing), picture(thing, 12));
        assertThat(Masks.iou(thing, found)).isGreaterThan(0.99);
        assertThat(found.at(0, HEIGHT - 1)).isTrue();
    }

    /** It may move by two pixels of the small copy, and not farther. */
    @Test
    void whatIsFarFromTheOutlineStays() {
        Mask thing = Masks.stroke(WIDTH, HEIGHT, new double[] {200, 400}, new double[] {200, 200}, 60);
        Mask half = Masks.subtract(
                small(thing), Masks.stroke(240, 160, new double[] {120, 120}, new double[] {0, 160}, 24));
        Mask found = enlarged(half, picture(thing, 12));
        for (int i = 0; i < found.inside().length; i++) {
            if (Math.abs(i % WIDTH - 300) < 24) {
                assertThat(found.inside()[i]).isFalse();
            }
        }
    }

    @Test
    void whereNothingIsToBeSeenTheMaskStaysAsItIs() {
        Mask circle = Masks.stroke(240, 160, new double[] {120, 121}, new double[] {80, 80}, 40);
        Picture plain = picture(Mask.empty(WIDTH, HEIGHT).inverted(), 0);
        Mask resized = Resampling.resize(FloatImage.of(circle), WIDTH, HEIGHT, Kernel.LINEAR)
                .toMask(0.5f);
        assertThat(Masks.iou(resized, enlarged(circle, plain))).isGreaterThan(0.93);
    }

    /** Nothing is to be seen of a line of two pixels of the small copy; it does not go. */
    @Test
    void aThinThingStays() {
        Mask line = Masks.stroke(240, 160, new double[] {60, 180}, new double[] {80, 80}, 1);
        Mask found = enlarged(line, picture(Mask.empty(WIDTH, HEIGHT).inverted(), 12));
        assertThat(found.at(300, 200)).isTrue();
        assertThat(found.area()).isGreaterThan(line.area());
    }

    @Test
    void allAndNothingStayWhatTheyAre() {
        Picture picture = picture(Mask.empty(WIDTH, HEIGHT), 40);
        assertThat(enlarged(Mask.empty(240, 160), picture).area()).isZero();
        assertThat(enlarged(Mask.empty(240, 160).inverted(), picture).area()).isEqualTo(WIDTH * HEIGHT);
    }

    @Test
    void scoresAndOrderStay() {
        Mask mask = Masks.stroke(240, 160, new double[] {100, 130}, new double[] {70, 90}, 12);
        List<Candidate> found = new Enlargement(240, picture(Mask.empty(WIDTH, HEIGHT), 5))
                .of(List.of(new Candidate(mask, 0.9), new Candidate(Mask.empty(240, 160), 0.1)));
        assertThat(found).extracting(Candidate::score).containsExactly(0.9, 0.1);
        assertThat(found.get(1).mask().area()).isZero();
    }
}
