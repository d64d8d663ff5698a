// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.studio.store.Json;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Projects through HTTP: two tabs, the bin, large documents. */
class ProjectsTest {
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

    private static ObjectNode document(String name, int step) {
        ObjectNode body = Json.object().put("name", name);
        body.putObject("document").put("step", step);
        return body;
    }

    @Test
    void ofTwoTabsNoneOverwritesTheOther() throws Exception {
        RunningStudio.Answer made = studio.post("/projects", document("two tabs", 0));
        String at = "/projects/" + made.expect(201).get("id").asText();
        String tag = made.header("ETag");
        try (EventReader other = new EventReader(studio.api("/events"), -1)) {
            RunningStudio.Answer saved =
                    studio.put(at, document("two tabs", 1), "If-Match", tag, "Tractrix-Client", "tab-1");
            saved.expect(200);
            JsonNode told = other.await(e -> e.name().equals("project")).data();
            assertThat(told.get("client").asText()).isEqualTo("tab-1");
            assertThat(told.get("version").asInt()).isEqualTo(2);

            JsonNode conflict =
                    studio.put(at, document("two tabs", 99), "If-Match", tag).expect(412);
            assertThat(conflict.get("version").asInt()).isEqualTo(2);
            assertThat(studio.get(at).expect(200).at("/document/step").asInt()).isEqualTo(1);
            // the answer to a save was lost: the same again is no conflict
            RunningStudio.Answer again = studio.put(at, document("two tabs", 1), "If-Match", tag);
            again.expect(200);
            assertThat(again.header("ETag")).isEqualTo(saved.header("ETag"));
        }
        studio.put(at, document("two tabs", 2)).expect(428);
        studio.put(at, document("two tabs", 2), "If-Match", "*").expect(422);
        assertThat(studio.get(at, "If-None-Match", "\"v2\"").status()).isEqualTo(304);
    }

    @Test
    void manySavesAtOnceLoseNone() throws Exception {
        String at = "/projects/"
                + studio.post("/projects", document("busy", 0))
                        .expect(201)
                        .get("id")
                        .asText();
        var saved = new java.util.concurrent.atomic.AtomicInteger();
        var others = new java.util.concurrent.atomic.AtomicInteger();
        Thread[] tabs = new Thread[6];
        for (int t = 0; t < tabs.length; t++) {
            int tab = t;
            tabs[t] = new Thread(() -> {
                for (int i = 1; i <= 10; i++) {
                    RunningStudio.Answer now = studio.get(at);
                    ObjectNode body = document("busy", 100 * tab + i);
                    RunningStudio.Answer answer = studio.put(at, body, "If-Match", now.header("ETag"));
                    if (answer.status() == 200) {
                        saved.incrementAndGet();
                        long based = Long.parseLong(now.header("ETag").replaceAll("\\D", ""));
                        // not the version of a tab that saved right after: this one would overwrite it next time
                        if (answer.expect(200).get("version").asLong() != based + 1) {
                            others.incrementAndGet();
                        }
                    }
                }
            });
            tabs[t].start();
        }
        for (Thread tab : tabs) {
            tab.join();
        }
        // each save that was acknowledged is one version
        assertThat(studio.get(at).expect(200).get("version").asInt()).isEqualTo(1 + saved.get());
        assertThat(saved.get()).isGreaterThan(5);
        assertThat(others.get()).isZero();
    }

    @Test
    void aSaveCanBeAnsweredWithoutTheDocument() {
        RunningStudio.Answer made = studio.post("/projects", document("brief", 0));
        String at = "/projects/" + made.expect(201).get("id").asText();
        RunningStudio.Answer whole = studio.put(at, document("brief", 1), "If-Match", made.header("ETag"));
        assertThat(whole.expect(200).at("/document/step").asInt()).isEqualTo(1);
        RunningStudio.Answer brief =
                studio.put(at, document("brief", 2), "If-Match", whole.header("ETag"), "Prefer", "return=minimal");
        assertThat(brief.expect(200).has("document")).isFalse();
        assertThat(brief.expect(200).get("version").asInt()).isEqualTo(3);
        assertThat(brief.header("ETag")).isEqualTo("\"v3\"");
        assertThat(brief.header("Preference-Applied")).isEqualTo("return=minimal");
        assertThat(studio.get(at).expect(200).at("/document/step").asInt()).isEqualTo(2);
    }

