// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.Disc;
import dev.tractrix.scene.Entity;
import dev.tractrix.scene.Fidelity;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Region;
import dev.tractrix.scene.Scene;
import dev.tractrix.scene.Trajectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Our maps against the ones that the authors published for one of their scenes. Theirs were drawn at 576x320 through a
 * colour table, with the way behind each blob drawn over it, then saved at 512x256: both are measured, in our pixels.
 */
class AuthorsGaussianMapsTest {
    private static final int W = 576;
    private static final int H = 320;
    /** Half-maximum radius of a blob of radius 1: 40 / 100 * sqrt(2 ln 2). */
    private static final double HALF_MAXIMUM = 0.4 * Math.sqrt(2 * Math.log(2));

    private static List<double[][]> paths;
    private static ControlMaps ours;
    private static List<GreyFrame> theirs;

    @BeforeAll
    static void draw() throws IOException {
        Path folder = SharedData.need("draganything/motorbike_@");
        theirs = GreyFrame.readJetGif(SharedData.need("draganything/authors_gaussian_maps/motorbike_demo1.gif"));
        Picture picture = ImageFiles.readPicture(folder.resolve("demo.jpg"));
        paths = new ArrayList<>();
        List<Entity> entities = new ArrayList<>();
        JsonNode json = new ObjectMapper().readTree(folder.resolve("demo1.json").toFile());
        json.properties().forEach(entry -> {
            double[][] path = new ObjectMapper().convertValue(entry.getValue().get("trajectory"), double[][].class);
            Region region = new Region.MaskFile(
                    folder.resolve(entry.getValue().get("mask_name").asText()));
            entities.add(Entity.thing(entry.getKey(), region, Trajectory.evenly(path, Trajectory.Anchor.PATH)));
            paths.add(path);
        });
        Scene scene = Scene.of(folder.resolve("demo.jpg"), picture.width(), picture.height(), entities);
        Fidelity fidelity = Fidelity.CHECKPOINT;
        LoadedScene loaded =
                LoadedScene.of(scene, picture, fidelity.maskThreshold().grey());
        ours = ControlMaps.draw(loaded, theirs.size(), fidelity, W, H);
    }

    @TestFactory
    List<DynamicTest> everyBlobOfEveryFrameIsWhereTheAuthorsHaveIt() {
        assertThat(theirs).hasSize(20);
        List<DynamicTest> tests = new ArrayList<>();
        for (int f = 0; f < theirs.size(); f++) {
            int frame = f;
            tests.add(DynamicTest.dynamicTest("frame " + f, () -> compare(frame)));
        }
        return tests;
    }

    private static void compare(int frame) {
        GreyFrame authors = theirs.get(frame);
        double toX = (double) W / authors.width();
        double toY = (double) H / authors.height();
        boolean[] way = way(authors, frame);
        GreyFrame drawn = new GreyFrame(W, H, ours.gaussians().get(frame).pixels());
        for (ControlMaps.Layer layer : ours.layers()) {
            Disc disc = layer.discs()[frame];
            double r = disc.radius();
            GreyFrame.Blob our = drawn.blob(disc.x(), disc.y(), 1.3 * r, 1.3 * r, new boolean[W * H]);
            GreyFrame.Blob their = authors.blob(
                    (disc.x() + 0.5) / toX - 0.5, (disc.y() + 0.5) / toY - 0.5, 1.3 * r / toX, 1.3 * r / toY, way);
            String what = "entity " + layer.id() + ", frame " + frame;
            assertThat((their.x() + 0.5) * toX - 0.5).as(what + ", x").isCloseTo(our.x(), within(1.0));
            assertThat((their.y() + 0.5) * toY - 0.5).as(what + ", y").isCloseTo(our.y(), within(1.0));
            assertThat(radius(their.halfMaximumArea() * toX * toY))
                    .as(what + ", radius")
                    .isCloseTo(radius(our.halfMaximumArea()), within(1.5));
            assertThat(radius(our.halfMaximumArea()))
                    .as(what + ", radius drawn")
                    .isCloseTo(r, within(1.5));
        }
    }

    private static double radius(double halfMaximumArea) {
        return Math.sqrt(halfMaximumArea / Math.PI) / HALF_MAXIMUM;
    }

    /** Where the authors' picture shows the ways so far instead of the map: 3 px lines at 576x320 up to the last frame's point. */
    private static boolean[] way(GreyFrame authors, int frame) {
        boolean[] way = new boolean[authors.width() * authors.height()];
        for (double[][] path : paths) {
            for (int p = 0; p < frame; p++) {
                // a path is in the photograph's pixels, which are the saved picture's
                double[] a = path[Math.max(0, p - 1)];
                double[] b = path[p];
                int top = (int) Math.max(0, Math.min(a[1], b[1]) - 3);
                int left = (int) Math.max(0, Math.min(a[0], b[0]) - 3);
                for (int y = top; y <= Math.min(authors.height() - 1, Math.max(a[1], b[1]) + 3); y++) {
                    for (int x = left; x <= Math.min(authors.width() - 1, Math.max(a[0], b[0]) + 3); x++) {
                        way[y * authors.width() + x] |= distance(x, y, a, b) < 2.6;
                    }
                }
            }
        }
        return way;
    }

    private static double distance(double x, double y, double[] a, double[] b) {
        double dx = b[0] - a[0];
        double dy = b[1] - a[1];
        double length = dx * dx + dy * dy;
        double t = length == 0 ? 0 : Math.max(0, Math.min(1, ((x - a[0]) * dx + (y - a[1]) * dy) / length));
        return Math.hypot(x - a[0] - t * dx, y - a[1] - t * dy);
    }
}
