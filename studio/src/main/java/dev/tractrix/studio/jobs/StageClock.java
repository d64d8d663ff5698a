// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.jobs;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** How far a run is, and how long it still takes: each stage has the share of time that it took in the run before. */
final class StageClock {
    /** Shares of the whole, for the first run; measured with the embedded model. */
    private static final Map<String, Double> FIRST =
            Map.of("entity features", 0.06, "encode", 0.02, "encode animatic", 0.14, "denoise", 0.55, "decode", 0.23);

    private final LongSupplier nanos;
    private final Map<String, Double> shares = new LinkedHashMap<>();
    private final Map<String, Long> spent = new LinkedHashMap<>();
    private final int runs;
    private int run;
    private String stage = "";
    private double before;
    private long since;
    private long start;
    private double progress;

    /**
     * @param runs how many clips the job makes
     * @param known the shares of an earlier run; empty for the first
     * @param nanos the clock, {@code System::nanoTime}
     */
    StageClock(int runs, Map<String, Double> known, LongSupplier nanos) {
        this.runs = runs;
        this.nanos = nanos;
        shares.putAll(known.isEmpty() ? FIRST : known);
        start = nanos.getAsLong();
        since = start;
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
        boolean known = run > 0 || stage.equals("denoise") || stage.equals("decode");
        if (!known || progress < 0.02) {
            return null;
        }
        double elapsed = (nanos.getAsLong() - start) / 1e9;
        return elapsed * (1 - progress) / progress;
    }

    /** Seconds since the start. */
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
