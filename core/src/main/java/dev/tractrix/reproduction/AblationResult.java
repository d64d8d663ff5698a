// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.reproduction;

import java.util.Arrays;
import java.util.List;

/**
 * A row as measured.
 *
 * @param row which
 * @param updates of its training, the common start not counted
 * @param scenes held-out scenes
 * @param objMc a noise seed: mean distance at 256x256
 * @param thingsError a noise seed: squared error of the latents where things are
 * @param staticObjMc the same of a clip that never moves
 * @param staticThingsError likewise
 * @param finderObjMc what the finder says of the true clips: its own error
 */
public record AblationResult(
        AblationRow row,
        long updates,
        int scenes,
        List<Double> objMc,
        List<Double> thingsError,
        double staticObjMc,
        double staticThingsError,
        double finderObjMc) {
    public AblationResult {
        objMc = List.copyOf(objMc);
        thingsError = List.copyOf(thingsError);
        if (objMc.isEmpty() || objMc.size() != thingsError.size()) {
            throw new IllegalArgumentException("a result has as many distances as errors, and at least one");
        }
    }

    /** Over the seeds. */
    public double meanObjMc() {
        return mean(objMc);
    }

    /** Standard deviation over the seeds, 0 with one. */
    public double spread() {
        double mean = meanObjMc();
        double squares =
                objMc.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
        return objMc.size() < 2 ? 0 : Math.sqrt(squares / (objMc.size() - 1));
    }

    public double meanThingsError() {
        return mean(thingsError);
    }

    /** The paper's row over its row without control, NaN where it has none. */
    public static double paperRatio(AblationRow row) {
        return row.paper() / AblationRow.NONE.paper();
    }

    /**
     * The rows as text, beside the paper's.
     *
     * @param results of one scale
     */
    public static String table(List<AblationResult> results) {
        StringBuilder out = new StringBuilder("%-18s %7s %16s %9s %13s %11s %10s%n"
                .formatted("row", "updates", "ObjMC at 256", "x static", "things error", "paper ObjMC", "x neither"));
        for (AblationRow row : AblationRow.values()) {
            AblationResult r =
                    results.stream().filter(x -> x.row == row).findFirst().orElse(null);
            String paper = Double.isNaN(row.paper())
                    ? "%11s %10s".formatted("-", "-")
                    : "%11.1f %10.3f".formatted(row.paper(), paperRatio(row));
            out.append(
                    r == null
                            ? "%-18s %7s %16s %9s %13s %s%n".formatted(row.word(), "-", "not yet", "-", "-", paper)
                            : "%-18s %7d %9.2f +- %.2f %9.3f %13.4f %s%n"
                                    .formatted(
                                            row.word(),
                                            r.updates,
                                            r.meanObjMc(),
                                            r.spread(),
                                            r.meanObjMc() / r.staticObjMc,
                                            r.meanThingsError(),
                                            paper));
        }
        if (!results.isEmpty()) {
            AblationResult any = results.get(0);
            out.append("%-18s %7s %16.2f %9.3f %13.4f%n"
                    .formatted("never moves", "", any.staticObjMc, 1.0, any.staticThingsError));
            out.append("%-18s %7s %16.2f %9.3f%n"
                    .formatted("the truth itself", "", any.finderObjMc, any.finderObjMc / any.staticObjMc));
            out.append("+- is the deviation over %d noise seeds; %d held-out scenes%n"
                    .formatted(any.objMc.size(), any.scenes));
        }
        return out.toString();
    }

    private static double mean(List<Double> values) {
        return Arrays.stream(values.toArray(Double[]::new))
                .mapToDouble(v -> v)
                .average()
                .orElse(Double.NaN);
    }
}
