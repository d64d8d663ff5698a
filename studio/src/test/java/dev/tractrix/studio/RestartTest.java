// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A studio that stops in the middle and one that starts on the same folder. */
class RestartTest {
    @TempDir
    Path data;

    @Test
    void aJobThatRanIsRunAgainAndAPageThatComesBackMissesNothing() throws Exception {
        String running;
        String waiting;
        long seen;
        try (RunningStudio before = RunningStudio.on(data)) {
            running = before.addJob(before.request(300, 6)).get("id").asText();
            waiting = before.addJob(before.request(2, 2)).get("id").asText();
            try (EventReader page = new EventReader(before.api("/events"), -1)) {
                page.await(e -> e.name().equals("preview"));
                seen = page.events().get(page.events().size() - 1).id();
            }
        }
        try (RunningStudio after = RunningStudio.on(data)) {
            JsonNode job = after.get("/jobs/" + running).expect(200);
            assertThat(job.get("state").asText()).isIn("queued", "running");
            assertThat(after.get("/jobs/" + waiting).expect(200).get("state").asText())
                    .isEqualTo("queued");
            try (EventReader page = new EventReader(after.api("/events"), seen)) {
                page.await(e -> e.name().equals("reset"));
                page.await(e -> e.name().equals("job")
                        && e.data().get("id").asText().equals(running)
                        && e.data().get("state").asText().equals("running"));
                List<Long> ids =
                        page.events().stream().map(EventReader.Event::id).toList();
                assertThat(ids).doesNotHaveDuplicates().isSorted().allMatch(id -> id > seen);
                // what was missed is there too, and not only what is new
                assertThat(ids.get(0)).isEqualTo(seen + 1);
            }
            after.post("/jobs/" + running + "/cancel", null).expect(200);
            after.await(running, "cancelled");
            assertThat(after.await(waiting, "done", "failed").get("state").asText())
                    .isEqualTo("done");
            assertThat(after.get("/clips").expect(200).get("clips")).hasSize(1);
        }
    }

    @Test
    void twoStudiosDoNotShareAFolder() {
        try (RunningStudio first = RunningStudio.on(data)) {
            org.assertj.core.api.Assertions.assertThatThrownBy(
                            () -> Child.launch(data, 0, List.of()).close())
                    .hasMessageContaining("another studio");
            first.get("/system").expect(200);
        }
    }
}
