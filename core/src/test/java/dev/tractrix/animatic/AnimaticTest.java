// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.animatic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.CameraMove;
import dev.tractrix.scene.Entity;
import dev.tractrix.scene.Keyframe;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Motion;
import dev.tractrix.scene.Region;
import dev.tractrix.scene.Scene;
import dev.tractrix.scene.Settings;
import dev.tractrix.scene.Trajectory;
import dev.tractrix.vision.FloatImage;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A red disc on stripes: where it goes, what it leaves, what the camera does. */
class AnimaticTest {
    private static final int W = 192;
    private static final int H = 112;
    private static final double X = 60;
    private static final double Y = 56;
    private static final double RADIUS = 18;

    @Test
    void theThingGoesAlongTheLineAndLeavesNoGhost() {
        LoadedScene loaded = scene(List.of(disc(Trajectory.line(X, Y, X + 70, Y))), List.of());
        AnimaticFrames a = Animatic.frames(loaded, Motion.of(loaded, 8), W, H);

        assertThat(a.frames()).hasSize(8);
        assertThat(a.frames().get(0).rgb()).isEqualTo(loaded.picture().rgb());
        for (int f = 0; f < 8; f++) {
            double[] centre = centreOfRed(a.frames().get(f));
            assertThat(centre[0]).as("frame %d", f).isCloseTo(X + 70.0 * f / 7, within(0.5));
            assertThat(centre[1]).as("frame %d", f).isCloseTo(Y, within(0.5));
            assertThat(centre[2]).as("area in frame %d", f).isCloseTo(Math.PI * RADIUS * RADIUS, within(80.0));
        }
        Picture last = a.frames().get(7);
        double worst = 0;
        for (int y = 30; y < 82; y++) {
            for (int x = 34; x < 86; x++) {
                worst = Math.max(worst, red(last, x, y));
            }
        }
        assertThat(worst).as("red left where the disc was").isLessThan(0.06);
        // the stripes go on behind it as they were painted
        assertThat(psnr(last, stripes(), 34, 30, 86, 82)).isGreaterThan(28);
        assertThat(psnr(last, stripes(), 0, 0, 30, H)).isInfinite();
        assertThat(a.movingMask().get(7)[56 * W + 130]).isEqualTo(1);
        assertThat(a.movingMask().get(7)[56 * W + 60]).isZero();
        assertThat(a.uncovered().get(7)[56 * W + 60]).isEqualTo(1);
        assertThat(a.uncovered().get(7)[56 * W + 130]).isZero();
        assertThat(a.uncovered().get(0)[56 * W + 60]).isZero();
    }

    @Test
    void theThingGrowsAboutItsCentre() {
        Trajectory grow = new Trajectory(
                List.of(Keyframe.at(0, X, Y), Keyframe.at(1, X + 30, Y).scaled(1.5)), Trajectory.Anchor.OFFSET);
        LoadedScene loaded = scene(List.of(disc(grow)), List.of());
        double[] centre = centreOfRed(
                Animatic.frames(loaded, Motion.of(loaded, 4), W, H).frames().get(3));
        assertThat(centre[0]).isCloseTo(X + 30, within(0.5));
        assertThat(centre[2]).isCloseTo(Math.PI * RADIUS * RADIUS * 2.25, within(160.0));
    }

    @Test
    void otherSizesShowTheSameScene() {
        LoadedScene loaded = scene(List.of(disc(Trajectory.line(X, Y, X + 50, Y))), List.of());
        double[] centre = centreOfRed(Animatic.frames(loaded, Motion.of(loaded, 3), W / 2, H / 2)
                .frames()
                .get(2));
        // pixel centres: 110.5 of 192 is 55.25 of 96, less the half pixel
        assertThat(centre[0]).isCloseTo((X + 50 + 0.5) / 2 - 0.5, within(0.5));
        assertThat(centre[1]).isCloseTo((Y + 0.5) / 2 - 0.5, within(0.5));
    }

    @Test
    void theHigherLiesOnTop() {
        for (int z : new int[] {-1, 1}) {
            Entity wall =
                    new Entity("wall", "", new Region.Box(110, 30, 140, 82), Entity.Kind.THING, z, Trajectory.hold());
            LoadedScene loaded = scene(List.of(disc(Trajectory.line(X, Y, X + 65, Y)), wall), List.of());
            AnimaticFrames a = Animatic.frames(loaded, Motion.of(loaded, 4), W, H);
            double red = red(a.frames().get(3), 125, 56);
            assertThat(red).as("z %d", z).isCloseTo(z < 0 ? 0.7 : 0, within(0.1));
            assertThat(a.movingMask().get(3)[56 * W + 125]).isEqualTo(z < 0 ? 1 : 0);
        }
    }

