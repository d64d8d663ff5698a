// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.jobs;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** How far a run is, and how long it still takes: each stage has the share of time that it took in the run before. */
final class StageClock {
    /** What comes after the clip is made: how far it does what was asked. */
    static final String MEASURE = "measure";

    /** Shares of the whole, for the first run with clips of the network's size; measured with the embedded model. */
    static final Map<String, Double> AT_NETWORK_SIZE = Map.of(
            "entity features",
            0.02,
            "animatic",
            0.03,
            "refine",
            0.06,
            "encode animatic",
            0.03,
            "control",
            0.05,
            "denoise",
            0.10,
            "decode",
            0.16,
            "detail",
            0.15,
            MEASURE,
            0.40);

    /** The same for clips of the photograph's size. */
    static final Map<String, Double> AT_SOURCE_SIZE = Map.of(
            "cut and fill",
            0.19,
            "entity features",
            0.01,
            "animatic",
            0.05,
            "refine",
            0.04,
            "encode animatic",
            0.02,
            "control",
            0.03,
            "denoise",
            0.07,
            "decode",
            0.12,
            "enlarge",
            0.15,
            MEASURE,
            0.32);

    /** Before this the first stages, which differ most from one scene to another, would be taken for the whole. */
    private static final double LEAST = 0.15;

    private final LongSupplier nanos;
    private final Map<String, Double> shares = new LinkedHashMap<>();
    private final Map<String, Long> spent = new LinkedHashMap<>();
    private final int runs;
    private final long start;
    private int run;
    private String stage = "";
    private double before;
    private long since;
    private long begun;
    private double progress;

    /**
     * @param runs how many clips the job makes
     * @param nanos the clock, {@code System::nanoTime}
     */
    StageClock(int runs, LongSupplier nanos) {
        this.runs = runs;
        this.nanos = nanos;
        start = nanos.getAsLong();
        since = start;
        begun = start;
    }

    /** The device is free and the model open. @param known the shares of an earlier run of this kind, or the first ones */
    void begin(Map<String, Double> known) {
        shares.putAll(known);
        begun = nanos.getAsLong();
    }

    /** The next of several clips begins. */
    void next(int index) {
        leave();
        run = index;
        before = 0;
        stage = "";
    }

    /** A stage is so far; 0..1 of the whole job, never less than before. */
    double at(String name, int done, int total) {
        if (!name.equals(stage)) {
            leave();
            stage = name;
        }
        double share = shares.getOrDefault(name, 0.0);
        double inRun = before + share * (total <= 0 ? 0 : Math.min(1, (double) done / total));
        progress = Math.max(progress, Math.min(1, (run + Math.min(1, inRun)) / runs));
        return progress;
    }

    /** Seconds until the end; null while too little is known. */
    Double secondsLeft() {
        if (progress < LEAST) {
            return null;
        }
        return (nanos.getAsLong() - begun) / 1e9 * (1 - progress) / progress;
    }

    /** Seconds since the job was taken. */
    double elapsed() {
        return (nanos.getAsLong() - start) / 1e9;
    }

    private void leave() {
        long now = nanos.getAsLong();
        if (!stage.isEmpty()) {
            spent.merge(stage, now - since, Long::sum);
            before += shares.getOrDefault(stage, 0.0);
        }
        since = now;
    }

    /** What the stages really took, as shares of the whole. */
    Map<String, Double> measured() {
        leave();
        stage = "";
        double all = spent.values().stream().mapToLong(Long::longValue).sum();
        Map<String, Double> out = new LinkedHashMap<>();
        spent.forEach((name, time) -> out.put(name, time / all));
        return out;
    }
}
