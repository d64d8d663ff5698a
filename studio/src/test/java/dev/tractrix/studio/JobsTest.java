// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.media.ClipReader;
import dev.tractrix.preflight.Machine;
import dev.tractrix.studio.store.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a scene to a clip through HTTP, with the embedded model at a small size. */
class JobsTest {
    @TempDir
    static Path data;

    private static RunningStudio studio;

    @BeforeAll
    static void start() {
        studio = RunningStudio.on(data);
    }

    @AfterAll
    static void stop() {
        studio.close();
    }

    @Test
    void aSceneBecomesAClipThatEveryFormatShows() throws Exception {
        try (EventReader events = new EventReader(studio.api("/events"), -1)) {
            String job = studio.addJob(studio.request(2, 3)).get("id").asText();
            JsonNode done = studio.await(job, "done", "failed");
            assertThat(done.get("state").asText()).as(done.toString()).isEqualTo("done");
            assertThat(done.get("progress").asDouble()).isEqualTo(1);
            String clip = done.get("clip").asText();

            EventReader.Event finished = events.await(e -> e.name().equals("job")
                    && e.data().get("state").asText().equals("done")
                    && e.data().get("id").asText().equals(job));
            events.await(
                    e -> e.name().equals("clip") && e.data().get("id").asText().equals(clip));
            List<Long> ids = events.events().stream().map(EventReader.Event::id).toList();
            assertThat(ids).doesNotHaveDuplicates().isSorted();
            assertThat(events.events()).anyMatch(e -> e.name().equals("preview"));
            assertThat(finished.data().get("clip").asText()).isEqualTo(clip);

            everyForm(clip);
        }
    }

    private void everyForm(String clip) throws IOException {
        JsonNode told = studio.get("/clips/" + clip).expect(200);
        assertThat(told.get("width").asInt()).isEqualTo(128);
        assertThat(told.get("frames").asInt()).isEqualTo(3);
        assertThat(told.has("pathErrorPercent")).isTrue();

        for (String format : List.of("mp4", "webm", "gif", "webp")) {
            RunningStudio.Answer media = studio.get("/clips/" + clip + "/media/" + format);
            assertThat(media.status()).isEqualTo(200);
            assertThat(media.header("X-Content-Type-Options")).isEqualTo("nosniff");
            Path file = data.resolve("got." + format);
            Files.write(file, media.body());
            if (!format.equals("webp")) {
                assertThat(ClipReader.read(file).frames()).hasSize(3);
            }
            assertThat(studio.get("/clips/" + clip + "/animatic/" + format).status())
                    .isEqualTo(200);
        }
        RunningStudio.Answer part = studio.get("/clips/" + clip + "/media/mp4", "Range", "bytes=0-9");
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.body()).hasSize(10);

        byte[] frame = studio.get("/clips/" + clip + "/frames/2").body();
        assertThat(ImageIO.read(new ByteArrayInputStream(frame)).getWidth()).isEqualTo(128);
        studio.get("/clips/" + clip + "/frames/3").expect(404);
        for (String kind : List.of("clip", "animatic", "motion", "control")) {
            RunningStudio.Answer strip = studio.get("/clips/" + clip + "/strip?kind=" + kind);
            assertThat(ImageIO.read(new ByteArrayInputStream(strip.body())).getWidth())
                    .isEqualTo(3 * 128);
        }
        JsonNode record = studio.get("/clips/" + clip + "/record").expect(200);
        assertThat(record.toString()).doesNotContain(data.toString());
        assertThat(record.at("/scene/image").asText()).isEqualTo("picture.png");
        assertThat(studio.get("/clips/" + clip + "/report").expect(200).get("entities"))
                .hasSize(1);
        byte[] export = studio.get("/clips/" + clip + "/export").body();
        assertThat(names(export))
                .contains("picture.png", "scene.json", "clip.json", "clip.mp4", "animatic.mp4", "index.html");
        theZipOpensElsewhere(export, record.get("scene"));

