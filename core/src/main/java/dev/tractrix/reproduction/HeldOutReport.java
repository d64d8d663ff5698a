// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.reproduction;

import dev.tractrix.svd.EulerSchedulerConfig;
import dev.tractrix.training.ControlStage;
import dev.tractrix.training.HeldOut;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A checkpoint on scenes that were not trained on, from pure noise.
 *
 * @param row errors of the latents
 * @param objMc mean distance of the things from where they should be, at 256x256
 * @param staticObjMc that of a clip that never moves
 * @param finderObjMc that which is found in the true clips: the finder's own error
 */
public record HeldOutReport(HeldOut.Row row, double objMc, double staticObjMc, double finderObjMc) {
    private static final long SEED = 990_001;
    private static final int LEVELS = 10;

    /**
     * With the ControlNet and without it.
     *
     * @param run of a trainer
     * @param stage opened from the run's preset
     * @param base whose scheduler is taken where it has one; may be null
     * @param scenes how many
     */
    public static List<HeldOutReport> of(Path run, ControlStage stage, Path base, int scenes) {
        EulerSchedulerConfig levels = scheduler(base);
        HeldOut heldOut = new HeldOut(run, stage, scenes, SEED);
        TrackError tracks = new TrackError(heldOut.scenes());
        List<HeldOutReport> out = new ArrayList<>();
        for (double strength : stage.name().equals("video") ? new double[] {0} : new double[] {1, 0}) {
            TrackError.Sum made = tracks.new Sum();
            HeldOut.Row row =
                    heldOut.measure(levels, LEVELS, strength, SEED, (scene, sample, frames) -> made.add(scene, frames));
            out.add(new HeldOutReport(row, made.objMc(), tracks.staticObjMc(), tracks.finderObjMc()));
        }
        return out;
    }

    /** The base's, or Stable Video Diffusion's. */
    static EulerSchedulerConfig scheduler(Path base) {
        Path file = base == null ? null : base.resolve("scheduler").resolve("scheduler_config.json");
        return file != null && Files.isRegularFile(file)
                ? EulerSchedulerConfig.read(file)
                : EulerSchedulerConfig.stableVideoDiffusion();
    }

    @Override
    public String toString() {
        return "%s; ObjMC at 256x256 %.1f (never moves %.1f, the truth itself %.1f)"
                .formatted(row, objMc, staticObjMc, finderObjMc);
    }
}
