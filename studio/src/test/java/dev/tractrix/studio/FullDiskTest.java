// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.studio.store.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is really full: a studio on a small one of its own. */
class FullDiskTest {
    private static final List<String> MOUNT = List.of("mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs");

    @TempDir
    Path data;

    @Test
    void aFullDiskIsToldAndNothingThatWasThereIsHurt() throws Exception {
        Path small = Files.createDirectories(data.resolve("small"));
        assumeTrue(mountable(small), "no small disk can be mounted here (unshare -rm)");
        String script = String.join(" ", MOUNT) + " '" + small + "' && exec \"$@\"";
        try (Child child = Child.launch(small, 0, List.of("unshare", "-rm", "sh", "-c", script, "sh"))) {
            RunningStudio studio = child.client();
            String first = studio.image();
            String project =
                    studio.post("/projects", document(0)).expect(201).get("id").asText();
            Path ballast = Path.of("/proc/" + child.pid() + "/root" + small).resolve("ballast");
            fill(ballast, 1 << 20);

            // what was there is there, work that needs no room goes on, and what needs room is refused in words
            assertThat(studio.get("/images/" + first + "/file").status()).isEqualTo(200);
            assertThat(studio.get("/projects/" + project)
                            .expect(200)
                            .get("version")
                            .asInt())
                    .isEqualTo(1);
            assertFull(studio.send("POST", "/images", "image/png", RunningStudio.png(160, 96, 1)));
            assertFull(studio.put("/projects/" + project, document(1), "If-Match", "\"v1\""));
            ObjectNode request = Json.object();
            request.set("scene", RunningStudio.scene(first));
            assertFull(studio.post("/jobs", request));
            studio.delete("/projects/" + project).expect(204);
            studio.post("/projects/" + project + "/restore", null).expect(200);

            // somebody else takes the rest of the disk too, to its last byte
            fill(ballast, 0);
            int refused = 0;
            for (int i = 0; i < 40 && refused == 0; i++) {
                RunningStudio.Answer answer = studio.delete("/projects/" + project);
                refused += answer.status() == 204 ? 0 : 1;
                assertThat(answer.status()).as(new String(answer.body())).isIn(204, 503, 507);
                studio.post("/projects/" + project + "/restore", null);
            }

            // room again: everything goes on without a new start
            Files.delete(ballast);
            assertThat(await(studio, "/projects/" + project)
                            .get("document")
                            .get("step")
                            .asInt())
                    .isZero();
            studio.get("/images")
                    .expect(200)
                    .get("images")
                    .forEach(image -> assertThat(
                                    studio.get("/images/" + image.get("id").asText() + "/file")
                                            .status())
                            .isEqualTo(200));
            studio.delete("/projects/" + project).expect(204);
        }
    }

    private static void assertFull(RunningStudio.Answer answer) {
        assertThat(answer.expect(507).get("type").asText()).endsWith("no-room");
    }

    /** Takes all of the disk but so much. */
    private static void fill(Path ballast, long left) throws IOException {
        try (OutputStream out = Files.newOutputStream(ballast, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            // not its FileStore, which looks for the mount in this process's own list
            while (ballast.toFile().getUsableSpace() > left) {
                out.write(new byte[4096]);
            }
        }
    }

    private static JsonNode await(RunningStudio studio, String path) {
        RunningStudio.Answer answer = studio.get(path);
        for (int i = 0; i < 100 && answer.status() != 200; i++) {
            RunningStudio.pause(100);
            answer = studio.get(path);
        }
        return answer.expect(200);
    }

    private static ObjectNode document(int step) {
        ObjectNode body = Json.object().put("name", "on a full disk");
        body.putObject("document").put("step", step);
        return body;
    }

    private static boolean mountable(Path at) throws InterruptedException {
        try {
            List<String> command = new ArrayList<>(List.of("unshare", "-rm"));
            command.addAll(MOUNT);
            command.add(at.toString());
            return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
