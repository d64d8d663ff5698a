// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

import dev.tractrix.fault.CancelledException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.NoSuchElementException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/**
 * A series made ahead of its use by background threads and handed out in order, so that whoever uses it rarely waits.
 * Never more than {@code ahead} items are held. What item i is must depend on i alone: then neither threads nor jumps
 * change anything. Items that nobody fetches are left to the garbage collector, so they must not hold native memory.
 * For one consumer.
 *
 * @param <T> what the series is of
 */
public final class Prefetched<T> implements AutoCloseable {
    private final LongFunction<T> maker;
    private final ExecutorService workers;
    private final ArrayDeque<Future<T>> queue = new ArrayDeque<>();
    private final int ahead;
    private final long end;
    private long nextToMake;
    private long nextToServe;
    private long served;
    private long waitedNanos;

    /**
     * An endless series; starts at once.
     *
     * @param maker makes item i; called from several threads
     * @param first the index to begin with, for example where an interrupted run stopped
     * @param threads at least 1
     * @param ahead how many items at most are held, at least 1
     */
    public Prefetched(LongFunction<T> maker, long first, int threads, int ahead) {
        this(maker, first, threads, ahead, Long.MAX_VALUE);
    }

    /**
     * A series that ends before index {@code end}; starts at once.
     *
     * @param end larger than {@code first}
     */
    public Prefetched(LongFunction<T> maker, long first, int threads, int ahead, long end) {
        if (threads < 1 || ahead < 1) {
            throw new IllegalArgumentException(
                    "expected at least 1 thread and 1 item ahead, got " + threads + ", " + ahead);
        }
        this.maker = maker;
        this.ahead = ahead;
        this.end = end;
        nextToMake = first;
        nextToServe = first;
        workers = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "prefetch");
            thread.setDaemon(true);
            return thread;
        });
        fill();
    }

    private void fill() {
        for (int i = 0; i < ahead; i++) {
            order();
        }
    }

    private void order() {
        if (nextToMake >= end) {
            return;
        }
        long index = nextToMake++;
        queue.add(workers.submit(() -> maker.apply(index)));
    }

    /**
     * The next item, waiting for it where it is not made yet.
     *
     * @throws CancelledException when the thread is interrupted while it waits
     * @throws RuntimeException what the maker threw for this item; the one after it can still be had
     */
    public T next() {
        requireOpen();
        if (queue.isEmpty()) {
            throw new NoSuchElementException("the series has ended at " + end);
        }
        Future<T> item = queue.remove();
        order();
        nextToServe++;
        served++;
        long start = System.nanoTime();
        try {
            return item.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancelledException("waiting for data item " + (nextToServe - 1));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            waitedNanos += System.nanoTime() - start;
        }
    }

    /**
     * Item {@code index}; the one after it is {@link #next}. Asked for in order this is {@link #next}; a jump, as when a
     * training is resumed, drops what was made ahead.
     */
    public T get(long index) {
        requireOpen();
        if (index != nextToServe) {
            queue.forEach(item -> item.cancel(false));
            queue.clear();
            nextToMake = index;
            nextToServe = index;
            fill();
        }
        return next();
    }

    private void requireOpen() {
        if (workers.isShutdown()) {
            throw new IllegalStateException("closed");
        }
    }

    /** The index of the item that {@link #next} will give: what a checkpoint keeps. */
    public long position() {
        return nextToServe;
    }

    /** How many items were handed out. */
    public long served() {
        return served;
    }

    /** How long {@link #next} made its callers wait, in all. */
    public Duration waited() {
        return Duration.ofNanos(waitedNanos);
    }

    /** Stops the threads; what was made ahead is dropped. Returns when they have ended, after 10 s at the latest. */
    @Override
    public void close() {
        workers.shutdownNow();
        queue.clear();
        try {
            workers.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