    @Test
    void theCameraTakesEverythingAlong() {
        LoadedScene loaded = scene(List.of(disc(Trajectory.line(X, Y, X + 40, Y))), List.of(CameraMove.pan(20, 0)));
        AnimaticFrames a = Animatic.frames(loaded, Motion.of(loaded, 5), W, H);
        assertThat(centreOfRed(a.frames().get(4))[0]).isCloseTo(X + 20, within(0.5));
        assertThat(a.uncovered().get(4)[10 * W + W - 5]).isEqualTo(1);
        assertThat(a.uncovered().get(4)[10 * W + 5]).isZero();
        assertThat(a.movingMask().get(4)[10 * W + 5]).isEqualTo(1);
        // the stripes stand where the pan took them
        Picture expected = stripes();
        Picture last = a.frames().get(4);
        assertThat(last.at(100, 5, 1)).isCloseTo(expected.at(120, 5, 1), within(2));
    }

    @Test
    void aBackgroundDriftsWithinItsMask() {
        Entity sky = new Entity(
                "sky", "", new Region.Box(0, 0, W - 1, 39), Entity.Kind.BACKGROUND, 0, Trajectory.line(50, 20, 62, 20));
        LoadedScene loaded = scene(List.of(sky), List.of());
        Picture last =
                Animatic.frames(loaded, Motion.of(loaded, 3), W, H).frames().get(2);
        assertThat(last.at(100, 15, 1)).isCloseTo(stripes().at(88, 15, 1), within(3));
        assertThat(last.at(100, 90, 1)).isEqualTo(loaded.picture().at(100, 90, 1));
    }

    @Test
    void aThingThatIsHiddenIsNotDrawn() {
        Trajectory hidden = new Trajectory(
                List.of(
                        Keyframe.at(0, X, Y),
                        new Keyframe(0.5, X + 20, Y, 1, dev.tractrix.scene.Easing.LINEAR, false),
                        Keyframe.at(1, X + 40, Y)),
                Trajectory.Anchor.OFFSET);
        LoadedScene loaded = scene(List.of(disc(hidden)), List.of());
        AnimaticFrames a = Animatic.frames(loaded, Motion.of(loaded, 5), W, H);
        assertThat(centreOfRed(a.frames().get(2))[2]).isLessThan(1);
        assertThat(centreOfRed(a.frames().get(4))[2]).isGreaterThan(900);
    }

    @Test
    void preparedOnceItRendersAnotherPathAndStaysTheSame() {
        LoadedScene loaded = scene(List.of(disc(Trajectory.line(X, Y, X + 40, Y))), List.of());
        LoadedScene other = scene(List.of(disc(Trajectory.line(X, Y, X, Y + 20))), List.of());
        Animatic animatic = Animatic.prepare(loaded, Motion.of(loaded, 4), W, H);
        assertThat(centreOfRed(animatic.render(Motion.of(other, 6)).frames().get(5))[1])
                .isCloseTo(Y + 20, within(0.5));
        List<Picture> again =
                Animatic.frames(loaded, Motion.of(loaded, 4), W, H).frames();
        List<Picture> first = animatic.render(Motion.of(loaded, 4)).frames();
        for (int f = 0; f < 4; f++) {
            assertThat(first.get(f).rgb()).isEqualTo(again.get(f).rgb());
        }
    }

    /** The disc comes in from the left edge: cut with a straight side, or with what completes it. */
    @Test
    void aThingThatTheEdgeCutsIsCompleted() {
        Entity cut = Entity.thing("disc", new Region.Round(4, Y, RADIUS), Trajectory.line(4, Y, 64, Y));
        LoadedScene loaded = scene(List.of(cut), List.of());
        Motion motion = Motion.of(loaded, 4);
        AnimaticFrames bare = Animatic.frames(loaded, motion, W, H);
        ThingCompletion grown = (cutOut, covered, cancelled) -> {
            assertThat(covered.area()).isZero();
            FloatImage wide = FloatImage.zeros(W + 20, H, 4);
            for (int y = 0; y < H; y++) {
                System.arraycopy(cutOut.values(), 4 * y * W, wide.values(), 4 * (y * (W + 20) + 20), 4 * W);
                for (int x = 0; x < 20 && Math.abs(y - Y) < 8; x++) {
                    // white, so that it is known
                    java.util.Arrays.fill(wide.values(), 4 * (y * (W + 20) + x), 4 * (y * (W + 20) + x + 1), 1);
                }
            }
            return new CutOut(wide, -20, 0);
        };
        AnimaticFrames completed = Animatic.frames(loaded, motion, W, H, new Unseen(GroundFill.EXEMPLAR, grown));
        for (int f = 1; f < 3; f++) {
            // 20, 40 pixels further right; some pixels left of the old edge
            int at = 56 * W + 20 * f - 8;
            assertThat(completed.frames().get(f).rgb()[3 * at] & 0xff)
                    .as("frame %d", f)
                    .isEqualTo(255);
            assertThat(completed.movingMask().get(f)[at]).isEqualTo(1);
            assertThat(completed.uncovered().get(f)[at]).isZero();
            assertThat(completed.beyond().get(f)[at]).isZero();
            assertThat(bare.frames().get(f).rgb()[3 * at] & 0xff).isLessThan(100);
            assertThat(bare.beyond().get(f)[at]).isEqualTo(1);
        }
        assertThat(completed.frames().get(0).rgb()).isEqualTo(loaded.picture().rgb());
    }

