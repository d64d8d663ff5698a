// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.studio.store.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The figure of the studio under load: 50 clients listen, 1,000 mixed calls come at 50 a second, a job runs. Not a test: what
 * it prints depends on the machine; the clients run on it too, so that the processors' time of both sides is told. Run its
 * {@code main} with the tests' class path.
 */
final class LoadFigure {
    private static final int CLIENTS = 50;
    private static final int CALLS = 1000;
    private static final int PER_SECOND = 50;
    /** Times all calls before what is measured. */
    private static final int WARM_UP = 3;

    private LoadFigure() {}

    public static void main(String[] arguments) throws Exception {
        Path data = Files.createTempDirectory("tractrix-load");
        try (Child child = Child.launch(data, 0, List.of())) {
            RunningStudio studio = child.client();
            // some 20 s, as long as the calls come
            ObjectNode job = studio.request(240, 8);
            // unmeasured first: a server that has just started compiles what it runs, for some thousand calls, and
            // rehearses
            // selecting for its first page
            Listener first = new Listener(studio.address());
            for (int i = 0; i < WARM_UP; i++) {
                calls(studio, synchronizedList(), synchronizedList(), new ConcurrentHashMap<>(), new AtomicInteger());
            }
            double warm = seconds(studio, job);
            System.out.println("warm");
            double serverAlone = processor(child.pid());
            double alone = seconds(studio, job);
            serverAlone = processor(child.pid()) - serverAlone;
            List<Listener> listeners = new ArrayList<>(List.of(first));
            for (int i = 1; i < CLIENTS; i++) {
                listeners.add(new Listener(studio.address()));
            }
            double server = processor(child.pid());
            double clients = processor(ProcessHandle.current().pid());
            String running = studio.addJob(job).get("id").asText();
            List<Long> reads = synchronizedList();
            List<Long> writes = synchronizedList();
            AtomicInteger errors = new AtomicInteger();
            Map<String, List<Long>> byPath = new ConcurrentHashMap<>();
            calls(studio, reads, writes, byPath, errors);
            JsonNode done = studio.await(running, "done", "failed");
            double loaded = studio.get("/clips/" + done.get("clip").asText())
                    .json()
                    .get("seconds")
                    .asDouble();
            server = processor(child.pid()) - server;
            clients = processor(ProcessHandle.current().pid()) - clients;
            long least = listeners.stream().mapToLong(l -> l.events).min().orElse(0);
            System.out.printf(
                    "job: first %.1f s, alone %.1f s, under load %.1f s (%+.1f %%)%n",
                    warm, alone, loaded, 100 * (loaded / alone - 1));
            System.out.printf(
                    "processors' time: server %.1f s, %.1f s of it for the job when alone; clients %.1f s%n",
                    server, serverAlone, clients);
            System.out.printf("errors: %d of %d calls%n", errors.get(), CALLS);
            System.out.printf(
                    "reads: median %d ms, 95th percentile %d ms, most %d ms%n",
                    at(reads, 0.5), at(reads, 0.95), at(reads, 1));
            byPath.forEach((path, all) -> System.out.printf(
                    "  %s: median %d ms, 95th percentile %d ms%n", path, at(all, 0.5), at(all, 0.95)));
            System.out.printf("writes: median %d ms, 95th percentile %d ms%n", at(writes, 0.5), at(writes, 0.95));
            System.out.printf("events: every one of %d listeners got at least %d%n", CLIENTS, least);
        }
    }

    /** Seconds that a process has used. */
    private static double processor(long pid) {
        return ProcessHandle.of(pid)
                        .flatMap(p -> p.info().totalCpuDuration())
                        .orElseThrow()
                        .toMillis()
                / 1000.0;
    }

    /** Counts events and does nothing else: what it costs is not the server's. */
    private static final class Listener {
        private volatile long events;

        Listener(URI studio) throws IOException {
            Socket socket = new Socket(studio.getHost(), studio.getPort());
            String request = "GET /api/v1/events HTTP/1.1\r\nHost: " + studio.getAuthority()
                    + "\r\nAccept: text/event-stream\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[1 << 14];
            if (in.read(buffer) < 0) {
                throw new IOException("no greeting");
            }
            Thread thread = new Thread(() -> count(in, buffer), "listener");
            thread.setDaemon(true);
            thread.start();
        }

        private void count(InputStream in, byte[] buffer) {
            try {
                byte before = 0;
                byte two = 0;
                for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                    for (int i = 0; i < n; i++) {
                        // "id:" at the start of a line
                        events += two == '\n' && before == 'i' && buffer[i] == 'd' ? 1 : 0;
                        two = before;
                        before = buffer[i];
                    }
                }
            } catch (IOException e) {
                // the server is gone
            }
        }
    }

    private static double seconds(RunningStudio studio, ObjectNode job) {
        JsonNode done = studio.await(studio.addJob(job).get("id").asText(), "done", "failed");
        return studio.get("/clips/" + done.get("clip").asText())
                .json()
                .get("seconds")
                .asDouble();
    }

    private static void calls(
            RunningStudio studio,
            List<Long> reads,
            List<Long> writes,
            Map<String, List<Long>> byPath,
            AtomicInteger errors)
            throws InterruptedException {
        String project =
                studio.post("/projects", document(0)).expect(201).get("id").asText();
        String image = studio.image();
        List<String> paths = List.of(
                "/projects",
                "/jobs",
                "/clips",
                "/system",
                "/images/" + image + "/thumbnail",
                "/projects/" + project,
                "/models",
                "/session");
        ScheduledExecutorService clients = Executors.newScheduledThreadPool(16);
        for (int i = 0; i < CALLS; i++) {
            int call = i;
            clients.schedule(
                    () -> {
                        long start = System.nanoTime();
                        boolean write = call % 10 == 0;
                        RunningStudio.Answer answer = write
                                ? studio.post("/projects", document(call))
                                : studio.get(paths.get(call % paths.size()));
                        long taken = (System.nanoTime() - start) / 1_000_000;
                        (write ? writes : reads).add(taken);
                        if (!write) {
                            byPath.computeIfAbsent(paths.get(call % paths.size()), path -> synchronizedList())
                                    .add(taken);
                        }
                        if (answer.status() >= 400) {
                            errors.incrementAndGet();
                        }
                    },
                    1000L * i / PER_SECOND,
                    TimeUnit.MILLISECONDS);
        }
        clients.shutdown();
        clients.awaitTermination(5, TimeUnit.MINUTES);
    }

    private static List<Long> synchronizedList() {
        return Collections.synchronizedList(new ArrayList<>());
    }

    private static ObjectNode document(int step) {
        ObjectNode body = Json.object().put("name", "load " + step);
        body.putObject("document").put("step", step);
        return body;
    }

    private static long at(List<Long> values, double share) {
        List<Long> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.isEmpty()
                ? 0
                : sorted.get((int) Math.min(sorted.size() - 1, Math.round(share * (sorted.size() - 1))));
    }
}
