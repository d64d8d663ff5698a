// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.http;

import dev.tractrix.studio.store.Events;
import dev.tractrix.studio.store.Events.Event;
import io.javalin.http.sse.SseClient;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Server-sent events. One thread reads what is new from the database, in its order, and puts it into each client's queue;
 * a few others write. Who comes back gets what was missed before anything new, so each client's numbers only rise.
 */
public final class EventStream implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);
    private static final int WRITERS = 8;
    private static final int BATCH = 500;
    /** A client that is so far behind is dropped; it comes back and goes on from where it was. */
    private static final int BEHIND = 5_000;

    private static final long HEARTBEAT_SECONDS = 15;
    /** A comment. */
    private static final Sent HEARTBEAT = new Sent(Events.EVERYBODY, ": \n\n".getBytes(StandardCharsets.UTF_8));

    private final Events events;
    private final ScheduledExecutorService pump;
    private final ExecutorService writers;
    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean asked = new AtomicBoolean();
    private long pumped;

    /** @param pollMillis how often other processes' events are looked for */
    public EventStream(Events events, long pollMillis) {
        this.events = events;
        pump = Executors.newSingleThreadScheduledExecutor(daemon("events"));
        writers = Executors.newFixedThreadPool(WRITERS, daemon("event-writer"));
        pumped = events.newest();
        events.onChange(this::ask);
        pump.scheduleWithFixedDelay(this::pump, pollMillis, pollMillis, TimeUnit.MILLISECONDS);
        pump.scheduleWithFixedDelay(this::beat, HEARTBEAT_SECONDS, HEARTBEAT_SECONDS, TimeUnit.SECONDS);
    }

    static java.util.concurrent.ThreadFactory daemon(String name) {
        return work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** How many listen. */
    public int listeners() {
        return listeners.size();
    }

    /**
     * A client begins to listen, until it goes.
     *
     * @param stillIn asked at every heartbeat: whoever was let in may have signed out since
     * @param last the number of the last event that it has; negative for only what is new
     */
    void listen(SseClient client, String owner, BooleanSupplier stillIn, long last) {
        client.keepAlive();
        Listener listener = new Listener(client, owner, stillIn);
        client.onClose(() -> listeners.remove(listener));
        pump.execute(() -> begin(listener, last));
    }

    private void begin(Listener listener, long last) {
        try {
            listener.offer(HEARTBEAT);
            if (last >= 0 && last < pumped) {
                if (last + 1 < events.oldest()) {
                    listener.offer(sent(new Event(pumped, listener.owner, "reset", "{}")));
                } else {
                    replay(listener, last);
                }
            }
            listeners.add(listener);
        } catch (RuntimeException e) {
            LOG.warn("a listener is let go: {}", e.toString());
            listener.client.close();
        }
    }

    private void replay(Listener listener, long last) {
        long at = last;
        while (at < pumped) {
            List<Event> missed = events.after(at, BATCH);
            if (missed.isEmpty()) {
                return;
            }
            for (Event event : missed) {
                if (event.seq() <= pumped) {
                    listener.offer(sent(event));
                }
                at = event.seq();
            }
        }
    }

    private void ask() {
        if (asked.compareAndSet(false, true)) {
            try {
                pump.execute(this::pump);
            } catch (java.util.concurrent.RejectedExecutionException e) {
                LOG.debug("the stream is closed");
            }
        }
    }

    private void pump() {
        asked.set(false);
        try {
            List<Event> fresh;
            do {
                fresh = events.after(pumped, BATCH);
                for (Event event : fresh) {
                    Sent sent = sent(event);
                    listeners.forEach(listener -> listener.offer(sent));
                    pumped = event.seq();
                }
            } while (fresh.size() == BATCH);
        } catch (RuntimeException e) {
            LOG.warn("events wait: {}", e.toString());
        }
    }

    private void beat() {
        for (Listener listener : listeners) {
            try {
                if (listener.stillIn.getAsBoolean()) {
                    listener.offer(HEARTBEAT);
                } else {
                    listener.drop();
                }
            } catch (RuntimeException e) {
                LOG.debug("asked again at the next beat: {}", e.toString()); // the database is away
            }
        }
    }

    @Override
    public void close() {
        pump.shutdownNow();
        writers.shutdownNow();
        listeners.forEach(listener -> listener.client.close());
    }

    /** What goes over the wire, made once for all who get it. */
    private record Sent(String owner, byte[] bytes) {}

    private static Sent sent(Event event) {
        String text = "id: " + event.seq() + "\nevent: " + event.name() + "\n"
                + event.data().lines().map(line -> "data: " + line + "\n").collect(Collectors.joining()) + "\n";
        return new Sent(event.owner(), text.getBytes(StandardCharsets.UTF_8));
    }

    /** One client with what is to be sent to it. */
    private final class Listener {
        private final SseClient client;
        private final String owner;
        private final BooleanSupplier stillIn;
        private final Queue<byte[]> queue = new ArrayDeque<>();
        private boolean writing;

        Listener(SseClient client, String owner, BooleanSupplier stillIn) {
            this.client = client;
            this.owner = owner;
            this.stillIn = stillIn;
        }

        void offer(Sent sent) {
            if (!sent.owner().equals(owner) && !sent.owner().equals(Events.EVERYBODY)) {
                return;
            }
            synchronized (queue) {
                if (queue.size() >= BEHIND) {
                    drop();
                    return;
                }
                queue.add(sent.bytes());
                if (writing) {
                    return;
                }
                writing = true;
            }
            writers.execute(this::write);
        }

        private void write() {
            for (byte[] next = next(); next != null; next = next()) {
                if (client.terminated()) {
                    listeners.remove(this);
                    continue;
                }
                try {
                    HttpServletResponse response = client.ctx().res();
                    response.getOutputStream().write(next);
                    response.flushBuffer();
                } catch (IOException | RuntimeException e) {
                    drop();
                }
            }
        }

        /** All that waits, to be written at once; null where nothing does. */
        private byte[] next() {
            synchronized (queue) {
                if (queue.isEmpty()) {
                    writing = false;
                    return null;
                }
                ByteArrayOutputStream all = new ByteArrayOutputStream();
                queue.forEach(all::writeBytes);
                queue.clear();
                return all.toByteArray();
            }
        }

        private void drop() {
            listeners.remove(this);
            client.close();
        }
    }
}