    /** What lies over a thing is told to what completes it: the higher ones, not the lower. */
    @Test
    void whatCoversAThingIsKnown() {
        Entity wall = new Entity("wall", "", new Region.Box(110, 30, 140, 82), Entity.Kind.THING, 1, Trajectory.hold());
        Entity floor = new Entity("mat", "", new Region.Box(10, 90, 40, 105), Entity.Kind.THING, -1, Trajectory.hold());
        LoadedScene loaded = scene(List.of(disc(Trajectory.line(X, Y, X + 65, Y)), wall, floor), List.of());
        List<Mask> told = new java.util.ArrayList<>();
        Animatic.frames(loaded, Motion.of(loaded, 2), W, H, new Unseen(GroundFill.EXEMPLAR, (cutOut, covered, c) -> {
            told.add(covered);
            return new CutOut(cutOut, 0, 0);
        }));
        assertThat(told).hasSize(1);
        assertThat(told.get(0).at(125, 56)).isTrue();
        assertThat(told.get(0).at(25, 98)).isFalse();
        assertThat(told.get(0).at(60, 56)).isFalse();
    }

    @Test
    void aHoleAtTheBorderAndAHoleThatIsNearlyEverythingAreFilled() {
        for (double size : new double[] {0.3, 0.9, 1}) {
            Mask hole = Mask.empty(W, H);
            for (int i = 0; i < hole.inside().length; i++) {
                hole.inside()[i] = i % W < size * W;
            }
            FloatImage filled = GroundFill.EXEMPLAR.fill(FloatImage.of(stripes()), hole, Mask.empty(W, H), () -> false);
            for (float v : filled.values()) {
                assertThat(v).isBetween(0f, 1f);
            }
        }
    }

    private static Entity disc(Trajectory trajectory) {
        return Entity.thing("disc", new Region.Round(X, Y, RADIUS), trajectory);
    }

    private static LoadedScene scene(List<Entity> entities, List<CameraMove> camera) {
        Picture picture = stripes();
        for (int y = 0; y < H; y++) {
            for (int x = 0; x < W; x++) {
                if (Math.hypot(x - X, y - Y) <= RADIUS) {
                    int i = 3 * (y * W + x);
                    picture.rgb()[i] = (byte) 220;
                    picture.rgb()[i + 1] = 40;
                    picture.rgb()[i + 2] = 40;
                }
            }
        }
        Scene scene = new Scene(Path.of("photo.png"), W, H, 14, 7, entities, camera, false, Settings.NONE);
        return LoadedScene.of(scene, picture, 128);
    }

    /** Slanted stripes of blue and green, no red. */
    private static Picture stripes() {
        Picture p = Picture.black(W, H);
        for (int y = 0; y < H; y++) {
            for (int x = 0; x < W; x++) {
                double wave = Math.sin((x + 0.5 * y) * 2 * Math.PI / 14);
                int i = 3 * (y * W + x);
                p.rgb()[i] = 30;
                p.rgb()[i + 1] = (byte) Math.round(120 + 50 * wave);
                p.rgb()[i + 2] = (byte) Math.round(130 - 50 * wave);
            }
        }
        return p;
    }

    /** How much redder than anything else a pixel is, 0..1. */
    private static double red(Picture p, int x, int y) {
        return Math.max(0, p.at(x, y, 0) - Math.max(p.at(x, y, 1), p.at(x, y, 2))) / 255.0;
    }

    /** x, y and area of what is red; half-covered edge pixels count for less than half, so the area comes out small. */
    private static double[] centreOfRed(Picture p) {
        double sx = 0;
        double sy = 0;
        double n = 0;
        for (int y = 0; y < p.height(); y++) {
            for (int x = 0; x < p.width(); x++) {
                double w = Math.min(1, red(p, x, y) / (180 / 255.0));
                sx += w * x;
                sy += w * y;
                n += w;
            }
        }
        return new double[] {sx / n, sy / n, n};
    }

    private static double psnr(Picture a, Picture b, int x0, int y0, int x1, int y1) {
        double sum = 0;
        for (int y = y0; y < y1; y++) {
            for (int x = x0; x < x1; x++) {
                for (int c = 0; c < 3; c++) {
                    double d = a.at(x, y, c) - b.at(x, y, c);
                    sum += d * d;
                }
            }
        }
        return 10 * Math.log10(255.0 * 255 * 3 * (y1 - y0) * (x1 - x0) / sum);
    }
}
