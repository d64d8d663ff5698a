// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tractrix.studio.store.Json;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same on PostgreSQL: it goes away and comes back; two workers share a queue. */
class PostgresTest {
    @TempDir
    Path data;

    @Test
    void aDatabaseThatGoesAwayIsWaitedFor() throws Exception {
        try (LocalPostgres postgres = LocalPostgres.start();
                RunningStudio studio =
                        RunningStudio.of(StudioOptions.local(data, 0).withDatabase(postgres.address()))) {
            String project = studio.post(
                            "/projects", Json.object().put("name", "kept").set("document", Json.object()))
                    .expect(201)
                    .get("id")
                    .asText();
            String job = studio.addJob(studio.request(12, 3)).get("id").asText();
            studio.await(job, "running");
            postgres.away();
            RunningStudio.Answer away = studio.get("/projects/" + project);
            assertThat(away.expect(503).get("type").asText()).endsWith("database-away");
            assertThat(away.header("Retry-After")).isNotNull();
            postgres.up();
            long end = System.nanoTime() + RunningStudio.PATIENCE.toNanos();
            while (studio.get("/projects/" + project).status() != 200 && System.nanoTime() < end) {
                RunningStudio.pause(200);
            }
            studio.get("/projects/" + project).expect(200);
            JsonNode done = studio.await(job, "done", "failed");
            assertThat(done.get("state").asText()).as(done.toString()).isEqualTo("done");
            assertThat(studio.get("/clips").expect(200).get("clips")).hasSize(1);
        }
    }

    @Test
    void twoWorkersShareAQueueAndEachSeesTheOthersEvents() throws Exception {
        try (LocalPostgres postgres = LocalPostgres.start();
                RunningStudio first =
                        RunningStudio.of(StudioOptions.local(data, 0).withDatabase(postgres.address()));
                Child second = Child.launch(data, 0, List.of(), postgres.address());
                EventReader page = new EventReader(second.client().api("/events"), -1)) {
            Set<String> jobs = new HashSet<>();
            for (int i = 0; i < 3; i++) {
                jobs.add(first.addJob(first.request(2, 2)).get("id").asText());
            }
            for (String job : jobs) {
                assertThat(second.client()
                                .await(job, "done", "failed")
                                .get("state")
                                .asText())
                        .isEqualTo("done");
                page.await(e -> e.name().equals("job")
                        && e.data().get("id").asText().equals(job)
                        && e.data().get("state").asText().equals("done"));
            }
            List<Long> ids = page.events().stream().map(EventReader.Event::id).toList();
            assertThat(ids).doesNotHaveDuplicates().isSorted();
            JsonNode clips = first.get("/clips").expect(200).get("clips");
            assertThat(new HashSet<>(clips.findValuesAsText("job"))).isEqualTo(jobs);
            assertThat(clips).hasSize(3);
            assertThat(first.get("/system").expect(200).get("workers")).hasSize(2);
        }
    }
}
