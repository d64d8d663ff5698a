// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.superresolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.Entity;
import dev.tractrix.scene.Region;
import dev.tractrix.scene.Trajectory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scenes that ask much, each with what comes of it; the frames are in {@code target/seen}. */
class HardScenesTest {
    private static final int W = 384;
    private static final int H = 224;
    private static final int LAST = Staged.FRAMES - 1;

    /** It cannot be filled behind: it moves as a background does, its texture within its mask; the rest stays. */
    @Test
    void aThingLargerThanHalfThePictureFlowsWithinItsMask() {
        Picture photo = Staged.photo(W, H, 40, 200);
        Entity large = Entity.thing("wall", new Region.Box(0, 0, 259, H - 1), Trajectory.line(100, 110, 120, 110));
        List<Picture> frames = Staged.of(photo, large).enlarged("large");
        assertThat(frames.get(LAST).at(140, 100, 1)).isCloseTo(photo.at(120, 100, 1), within(6));
        assertThat(frames.get(LAST).at(320, 100, 1)).isEqualTo(photo.at(320, 100, 1));
    }

    /** It arrives, ten pixels as before, though the network's clip has not one whole pixel of it. */
    @Test
    void aThingOfTenPixelsArrives() {
        Picture photo = Staged.photo(W, H, 40, 200);
        boolean[] inside = new boolean[W * H];
        for (int i = 0; i < 10; i++) {
            int at = (100 + i / 5) * W + 80 + i % 5;
            inside[at] = true;
            photo.rgb()[3 * at] = (byte) 250;
            photo.rgb()[3 * at + 1] = 10;
            photo.rgb()[3 * at + 2] = 10;
        }
        Entity speck = Entity.thing(
                "speck", new Region.Pixels(new Mask(W, H, inside)), Trajectory.line(82, 100.5, 202, 100.5));
        double[] found = Staged.red(Staged.of(photo, speck).enlarged("speck").get(LAST), 1);
        assertThat(found[0]).isCloseTo(202, within(1.5));
        assertThat(found[2]).isBetween(6.0, 16.0);
    }

    /** It is gone at the end, and the ground where it stood is closed. */
    @Test
    void aPathOutOfThePictureEndsWithoutTheThing() {
        Staged staged = disc(1, Trajectory.line(110, 112, 500, 112), 40, 200);
        List<Picture> frames = staged.enlarged("out");
        assertThat(Staged.red(frames.get(0), 1)[2]).isGreaterThan(3000);
        assertThat(Staged.red(frames.get(LAST), 1)[2]).isLessThan(10);
        assertThat(staged.lockedPsnr(frames)).isGreaterThan(45);
    }

    /** The higher one passes in front, whole; both arrive. */
    @Test
    void ofTwoCrossingThingsTheHigherIsInFront() {
        Picture photo = Staged.photo(W, H, 40, 200);
        Staged.paintDisc(photo, 90, 112, 30, 1);
        for (int y = 82; y < 142; y++) {
            for (int x = 270; x < 330; x++) {
                photo.rgb()[3 * (y * W + x)] = 20;
                photo.rgb()[3 * (y * W + x) + 1] = 60;
                photo.rgb()[3 * (y * W + x) + 2] = (byte) 220;
            }
        }
        Entity disc = new Entity(
                "disc", "", new Region.Round(90, 112, 30), Entity.Kind.THING, 2, Trajectory.line(90, 112, 300, 112));
        Entity box = new Entity(
                "box",
                "",
                new Region.Polygon(List.of(
                        new Region.Point(270, 82),
                        new Region.Point(329, 82),
                        new Region.Point(329, 141),
                        new Region.Point(270, 141))),
                Entity.Kind.THING,
                1,
                Trajectory.line(300, 112, 90, 112));
        List<Picture> frames = Staged.of(photo, disc, box).enlarged("crossing");
        // between frames 3 and 4 they stand at 180 and 210, and at 210 and 180
        assertThat(Staged.red(frames.get(3), 1)[2])
                .as("whole while crossing")
                .isGreaterThan(0.95 * Staged.red(frames.get(0), 1)[2]);
        assertThat(Staged.red(frames.get(LAST), 1)[0]).isCloseTo(300, within(1.0));
        assertThat(frames.get(LAST).at(90, 112, 2)).isGreaterThan(180);
    }

