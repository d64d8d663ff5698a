// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.studio.store.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the server again and again during uploads, edits and jobs. What it acknowledged must be there, no job lost or done
 * twice, no file left that nothing names. {@code -Dtractrix.kill.rounds=20} for the figure in the documentation.
 */
class KilledStudioTest {
    private static final int ROUNDS = Integer.getInteger("tractrix.kill.rounds", 2);

    @TempDir
    Path data;

    /** What the server said it had. */
    private final Map<String, Integer> images = new HashMap<>();

    private final Set<String> jobs = new HashSet<>();
    private final List<long[]> versions = new ArrayList<>();
    private String project;
    private String upload;
    private final byte[] large = RunningStudio.png(600, 400, 77);
    private volatile int acknowledged;

    @Test
    void nothingThatWasAcknowledgedIsLost() throws Exception {
        int marked;
        Random random = new Random(11);
        for (int round = 0; round < ROUNDS; round++) {
            try (Child child = Child.launch(data, 0, List.of())) {
                check(child.client());
                Thread killer = new Thread(() -> {
                    int before = acknowledged;
                    // a start takes its time; the moment is random from when there is something to lose
                    for (int i = 0; i < 600 && acknowledged == before; i++) {
                        RunningStudio.pause(50);
                    }
                    RunningStudio.pause(random.nextInt(3000));
                    child.kill();
                });
                killer.start();
                work(child.client(), round);
                killer.join();
            }
        }
        try (RunningStudio studio = RunningStudio.on(data)) {
            check(studio);
            Set<String> done = new HashSet<>();
            for (String job : jobs) {
                JsonNode end = ended(studio, job);
                if (!isMarked(end)) {
                    assertThat(end.get("state").asText()).as(end.toString()).isEqualTo("done");
                    done.add(job);
                }
            }
            JsonNode clips = studio.get("/clips?limit=200").expect(200).get("clips");
            List<String> made = clips.findValuesAsText("job");
            assertThat(made).doesNotHaveDuplicates().containsAll(done);
            // a job whose acknowledgement the kill swallowed may have been kept; one that ended otherwise has no clip
            assertThat(made.stream().filter(jobs::contains)).containsExactlyInAnyOrderElementsOf(done);
            assertThat(Files.exists(data.resolve("uploads").resolve(upload))).isTrue();
            clean(studio);
            marked = jobs.size() - done.size();
        }
        System.out.println(ROUNDS + " rounds, " + acknowledged + " acknowledged, " + images.size() + " pictures, "
                + jobs.size() + " jobs of which " + marked + " were killed so often that they are marked, "
                + versions.size() + " saves");
    }

    /** However many wait before it, as long as the queue gets shorter. */
    private static JsonNode ended(RunningStudio studio, String job) {
        for (int open = Integer.MAX_VALUE, now = open(studio); now > 0 && now < open; now = open(studio)) {
            open = now;
            for (int i = 0; i < 1200 && open(studio) == now; i++) {
                RunningStudio.pause(100);
            }
        }
        return studio.await(job, "done", "failed");
    }

    private static int open(RunningStudio studio) {
        JsonNode queue = studio.get("/system").expect(200).get("queue");
        return queue.get("running").asInt() + queue.get("queued").asInt();
    }

    /** As much as it can until the server is gone; only what was answered counts. */
    private void work(RunningStudio studio, int round) {
        try {
            if (project == null) {
                ObjectNode first = Json.object().put("name", "edited");
                first.putObject("document").put("step", 0);
                project = studio.post("/projects", first).expect(201).get("id").asText();
                JsonNode begun = studio.post(
                                "/uploads",
                                Json.object().put("purpose", "image").put("bytes", large.length))
                        .expect(201);
                upload = begun.get("id").asText();
            }
            for (int i = 0; ; i++) {
                int shade = 200 * round + i;
                byte[] png = RunningStudio.png(96 + round, 64 + i % 100, shade % 200);
                images.put(
                        studio.send("POST", "/images", "image/png", png)
                                .expect(201)
                                .get("id")
                                .asText(),
                        shade);
                save(studio);
                piece(studio);
                if (i % 4 == 0) {
                    jobs.add(studio.addJob(studio.request(2, 2)).get("id").asText());
                    acknowledged++;
                }
                acknowledged += 2;
            }
        } catch (UncheckedIOException e) {
            // killed
        }
    }

    private void save(RunningStudio studio) {
        RunningStudio.Answer now = studio.get("/projects/" + project);
        ObjectNode body = Json.object().put("name", "edited");
        body.putObject("document").put("step", versions.size() + 1);
        JsonNode saved = studio.put("/projects/" + project, body, "If-Match", now.header("ETag"))
                .expect(200);
        versions.add(new long[] {saved.get("version").asLong(), versions.size() + 1});
    }

    /** A few bytes of the upload that never ends. */
    private void piece(RunningStudio studio) {
        JsonNode at = studio.get("/uploads/" + upload).expect(200);
        int offset = at.get("offset").asInt();
        if (offset + 20 < large.length) {
            byte[] piece = Arrays.copyOfRange(large, offset, offset + 10);
            studio.send(
                            "PATCH",
                            "/uploads/" + upload,
                            "application/offset+octet-stream",
                            piece,
                            "Upload-Offset",
                            offset + "")
                    .expect(204);
        }
    }

    /** Taken up three times, and each time the server ended: it is not tried for ever, and says so. */
    private static boolean isMarked(JsonNode job) {
        return job.get("attempt").asInt() > 3
                && job.at("/problem/type").asText().endsWith("crashed");
    }

    private void check(RunningStudio studio) throws IOException {
        for (String image : images.keySet()) {
            assertThat(studio.get("/images/" + image + "/file").status())
                    .as(image)
                    .isEqualTo(200);
        }
        for (String job : jobs) {
            JsonNode now = studio.get("/jobs/" + job).expect(200);
            assertThat(now.get("state").asText().equals("failed") && !isMarked(now))
                    .as(now.toString())
                    .isFalse();
        }
        if (!versions.isEmpty()) {
            long[] last = versions.get(versions.size() - 1);
            JsonNode now = studio.get("/projects/" + project).expect(200);
            assertThat(now.get("version").asLong()).isGreaterThanOrEqualTo(last[0]);
            assertThat(now.at("/document/step").asLong()).isGreaterThanOrEqualTo(last[1]);
        }
        if (upload != null) {
            int offset =
                    studio.get("/uploads/" + upload).expect(200).get("offset").asInt();
            byte[] kept = Files.readAllBytes(data.resolve("uploads").resolve(upload));
            assertThat(kept).isEqualTo(Arrays.copyOf(large, offset));
        }
    }

    private static void clean(RunningStudio studio) {
        var files = studio.studio().workshop().files();
        RunningStudio.pause(50);
        new dev.tractrix.studio.store.Housekeeping(
                        studio.studio().workshop().database(),
                        files,
                        studio.studio().workshop().uploads(),
                        studio.studio().workshop().events(),
                        java.time.Duration.ofMillis(1))
                .clean();
        Set<String> named = new HashSet<>(studio.studio()
                .workshop()
                .database()
                .jdbi()
                .withHandle(h -> h.createQuery(
                                "select hash from image union select hash from mask union select hash from clip_file")
                        .mapTo(String.class)
                        .list()));
        Set<String> there = new HashSet<>();
        files.all().forEach(file -> there.add(file.getFileName().toString()));
        assertThat(there).isEqualTo(named);
    }
}