    @Test
    void theBinGivesBackWhatItTook() {
        String id = studio.post("/projects", document("Thrown away", 0))
                .expect(201)
                .get("id")
                .asText();
        studio.delete("/projects/" + id).expect(204);
        assertThat(studio.get("/projects").expect(200).get("projects").findValuesAsText("id"))
                .doesNotContain(id);
        assertThat(studio.get("/projects?bin=true&search=thrown")
                        .expect(200)
                        .get("projects")
                        .findValuesAsText("id"))
                .containsExactly(id);
        studio.post("/projects/" + id + "/restore", null).expect(200);
        assertThat(studio.get("/projects?search=thrown")
                        .expect(200)
                        .get("projects")
                        .findValuesAsText("id"))
                .containsExactly(id);
        studio.delete("/projects/" + id + "?forever=true").expect(204);
        studio.get("/projects/" + id).expect(404);
    }

    @Test
    void tenThousandKeyframesAreKeptAndMovedAndOneMoreIsRefused() {
        ObjectNode scene = RunningStudio.scene(studio.image());
        ObjectNode trajectory = (ObjectNode) scene.at("/entities/0/trajectory");
        ArrayNode keyframes = trajectory.putArray("keyframes");
        for (int i = 0; i < 10_000; i++) {
            keyframes
                    .addObject()
                    .put("time", i / 10_000.0)
                    .put("x", 44 + i / 200.0)
                    .put("y", 48);
        }
        ObjectNode project = Json.object().put("name", "long");
        project.putObject("document").set("scene", scene);
        String id = studio.post("/projects", project).expect(201).get("id").asText();
        assertThat(studio.get("/projects/" + id).expect(200).at("/document/scene"))
                .isEqualTo(scene);
        ObjectNode body = Json.object();
        body.set("scene", scene);
        assertThat(studio.post("/scene/motion", body).expect(200).get("frames").asInt())
                .isEqualTo(3);
        keyframes.addObject().put("time", 1).put("x", 1).put("y", 1);
        assertThat(studio.post("/scene/motion", body).expect(422).get("pointer").asText())
                .isEqualTo("/entities/0/trajectory");
    }

    @Test
    void findingsNameTheirPlaceInTheScene() {
        ObjectNode scene = RunningStudio.scene(studio.image());
        ArrayNode keyframes = (ArrayNode) scene.at("/entities/0/trajectory/keyframes");
        ((ObjectNode) keyframes.get(1)).put("x", 1000);
        ObjectNode body = Json.object();
        body.set("scene", scene);
        JsonNode check = studio.post("/scene/check", body).expect(200);
        assertThat(check.get("findings").findValuesAsText("pointer")).contains("/entities/0/trajectory");
        assertThat(check.at("/estimate/peakBytes").asLong()).isPositive();
        assertThat(studio.post("/scene/check?quick=true", body).expect(200).has("estimate"))
                .isFalse();
        ((ObjectNode) keyframes.get(0)).put("x", 5000);
        ((ObjectNode) keyframes.get(1)).put("x", 6000);
        ((ObjectNode) scene.at("/entities/0/trajectory")).put("anchor", "path");
        JsonNode refused = studio.post("/jobs", body).expect(422);
        assertThat(refused.get("findings").findValuesAsText("code")).contains("never-visible");
        ((ObjectNode) keyframes.get(0)).put("scale", "large");
        assertThat(studio.post("/scene/check", body).expect(422).get("pointer").asText())
                .isEqualTo("/entities/0/trajectory/keyframes/0/scale");
    }

    @Test
    void aMaskOfAnotherSizeIsToldWithItsPlace() {
        ObjectNode shape = Json.object().put("width", 100).put("height", 60);
        shape.putObject("shape").putArray("box").add(3).add(3).add(40).add(30);
        String mask = studio.post("/masks/draw", shape).expect(201).get("id").asText();
        ObjectNode scene = RunningStudio.scene(studio.image());
        ((ObjectNode) scene.at("/entities/0")).put("mask", mask);
        ObjectNode body = Json.object();
        body.set("scene", scene);
        JsonNode refused = studio.post("/jobs", body).expect(422);
        assertThat(refused.get("pointer").asText()).isEqualTo("/entities/0/mask");
        assertThat(refused.toString()).contains("100x60");
    }

    @Test
    void examplesOpenAsProjects() {
        JsonNode examples = studio.get("/gallery").expect(200).get("examples");
        List<String> names = examples.findValuesAsText("id");
        assertThat(names).contains("boat", "desk", "billiards", "shore", "pears", "balloons", "chess");
        for (String name : names) {
            JsonNode opened = studio.post("/gallery/" + name + "/open", null).expect(201);
            ObjectNode body = Json.object();
            body.set("scene", opened.at("/document/scene"));
            assertThat(studio.post("/scene/check?quick=true", body)
                            .expect(200)
                            .get("errors")
                            .asInt())
                    .as(name)
                    .isZero();
        }
        assertThat(studio.get(examples.get(0).get("thumbnail").asText()).header("Content-Type"))
                .isEqualTo("image/jpeg");
        studio.post("/gallery/nothing/open", null).expect(404);
    }
}