    /** The ground is seen through the holes, at the new place the ground of the new place. */
    @Test
    void throughAMaskWithHolesTheGroundIsSeen() {
        Picture photo = Staged.photo(W, H, 40, 200);
        Picture bare = photo.copy();
        Staged.paintDisc(photo, 100, 112, 40, 1);
        boolean[] ring = new boolean[W * H];
        for (int i = 0; i < ring.length; i++) {
            double from = Math.hypot(i % W - 100, i / W - 112);
            ring[i] = from <= 40 && from > 20;
            if (from <= 20) {
                System.arraycopy(bare.rgb(), 3 * i, photo.rgb(), 3 * i, 3);
            }
        }
        Entity entity =
                Entity.thing("ring", new Region.Pixels(new Mask(W, H, ring)), Trajectory.line(130, 112, 280, 112));
        Picture last = Staged.of(photo, entity).enlarged("ring").get(LAST);
        double worst = 0;
        for (int y = 104; y <= 120; y++) {
            for (int x = 242; x <= 258; x++) {
                worst = Math.max(worst, Math.abs(last.at(x, y, 1) - bare.at(x, y, 1)));
            }
        }
        assertThat(worst).isLessThan(3);
        assertThat(last.at(280, 112, 0)).isGreaterThan(170);
    }

    /** At night and in fog the network's noise is as large as the picture's contrast: the pixels stay the photograph's. */
    @ParameterizedTest
    @CsvSource({"night, 0, 24, 0.25", "fog, 170, 205, 1"})
    void inNightAndFogTheThingGoesAndTheRestStays(String name, int low, int high, double bright) {
        Staged staged = disc(bright, Trajectory.line(110, 112, 260, 112), low, high);
        List<Picture> frames = staged.enlarged(name);
        assertThat(Staged.red(frames.get(LAST), bright)[0]).isCloseTo(260, within(2.0));
        assertThat(staged.lockedPsnr(frames)).isGreaterThan(40);
    }

    /** The network sees the middle only; the clip has the whole photograph, and what is asked beyond happens there too. */
    @ParameterizedTest
    @CsvSource({"portrait, 96, 480, 96, 240", "panorama, 640, 96, 240, 96"})
    void portraitAndPanoramaKeepTheirShape(String name, int w, int h, int shownWidth, int shownHeight) {
        Picture photo = Staged.photo(w, h, 40, 200);
        double x = w > h ? 40 : 48;
        double y = w > h ? 48 : 40;
        Staged.paintDisc(photo, x, y, 16, 1);
        Trajectory way = Trajectory.line(x, y, w > h ? x + 90 : x, w > h ? y : y + 90);
        Entity disc = Entity.thing("disc", new Region.Round(x, y, 16), way);
        Staged staged = Staged.cut(photo, shownWidth, shownHeight, shownWidth / 3, shownHeight / 3, disc);
        List<Picture> frames = staged.enlarged(name);
        assertThat(frames.get(LAST).width()).isEqualTo(w);
        assertThat(frames.get(LAST).height()).isEqualTo(h);
        double[] found = Staged.red(frames.get(LAST), 1);
        assertThat(Math.hypot(found[0] - x, found[1] - y)).isCloseTo(90, within(1.5));
        assertThat(staged.lockedPsnr(frames)).isGreaterThan(45);
    }

    private static Staged disc(double bright, Trajectory trajectory, int low, int high) {
        Picture photo = Staged.photo(W, H, low, high);
        Staged.paintDisc(photo, 110, 112, 34, bright);
        return Staged.of(photo, Entity.thing("disc", new Region.Round(110, 112, 34), trajectory));
    }
}
