// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Npy;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.CameraMove;
import dev.tractrix.scene.Entity;
import dev.tractrix.scene.Keyframe;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Motion;
import dev.tractrix.scene.Region;
import dev.tractrix.scene.Scene;
import dev.tractrix.scene.SceneWriter;
import dev.tractrix.scene.Track;
import dev.tractrix.scene.Trajectory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SceneFormatsTest {
    private static final int W = 320;
    private static final int H = 160;

    @TempDir
    Path folder;

    @BeforeEach
    void photo() {
        ImageFiles.writePng(Picture.black(W, H), folder.resolve("photo.png"));
    }

    /** A curve that leaves the frame, a thing that stays, a panning camera. */
    private LoadedScene scene() {
        Trajectory curve = new Trajectory(
                List.of(Keyframe.at(0, 50, 80), Keyframe.at(0.4, 90, 40), Keyframe.at(1, 400, 60)),
                Trajectory.Anchor.OFFSET);
        Scene scene = Scene.of(
                        folder.resolve("photo.png"),
                        W,
                        H,
                        List.of(
                                Entity.thing("a", new Region.Box(40, 60, 60, 100), curve),
                                new Entity(
                                        "b",
                                        "pier",
                                        new Region.Round(250, 90, 20),
                                        Entity.Kind.LOCK,
                                        1,
                                        Trajectory.hold())))
                .withCamera(List.of(CameraMove.pan(15, -5)))
                .withFrames(16);
        return LoadedScene.load(scene);
    }

    private Path target(SceneFormat format) {
        return switch (format.name()) {
            case "tractrix" -> folder.resolve("out/own.json");
            case "wan-move" -> folder.resolve("out/boat_tracks.npy");
            case "ati" -> folder.resolve("out/list.yaml");
            case "coordinates" -> folder.resolve("out/points.json");
            default -> folder.resolve("out/scene");
        };
    }

    @ParameterizedTest
    @CsvSource({
        "draganything,0.51",
        "sg-i2v,1e-9",
        "wan-move,1e-4",
        "coordinates,0.51",
        "motionctrl,0.64",
        "tora,0.64",
        "ati,1e-3"
    })
    void aMotionComesBackFromEachFormatOfAbsolutePoints(String name, double tolerance) {
        SceneFormat format = SceneFormats.named(name);
        LoadedScene loaded = scene();
        Motion before = Motion.of(loaded);
        assertThat(format.write(loaded, target(format), ExportOptions.NONE)).isNotEmpty();
        SceneFormat.Imported imported = SceneFormats.read(target(format), ImportOptions.NONE);
        assertThat(imported.scene().width()).isEqualTo(W);
        LoadedScene again = LoadedScene.load(imported.scene());
        Motion after = Motion.of(again, 16);
        // four camera discs, a and b
        assertThat(after.tracks()).hasSize(6);
        for (int n = 0; n < 6; n++) {
            Track was = before.tracks().get(n);
            Track is = after.tracks().get(n);
            // ATI resamples to 121 points: the curve between two of its frames is not quite the same
            double allowed = name.equals("ati") ? 0.15 : tolerance;
            for (int f = 0; f < 16; f++) {
                assertThat(is.x()[f] - is.x()[0]).isCloseTo(was.x()[f] - was.x()[0], within(2 * allowed));
                assertThat(is.y()[f] - is.y()[0]).isCloseTo(was.y()[f] - was.y()[0], within(2 * allowed));
            }
            if (!name.equals("sg-i2v")) {
                assertThat(is.x()[0]).isCloseTo(was.x()[0], within(allowed));
            }
            if (name.equals("wan-move")) {
                assertThat(is.visible()).isEqualTo(was.visible());
            }
        }
        if (name.equals("draganything")) {
            for (int n = 0; n < 6; n++) {
                assertThat(again.masks().get(n).inside())
                        .isEqualTo(before.tracks().get(n).mask().inside());
            }
        }
    }

    @Test
    void ourOwnFormatKeepsEverything() {
        LoadedScene loaded = scene();
        SceneFormat format = SceneFormats.named("tractrix");
        assertThat(format.write(loaded, target(format), ExportOptions.NONE)).isEmpty();
        assertThat(SceneFormats.read(target(format), ImportOptions.NONE).scene())
                .isEqualTo(loaded.scene());
    }

    @Test
    void timeToMoveComesBackThroughItsVideos() {
        Map<String, FrameSource.Frames> videos = new HashMap<>();
        FrameSink sink = (path, frames, fps) -> {
            videos.put(path.getFileName().toString(), new FrameSource.Frames(frames, fps));
            try {
                Files.writeString(path, "video");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        };
        Trajectory grows = new Trajectory(
                List.of(Keyframe.at(0, 100, 80), Keyframe.at(1, 180, 60).scaled(1.5)), Trajectory.Anchor.OFFSET);
        LoadedScene loaded = LoadedScene.load(Scene.of(
                        folder.resolve("photo.png"),
                        W,
                        H,
                        List.of(Entity.thing("a", new Region.Round(100, 80, 20), grows)))
                .withFrames(5));
        List<Picture> animatic = java.util.Collections.nCopies(5, loaded.picture());
        SceneFormat format = SceneFormats.named("time-to-move");
        format.write(loaded, folder.resolve("ttm"), new ExportOptions(sink, animatic));
        assertThat(SceneFormats.detect(folder.resolve("ttm"))).isSameAs(format);
        assertThatThrownBy(() -> format.read(folder.resolve("ttm"), ImportOptions.NONE))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("video decoder");
        SceneFormat.Imported imported = format.read(
                folder.resolve("ttm"),
                ImportOptions.withVideo(p -> videos.get(p.getFileName().toString())));
        assertThat(imported.warnings()).isEmpty();
        LoadedScene again = LoadedScene.load(imported.scene());
        assertThat(again.masks().get(0).inside())
                .isEqualTo(loaded.masks().get(0).inside());
        Track was = Motion.of(loaded).tracks().get(0);
        Track is = Motion.of(again).tracks().get(0);
        for (int f = 0; f < 5; f++) {
            assertThat(is.x()[f]).isCloseTo(was.x()[f], within(0.5));
            assertThat(is.y()[f]).isCloseTo(was.y()[f], within(0.5));
            assertThat(is.scale()[f]).isCloseTo(was.scale()[f], within(0.02));
        }
        // an imported mask that is only at hand is saved beside the scene
        SceneWriter.write(imported.scene(), folder.resolve("saved/scene.json"));
        assertThat(LoadedScene.load(SceneFormats.read(folder.resolve("saved"), ImportOptions.NONE)
                                .scene())
                        .masks()
                        .get(0)
                        .inside())
                .isEqualTo(loaded.masks().get(0).inside());
    }

    @Test
    void aDemoFoldersKeysAreItsZOrderAndOddLengthsAreToldNotRefused() throws IOException {
        Path demo = folder.resolve("odd_@");
        Files.createDirectories(demo);
        ImageFiles.writeJpeg(Picture.black(64, 32), demo.resolve("demo.jpg"), 0.95f);
        ImageFiles.writePng(new Mask(64, 32, filled(64 * 32)), demo.resolve("m.png"));
        String entity = "{\"comment\": \"%s\", \"mask_name\": \"m.png\", \"trajectory\": %s}";
        Files.writeString(
                demo.resolve("demo.json"),
                "{\"7\": " + String.format(entity, "go", "[[1,2],[3,4],[5,6]]") + ", \"2\": "
                        + String.format(entity, "keep it", "[[9,9],[9,9]]") + "}");
        Files.writeString(demo.resolve("demo1.json"), "{}");
        SceneFormat.Imported imported = SceneFormats.read(demo, ImportOptions.NONE);
        assertThat(imported.scene().entities()).extracting(Entity::id).containsExactly("7", "2");
        assertThat(imported.scene().entities()).extracting(Entity::z).containsExactly(0, 1);
        assertThat(imported.scene().entities())
                .extracting(Entity::kind)
                .containsExactly(Entity.Kind.THING, Entity.Kind.LOCK);
        assertThat(imported.scene().frames()).isEqualTo(3);
        assertThat(imported.warnings()).hasSize(2);
        assertThat(imported.warnings().get(0)).contains("took demo.json");
        assertThat(imported.warnings().get(1)).contains("trajectory of 2 has 2 points, that of 7 has 3");
        assertThat(Motion.of(
                                imported.scene(),
                                LoadedScene.load(imported.scene()).masks(),
                                3,
                                m -> new dev.tractrix.scene.Disc(0, 0, 5))
                        .tracks()
                        .get(0)
                        .x())
                .containsExactly(1, 3, 5);
        assertThatThrownBy(() -> SceneFormats.read(demo.resolve("demo1.json"), ImportOptions.NONE))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("at least one entity");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"1\": {\"mask_name\": \"none.png\", \"trajectory\": [[1,2]]}}",
                "{\"1\": {\"mask_name\": \"../photo.png\", \"trajectory\": [[1,2]]}}",
                "{\"1\": {\"trajectory\": [[1,2]]}}",
                "{\"1\": {\"mask_name\": \"demo.jpg\", \"trajectory\": []}}",
                "{\"1\": {\"mask_name\": \"demo.jpg\", \"trajectory\": [[1,2,3]]}}",
                "{\"1\": {\"mask_name\": \"demo.jpg\", \"trajectory\": [[1,NaN]]}}",
                "{\"1\": {\"mask_name\": \"demo.jpg\", \"trajectory\": [[1,\"2\"]]}}",
                "{\"1\": []}",
                "[]",
                "{"
            })
    void badDemoFoldersAreRefusedByPath(String json) throws IOException {
        Path demo = Files.createDirectories(folder.resolve("bad_@"));
        ImageFiles.writeJpeg(Picture.black(64, 32), demo.resolve("demo.jpg"), 0.95f);
        Files.writeString(demo.resolve("demo.json"), json);
        assertThatThrownBy(() -> SceneFormats.read(demo, ImportOptions.NONE))
                .isInstanceOf(BadInputException.class)
                .hasMessageStartingWith("demo.json: ");
    }

    @Test
    void kJNodesPointsAreObjectsAndMayBeOneTrackAlone() throws IOException {
        Files.writeString(folder.resolve("photo.json"), "[{\"x\": 1, \"y\": 2}, {\"x\": 3.5, \"y\": 4}]");
        Scene single = SceneFormats.read(folder.resolve("photo.json"), ImportOptions.NONE)
                .scene();
        assertThat(single.entities()).hasSize(1);
        assertThat(single.entities().get(0).trajectory().keyframes().get(1).x()).isEqualTo(3.5);
        Files.writeString(folder.resolve("photo.json"), "[[{\"x\": 1, \"y\": 2}], [[5, 5], [6, 6]]]");
        SceneFormat.Imported two = SceneFormats.read(folder.resolve("photo.json"), ImportOptions.NONE);
        assertThat(two.scene().entities()).hasSize(2);
        assertThat(two.warnings()).hasSize(1);
        Files.writeString(folder.resolve("photo.json"), "[[1, 2], [3, 4]]");
        assertThat(SceneFormats.read(folder.resolve("photo.json"), ImportOptions.NONE)
                        .scene()
                        .entities())
                .hasSize(1);
    }

    @Test
    void aTracksStartOutsideTheFrameTakesItsMaskAtTheBorder() throws IOException {
        Files.writeString(folder.resolve("photo.json"), "[[[-50, 80], [100, 80]]]");
        SceneFormat.Imported imported = SceneFormats.read(folder.resolve("photo.json"), ImportOptions.NONE);
        assertThat(imported.warnings()).singleElement().asString().contains("starts outside");
        LoadedScene loaded = LoadedScene.load(imported.scene());
        assertThat(Motion.of(loaded, 2).tracks().get(0).x()).containsExactly(-50, 100);
    }

    @Test
    void hiddenPointsStayHidden() {
        Npy.write(Npy.Array.of(new float[] {1, 2, 3, 4, 5, 6}, 1, 3, 1, 2), folder.resolve("photo_tracks.npy"));
        Npy.write(Npy.Array.of(new boolean[] {true, false, true}, 3, 1), folder.resolve("photo_visibility.npy"));
        Scene scene = SceneFormats.read(folder.resolve("photo_tracks.npy"), ImportOptions.NONE)
                .scene();
        assertThat(Motion.of(LoadedScene.load(scene)).tracks().get(0).visible()).containsExactly(true, false, true);
        Npy.write(Npy.Array.of(new boolean[] {true, false}, 2, 1), folder.resolve("photo_visibility.npy"));
        assertThatThrownBy(() -> SceneFormats.read(folder.resolve("photo_tracks.npy"), ImportOptions.NONE))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("expected [3, 1] as the tracks, got [2, 1]");
    }

    @Test
    void nothingKnownIsRefusedWithTheNames() throws IOException {
        Files.writeString(folder.resolve("x.bin"), "?");
        assertThatThrownBy(() -> SceneFormats.detect(folder.resolve("x.bin")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("draganything, sg-i2v");
        assertThatThrownBy(() -> SceneFormats.detect(folder.resolve("nope")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("no such file");
        assertThatThrownBy(() -> SceneFormats.named("gif")).isInstanceOf(BadInputException.class);
    }

    @Test
    void aTrackFileThatTorchWroteIsRead() throws IOException {
        try (InputStream in = SceneFormatsTest.class.getResourceAsStream("ati_track.pth")) {
            Files.copy(in, folder.resolve("track.pth"));
        }
        Files.createDirectories(folder.resolve("lists"));
        // ATI's lists name files from its repository's root, a folder above
        Files.writeString(
                folder.resolve("lists/test.yaml"), "- image: photo.png\n  text: a boat\n  track: track.pth\n");
        SceneFormat.Imported imported = SceneFormats.read(folder.resolve("lists/test.yaml"), ImportOptions.NONE);
        assertThat(imported.warnings()).isEmpty();
        assertThat(imported.scene().frames()).isEqualTo(81);
        Motion motion = Motion.of(LoadedScene.load(imported.scene()), 121);
        assertThat(motion.tracks()).hasSize(3);
        for (int n = 0; n < 3; n++) {
            Track track = motion.tracks().get(n);
            for (int f = 0; f < 121; f++) {
                assertThat(track.x()[f]).isEqualTo(10 * n + f);
                assertThat(track.y()[f]).isEqualTo(5 * n + 2 * f);
            }
            assertThat(track.visible()[60]).isTrue();
            assertThat(track.visible()[100]).isFalse();
        }
    }

    @Test
    void aForeignPickleIsRefused() throws IOException {
        LoadedScene loaded = scene();
        SceneFormats.named("ati").write(loaded, folder.resolve("list.yaml"), ExportOptions.NONE);
        Path track = folder.resolve("list.pth");
        byte[] bytes = Files.readAllBytes(track);
        String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
        // the checksum is wrong too then, so write the archive anew
        try (var zip = new java.util.zip.ZipOutputStream(Files.newOutputStream(track))) {
            zip.putNextEntry(new java.util.zip.ZipEntry("archive/data.pkl"));
            zip.write("cos\nsystem\nX\1\0\0\0aX\6\0\0\0latin1\u0086R."
                    .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        }
        assertThat(text).contains("c_codecs\nencode");
        assertThatThrownBy(() -> SceneFormats.read(folder.resolve("list.yaml"), ImportOptions.NONE))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("it is refused");
        Files.write(track, java.util.Arrays.copyOf(bytes, bytes.length / 2));
        assertThatThrownBy(() -> SceneFormats.read(folder.resolve("list.yaml"), ImportOptions.NONE))
                .isInstanceOf(BadInputException.class);
    }

    private static boolean[] filled(int n) {
        boolean[] all = new boolean[n];
        java.util.Arrays.fill(all, true);
        return all;
    }
}
