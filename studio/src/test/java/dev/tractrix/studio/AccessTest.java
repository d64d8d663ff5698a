// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.studio.StudioOptions.Limits;
import dev.tractrix.studio.store.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is let in, and from where. */
class AccessTest {
    private static final String TOKEN = "0123456789abcdef0123";

    @TempDir
    Path data;

    @Test
    void foreignNamesAndForeignPagesAreRefused() throws IOException {
        try (RunningStudio studio = RunningStudio.on(data)) {
            assertThat(raw(studio, "GET /api/v1/system HTTP/1.1", "Host: evil.example"))
                    .startsWith("HTTP/1.1 421");
            assertThat(raw(studio, "GET / HTTP/1.1", "Host: evil.example:80")).startsWith("HTTP/1.1 421");
            String host = "Host: localhost:" + studio.address().getPort();
            assertThat(raw(studio, "GET /api/v1/system HTTP/1.1", host)).startsWith("HTTP/1.1 200");
            String post = "POST /api/v1/gallery/boat/open HTTP/1.1";
            assertThat(raw(studio, post, host, "Origin: http://evil.example", "Content-Length: 0"))
                    .startsWith("HTTP/1.1 403");
            assertThat(raw(studio, post, host, "Origin: null", "Content-Length: 0"))
                    .startsWith("HTTP/1.1 403");
            assertThat(raw(studio, post, host, "Sec-Fetch-Site: cross-site", "Content-Length: 0"))
                    .startsWith("HTTP/1.1 403");
            assertThat(raw(
                            studio,
                            "GET /api/v1/events HTTP/1.1",
                            host,
                            "Origin: http://localhost:1",
                            "Accept: text/event-stream"))
                    .startsWith("HTTP/1.1 403");
            assertThat(raw(
                            studio,
                            post,
                            host,
                            "Origin: http://localhost:" + studio.address().getPort(),
                            "Content-Length: 0"))
                    .startsWith("HTTP/1.1 201");
        }
    }

    @Test
    void noPathOfAClientReachesTheFileSystem() throws IOException {
        try (RunningStudio studio = RunningStudio.on(data)) {
            String host = "Host: 127.0.0.1:" + studio.address().getPort();
            for (String path : List.of(
                    "/../../etc/passwd",
                    "/..%2f..%2fetc/passwd",
                    "/%2e%2e/%2e%2e/etc/passwd",
                    "/assets/..%5c..%5cstudio.mv.db",
                    "/api/v1/plates/..%2f..%2f/ground.png",
                    "/api/v1/plates/" + "0".repeat(64) + "/..%2fplate.json",
                    "/api/v1/images/..%2f..%2fstudio.mv.db/file",
                    "/openapi.yaml%00.js")) {
                String answer = raw(studio, "GET " + path + " HTTP/1.1", host);
                assertThat(answer).as(path).matches("(?s)HTTP/1.1 (400|404).*").doesNotContain("root:");
            }
            for (String field : List.of("/etc/passwd", "../studio.mv.db", "file:///etc/passwd")) {
                var body = Json.object();
                body.set("scene", RunningStudio.scene(field));
                assertThat(studio.post("/scene/check", body)
                                .expect(422)
                                .get("pointer")
                                .asText())
                        .isEqualTo("/image");
            }
            var scene = RunningStudio.scene(studio.image());
            ((com.fasterxml.jackson.databind.node.ObjectNode) scene.at("/entities/0")).put("mask", "/etc/passwd");
            var body = Json.object();
            body.set("scene", scene);
            assertThat(studio.post("/scene/check", body)
                            .expect(422)
                            .get("pointer")
                            .asText())
                    .isEqualTo("/entities/0/mask");
            body.put("model", "../../etc");
            studio.post("/scene/check", body).expect(422);
        }
    }

