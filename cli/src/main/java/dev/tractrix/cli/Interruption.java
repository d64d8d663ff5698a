// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ctrl-C as a flag that long work asks for. The work then stops at its next step, having written nothing; what is
 * written goes beside its target first, so even a process that is ended by force leaves no half of a result.
 */
class Interruption {
    /** A step of a large network takes longer than anyone waits. */
    private static final long PATIENCE_SECONDS = 15;

    private final AtomicBoolean asked = new AtomicBoolean();
    private final CountDownLatch finished = new CountDownLatch(1);

    /** From now on SIGINT and SIGTERM set the flag and give the work time to end. */
    static Interruption watch() {
        Interruption it = new Interruption();
        Runtime.getRuntime().addShutdownHook(new Thread(it::end, "interruption"));
        return it;
    }

    /** Whether the user wants to stop. */
    boolean asked() {
        return asked.get();
    }

    /** Stop, as Ctrl-C does. */
    void ask() {
        asked.set(true);
    }

    /** The work is over. */
    void finished() {
        finished.countDown();
    }

    private void end() {
        if (finished.getCount() == 0) {
            return;
        }
        ask();
        try {
            if (!finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("tractrix: cancelled");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // native threads that still compute can keep an orderly exit waiting for ever
        Runtime.getRuntime().halt(ExitCode.CANCELLED);
    }
}
