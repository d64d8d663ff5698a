// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio;

import dev.tractrix.studio.store.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A client of server-sent events, as a browser is one. */
final class EventReader implements AutoCloseable {
    /** @param data JSON */
    record Event(long id, String name, com.fasterxml.jackson.databind.JsonNode data) {}

    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final CountDownLatch open = new CountDownLatch(1);
    private final InputStream stream;
    private volatile int comments;

    EventReader(URI events, long after, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(events).header("Accept", "text/event-stream");
        if (after >= 0) {
            request.header("Last-Event-ID", Long.toString(after));
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<InputStream> response =
                HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            throw new IOException("status " + response.statusCode());
        }
        stream = response.body();
        Thread thread = new Thread(this::read, "event-reader");
        thread.setDaemon(true);
        thread.start();
        // the server greets with a comment once it listens
        if (!open.await(20, TimeUnit.SECONDS)) {
            throw new IOException("no greeting");
        }
    }

    private void read() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            long id = -1;
            String name = "";
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith(":")) {
                    comments++;
                    open.countDown();
                } else if (line.startsWith("id: ")) {
                    id = Long.parseLong(line.substring(4));
                } else if (line.startsWith("event: ")) {
                    name = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    events.add(new Event(id, name, Json.parse(line.substring(6).getBytes(StandardCharsets.UTF_8))));
                }
            }
        } catch (IOException e) {
            // closed
        }
    }

    List<Event> events() {
        return events;
    }

    int comments() {
        return comments;
    }

    Event await(Predicate<Event> wanted) {
        long end = System.nanoTime() + RunningStudio.PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            for (Event event : events) {
                if (wanted.test(event)) {
                    return event;
                }
            }
            RunningStudio.pause(20);
        }
        throw new AssertionError("not among " + events.size() + " events");
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