    @Test
    void anotherAddressNeedsATokenOrUsers() {
        StudioOptions open = new StudioOptions(
                data,
                "0.0.0.0",
                0,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                false,
                Limits.DEFAULT);
        assertThatThrownBy(() -> Studio.start(open, java.util.Map.of()))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("token or users");
        try (RunningStudio studio = RunningStudio.of(open.withToken(TOKEN))) {
            assertThat(studio.get("/session").expect(200).get("access").asText())
                    .isEqualTo("token");
            assertThat(studio.get("/projects").expect(401).get("type").asText()).endsWith("sign-in");
            studio.get("/projects", "Authorization", "Bearer " + TOKEN).expect(200);
            studio.get("/projects", "Authorization", "Bearer " + TOKEN + "x").expect(401);
            studio.post("/session", Json.object().put("token", "wrong wrong wrong"))
                    .expect(401);
            RunningStudio.Answer in = studio.post("/session", Json.object().put("token", TOKEN));
            in.expect(200);
            assertThat(in.header("Set-Cookie")).contains("HttpOnly").contains("SameSite=Strict");
            studio.get("/projects", "Cookie", cookie(in)).expect(200);
        }
    }

    @Test
    void usersDoNotSeeEachOtherAndSessionsExpire() {
        Limits brief = new Limits(
                1 << 20,
                1_000_000,
                1 << 20,
                1 << 28,
                100,
                Duration.ofSeconds(30),
                Duration.ofDays(1),
                Duration.ofSeconds(3));
        StudioOptions options = StudioOptions.local(data, 0).withLimits(brief);
        StudioUsers.put(options, "ann", "ann's long password", true);
        StudioUsers.put(options, "bob", "bob's long password", false);
        assertThatThrownBy(() -> StudioUsers.put(options, "eve", "short", false))
                .isInstanceOf(BadInputException.class);
        try (RunningStudio studio = RunningStudio.of(options)) {
            studio.get("/images").expect(401);
            RunningStudio ann = studio.as("Cookie", signIn(studio, "ann"));
            RunningStudio bob = studio.as("Cookie", signIn(studio, "bob"));
            String image = ann.image();
            assertThat(ann.get("/images").expect(200).get("images")).hasSize(1);
            assertThat(bob.get("/images").expect(200).get("images")).isEmpty();
            bob.get("/images/" + image + "/file").expect(404);
            var scene = Json.object();
            scene.set("scene", RunningStudio.scene(image));
            bob.post("/scene/check", scene).expect(422);
            String project = ann.post(
                            "/projects", scene.deepCopy().put("name", "mine").set("document", scene))
                    .expect(201)
                    .get("id")
                    .asText();
            bob.get("/projects/" + project).expect(404);
            bob.put(
                            "/projects/" + project,
                            Json.object().put("name", "x").set("document", Json.object()),
                            "If-Match",
                            "\"v1\"")
                    .expect(404);
            bob.delete("/projects/" + project).expect(404);
            assertThat(bob.post("/models/pulls", Json.object().put("repository", "a/b"))
                            .expect(403)
                            .get("type")
                            .asText())
                    .endsWith("admin");
            assertThat(bob.image())
                    .as("the same bytes are another picture of another user")
                    .isNotEqualTo(image);

            RunningStudio.pause(3_100);
            assertThat(ann.get("/images").expect(401).get("type").asText()).endsWith("expired");
        }
    }

    private static Limits slow(double requestsPerSecond) {
        return new Limits(
                1 << 20,
                1_000_000,
                1 << 20,
                1 << 28,
                requestsPerSecond,
                Duration.ofSeconds(30),
                Duration.ofDays(1),
                Duration.ofDays(1));
    }

    /** Behind a proxy everybody would share one client's limit; of anybody else that header is not believed. */
    @Test
    void aProxysClientsAreToldApart() {
        StudioOptions options = StudioOptions.local(data, 0).withLimits(slow(1));
        for (boolean trusted : new boolean[] {true, false}) {
            try (RunningStudio studio =
                    RunningStudio.of(trusted ? options.withProxies(List.of("127.0.0.1")) : options)) {
                int refused = 0;
                for (int i = 0; i < 12; i++) {
                    // the first is what the client wrote itself
                    String told = "10.0.0.7, 192.0.2." + i;
                    refused += studio.get("/session", "X-Forwarded-For", told).status() == 429 ? 1 : 0;
                }
                assertThat(refused > 0).isEqualTo(!trusted);
            }
        }
    }

