// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.Disc;
import dev.tractrix.scene.DiscFinder;
import java.util.ArrayList;
import java.util.List;

/**
 * Endless clips with exact truth: a dead-leaves world seen by a still or moving camera, and painted cut-outs that move
 * over it on smooth ways, cover each other, cast shadows. A scene depends on its arguments only, so any number of
 * threads makes the same bytes.
 */
public final class LayeredScenes {
    private LayeredScenes() {}

    /** Scene {@code index} of the endless series of {@code seed}. */
    public static SyntheticScene scene(SceneSpec spec, long seed, long index) {
        return scene(spec, SeededRandom.seedOf(seed, index));
    }

    /** The scene of one seed. */
    public static SyntheticScene scene(SceneSpec spec, long seed) {
        SeededRandom random = SeededRandom.of(seed, 0x5ce7eL);
        Grade grade = new Grade(random);
        LeafPainter world = new LeafPainter(random, Math.max(spec.width(), spec.height()));
        Similarity[] camera = random.chance((float) spec.camera())
                ? MotionPath.ofCamera(random, spec)
                : MotionPath.still(spec.frames());
        Backdrop backdrop = new Backdrop(random, world, grade, spec, camera);
        int count = spec.minEntities() + random.below(spec.maxEntities() - spec.minEntities() + 1);
        int mover = random.below(count);
        Sprite[] sprites = new Sprite[count];
        Similarity[][] motions = new Similarity[count][];
        boolean[] moves = new boolean[count];
        for (int e = 0; e < count; e++) {
            moves[e] = spec.still() < 1 && (e == mover || !random.chance((float) spec.still()));
            double x = random.uniform(0.12f, 0.88f) * spec.width();
            double y = random.uniform(0.15f, 0.85f) * spec.height();
            Similarity[] own = moves[e] ? MotionPath.ofThing(random, spec, x, y) : MotionPath.still(spec.frames());
            motions[e] = new Similarity[spec.frames()];
            double largest = 1;
            for (int f = 0; f < spec.frames(); f++) {
                motions[e][f] = camera[f].after(own[f]);
                largest = Math.max(largest, motions[e][f].scale());
            }
            float radius = Math.max(3, random.logUniform(0.1f, 0.42f) * Math.min(spec.width(), spec.height()));
            LeafPainter painter = random.chance(0.4f)
                    ? world
                    : new LeafPainter(random, Math.max(spec.width(), spec.height()), world.lightX, world.lightY);
            boolean shadow = random.chance((float) spec.shadow());
            sprites[e] = new ThingPainter(random, painter, grade, grade.blur, spec.plain())
                    .sprite(x, y, radius, (float) Math.min(1.5, largest), shadow);
        }
        return render(spec, seed, random, grade, backdrop, camera, sprites, motions, moves);
    }

    private static SyntheticScene render(
            SceneSpec spec,
            long seed,
            SeededRandom random,
            Grade grade,
            Backdrop backdrop,
            Similarity[] camera,
            Sprite[] sprites,
            Similarity[][] motions,
            boolean[] moves) {
        int pixels = spec.width() * spec.height();
        float grain = random.chance((float) spec.grain()) ? random.logUniform(0.004f, 0.03f) : 0;
        float drift = random.chance(0.1f) ? random.uniform(-0.12f, 0.12f) : 0;
        Canvas canvas = new Canvas(spec.width(), spec.height());
        List<Picture> frames = new ArrayList<>();
        List<byte[]> layers = new ArrayList<>();
        boolean[][][] full = new boolean[sprites.length][spec.frames()][pixels];
        for (int f = 0; f < spec.frames(); f++) {
            byte[] layer = new byte[pixels];
            backdrop.draw(canvas, camera[f]);
            for (int e = 0; e < sprites.length; e++) {
                sprites[e].castShadow(canvas, motions[e][f]);
                sprites[e].draw(canvas, motions[e][f], (byte) (e + 1), layer, full[e][f]);
            }
            float gain = 1 + drift * f / Math.max(1, spec.frames() - 1);
            frames.add(grade.expose(canvas, gain, grain, random));
            layers.add(layer);
        }
        List<SyntheticEntity> entities = new ArrayList<>();
        for (int e = 0; e < sprites.length; e++) {
            entities.add(entity(spec, e + 1, moves[e], layers, full[e], motions[e]));
        }
        return new SyntheticScene(spec, seed, frames, entities, List.of(camera), layers);
    }

    private static SyntheticEntity entity(
            SceneSpec spec, int id, boolean moves, List<byte[]> layers, boolean[][] full, Similarity[] motion) {
        int n = spec.frames();
        List<Mask> visibleMasks = new ArrayList<>();
        List<Mask> fullMasks = new ArrayList<>();
        for (int f = 0; f < n; f++) {
            byte[] layer = layers.get(f);
            boolean[] seen = new boolean[layer.length];
            for (int i = 0; i < seen.length; i++) {
                seen[i] = layer[i] == id;
            }
            visibleMasks.add(new Mask(spec.width(), spec.height(), seen));
            fullMasks.add(new Mask(spec.width(), spec.height(), full[f]));
        }
        Mask first = visibleMasks.get(0).area() > 0 ? visibleMasks.get(0) : fullMasks.get(0);
        Disc disc = DiscFinder.exact().find(first);
        double[] x = new double[n];
        double[] y = new double[n];
        double[] radius = new double[n];
        boolean[] visible = new boolean[n];
        for (int f = 0; f < n; f++) {
            x[f] = motion[f].x(disc.x(), disc.y());
            y[f] = motion[f].y(disc.x(), disc.y());
            radius[f] = disc.radius() * motion[f].scale();
            long px = Math.round(x[f]);
            long py = Math.round(y[f]);
            visible[f] = px >= 0
                    && py >= 0
                    && px < spec.width()
                    && py < spec.height()
                    && layers.get(f)[(int) (py * spec.width() + px)] == id;
        }
        return new SyntheticEntity(id, moves, visibleMasks, fullMasks, List.of(motion), x, y, radius, visible);
    }
}
