// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.scenes;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** Long work that a client asks for again after each change: a new request ends the one before, which nobody waits for. */
final class LatestWork {
    private final ConcurrentHashMap<String, AtomicBoolean> running = new ConcurrentHashMap<>();

    /**
     * @param client null for one that is never ended
     * @param work gets what says that it has been overtaken
     */
    <T> T run(String client, Function<BooleanSupplier, T> work) {
        if (client == null) {
            return work.apply(() -> false);
        }
        AtomicBoolean ended = new AtomicBoolean();
        AtomicBoolean before = running.put(client, ended);
        if (before != null) {
            before.set(true);
        }
        try {
            return work.apply(ended::get);
        } finally {
            running.remove(client, ended);
        }
    }

    /** Ends what a client asked for last, if it still goes on. */
    void end(String client) {
        AtomicBoolean last = client == null ? null : running.remove(client);
        if (last != null) {
            last.set(true);
        }
    }
}