    @Test
    void anotherTokenEndsTheSessionsOfTheOldOne() {
        StudioOptions options = StudioOptions.local(data, 0).withToken(TOKEN);
        String cookie;
        try (RunningStudio studio = RunningStudio.of(options)) {
            RunningStudio.Answer in = studio.post("/session", Json.object().put("token", TOKEN));
            in.expect(200);
            cookie = cookie(in);
            studio.get("/projects", "Cookie", cookie).expect(200);
        }
        try (RunningStudio studio = RunningStudio.of(options)) {
            studio.get("/projects", "Cookie", cookie).expect(200);
        }
        try (RunningStudio studio = RunningStudio.of(options.withToken("another " + TOKEN))) {
            studio.get("/projects", "Cookie", cookie).expect(401);
        }
    }

    /** Found out at the next heartbeat, within 15 s. */
    @Test
    void whoSignsOutHearsNothingMore() throws IOException {
        try (RunningStudio studio =
                RunningStudio.of(StudioOptions.local(data, 0).withToken(TOKEN))) {
            RunningStudio.Answer in = studio.post("/session", Json.object().put("token", TOKEN));
            in.expect(200);
            URI events = studio.api("/events");
            try (Socket socket = new Socket("127.0.0.1", events.getPort())) {
                socket.setSoTimeout(30_000);
                socket.getOutputStream()
                        .write(("GET " + events.getPath() + " HTTP/1.1\r\nHost: 127.0.0.1:" + events.getPort()
                                        + "\r\nAccept: text/event-stream\r\nCookie: " + cookie(in) + "\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
                InputStream answer = socket.getInputStream();
                assertThat(answer.read()).isEqualTo('H');
                studio.delete("/session", "Cookie", cookie(in));
                String rest = new String(answer.readAllBytes(), StandardCharsets.UTF_8);
                assertThat(rest).startsWith("TTP/1.1 200");
            }
        }
    }

    @Test
    void aDeviceThatIsNotThereIsToldAtTheStart() {
        assertThatThrownBy(() -> Studio.start(StudioOptions.local(data, 0).withDevice("cuda:99"), java.util.Map.of()))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("cuda:99");
        try (RunningStudio studio =
                RunningStudio.of(StudioOptions.local(data, 0).withDevice("cpu"))) {
            assertThat(studio.get("/system").expect(200).get("device").asText()).isEqualTo("cpu");
        }
    }

    @Test
    void guessingPasswordsAndFloodingAreSlowedDown() {
        StudioOptions options = StudioOptions.local(data, 0).withLimits(slow(4));
        StudioUsers.put(options, "ann", "ann's long password", true);
        try (RunningStudio studio = RunningStudio.of(options)) {
            var guess = Json.object().put("name", "ann").put("password", "a guess, and another");
            int refused = 0;
            for (int i = 0; i < 7; i++) {
                RunningStudio.Answer answer = studio.post("/session", guess);
                if (answer.status() == 429) {
                    refused++;
                    assertThat(Integer.parseInt(answer.header("Retry-After"))).isPositive();
                }
            }
            assertThat(refused).isGreaterThanOrEqualTo(1);
            int flooded = 0;
            for (int i = 0; i < 60; i++) {
                flooded += studio.get("/session").status() == 429 ? 1 : 0;
            }
            assertThat(flooded).isGreaterThan(0);
        }
    }

    private static String signIn(RunningStudio studio, String user) {
        RunningStudio.Answer in =
                studio.post("/session", Json.object().put("name", user).put("password", user + "'s long password"));
        in.expect(200);
        return cookie(in);
    }

    private static String cookie(RunningStudio.Answer answer) {
        return answer.header("Set-Cookie").split(";", 2)[0];
    }

    /** As it goes over the wire: Java's client would correct these. */
    static String raw(RunningStudio studio, String... lines) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", studio.address().getPort())) {
            socket.setSoTimeout(20_000);
            String request = String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            return new String(in.readNBytes(4000), StandardCharsets.ISO_8859_1);
        }
    }
}
