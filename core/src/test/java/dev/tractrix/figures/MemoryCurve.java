// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.figures;

import dev.tractrix.pipeline.DragModel;
import dev.tractrix.pipeline.DragPipeline;
import dev.tractrix.pipeline.Progress;
import dev.tractrix.pipeline.TinyModel;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Settings;
import dev.tractrix.tensor.NativeRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Resident memory over many generations of a tiny model in one JVM. Ends with 1 where the largest value from the 20th
 * generation on is more than 3 % above that of the 20th. Give the JVM a heap that is touched at once (-Xms = -Xmx,
 * AlwaysPreTouch), so that what grows is not the heap filling up.
 */
public final class MemoryCurve {
    private static final int FROM = 20;
    private static final double ALLOWED = 0.03;

    private MemoryCurve() {}

    /** @param args number of generations, 200 */
    public static void main(String[] args) throws IOException {
        int runs = args.length > 0 ? Integer.parseInt(args[0]) : 200;
        Path folder = Files.createTempDirectory("memory-curve");
        long base = 0;
        long largest = 0;
        try (DragModel model =
                DragModel.open(TinyModel.write(folder.resolve("tiny")).toString(), Settings.NONE)) {
            DragPipeline pipeline = new DragPipeline(model);
            LoadedScene scene = LoadedScene.load(TinyModel.scene(
                    folder, 96, 64, Settings.builder().guideInside(0.5).seed(0).build()));
            for (int run = 1; run <= runs; run++) {
                pipeline.generate(scene, Progress.SILENT);
                long resident = ProcessMemory.resident();
                if (run == FROM) {
                    base = resident;
                }
                if (run >= FROM) {
                    largest = Math.max(largest, resident);
                }
                if (run == 1 || run % 10 == 0) {
                    System.out.printf(
                            Locale.ROOT,
                            "generation %3d: %.1f MB resident, %d native handles%n",
                            run,
                            resident / 1e6,
                            NativeRuntime.liveHandles());
                }
            }
        }
        double growth = (double) largest / base - 1;
        System.out.printf(
                Locale.ROOT,
                "largest from generation %d to %d: %.2f %% above generation %d (allowed %.0f %%)%n",
                FROM,
                runs,
                100 * growth,
                FROM,
                100 * ALLOWED);
        System.exit(growth <= ALLOWED ? 0 : 1);
    }
}
