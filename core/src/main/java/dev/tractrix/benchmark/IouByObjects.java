// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Mask and box IoU by how many objects a scene asks for, in MagicBench's rows: 1 to 5, and more.
 *
 * @param objects of the row
 * @param mask one a run: mean over scenes, NaN without one
 * @param box likewise
 * @param scenes one a run: over how many
 */
public record IouByObjects(String objects, double[] mask, double[] box, int[] scenes) {
    private static final int MOST = 5;

    /** The rows in which any run has a scene. */
    static List<IouByObjects> of(List<PackRun> runs) {
        List<IouByObjects> out = new ArrayList<>();
        for (int n = 1; n <= MOST + 1; n++) {
            double[] mask = new double[runs.size()];
            double[] box = new double[runs.size()];
            int[] scenes = new int[runs.size()];
            for (int r = 0; r < runs.size(); r++) {
                int row = n;
                List<PackRun.Result> own = runs.get(r).results().values().stream()
                        .filter(i -> Math.min(MOST + 1.0, i.values().get(Metric.IOU_OBJECTS)) == row)
                        .toList();
                mask[r] = mean(own, Metric.MASK_IOU);
                box[r] = mean(own, Metric.BOX_IOU);
                scenes[r] = own.size();
            }
            if (IntStream.of(scenes).sum() > 0) {
                out.add(new IouByObjects(n > MOST ? "> " + MOST : "" + n, mask, box, scenes));
            }
        }
        return out;
    }

    private static double mean(List<PackRun.Result> results, Metric metric) {
        return results.stream()
                .mapToDouble(r -> r.values().get(metric))
                .filter(Double::isFinite)
                .average()
                .orElse(Double.NaN);
    }

    /** A run's cell: mask, box, scenes. */
    public String cell(int run) {
        return scenes[run] == 0
                ? "none"
                : String.format(Locale.ROOT, "%.3f / %.3f  n %d", mask[run], box[run], scenes[run]);
    }
}
