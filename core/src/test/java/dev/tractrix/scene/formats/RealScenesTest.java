// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene.formats;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.Disc;
import dev.tractrix.scene.Entity;
import dev.tractrix.scene.Keyframe;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Motion;
import dev.tractrix.scene.Scene;
import dev.tractrix.scene.SceneReader;
import dev.tractrix.scene.SceneWriter;
import dev.tractrix.scene.SharedData;
import dev.tractrix.scene.Track;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scenes that other projects published. */
class RealScenesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "car_5_@,3,20",
        "motorbike_@,6,20",
        "motorbike_@/demo1.json,4,20",
        "motorbike_@/demo2.json,6,20",
        "ship_@,2,20",
        "sun_@,10,20"
    })
    void theAuthorsDemoFoldersAreReadAndTheirPointsAreTheDiscs(String name, int entities, int frames) {
        Path path = SharedData.require("draganything/" + name);
        Scene scene = SceneFormats.read(path, ImportOptions.NONE).scene();
        assertThat(scene.entities()).hasSize(entities);
        LoadedScene loaded = LoadedScene.load(scene);
        Motion motion = Motion.of(loaded);
        for (Track track : motion.tracks()) {
            var keyframes = scene.entities().get(track.entity()).trajectory().keyframes();
            assertThat(track.start().radius()).isPositive();
            if (keyframes.size() == frames) {
                assertThat(track.x())
                        .containsExactly(
                                keyframes.stream().mapToDouble(Keyframe::x).toArray());
                assertThat(track.y())
                        .containsExactly(
                                keyframes.stream().mapToDouble(Keyframe::y).toArray());
            }
        }
        assertThat(motion.frames()).isEqualTo(frames);
        // out and in again, by their format and by ours
        SceneFormats.named("draganything").write(loaded, folder.resolve("again_@"), ExportOptions.NONE);
        Scene again =
                SceneFormats.read(folder.resolve("again_@"), ImportOptions.NONE).scene();
        LoadedScene copied = LoadedScene.load(again);
        Motion copy = Motion.of(again, copied.masks(), frames, mask -> new Disc(0, 0, 1));
        for (int n = 0; n < entities; n++) {
            Track was = motion.tracks().get(n);
            assertThat(copy.tracks().get(n).mask().inside())
                    .isEqualTo(was.mask().inside());
            for (int f = 0; f < frames; f++) {
                assertThat(copy.tracks().get(n).x()[f]).isEqualTo(Math.round(was.x()[f]));
            }
        }
        SceneWriter.write(scene, folder.resolve("scene.json"));
        assertThat(SceneReader.read(folder.resolve("scene.json"))).isEqualTo(scene);
    }

    @ParameterizedTest
    @CsvSource({"107,3", "108,4", "110,2"})
    void selfGuidedFoldersAreRead(String name, int boxes) {
        Scene scene = SceneFormats.read(SharedData.require("sg-i2v/" + name), ImportOptions.NONE)
                .scene();
        assertThat(scene.entities()).hasSize(boxes);
        assertThat(scene.frames()).isEqualTo(14);
        assertThat(scene.width()).isEqualTo(1024);
        Motion motion = Motion.of(LoadedScene.load(scene));
        if (name.equals("107")) {
            assertThat(motion.tracks().get(0).start().x()).isEqualTo(715);
            assertThat(motion.tracks().get(0).y()[13]).isEqualTo(103);
            assertThat(motion.tracks().get(0).mask().area()).isEqualTo(69 * 56);
            assertThat(scene.entities().get(2).kind()).isEqualTo(Entity.Kind.LOCK);
        }
    }

    @Test
    void aMotionCtrlFileIsStretchedOverItsImage() throws Exception {
        Path file = SharedData.require("formats/curve_1.txt");
        Files.copy(file, folder.resolve("curve_1.txt"));
        ImageFiles.writePng(Picture.black(512, 256), folder.resolve("curve_1.png"));
        SceneFormat.Imported imported = SceneFormats.read(folder.resolve("curve_1.txt"), ImportOptions.NONE);
        Motion motion = Motion.of(LoadedScene.load(imported.scene()));
        assertThat(motion.frames()).isEqualTo(16);
        // the file begins with "88, 173" and ends with "185, 179"
        assertThat(motion.tracks().get(0).x()[0]).isEqualTo(176);
        assertThat(motion.tracks().get(0).y()[0]).isEqualTo(173);
        assertThat(motion.tracks().get(0).x()[15]).isEqualTo(370);
        assertThat(motion.tracks().get(0).y()[15]).isEqualTo(179);
    }
}