        JsonNode again = studio.post("/clips/" + clip + "/scene", null).expect(201);
        ObjectNode request = Json.object();
        request.set("scene", again.at("/document/scene"));
        studio.post("/scene/check", request).expect(200);
    }

    /** A studio that has never seen the clip, its picture or its masks has its scene. */
    private static void theZipOpensElsewhere(byte[] export, JsonNode scene) throws IOException {
        try (RunningStudio other = RunningStudio.on(Files.createDirectory(data.resolve("other")))) {
            JsonNode project =
                    other.upload("clip", "mine.zip", export).expect(200).get("project");
            assertThat(project.get("name").asText()).isEqualTo("mine");
            JsonNode opened = project.at("/document/scene");
            assertThat(opened.at("/entities/0/trajectory")).isEqualTo(scene.at("/entities/0/trajectory"));
            assertThat(opened.get("image").asText()).startsWith("img_");
            ObjectNode request = Json.object();
            request.set("scene", opened);
            assertThat(other.post("/scene/check", request)
                            .expect(200)
                            .get("errors")
                            .asInt())
                    .isZero();
        }
    }

    private static List<String> names(byte[] zip) throws IOException {
        List<String> names = new ArrayList<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }

    @Test
    void theSameSeedGivesTheSameFramesAndTheBestOfSeveralIsKept() {
        ObjectNode sweep = studio.request(2, 2);
        sweep.putArray("seeds").add(7).add(8);
        JsonNode jobs = studio.post("/jobs", sweep, "Idempotency-Key", "once")
                .expect(201)
                .get("jobs");
        JsonNode same = studio.post("/jobs", sweep, "Idempotency-Key", "once")
                .expect(201)
                .get("jobs");
        assertThat(same.findValuesAsText("id")).isEqualTo(jobs.findValuesAsText("id"));
        String seven = frames(studio.await(jobs.get(0).get("id").asText(), "done"));
        assertThat(frames(studio.await(jobs.get(1).get("id").asText(), "done"))).isNotEqualTo(seven);

        sweep.putArray("seeds").add(7);
        sweep.put("bestOf", 2);
        JsonNode best = studio.await(studio.addJob(sweep).get("id").asText(), "done", "failed");
        JsonNode candidates = studio.get("/clips/" + best.get("clip").asText() + "/report")
                .expect(200)
                .get("candidates");
        assertThat(candidates.findValuesAsText("seed")).containsExactly("7", "8");
        long chosen = candidates.get(0).get("chosen").asBoolean() ? 7 : 8;
        if (chosen == 7) {
            assertThat(frames(best)).isEqualTo(seven);
        }
        assertThat(studio.get("/clips/" + best.get("clip").asText())
                        .expect(200)
                        .get("seed")
                        .asLong())
                .isEqualTo(chosen);
    }

    private static String frames(JsonNode job) {
        assertThat(job.get("state").asText()).as(job.toString()).isEqualTo("done");
        byte[] zip = studio.get("/clips/" + job.get("clip").asText() + "/media/frames")
                .body();
        return java.util.Arrays.hashCode(zip) + "/" + zip.length;
    }

    @Test
    void whatWaitsAndWhatRunsCanBeCancelledAndTriedAgain() {
        String runs = studio.addJob(studio.request(400, 14)).get("id").asText();
        JsonNode waits = studio.addJob(studio.request(2, 2));
        studio.await(runs, "running");
        // what runs now gives its memory back before the next one begins
        Machine later = studio.studio().workshop().queue().machine();
        assertThat(later.availableBytes()).isEqualTo(later.totalBytes());
        assertThat(studio.get("/jobs/" + waits.get("id").asText())
                        .json()
                        .get("position")
                        .asInt())
                .isZero();

        assertThat(studio.post("/jobs/" + waits.get("id").asText() + "/cancel", null)
                        .expect(200)
                        .get("state")
                        .asText())
                .isEqualTo("cancelled");
        studio.post("/jobs/" + runs + "/cancel", null).expect(200);
        JsonNode over = studio.await(runs, "cancelled", "done", "failed");
        assertThat(over.get("state").asText()).isEqualTo("cancelled");
        assertThat(over.get("clip").isNull()).isTrue();
        studio.post("/jobs/" + runs + "/cancel", null).expect(409);

        JsonNode again = studio.post("/jobs/" + waits.get("id").asText() + "/retry", null)
                .expect(201);
        assertThat(studio.await(again.get("id").asText(), "done", "failed")
                        .get("state")
                        .asText())
                .isEqualTo("done");
    }

    @Test
    void historyIsSearchedStarredBinnedAndRestored() {
        ObjectNode request = studio.request(2, 2).put("name", "A red Square");
        String clip = studio.await(studio.addJob(request).get("id").asText(), "done")
                .get("clip")
                .asText();
        assertThat(studio.get("/clips?search=red%20sq").expect(200).get("clips"))
                .hasSize(1);
        assertThat(studio.get("/clips?search=100%25").expect(200).get("clips")).isEmpty();
        studio.send("PATCH", "/clips/" + clip, "application/json", "{\"starred\": true}".getBytes())
                .expect(200);
        assertThat(studio.get("/clips?starred=true").expect(200).get("clips").findValuesAsText("id"))
                .contains(clip);
        studio.delete("/clips/" + clip).expect(204);
        assertThat(studio.get("/clips?bin=true").expect(200).get("clips").findValuesAsText("id"))
                .contains(clip);
        studio.post("/clips/" + clip + "/restore", null).expect(200);
        assertThat(studio.get("/clips?search=red").expect(200).get("clips")).hasSize(1);
        studio.delete("/clips/" + clip + "?forever=true").expect(204);
        studio.get("/clips/" + clip).expect(404);
    }

    @Test
    void twoClipsAreVotedOnBlindly() {
        ObjectNode sweep = studio.request(2, 2);
        sweep.putArray("seeds").add(1).add(2);
        List<String> clips = new ArrayList<>();
        studio.post("/jobs", sweep)
                .expect(201)
                .get("jobs")
                .forEach(j -> clips.add(
                        studio.await(j.get("id").asText(), "done").get("clip").asText()));
        ObjectNode plan = Json.object().put("name", "seeds").put("seed", 3);
        plan.putArray("items")
                .addObject()
                .put("scene", "square")
                .putObject("clips")
                .put("alpha", clips.get(0))
                .put("beta", clips.get(1));
        String study = studio.post("/studies", plan).expect(201).get("id").asText();

        JsonNode pair = studio.get("/studies/" + study + "/next?rater=ann").expect(200);
        assertThat(pair.toString()).doesNotContain("alpha").doesNotContain(clips.get(0));
        assertThat(studio.get(pair.get("left").asText()).header("Content-Type")).startsWith("video/mp4");
        assertThat(studio.get(pair.get("asked").asText()).header("Content-Type"))
                .startsWith("image/png");
        ObjectNode vote =
                Json.object().put("rater", "ann").put("pair", pair.get("pair").asText());
        vote.putObject("answers").put("motion", "left").put("quality", "same");
        studio.post("/studies/" + study + "/votes", vote).expect(204);
        studio.post("/studies/" + study + "/votes", vote).expect(204);
        assertThat(studio.get("/studies/" + study + "/next?rater=ann")
                        .expect(200)
                        .get("done")
                        .asBoolean())
                .isTrue();
        JsonNode results = studio.get("/studies/" + study + "/results").expect(200);
        assertThat(results.get("votes").asInt()).isEqualTo(1);
        assertThat(results.at("/questions/0/methods").findValuesAsText("preferred"))
                .containsExactlyInAnyOrder("1", "0");
        vote.putObject("answers").put("motion", "up");
        studio.post("/studies/" + study + "/votes", vote).expect(422);
        studio.delete("/studies/" + study).expect(204);
    }
}
