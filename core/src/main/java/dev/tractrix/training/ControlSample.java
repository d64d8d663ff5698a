// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import dev.tractrix.control.ControlMaps;
import dev.tractrix.data.SyntheticEntity;
import dev.tractrix.data.SyntheticScene;
import dev.tractrix.features.FeatureCells;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.Disc;
import dev.tractrix.scene.Fidelity;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A clip with what {@code train control} needs of it, in plain arrays so that background threads can make it.
 *
 * @param frames F pictures
 * @param maps the control maps of all its discs
 * @param regions one a layer of the maps: the first-frame mask whose mean feature the disc carries
 * @param moving F masks: the union of the things' visible pixels at each frame (the paper's loss mask M)
 * @param animatic F pictures: the first frame's things cut out and moved as drawn, for training to repair a guide; or
 *     null
 * @param number by which a sample that comes again is known, {@link #ONCE} for one that does not
 * @param vectors one a region: the feature vector that was annotated, all channels; or null, to be computed from the first
 *     frame
 */
public record ControlSample(
        List<Picture> frames,
        ControlMaps maps,
        List<Mask> regions,
        List<Mask> moving,
        List<Picture> animatic,
        long number,
        List<float[]> vectors) {
    /** Without annotated vectors. */
    public ControlSample(
            List<Picture> frames,
            ControlMaps maps,
            List<Mask> regions,
            List<Mask> moving,
            List<Picture> animatic,
            long number) {
        this(frames, maps, regions, moving, animatic, number, null);
    }

    /** The number of a sample that does not come again. */
    public static final long ONCE = -1;

    /** Discs that hold or carry the ground: as large as those that a scene's camera and locks make. */
    private static final double GROUND_RADIUS = 50.0 / 320;

    private static final int MOST_GROUND_DISCS = 6;
    private static final int PLACEMENT_TRIES = 40;

    /**
     * The truth of a synthetic scene as a user would have drawn it: a disc for each thing, and for half of the scenes
     * also discs on the ground, as "lock everything else" and a moving camera make them.
     */
    public static ControlSample of(SyntheticScene scene, Fidelity fidelity) {
        return of(scene, fidelity, 0, 1);
    }

    /** Whether the same sample comes again, so that what is computed of it is worth keeping. */
    boolean comesAgain() {
        return number != ONCE;
    }

    /** The same, known by a number. */
    ControlSample numbered(long number) {
        return new ControlSample(frames, maps, regions, moving, animatic, number, vectors);
    }

    /**
     * As {@link #of(SyntheticScene, Fidelity)}, some with an animatic. A moving camera has none: its truth turns and
     * zooms about points that no drawn line names.
     *
     * @param guided probability of an animatic, 0..1
     * @param locks by what the probability of discs on the ground is multiplied, 0..1
     */
    public static ControlSample of(SyntheticScene scene, Fidelity fidelity, double guided, double locks) {
        int f = scene.frames().size();
        int w = scene.spec().width();
        int h = scene.spec().height();
        Random random = new Random(scene.seed() * 31 + 7);
        List<ControlMaps.Layer> layers = new ArrayList<>();
        List<Mask> regions = new ArrayList<>();
        List<SyntheticEntity> named = new ArrayList<>();
        boolean cameraMoves = scene.camera().stream()
                .anyMatch(m ->
                        Math.hypot(m.x(0, 0), m.y(0, 0)) > 0.5 || Math.hypot(m.x(w, h) - w, m.y(w, h) - h) > 0.5);
        if (random.nextDouble() < locks * (cameraMoves ? 0.8 : 0.5)) {
            ground(scene, random, layers, regions);
        }
        for (SyntheticEntity entity : scene.entities()) {
            // a thing without a feature cell has no vector
            if (FeatureCells.count(FeatureCells.under(entity.visibleMasks().get(0), w / 8, h / 8)) == 0) {
                continue;
            }
            // a still thing is only sometimes named: the user names what shall move
            if (!entity.moves() && random.nextDouble() < 0.5) {
                continue;
            }
            Disc[] discs = new Disc[f];
            for (int i = 0; i < f; i++) {
                boolean inFrame = entity.x()[i] >= 0 && entity.x()[i] < w && entity.y()[i] >= 0 && entity.y()[i] < h;
                discs[i] = inFrame ? new Disc(entity.x()[i], entity.y()[i], entity.radius()[i]) : null;
            }
            layers.add(new ControlMaps.Layer("thing-" + entity.id(), entity.id() - 1, discs));
            regions.add(entity.visibleMasks().get(0));
            named.add(entity);
        }
        List<Mask> moving = new ArrayList<>();
        for (int i = 0; i < f; i++) {
            boolean[] union = new boolean[w * h];
            for (SyntheticEntity entity : scene.entities()) {
                boolean[] inside = entity.visibleMasks().get(i).inside();
                for (int k = 0; k < union.length; k++) {
                    union[k] |= inside[k];
                }
            }
            moving.add(new Mask(w, h, union));
        }
        List<Picture> animatic = random.nextDouble() < guided && !cameraMoves && !named.isEmpty()
                ? AskedAnimatic.of(scene, named).frames()
                : null;
        return new ControlSample(
                scene.frames(), ControlMaps.draw(layers, f, fidelity, w, h), regions, moving, animatic, ONCE);
    }

    private static void ground(
            SyntheticScene scene, Random random, List<ControlMaps.Layer> layers, List<Mask> regions) {
        int f = scene.frames().size();
        int w = scene.spec().width();
        int h = scene.spec().height();
        boolean[] rest = new boolean[w * h];
        for (int i = 0; i < rest.length; i++) {
            rest[i] = scene.layers().get(0)[i] == 0;
        }
        Mask region = new Mask(w, h, rest);
        if (FeatureCells.count(FeatureCells.under(region, w / 8, h / 8)) == 0) {
            return;
        }
        double radius = GROUND_RADIUS * Math.min(w, h);
        int wanted = 1 + random.nextInt(MOST_GROUND_DISCS);
        for (int t = 0; t < PLACEMENT_TRIES && layers.size() < wanted; t++) {
            double x = random.nextDouble() * w;
            double y = random.nextDouble() * h;
            double r = radius * (0.4 + 0.6 * random.nextDouble());
            if (!free(region, x, y, r)) {
                continue;
            }
            Disc[] discs = new Disc[f];
            for (int i = 0; i < f; i++) {
                double cx = scene.camera().get(i).x(x, y);
                double cy = scene.camera().get(i).y(x, y);
                double scale = Math.hypot(
                        scene.camera().get(i).x(x + 1, y) - cx,
                        scene.camera().get(i).y(x + 1, y) - cy);
                discs[i] = cx >= 0 && cx < w && cy >= 0 && cy < h ? new Disc(cx, cy, r * scale) : null;
            }
            layers.add(new ControlMaps.Layer("ground-" + layers.size(), -1, discs));
            regions.add(region);
        }
    }

    /** Whether the disc's rim and centre lie on the region. */
    private static boolean free(Mask region, double x, double y, double r) {
        for (int i = 0; i < 9; i++) {
            double a = i * Math.PI / 4;
            double reach = i == 8 ? 0 : r;
            long px = Math.round(x + reach * Math.cos(a));
            long py = Math.round(y + reach * Math.sin(a));
            if (px >= 0 && py >= 0 && px < region.width() && py < region.height() && !region.at((int) px, (int) py)) {
                return false;
            }
        }
        return true;
    }
}
