// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import dev.tractrix.data.LayeredScenes;
import dev.tractrix.data.SyntheticEntity;
import dev.tractrix.data.SyntheticScene;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import dev.tractrix.svd.EulerScheduler;
import dev.tractrix.svd.EulerSchedulerConfig;
import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * How good a control (or video) checkpoint is on scenes it was not trained on: clips are made from pure noise, without an
 * animatic and without guidance, and compared in the latents with the truth, beside the clip that never moves. The camera
 * stands still, so that what moved is known. Needs no model folder: a run can be measured while it trains.
 */
public final class HeldOut {
    /**
     * Mean squared error of the scaled latents over a kind of cell, frames after the first.
     *
     * @param things where moving things are seen
     * @param uncovered where they were in the first frame and are no longer
     * @param rest everywhere else
     */
    public record Error(double things, double uncovered, double rest) {}

    /**
     * Clips of one way of sampling.
     *
     * @param step of the checkpoint
     * @param samplerSteps noise levels
     * @param strength of the ControlNet; 0 shows what the lines are worth
     * @param made the clips' error
     * @param still the error of the first frame held
     * @param better scenes in which the things' error is below the held frame's
     * @param scenes how many
     */
    public record Row(long step, int samplerSteps, double strength, Error made, Error still, int better, int scenes) {
        @Override
        public String toString() {
            return ("step %d, %d levels, strength %.1f: things %.4f (still %.4f), uncovered %.4f (still %.4f), rest %.4f"
                            + " (still %.4f), better in %d of %d")
                    .formatted(
                            step,
                            samplerSteps,
                            strength,
                            made.things,
                            still.things,
                            made.uncovered,
                            still.uncovered,
                            made.rest,
                            still.rest,
                            better,
                            scenes);
        }
    }

    /** Takes the clips that are measured. */
    @FunctionalInterface
    public interface Viewer {
        /**
         * @param scene the truth
         * @param sample the truth as the network was shown it
         * @param frames F pictures of what the network made
         */
        void clip(SyntheticScene scene, ControlSample sample, List<Picture> frames);
    }

    /** Numbers that no sample of a training or its sheets has: what is known of a scene serves every seed of the noise. */
    private static final long HELD_OUT = -1_000_000;

    private final ControlStage stage;
    private final long step;
    private final List<SyntheticScene> scenes = new ArrayList<>();
    private final long seed;

    /**
     * Takes the averaged weights of a run's newest checkpoint into the stage, whose own weights are lost.
     *
     * @param run folder of a {@link Trainer}; only read
     * @param stage opened from the run's preset; its kind of scenes is made, with the camera held still
     * @param count scenes
     * @param seed of the scenes and noises, not that of the training
     */
    public HeldOut(Path run, ControlStage stage, int count, long seed) {
        if (seed == stage.seed()) {
            throw BadInputException.of("held-out seed", "another than the training's", seed, "choose another");
        }
        this.stage = stage;
        this.seed = seed;
        step = new Checkpoints(run).restoreAverage(stage.parameters());
        for (int i = 0; i < count; i++) {
            scenes.add(LayeredScenes.scene(stage.scenes().withCamera(0), seed, i));
        }
    }

    /** The scenes, camera still. */
    public List<SyntheticScene> scenes() {
        return List.copyOf(scenes);
    }

    /** Makes all clips in one way. */
    public Row measure(EulerSchedulerConfig scheduler, int samplerSteps, double strength) {
        return measure(scheduler, samplerSteps, strength, seed, null);
    }

    /**
     * As {@link #measure(EulerSchedulerConfig, int, double)}.
     *
     * @param noises seed of the noise that the clips are made from
     * @param viewer also gets the clips decoded, or null
     */
    public Row measure(EulerSchedulerConfig scheduler, int samplerSteps, double strength, long noises, Viewer viewer) {
        Sums made = new Sums();
        Sums still = new Sums();
        int better = 0;
        for (int i = 0; i < scenes.size(); i++) {
            SyntheticScene scene = scenes.get(i);
            long noise = noises + i;
            ControlSample sample = stage.sample(scene).numbered(HELD_OUT - i);
            double[] things = TensorScope.inside(() -> Guards.noGrad(() -> {
                ControlStage.Start start = stage.start(sample, noise);
                Tensor clip = stage.denoising(new EulerScheduler(scheduler, samplerSteps), strength)
                        .run(start.inputs(), (done, all, latents) -> {});
                Tensor truth = start.truth();
                if (viewer != null) {
                    viewer.clip(scene, sample, stage.pictures(clip));
                }
                Tensor held = truth.narrow(1, 0, 1).expand_as(truth);
                return new double[] {made.add(scene, clip, truth), still.add(scene, held, truth)};
            }));
            better += things[0] < things[1] ? 1 : 0;
        }
        return new Row(step, samplerSteps, strength, made.error(), still.error(), better, scenes.size());
    }

    /** Sums of squares and of cells over all scenes: a scene counts by how much of it moves. */
    private static final class Sums {
        private final double[] squares = new double[3];
        private final double[] counts = new double[3];

        /** @return the things' error of this scene alone */
        double add(SyntheticScene scene, Tensor clip, Tensor truth) {
            int frames = scene.frames().size();
            long h = truth.size(3);
            long w = truth.size(4);
            Tensor error = clip.sub(truth)
                    .square()
                    .select(0, 0)
                    .mean(new long[] {1}, true, new ScalarTypeOptional()); // (F,1,h,w)
            Tensor later = error.narrow(0, 1, frames - 1);
            Tensor things = LatentCells.share(moving(scene, false), h, w).to(truth.device(), ScalarType.Float);
            Tensor uncovered = LatentCells.share(moving(scene, true), h, w).to(truth.device(), ScalarType.Float);
            Tensor rest = Ops.add(Ops.mul(things, -1), 1).sub(uncovered);
            double alone = 0;
            List<Tensor> kinds = List.of(things, uncovered, rest);
            for (int k = 0; k < kinds.size(); k++) {
                double square = Ops.item(later.mul(kinds.get(k)).sum());
                double count = Ops.item(kinds.get(k).sum());
                squares[k] += square;
                counts[k] += count;
                alone = k == 0 ? square / Math.max(count, 1e-9) : alone;
            }
            return alone;
        }

        Error error() {
            double[] mean = new double[3];
            for (int k = 0; k < 3; k++) {
                mean[k] = squares[k] / Math.max(counts[k], 1e-9);
            }
            return new Error(mean[0], mean[1], mean[2]);
        }
    }

    /** Frames after the first: where moving things are seen, or where they were at first and are not now. */
    private static List<Mask> moving(SyntheticScene scene, boolean left) {
        int w = scene.spec().width();
        int h = scene.spec().height();
        List<Mask> out = new ArrayList<>();
        for (int f = 1; f < scene.frames().size(); f++) {
            boolean[] inside = new boolean[w * h];
            for (int i = 0; i < inside.length; i++) {
                boolean now = moves(scene, f, i);
                inside[i] = left ? !now && moves(scene, 0, i) : now;
            }
            out.add(new Mask(w, h, inside));
        }
        return out;
    }

    private static boolean moves(SyntheticScene scene, int frame, int pixel) {
        int id = scene.layers().get(frame)[pixel] & 0xff;
        if (id == 0) {
            return false;
        }
        SyntheticEntity entity = scene.entities().get(id - 1);
        return entity.moves();
    }
}
