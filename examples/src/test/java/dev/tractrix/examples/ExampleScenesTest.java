// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Mask;
import dev.tractrix.scene.Entity;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Motion;
import dev.tractrix.scene.Region;
import dev.tractrix.scene.SceneReader;
import dev.tractrix.scene.Track;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every example scene beside this module reads, has exact masks, and moves what stays in the picture. */
class ExampleScenesTest {
    /** Surefire runs a module's tests in the module's folder. */
    private static final Path EXAMPLES = Path.of("").toAbsolutePath();

    /** A folder's scene.json and further scenes of the same picture. */
    static List<Path> all() throws IOException {
        try (Stream<Path> files = Files.walk(EXAMPLES, 2)) {
            List<Path> found = files.filter(file -> file.toString().endsWith(".json"))
                    .filter(file -> Files.isRegularFile(file.resolveSibling("scene.json")))
                    .sorted()
                    .toList();
            assertThat(found).as("example scenes in " + EXAMPLES).isNotEmpty();
            return found;
        }
    }

    static List<Path> scenes() throws IOException {
        return all().stream().filter(file -> file.endsWith("scene.json")).toList();
    }

    @ParameterizedTest
    @MethodSource("all")
    void readsWithoutAWarning(Path file) {
        LoadedScene loaded = LoadedScene.load(SceneReader.read(file));

        assertThat(loaded.warnings()).isEmpty();
        assertThat(Motion.of(loaded).warnings()).isEmpty();
        assertThat(file.resolveSibling("README.md")).exists();
    }

    @ParameterizedTest
    @MethodSource("scenes")
    void masksAreExactAndDisjoint(Path file) {
        LoadedScene loaded = LoadedScene.load(SceneReader.read(file));
        boolean[] taken = new boolean[loaded.scene().width() * loaded.scene().height()];
        for (Entity entity : loaded.scene().entities()) {
            if (entity.region() instanceof Region.MaskFile mask) {
                boolean[] any = ImageFiles.readMask(mask.path(), 1).inside();
                boolean[] full = ImageFiles.readMask(mask.path(), 255).inside();
                assertThat(Arrays.equals(any, full))
                        .as(entity.id() + " has only black and white")
                        .isTrue();
                for (int p = 0; p < taken.length; p++) {
                    if (taken[p] && full[p]) {
                        fail("pixel %d of %s belongs to another entity too", p, entity.id());
                    }
                    taken[p] |= full[p];
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("scenes")
    void theTopMovingThingIsOfMediumSizeAndStaysInThePicture(Path file) {
        LoadedScene loaded = LoadedScene.load(SceneReader.read(file));
        List<Entity> entities = loaded.scene().entities();
        int thing = -1;
        for (int e = 0; e < entities.size(); e++) {
            boolean moves = entities.get(e).kind() == Entity.Kind.THING
                    && !entities.get(e).trajectory().isHold();
            if (moves && (thing < 0 || entities.get(e).z() > entities.get(thing).z())) {
                thing = e;
            }
        }
        Mask.Bounds bounds = loaded.masks().get(thing).bounds().orElseThrow();
        double share = bounds.width() / (double) loaded.scene().width();
        Track track = Motion.of(loaded).entityTracks().get(thing);
        int last = track.frames() - 1;

        assertThat(share).isBetween(0.08, 0.25);
        assertThat(track.moves()).isTrue();
        assertThat(track.pose(last).x(bounds.left()))
                .isBetween(0.0, loaded.scene().width() - 1.0);
        assertThat(track.pose(last).x(bounds.right()))
                .isBetween(0.0, loaded.scene().width() - 1.0);
        assertThat(Math.hypot(
                        track.disc(last).x() - track.disc(0).x(),
                        track.disc(last).y() - track.disc(0).y()))
                .as("way of the disc, pixels")
                .isGreaterThan(0.1 * loaded.scene().width());
    }
}
