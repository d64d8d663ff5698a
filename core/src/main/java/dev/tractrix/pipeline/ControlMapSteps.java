// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.pipeline;

import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.checkpoint.Fixture;
import dev.tractrix.control.ControlMaps;
import dev.tractrix.control.EntityEmbedding;
import dev.tractrix.control.Framing;
import dev.tractrix.control.Incircle;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.Disc;
import dev.tractrix.scene.Entity;
import dev.tractrix.scene.Fidelity;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Region;
import dev.tractrix.scene.Scene;
import dev.tractrix.scene.Trajectory;
import dev.tractrix.tensor.Ops;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** The fixtures of what is drawn for the ControlNet: incircles and control maps. */
final class ControlMapSteps {
    private ControlMapSteps() {}

    static Map<String, Tensor> incircle(Fixture f) {
        List<Mask> masks = masks(f.input("masks"), 255);
        float[] centres = new float[2 * masks.size()];
        float[] radii = new float[masks.size()];
        float[] depths = new float[masks.size()];
        for (int i = 0; i < masks.size(); i++) {
            Mask mask = masks.get(i);
            Incircle found = Incircle.of(mask);
            centres[2 * i] = found.x();
            centres[2 * i + 1] = found.y();
            radii[i] = found.radius();
            depths[i] = Incircle.distances(mask)[found.y() * mask.width() + found.x()];
        }
        return Map.of(
                "centre", Ops.tensor(centres, masks.size(), 2),
                "radius", Ops.tensor(radii, masks.size()),
                "depth", Ops.tensor(depths, masks.size()));
    }

    static Map<String, Tensor> controlMaps(Fixture f) {
        ConfigJson config = f.config();
        Fidelity fidelity = Fidelity.parse(config.text("fidelity", "paper"));
        int width = config.integer("width", 0);
        int height = config.integer("height", 0);
        List<Mask> masks = masks(f.input("masks"), fidelity.maskThreshold().grey());
        double[][][] paths = paths(f.input("trajectories"));
        int frames = paths[0].length;
        ControlMaps maps = ControlMaps.draw(scene(masks, paths), frames, fidelity, width, height);
        List<float[]> embeddings = new ArrayList<>();
        float[] features = Ops.toFloats(f.input("features"));
        int channels = features.length / masks.size();
        for (int e = 0; e < masks.size(); e++) {
            float[] feature = Arrays.copyOfRange(features, e * channels, (e + 1) * channels);
            embeddings.add(EntityEmbedding.of(feature, fidelity.entityEmbedding()));
        }
        float[] gaussians = new float[frames * height * width];
        float[] entities = new float[frames * channels / 2 * height * width];
        for (int t = 0; t < frames; t++) {
            float[] gaussian = maps.gaussian(t);
            System.arraycopy(gaussian, 0, gaussians, t * gaussian.length, gaussian.length);
            float[] entity = maps.entities().get(t).materialise(embeddings);
            System.arraycopy(entity, 0, entities, t * entity.length, entity.length);
        }
        Framing framing =
                Framing.of(fidelity.resize(), masks.get(0).width(), masks.get(0).height(), width, height);
        return Map.of(
                "radius", radii(maps, fidelity),
                "centre", centres(maps, paths, fidelity, framing),
                "controlnet_cond", Ops.tensor(gaussians, frames, height, width),
                "ids_embedding", Ops.tensor(entities, frames, channels / 2, height, width));
    }

    private static LoadedScene scene(List<Mask> masks, double[][][] paths) {
        List<Entity> entities = new ArrayList<>();
        for (int e = 0; e < masks.size(); e++) {
            // the masks are at hand: the region is never drawn
            entities.add(
                    Entity.thing("e" + e, new Region.Whole(), Trajectory.evenly(paths[e], Trajectory.Anchor.PATH)));
        }
        int width = masks.get(0).width();
        int height = masks.get(0).height();
        Scene scene = Scene.of(Path.of("none.png"), width, height, entities);
        return new LoadedScene(scene, Picture.black(width, height), masks, List.of());
    }

    /** After any cap: (E). */
    private static Tensor radii(ControlMaps maps, Fidelity fidelity) {
        int cap = fidelity.radiusCap() == Fidelity.RadiusCap.DEMO ? ControlMaps.DEMO_RADIUS_CAP : Integer.MAX_VALUE;
        float[] radii = new float[maps.layers().size()];
        for (int e = 0; e < radii.length; e++) {
            for (Disc disc : maps.layers().get(e).discs()) {
                if (disc != null) {
                    radii[e] = (float) Math.min(cap, disc.radius());
                }
            }
        }
        return Ops.tensor(radii, radii.length);
    }

    /** Network pixels: (E, F, 2). A disc that is out of sight has no place in the maps, so its path gives it. */
    private static Tensor centres(ControlMaps maps, double[][][] paths, Fidelity fidelity, Framing framing) {
        boolean whole = fidelity.resize() == Fidelity.Resize.SQUEEZE;
        int frames = maps.frames();
        float[] centres = new float[paths.length * frames * 2];
        for (int e = 0; e < paths.length; e++) {
            for (int t = 0; t < frames; t++) {
                Disc disc = maps.layers().get(e).discs()[t];
                double[] point = paths[e][t];
                double x = whole ? (int) (point[0] * framing.scaleX()) : framing.x(point[0]);
                double y = whole ? (int) (point[1] * framing.scaleY()) : framing.y(point[1]);
                centres[2 * (e * frames + t)] = (float) (disc == null ? x : disc.x());
                centres[2 * (e * frames + t) + 1] = (float) (disc == null ? y : disc.y());
            }
        }
        return Ops.tensor(centres, paths.length, frames, 2);
    }

    /** (E, F, 2). */
    private static double[][][] paths(Tensor trajectories) {
        float[] points = Ops.toFloats(trajectories);
        double[][][] paths = new double[(int) trajectories.size(0)][(int) trajectories.size(1)][2];
        int i = 0;
        for (double[][] path : paths) {
            for (double[] point : path) {
                point[0] = points[i++];
                point[1] = points[i++];
            }
        }
        return paths;
    }

    /** (N, height, width) bytes. */
    private static List<Mask> masks(Tensor stack, int threshold) {
        byte[] grey = Ops.toBytes(stack);
        int height = (int) stack.size(1);
        int width = (int) stack.size(2);
        List<Mask> masks = new ArrayList<>();
        for (int n = 0; n < stack.size(0); n++) {
            boolean[] inside = new boolean[height * width];
            for (int i = 0; i < inside.length; i++) {
                inside[i] = (grey[n * inside.length + i] & 0xff) >= threshold;
            }
            masks.add(new Mask(width, height, inside));
        }
        return masks;
    }
}
