// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import java.io.PrintWriter;
import java.util.function.LongSupplier;

/** Progress on stderr: a bar that is drawn over itself on a terminal, otherwise a line every ten seconds. */
final class ProgressDisplay implements AutoCloseable {
    private static final long REDRAW_NANOS = 100_000_000L;
    private static final long LINE_NANOS = 10_000_000_000L;
    private static final int BAR = 24;
    /** Return to the line's start and erase it (ECMA-48 EL). */
    private static final String ERASE = "\r\u001b[K";

    private final PrintWriter err;
    private final boolean terminal;
    private final LongSupplier clock;
    private String stage = "";
    private long stageStart;
    private long stageFirst;
    private long shown;
    private boolean drawn;

    /**
     * @param terminal whether lines may be drawn over
     * @param clock nanoseconds
     */
    ProgressDisplay(PrintWriter err, boolean terminal, LongSupplier clock) {
        this.err = err;
        this.terminal = terminal;
        this.clock = clock;
        shown = clock.getAsLong();
    }

    /**
     * Tells how far a stage is.
     *
     * @param name of the stage; another name begins a new one
     * @param done of its steps; those of a new stage's first call took no time, as when work is taken up again
     * @param total 0 where unknown
     */
    synchronized void update(String name, long done, long total) {
        long now = clock.getAsLong();
        boolean fresh = !name.equals(stage);
        if (fresh) {
            stage = name;
            stageStart = now;
            stageFirst = done;
        }
        long wait = terminal ? REDRAW_NANOS : LINE_NANOS;
        boolean due = now - shown >= wait || terminal && (fresh || done == total);
        if (!due) {
            return;
        }
        shown = now;
        if (terminal) {
            err.print(ERASE + bar(done, total) + "  " + state(done, total, now));
            drawn = true;
        } else {
            err.println("tractrix: " + state(done, total, now));
        }
        err.flush();
    }

    /** A line that stays, above the bar. */
    synchronized void line(String text) {
        erase();
        err.println(text);
        err.flush();
    }

    private static String bar(long done, long total) {
        int full = total > 0 ? (int) (BAR * Math.min(done, total) / total) : 0;
        return "[" + "#".repeat(full) + "-".repeat(BAR - full) + "]";
    }

    private String state(long done, long total, long now) {
        if (total <= 0) {
            return stage;
        }
        String text = stage + " " + done + "/" + total;
        if (done <= stageFirst || done >= total) {
            return text;
        }
        double left = (double) (now - stageStart) / 1e9 / (done - stageFirst) * (total - done);
        return text + ", " + duration(left) + " left";
    }

    /** Seconds as people say them. */
    static String duration(double seconds) {
        long s = Math.round(seconds);
        if (s < 60) {
            return s + " s";
        }
        return s < 3600 ? "%d min %02d s".formatted(s / 60, s % 60) : "%d h %02d min".formatted(s / 3600, s / 60 % 60);
    }

    private void erase() {
        if (drawn) {
            err.print(ERASE);
            drawn = false;
        }
    }

    /** Takes the bar away. */
    @Override
    public synchronized void close() {
        erase();
        err.flush();
    }
}
