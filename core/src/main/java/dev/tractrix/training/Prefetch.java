// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongFunction;

/**
 * Makes items 0, 1, 2, ... in background threads a few ahead of the reader. What item n is depends on n alone, so the
 * number of threads changes nothing. Read by one thread.
 */
public final class Prefetch<T> implements AutoCloseable {
    private final LongFunction<T> make;
    private final int ahead;
    private final ExecutorService threads;
    private final Map<Long, CompletableFuture<T>> waiting = new HashMap<>();
    private long waitedNanos;

    /** @param ahead how many items may be ready before they are asked for */
    public Prefetch(LongFunction<T> make, int ahead, int threads) {
        this.make = make;
        this.ahead = ahead;
        this.threads = Executors.newFixedThreadPool(threads, task -> {
            Thread t = new Thread(task, "data");
            t.setDaemon(true);
            return t;
        });
    }

    /** Item n; blocks until it is made. */
    public T get(long n) {
        for (long i = n; i < n + ahead; i++) {
            waiting.computeIfAbsent(i, k -> CompletableFuture.supplyAsync(() -> make.apply(k), threads));
        }
        waiting.keySet().removeIf(i -> i < n);
        long start = System.nanoTime();
        try {
            return waiting.remove(n).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        } finally {
            waitedNanos += System.nanoTime() - start;
        }
    }

    /** Milliseconds {@link #get} has blocked so far. */
    public long waitedMillis() {
        return waitedNanos / 1_000_000;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
