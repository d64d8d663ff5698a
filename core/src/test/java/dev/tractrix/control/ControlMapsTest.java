// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.Disc;
import dev.tractrix.scene.Entity;
import dev.tractrix.scene.Fidelity;
import dev.tractrix.scene.Keyframe;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Region;
import dev.tractrix.scene.Scene;
import dev.tractrix.scene.Trajectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlMapsTest {
    private static final int SOURCE_WIDTH = 300;
    private static final int SOURCE_HEIGHT = 200;
    private static final int W = 192;
    private static final int H = 112;

    private static LoadedScene scene(Entity... entities) {
        Scene scene = Scene.of(Path.of("none.png"), SOURCE_WIDTH, SOURCE_HEIGHT, List.of(entities));
        return LoadedScene.of(scene, Picture.black(SOURCE_WIDTH, SOURCE_HEIGHT), 128);
    }

    private static Entity round(String id, double x, double y, double radius, double[]... path) {
        return Entity.thing(id, new Region.Round(x, y, radius), Trajectory.evenly(path, Trajectory.Anchor.PATH));
    }

    private static ControlMaps still(String fidelity, Disc... discs) {
        List<ControlMaps.Layer> layers = new ArrayList<>();
        for (Disc disc : discs) {
            layers.add(new ControlMaps.Layer("disc-" + layers.size(), layers.size(), new Disc[] {disc}));
        }
        return ControlMaps.draw(layers, 1, Fidelity.parse(fidelity), W, H);
    }

    private static int grey(ControlMaps maps, int x, int y) {
        return maps.gaussians().get(0).pixels()[y * W + x] & 0xff;
    }

    private static int owner(ControlMaps maps, int x, int y) {
        return maps.entities().get(0).owner()[y * W + x];
    }

    /** The released demo's drawing, written again with OpenCV itself: its roundings, its order, its box arithmetic. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void theCheckpointProfileDrawsWhatTheReleasedDemoDraws(long seed) {
        Random random = new Random(seed);
        int frames = 5;
        int count = 4;
        double[][][] paths = new double[count][frames][2];
        Entity[] entities = new Entity[count];
        for (int k = 0; k < count; k++) {
            for (double[] point : paths[k]) {
                point[0] = random.nextInt(SOURCE_WIDTH + 60) - 30;
                point[1] = random.nextInt(SOURCE_HEIGHT + 60) - 30;
            }
            double x = random.nextInt(SOURCE_WIDTH);
            double y = random.nextInt(SOURCE_HEIGHT);
            entities[k] = round("e" + k, x, y, 2 + random.nextInt(100), paths[k]);
        }
        LoadedScene scene = scene(entities);
        ControlMaps maps = ControlMaps.draw(scene, frames, Fidelity.CHECKPOINT, W, H);
        for (int f = 0; f < frames; f++) {
            byte[] gaussian = new byte[W * H];
            short[] owner = new short[W * H];
            for (int k = 0; k < count; k++) {
                Mask mask = LinearResize.resize(scene.masks().get(k), W, H);
                int side = Math.min(50, Incircle.radius(mask));
                int x = (int) (paths[k][f][0] / SOURCE_WIDTH * W);
                int y = (int) (paths[k][f][1] / SOURCE_HEIGHT * H);
                paste(gaussian, x, y, side);
                Mask circle = OpenCv.filledCircle(W, H, x, y, side);
                for (int i = 0; i < owner.length; i++) {
                    owner[i] = circle.inside()[i] ? (short) (k + 1) : owner[i];
                }
            }
            assertThat(maps.gaussians().get(f).pixels())
                    .as("Gaussian, frame %d", f)
                    .isEqualTo(gaussian);
            assertThat(maps.entities().get(f).owner())
                    .as("entities, frame %d", f)
                    .isEqualTo(owner);
        }
    }

    private static void paste(byte[] gaussian, int x, int y, int side) {
        int x1 = Math.max(x - side, 0);
        int x2 = Math.min(x + side, W - 1);
        int y1 = Math.max(y - side, 0);
        int y2 = Math.min(y + side, H - 1);
        if (x2 - x1 > 3 && y2 - y1 > 3) {
            byte[] blob = OpenCv.resize(GaussianMap.template(), 200, 200, x2 - x1, y2 - y1);
            for (int row = y1; row < y2; row++) {
                System.arraycopy(blob, (row - y1) * (x2 - x1), gaussian, row * W + x1, x2 - x1);
            }
        }
    }

    @Test
    void aCoveredFrameKeepsFractionsAndScalesDiscsOverTime() {
        Trajectory grow = new Trajectory(
                List.of(Keyframe.at(0, 100, 100), Keyframe.at(1, 201, 120).scaled(2)), Trajectory.Anchor.PATH);
        LoadedScene scene = scene(Entity.thing("a", new Region.Round(100, 100, 20), grow));
        Disc[] discs =
                ControlMaps.draw(scene, 3, Fidelity.PAPER, W, H).layers().get(0).discs();
        // cover: 192/300 = 0.64 against 112/200 = 0.56; 200 * 0.64 = 128 rows, 8 cut off above
        assertThat(discs[0].x()).isCloseTo(100.5 * 0.64 - 0.5, within(1e-9));
        assertThat(discs[0].y()).isCloseTo(100.5 * 0.64 - 0.5 - 8, within(1e-9));
        int radius = Incircle.of(scene.masks().get(0)).radius();
        assertThat(discs[0].radius()).isCloseTo(radius * 0.64, within(1e-9));
        assertThat(discs[2].radius()).isCloseTo(radius * 1.28, within(1e-9));
        assertThat(discs[2].x()).isCloseTo(201.5 * 0.64 - 0.5, within(1e-9));
    }

    @Test
    void aFramingGoesThereAndBack() {
        for (Fidelity.Resize resize : Fidelity.Resize.values()) {
            Framing framing = Framing.of(resize, SOURCE_WIDTH, SOURCE_HEIGHT, W, H);
            assertThat(framing.sourceX(framing.x(17.3))).isCloseTo(17.3, within(1e-9));
            assertThat(framing.sourceY(framing.y(99.9))).isCloseTo(99.9, within(1e-9));
            // the middle stays the middle
            assertThat(framing.x((SOURCE_WIDTH - 1) / 2.0)).isCloseTo((W - 1) / 2.0, within(1e-9));
        }
        Framing letterbox = Framing.of(Fidelity.Resize.LETTERBOX, SOURCE_WIDTH, SOURCE_HEIGHT, W, H);
        assertThat(letterbox.offsetX()).isCloseTo((W - 300 * 0.56) / 2, within(1e-9));
        assertThat(letterbox.offsetY()).isCloseTo(0, within(1e-9));
    }

    @Test
    void radiusCap() {
        Disc large = new Disc(96, 56, 80);
        assertThat(owner(still("paper", large), 96 - 70, 56)).isEqualTo(1);
        assertThat(owner(still("paper,radiusCap=demo", large), 96 - 51, 56)).isZero();
        assertThat(owner(still("paper,radiusCap=demo", large), 96 - 50, 56)).isEqualTo(1);
        assertThat(owner(still("paper,radiusCap=loader", large), 96 - 70, 56)).isEqualTo(1);
        ControlMaps huge = still("paper,radiusCap=loader", new Disc(96, 56, 301));
        // the training loader draws the blob before it looks at the radius
        assertThat(owner(huge, 96, 56)).isZero();
        assertThat(grey(huge, 96, 56)).isGreaterThan(250);
    }

    @Test
    void boxClipping() {
        Disc atEdge = new Disc(4, 56, 20);
        ControlMaps crop = still("checkpoint,boxClipping=crop", atEdge);
        ControlMaps demo = still("checkpoint", atEdge);
        ControlMaps loader = still("checkpoint,boxClipping=loader", atEdge);
        assertThat(grey(crop, 4, 55)).isGreaterThan(250);
        assertThat(grey(demo, 12, 55)).isGreaterThan(250);
        assertThat(grey(demo, 0, 55)).isNotZero();
        assertThat(grey(loader, 0, 55)).isZero();

        Disc small = new Disc(50, 56, 2);
        assertThat(grey(still("checkpoint", small), 50, 56)).isNotZero();
        ControlMaps skipped = still("checkpoint,boxClipping=loader", small);
        assertThat(grey(skipped, 50, 56)).isZero();
        assertThat(owner(skipped, 50, 56)).isZero();
        Disc tiny = new Disc(50, 56, 1);
        assertThat(grey(still("checkpoint", tiny), 50, 56)).isZero();
        assertThat(owner(still("checkpoint", tiny), 50, 56)).isEqualTo(1);
    }

    @Test
    void overlap() {
        Disc lower = new Disc(80, 56, 20);
        Disc upper = new Disc(105, 56, 30);
        ControlMaps zorder = still("checkpoint,overlap=zorder", lower, upper);
        ControlMaps painter = still("paper,overlap=painter", lower, upper);
        assertThat(grey(zorder, 80, 56)).isGreaterThan(245);
        assertThat(grey(painter, 80, 56)).isLessThan(60);
        assertThat(owner(zorder, 80, 56)).isEqualTo(2);
        assertThat(owner(painter, 80, 56)).isEqualTo(2);
        assertThat(owner(zorder, 70, 56)).isEqualTo(1);
    }

    @Test
    void gaussianRange() {
        Disc disc = new Disc(80, 56, 20);
        assertThat(still("paper", disc).gaussian(0)[56 * W + 80]).isBetween(0.95f, 1f);
        assertThat(still("paper,gaussianRange=byte", disc).gaussian(0)[56 * W + 80])
                .isBetween(250f, 255f);
    }

    @Test
    void resize() {
        LoadedScene scene = scene(round("a", 150, 100, 50, new double[][] {{151, 101}}));
        Disc squeezed = ControlMaps.draw(scene, 1, Fidelity.parse("paper,resize=squeeze"), W, H)
                .layers()
                .get(0)
                .discs()[0];
        assertThat(squeezed.x()).isEqualTo((int) (151.0 / 300 * 192));
        assertThat(squeezed.y()).isEqualTo((int) (101.0 / 200 * 112));
        // the lower of the two ratios bounds the squeezed mask's incircle: 0.56 * 50, two pixels for the rounding
        assertThat(squeezed.radius()).isBetween(26.0, 29.0);
        Disc boxed = ControlMaps.draw(scene, 1, Fidelity.parse("checkpoint,resize=letterbox"), W, H)
                .layers()
                .get(0)
                .discs()[0];
        assertThat(boxed.x()).isCloseTo(151.5 * 0.56 - 0.5 + 12, within(1e-9));
    }

    @Test
    void entityEmbedding() {
        float[] feature = {1, 3, 10, 20};
        assertThat(EntityEmbedding.of(feature, Fidelity.EntityEmbedding.MEAN)).containsExactly(2, 15);
        assertThat(EntityEmbedding.of(feature, Fidelity.EntityEmbedding.TRAINED))
                .containsExactly(2, 15);
        assertThat(EntityEmbedding.of(feature, Fidelity.EntityEmbedding.CHANNEL0))
                .containsExactly(1, 1);
    }

    @Test
    void theEntityMapIsTheSumOfItsLayersMasksTimesTheirVectors() {
        ControlMaps maps = still("paper", new Disc(60, 50, 25.5), new Disc(75, 60, 12.25), new Disc(-5, 50, 20));
        List<float[]> vectors = List.of(new float[] {1, 2, 3}, new float[] {-4, 5, 6}, new float[] {7, 8, -9});
        float[] whole = maps.entities().get(0).materialise(vectors);
        float[] sum = new float[whole.length];
        for (int k = 0; k < 3; k++) {
            float[] coverage = maps.entities().get(0).coverage(k);
            assertThat(coverage).contains(1f);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += coverage[i % (W * H)] * vectors.get(k)[i / (W * H)];
            }
        }
        assertThat(whole).isEqualTo(sum);
    }

    @Test
    void aDiscThatCannotBeSeenIsNotDrawn() {
        List<ControlMaps.Layer> layers =
                List.of(new ControlMaps.Layer("a", 0, new Disc[] {new Disc(50, 50, 10), null}));
        ControlMaps maps = ControlMaps.draw(layers, 2, Fidelity.PAPER, W, H);
        assertThat(grey(maps, 50, 50)).isGreaterThan(240);
        assertThat(maps.gaussian(1)).containsOnly(0f);
        assertThat(maps.entities().get(1).owner()).containsOnly((short) 0);
    }
}
