// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MotionTest {
    private static final int W = 320;
    private static final int H = 160;
    private static final Region BOX = new Region.Box(40, 60, 60, 100);

    private static Motion motion(Scene scene) {
        return Motion.of(LoadedScene.of(scene, Picture.black(W, H), 128));
    }

    private static Scene scene(Entity... entities) {
        return Scene.of(Path.of("none.png"), W, H, List.of(entities)).withFrames(5);
    }

    @Test
    void aLineMovesTheDiscByItsWayWhereverItStartsOnTheThing() {
        Track track = motion(scene(Entity.thing("a", BOX, Trajectory.line(42, 62, 142, 22))))
                .tracks()
                .get(0);
        Disc start = track.start();
        // the incircle of a 21x41 box has 11 px to the nearest pixel outside
        assertThat(start.radius()).isEqualTo(11);
        assertThat(start.x()).isEqualTo(50);
        assertThat(track.x()).containsExactly(50, 75, 100, 125, 150);
        assertThat(track.y()[4]).isEqualTo(start.y() - 40);
        assertThat(track.disc(4).radius()).isEqualTo(11);
        assertThat(track.visible()).containsOnly(true);
    }

    @Test
    void anAbsolutePathPutsTheDiscOnItsPoints() {
        Trajectory path = Trajectory.evenly(new double[][] {{10, 20}, {30, 40}}, Trajectory.Anchor.PATH);
        Track track = motion(scene(Entity.thing("a", BOX, path))).tracks().get(0);
        assertThat(track.x()).containsExactly(10, 15, 20, 25, 30);
        assertThat(track.y()).containsExactly(20, 25, 30, 35, 40);
        assertThat(track.start()).isEqualTo(new Disc(10, 20, 11));
    }

    @Test
    void aPoseTakesTheThingsPixelsAlongAndScalesThemAboutTheDisc() {
        Trajectory grow = new Trajectory(
                List.of(Keyframe.at(0, 0, 0), Keyframe.at(1, 100, 0).scaled(2)), Trajectory.Anchor.OFFSET);
        Track track = motion(scene(Entity.thing("a", BOX, grow))).tracks().get(0);
        Pose end = track.pose(4);
        assertThat(track.pose(0)).isEqualTo(Pose.IDENTITY);
        assertThat(end.x(50)).isEqualTo(150);
        assertThat(end.x(60)).isEqualTo(170);
        assertThat(track.disc(4).radius()).isEqualTo(22);
    }

    @Test
    void theCameraIsComposedIntoTheThingsOwnMotion() {
        Scene zoomed = scene(Entity.thing("a", BOX, Trajectory.line(50, 80, 70, 80)))
                .withCamera(List.of(CameraMove.zoom(2, 50, 80), CameraMove.pan(30, 0)));
        Motion motion = motion(zoomed);
        Track track = motion.entityTracks().get(0);
        double startY = track.start().y();
        // at the end: 20 px own way, doubled by the zoom about (50, 80), view 30 px to the right
        assertThat(track.x()[4]).isCloseTo(50 + 2 * 20 - 30, within(1e-9));
        assertThat(track.y()[4]).isCloseTo(80 + 2 * (startY - 80), within(1e-9));
        assertThat(track.scale()[4]).isCloseTo(2, within(1e-9));
        // the zoom's ratio is steady: half the time is the square root
        assertThat(track.scale()[2]).isCloseTo(Math.sqrt(2), within(1e-9));
        assertThat(motion.camera().get(0)).isEqualTo(Pose.IDENTITY);
    }

    @Test
    void aZoomIsFourDiscsOfTheWholeImageThatGoApart() {
        Motion motion = motion(Presets.camera(Path.of("none.png"), W, H, CameraMove.zoom(1.5, 159.5, 79.5)));
        assertThat(motion.tracks()).hasSize(4).allMatch(t -> t.role() == Track.Role.CAMERA);
        assertThat(motion.tracks().get(0).mask().area()).isEqualTo(W * H);
        int last = motion.frames() - 1;
        assertThat(motion.tracks().get(0).x()[last]).isCloseTo(159.5 - 1.5 * 79.75, within(1e-9));
        assertThat(motion.tracks().get(3).x()[last]).isCloseTo(159.5 + 1.5 * 79.75, within(1e-9));
    }

    /** Figure 9: a thing, a background, both, the camera. */
    @Test
    void theFourKindsOfThePaperAreOneCallEach() {
        Path none = Path.of("none.png");
        Region sky = new Region.Box(0, 0, W, 50);
        double[][] line = {{50, 80}, {200, 80}};
        double[][] drift = {{10, 10}, {10, 30}};
        Motion foreground = motion(Presets.foreground(none, W, H, BOX, line));
        assertThat(foreground.entityTracks()).hasSize(1).allMatch(Track::moves);
        assertThat(foreground.tracks()).anyMatch(t -> t.role() == Track.Role.LOCK);
        Motion background = motion(Presets.background(none, W, H, sky, drift));
        assertThat(background.tracks()).hasSize(1);
        Track clouds = background.entityTracks().get(0);
        assertThat(clouds.y()[background.frames() - 1] - clouds.y()[0]).isCloseTo(20, within(1e-9));
        Motion both = motion(Presets.both(none, W, H, BOX, line, sky, drift));
        assertThat(both.entityTracks()).extracting(Track::id).containsExactly("background", "thing");
        assertThat(both.entityTracks()).allMatch(Track::moves);
        Motion camera = motion(Presets.camera(none, W, H, CameraMove.pan(20, 0)));
        assertThat(camera.entityTracks()).isEmpty();
        assertThat(camera.tracks()).hasSize(4).allMatch(t -> t.role() == Track.Role.CAMERA && t.moves());
    }

    /** The thing is four times as long as its disc, moves across the camera's way and grows. */
    @Test
    void nothingOfAThingComesOverALockedDisc() {
        Region sail = new Region.Box(40, 10, 60, 90);
        Entity thing = new Entity(
                "sail",
                "",
                sail,
                Entity.Kind.THING,
                0,
                new Trajectory(
                        List.of(
                                new Keyframe(0, 50, 50, 1, Easing.LINEAR, true),
                                new Keyframe(1, 220, 70, 1.3, Easing.LINEAR, true)),
                        Trajectory.Anchor.OFFSET));
        Scene scene = new Scene(
                Path.of("none.png"),
                W,
                H,
                14,
                Scene.DEFAULT_FPS,
                List.of(thing),
                List.of(CameraMove.pan(15, 5)),
                true,
                Settings.NONE);
        Motion motion = motion(scene);
        Track moving = motion.entityTracks().get(0);
        List<Track> locks = motion.tracks().stream()
                .filter(t -> t.role() == Track.Role.LOCK)
                .toList();
        assertThat(locks).isNotEmpty();
        for (Track lock : locks) {
            for (int f = 0; f < motion.frames(); f++) {
                Disc disc = lock.disc(f);
                Pose pose = moving.pose(f);
                for (int y = 10; y <= 89; y++) {
                    for (int x = 40; x <= 59; x++) {
                        assertThat(Math.hypot(pose.x(x) - disc.x(), pose.y(y) - disc.y()))
                                .isGreaterThan(disc.radius() - 1.5);
                    }
                }
            }
        }
    }

    @Test
    void lockedDiscsLieOnTheRestAndStay() {
        Motion motion =
                motion(Presets.foreground(Path.of("none.png"), W, H, BOX, new double[][] {{50, 80}, {200, 80}}));
        List<Track> locks = motion.tracks().stream()
                .filter(t -> t.role() == Track.Role.LOCK)
                .toList();
        assertThat(locks).hasSize(Motion.LOCK_DISCS);
        Mask thing = motion.entityTracks().get(0).mask();
        for (Track lock : locks) {
            assertThat(lock.moves()).isFalse();
            Track moving = motion.entityTracks().get(0);
            for (int f = 0; f < motion.frames(); f++) {
                double apart = Math.hypot(moving.x()[f] - lock.x()[f], moving.y()[f] - lock.y()[f]);
                assertThat(apart)
                        .isGreaterThan(moving.start().radius() + lock.start().radius() - 1.5);
            }
            for (int y = 0; y < H; y++) {
                for (int x = 0; x < W; x++) {
                    if (Math.hypot(x - lock.start().x(), y - lock.start().y())
                            < lock.start().radius()) {
                        assertThat(thing.at(x, y)).isFalse();
                    }
                }
            }
            for (Track other : locks) {
                if (other != lock) {
                    double apart = Math.hypot(
                            other.start().x() - lock.start().x(),
                            other.start().y() - lock.start().y());
                    assertThat(apart)
                            .isGreaterThanOrEqualTo(
                                    other.start().radius() + lock.start().radius() - 1e-9);
                }
            }
        }
        // they spread to both sides of the thing
        assertThat(locks)
                .anyMatch(t -> t.start().x() < 40)
                .anyMatch(t -> t.start().x() > 240);
    }

    @Test
    void theHigherZComesLaterAndEqualOnesKeepTheirOrder() {
        Entity low = new Entity("low", "", BOX, Entity.Kind.BACKGROUND, -3, Trajectory.hold());
        Entity a = new Entity("a", "", BOX, Entity.Kind.THING, 0, Trajectory.hold());
        Entity b = new Entity("b", "", BOX, Entity.Kind.THING, 0, Trajectory.hold());
        assertThat(motion(scene(a, low, b)).tracks()).extracting(Track::id).containsExactly("low", "a", "b");
    }

    @Test
    void aDiscOutsideTheFrameIsNotVisible() {
        Track track = motion(scene(Entity.thing("a", BOX, Trajectory.line(0, 0, 400, 0))))
                .tracks()
                .get(0);
        // centres at 50, 150, 250, 350, 450 with radius 11 in a frame of 320
        assertThat(track.visible()).containsExactly(true, true, true, false, false);
    }

    @Test
    void aFirstFrameThatIsNotThePictureIsTold() {
        Trajectory outside = Trajectory.evenly(new double[][] {{5, 5}, {9, 9}}, Trajectory.Anchor.PATH);
        Trajectory large = new Trajectory(List.of(Keyframe.at(0, 50, 80).scaled(2)), Trajectory.Anchor.OFFSET);
        Motion motion = motion(scene(Entity.thing("a", BOX, outside), Entity.thing("b", BOX, large)));
        assertThat(motion.warnings()).hasSize(2);
        assertThat(motion.warnings().get(0)).contains("entity a: its disc starts at (5, 5), outside its mask");
        assertThat(motion.warnings().get(1)).contains("entity b: starts at scale 2");
    }

    @Test
    void oneFrameIsTheStart() {
        Track track = motion(scene(Entity.thing("a", BOX, Trajectory.line(0, 0, 400, 0)))
                        .withFrames(1))
                .tracks()
                .get(0);
        assertThat(track.x()).containsExactly(50);
    }
}
