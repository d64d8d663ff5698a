// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.benchmark;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.fault.BadInputException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Runs over one pack beside each other. Means are over the items that a run has the number of; the tests against the first
 * run are over the items that both have it of; how many that are is always said.
 *
 * @param runs at least one; the first is what the others are tested against
 */
public record Comparison(List<PackRun> runs) {
    public Comparison {
        runs = List.copyOf(runs);
        if (runs.isEmpty()) {
            throw new IllegalArgumentException("at least one run");
        }
        Set<String> names = new HashSet<>();
        for (PackRun run : runs) {
            if (!run.packSha256().equals(runs.get(0).packSha256())) {
                throw BadInputException.of(
                        "run " + run.name(),
                        "the pack of run " + runs.get(0).name(),
                        "another pack",
                        "run both over the same pack");
            }
            if (!names.add(run.name())) {
                throw BadInputException.of("runs", "names of their own", run.name() + " twice", "name one otherwise");
            }
        }
    }

    /**
     * One metric of one run.
     *
     * @param mean over {@code items} items; NaN without one
     * @param low of the 95 % interval
     * @param high of it
     * @param difference mean over {@code common} items of this run less the first one; NaN for the first itself
     * @param p of the paired test
     */
    public record Cell(double mean, double low, double high, int items, double difference, double p, int common) {}

    /** A metric of a run, which is given by its place. */
    public Cell cell(Metric metric, int run) {
        double[] own = runs.get(run).results().values().stream()
                .mapToDouble(r -> r.values().get(metric))
                .filter(Double::isFinite)
                .toArray();
        if (own.length == 0) {
            return new Cell(Double.NaN, Double.NaN, Double.NaN, 0, Double.NaN, Double.NaN, 0);
        }
        Statistics.Interval interval = Statistics.bootstrap(own);
        double[] differences = runs.get(run).results().values().stream()
                .filter(r -> run > 0 && runs.get(0).results().containsKey(r.item()))
                .mapToDouble(r -> r.values().get(metric)
                        - runs.get(0).results().get(r.item()).values().get(metric))
                .filter(Double::isFinite)
                .toArray();
        double mean = java.util.Arrays.stream(differences).average().orElse(Double.NaN);
        return new Cell(
                interval.mean(),
                interval.low(),
                interval.high(),
                own.length,
                mean,
                differences.length == 0 ? Double.NaN : Statistics.paired(differences),
                differences.length);
    }

    /** The metrics that any run has a number of. */
    public List<Metric> metrics() {
        List<Metric> out = new ArrayList<>();
        for (Metric metric : Metric.values()) {
            for (int r = 0; r < runs.size(); r++) {
                if (cell(metric, r).items() > 0) {
                    out.add(metric);
                    break;
                }
            }
        }
        return out;
    }

    /** A run's distances to the true clips, as it stored them. */
    public List<Distance> distances(int run) {
        List<Distance> out = new ArrayList<>();
        runs.get(run).head().path("distances").forEach(d -> out.add(Distance.of(d)));
        return out;
    }

    /** Mask and box IoU by the number of objects, a row each. */
    public List<IouByObjects> iouByObjects() {
        return IouByObjects.of(runs);
    }

    /** For machines. */
    public ObjectNode json() {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.put("pack", runs.get(0).packSha256());
        ArrayNode list = out.putArray("runs");
        for (int r = 0; r < runs.size(); r++) {
            PackRun run = runs.get(r);
            ObjectNode node = list.addObject().put("name", run.name());
            node.put("items", run.results().size()).put("leftOut", run.leftOut().size());
            ObjectNode metrics = node.putObject("metrics");
            for (Metric metric : metrics()) {
                Cell cell = cell(metric, r);
                ObjectNode m = metrics.putObject(metric.key()).put("items", cell.items);
                number(m, "mean", cell.mean);
                number(m, "low", cell.low);
                number(m, "high", cell.high);
                if (r > 0) {
                    m.put("common", cell.common);
                    number(m, "difference", cell.difference);
                    number(m, "p", cell.p);
                }
            }
            ArrayNode distances = node.putArray("distances");
            distances(r).forEach(d -> distances.add(d.json()));
            ObjectNode iou = node.putObject("iouByObjects");
            for (IouByObjects row : iouByObjects()) {
                if (row.scenes()[r] > 0) {
                    ObjectNode cell = iou.putObject(row.objects()).put("scenes", row.scenes()[r]);
                    number(cell, "mask", row.mask()[r]);
                    number(cell, "box", row.box()[r]);
                }
            }
        }
        return out;
    }

    static void number(ObjectNode node, String name, double value) {
        if (Double.isFinite(value)) {
            node.put(name, value);
        } else {
            node.putNull(name);
        }
    }
}
