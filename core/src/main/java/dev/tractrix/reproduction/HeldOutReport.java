// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.reproduction;

import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Picture;
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
    private static final int SHOWN = 8;

    /**
     * With the ControlNet and without it.
     *
     * @param run of a trainer
     * @param stage opened from the run's preset
     * @param base whose scheduler is taken where it has one; may be null
     * @param scenes how many
     * @param levels of noise a clip is made in
     * @param sheet PNG that shows the first eight scenes: a row of the truth's frames, below it what was made with the
     *     ControlNet
     */
    public static List<HeldOutReport> of(Path run, ControlStage stage, Path base, int scenes, int levels, Path sheet) {
        EulerSchedulerConfig scheduler = scheduler(base);
        HeldOut heldOut = new HeldOut(run, stage, scenes, SEED);
        TrackError tracks = new TrackError(heldOut.scenes());
        List<HeldOutReport> out = new ArrayList<>();
        List<List<Picture>> rows = new ArrayList<>();
        for (double strength : stage.name().equals("video") ? new double[] {0} : new double[] {1, 0}) {
            TrackError.Sum made = tracks.new Sum();
            boolean shown = out.isEmpty();
            HeldOut.Row row = heldOut.measure(scheduler, levels, strength, SEED, (scene, sample, frames) -> {
                made.add(scene, frames);
                if (shown && rows.size() < 2 * SHOWN) {
                    rows.add(scene.frames());
                    rows.add(frames);
                }
            });
            out.add(new HeldOutReport(row, made.objMc(), tracks.staticObjMc(), tracks.finderObjMc()));
        }
        ImageFiles.writePng(grid(rows), sheet);
        return out;
    }

    /** Rows of pictures of one size. */
    private static Picture grid(List<List<Picture>> rows) {
        Picture one = rows.get(0).get(0);
        int stride = 3 * one.width();
        Picture all = Picture.black(one.width() * rows.get(0).size(), one.height() * rows.size());
        for (int r = 0; r < rows.size(); r++) {
            for (int c = 0; c < rows.get(r).size(); c++) {
                for (int y = 0; y < one.height(); y++) {
                    int to = ((r * one.height() + y) * rows.get(r).size() + c) * stride;
                    System.arraycopy(rows.get(r).get(c).rgb(), y * stride, all.rgb(), to, stride);
                }
            }
        }
        return all;
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
