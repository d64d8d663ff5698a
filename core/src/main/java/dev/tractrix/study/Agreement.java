// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.study;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How far raters agree on units, beyond chance. A unit is the list of answers it was given. */
public final class Agreement {
    private Agreement() {}

    /**
     * Krippendorff's alpha for nominal answers; raters may have left units out.
     *
     * @return 1 for full agreement, 0 for chance, below for less; NaN where no unit has two answers or all answers are
     *     the same, so that chance cannot be told from agreement
     */
    public static double krippendorff(Collection<List<String>> units) {
        Map<String, Double> totals = new TreeMap<>();
        double all = 0;
        double disagreement = 0;
        for (List<String> unit : units) {
            if (unit.size() < 2) {
                continue;
            }
            Map<String, Integer> counts = counts(unit);
            int n = unit.size();
            long different = 0;
            for (int c : counts.values()) {
                different += (long) c * (n - c);
            }
            disagreement += different / (n - 1.0);
            counts.forEach((answer, c) -> totals.merge(answer, (double) c, Double::sum));
            all += n;
        }
        double expected = 0;
        for (double t : totals.values()) {
            expected += t * (all - t);
        }
        return expected == 0 ? Double.NaN : 1 - disagreement / (expected / (all - 1));
    }

    /**
     * Fleiss' kappa.
     *
     * @return as {@link #krippendorff}; NaN where the units have not all the same number of answers, two or more
     */
    public static double fleiss(Collection<List<String>> units) {
        int n = units.isEmpty() ? 0 : units.iterator().next().size();
        if (n < 2 || units.stream().anyMatch(u -> u.size() != n)) {
            return Double.NaN;
        }
        Map<String, Double> totals = new TreeMap<>();
        double agreed = 0;
        for (List<String> unit : units) {
            Map<String, Integer> counts = counts(unit);
            long same = 0;
            for (int c : counts.values()) {
                same += (long) c * (c - 1);
            }
            agreed += same / (n * (n - 1.0)) / units.size();
            counts.forEach((answer, c) -> totals.merge(answer, (double) c, Double::sum));
        }
        double all = (double) n * units.size();
        double chance = 0;
        for (double t : totals.values()) {
            chance += t / all * (t / all);
        }
        return chance == 1 ? Double.NaN : (agreed - chance) / (1 - chance);
    }

    private static Map<String, Integer> counts(List<String> unit) {
        Map<String, Integer> counts = new TreeMap<>();
        unit.forEach(answer -> counts.merge(answer, 1, Integer::sum));
        return counts;
    }
}
