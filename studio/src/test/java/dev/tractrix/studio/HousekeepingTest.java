// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.studio.store.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is swept away, what stays, and how much a user may have; what nothing names is kept for a millisecond here. */
class HousekeepingTest {
    @TempDir
    static Path data;

    private static RunningStudio studio;

    @BeforeAll
    static void start() {
        studio = RunningStudio.small(data, Duration.ofSeconds(10));
    }

    @AfterAll
    static void stop() {
        studio.close();
    }

    @Test
    void whatNothingNamesIsCleanedUp() {
        ObjectNode shape = Json.object().put("width", 160).put("height", 96);
        shape.putObject("shape").putArray("box").add(3).add(3).add(77).add(20);
        String mask = studio.post("/masks/draw", shape).expect(201).get("id").asText();
        shape.putObject("shape").putArray("box").add(3).add(3).add(78).add(20);
        String kept = studio.post("/masks/draw", shape).expect(201).get("id").asText();
        ObjectNode project = Json.object().put("name", "keeps");
        project.putObject("document").putArray("undo").add(kept);
        studio.post("/projects", project).expect(201);
        RunningStudio.pause(20);
        studio.studio().workshop().housekeeping().clean();
        studio.get("/masks/" + mask).expect(404);
        assertThat(studio.get("/masks/" + kept + "/file").status()).isEqualTo(200);
    }

    /** Later than masks: whoever brings one may still look for words, and one in a project's history is needed for undo. */
    @Test
    void picturesThatNothingNamesGoToo() {
        String lost = studio.send("POST", "/images", "image/png", RunningStudio.png(64, 48, 71))
                .expect(201)
                .get("id")
                .asText();
        String kept = studio.send("POST", "/images", "image/png", RunningStudio.png(64, 48, 72))
                .expect(201)
                .get("id")
                .asText();
        ObjectNode project = Json.object().put("name", "keeps a picture");
        project.putObject("document").putArray("undo").add(kept);
        studio.post("/projects", project).expect(201);
        // thirty times the retention of a millisecond
        RunningStudio.pause(60);
        studio.studio().workshop().housekeeping().clean();
        studio.get("/images/" + lost).expect(404);
        assertThat(studio.get("/images/" + kept + "/file").status()).isEqualTo(200);
    }

    @Test
    void aJobThatWasOverLongAgoGoesUnlessItsClipIsThere() {
        String cancelled = studio.addJob(studio.request(400, 14)).get("id").asText();
        String done = studio.addJob(studio.request(2, 2)).get("id").asText();
        studio.post("/jobs/" + cancelled + "/cancel", null).expect(200);
        studio.await(cancelled, "cancelled");
        studio.await(done, "done");
        RunningStudio.pause(60);
        studio.studio().workshop().housekeeping().clean();
        studio.get("/jobs/" + cancelled).expect(404);
        studio.get("/jobs/" + done).expect(200);
    }

    /** What they are to bring counts from the first, so that many begun at once cannot fill the disk. */
    @Test
    void uploadsThatAreNotCompleteCountInTheQuota() {
        List<String> begun = new ArrayList<>();
        int status = 201;
        while (status == 201 && begun.size() < 20) {
            RunningStudio.Answer answer = studio.post(
                    "/uploads", Json.object().put("purpose", "image").put("bytes", 1 << 20));
            status = answer.status();
            if (status == 201) {
                begun.add("/uploads/" + answer.expect(201).get("id").asText());
            }
        }
        assertThat(status).isEqualTo(507);
        assertThat(begun).hasSizeBetween(1, 8);
        begun.forEach(upload -> assertThat(studio.delete(upload).status()).isEqualTo(204));
    }

    @Test
    void theQuotaHolds() {
        int refused = 0;
        for (int i = 0; i < 200 && refused == 0; i++) {
            RunningStudio.Answer answer = studio.send("POST", "/images", "image/png", noisy(i));
            refused += answer.status() == 507 ? 1 : 0;
            assertThat(answer.status()).isIn(201, 507);
        }
        assertThat(refused).isEqualTo(1);
        studio.studio()
                .workshop()
                .database()
                .jdbi()
                .useHandle(h -> h.execute("delete from image where bytes > 100000"));
    }

    /** Hardly to be compressed: some hundred kilobytes. */
    private static byte[] noisy(int seed) {
        java.awt.image.BufferedImage image =
                new java.awt.image.BufferedImage(400, 300, java.awt.image.BufferedImage.TYPE_INT_RGB);
        java.util.Random random = new java.util.Random(seed);
        for (int i = 0; i < 400 * 300; i++) {
            image.setRGB(i % 400, i / 400, random.nextInt());
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
