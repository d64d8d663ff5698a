// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Picture;
import dev.tractrix.studio.store.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import javax.imageio.ImageIO;

/** A real studio on a free port, and a client of it. */
final class RunningStudio implements AutoCloseable {
    /** More where a machine has much else to do. */
    static final Duration PATIENCE = Duration.ofSeconds(Integer.getInteger("tractrix.patience", 120));

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI base;
    private final Studio studio;
    private final String[] always;

    private RunningStudio(Studio studio, URI base, String... always) {
        this.studio = studio;
        this.base = base;
        this.always = always;
    }

    static RunningStudio on(Path data) {
        return of(StudioOptions.local(data, 0));
    }

    /**
     * One where a megabyte is large, eight are all that a user may have, and what nothing names is kept for a millisecond.
     *
     * @param idle how long a line may be silent
     */
    static RunningStudio small(Path data, Duration idle) {
        return of(StudioOptions.local(data, 0)
                .withLimits(new StudioOptions.Limits(
                        1 << 20, 500_000, 2 << 20, 8 << 20, 1000, idle, Duration.ofMillis(1), Duration.ofDays(1))));
    }

    static RunningStudio of(StudioOptions options) {
        Studio studio = Studio.start(options, Map.of("tractrix", "test"));
        return new RunningStudio(studio, studio.address());
    }

    /** A client of a studio that runs elsewhere. */
    static RunningStudio at(URI address) {
        return new RunningStudio(null, address);
    }

    /** The same studio with headers that every request carries. */
    RunningStudio as(String... headers) {
        return new RunningStudio(null, base, headers);
    }

    Studio studio() {
        return studio;
    }

    URI address() {
        return base;
    }

    URI api(String path) {
        return URI.create(base + "api/v1" + path);
    }

    /** An answer. */
    record Answer(int status, byte[] body, HttpResponse<byte[]> response) {
        JsonNode json() {
            return Json.parse(body);
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }

        /** The answer's JSON, where the status is this. */
        JsonNode expect(int expected) {
            assertThat(status).as(new String(body)).isEqualTo(expected);
            return body.length == 0 ? Json.object() : json();
        }
    }

    Answer send(String method, String path, String type, byte[] body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(path.startsWith("/api/") ? base.resolve(path) : api(path))
                .timeout(PATIENCE)
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (type != null) {
            request.header("Content-Type", type);
        }
        if (always.length > 0) {
            request.headers(always);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<byte[]> response = answered(request.build());
            return new Answer(response.statusCode(), response.body(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * A connection that the server closes for idleness just when it is taken again gives no byte of an answer: the server
     * never saw the request, so it is sent once more, as browsers do.
     */
    private HttpResponse<byte[]> answered(HttpRequest request) throws IOException, InterruptedException {
        try {
            return http.send(request, BodyHandlers.ofByteArray());
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("header parser received no bytes")) {
                throw e;
            }
            return http.send(request, BodyHandlers.ofByteArray());
        }
    }

    Answer get(String path, String... headers) {
        return send("GET", path, null, null, headers);
    }

    Answer post(String path, JsonNode body, String... headers) {
        return send("POST", path, body == null ? null : "application/json", body == null ? null : bytes(body), headers);
    }

    Answer put(String path, JsonNode body, String... headers) {
        return send("PUT", path, "application/json", bytes(body), headers);
    }

    /** A whole file as an upload of one piece; the answer to that piece. */
    Answer upload(String purpose, String name, byte[] bytes) {
        String id = post(
                        "/uploads",
                        Json.object().put("purpose", purpose).put("name", name).put("bytes", bytes.length))
                .expect(201)
                .get("id")
                .asText();
        return send("PATCH", "/uploads/" + id, "application/offset+octet-stream", bytes, "Upload-Offset", "0");
    }

    Answer delete(String path, String... headers) {
        return send("DELETE", path, null, null, headers);
    }

    static byte[] bytes(JsonNode json) {
        return Json.text(json).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    /** A picture with a bright square on a dark ramp; {@code shade} makes it another. */
    static byte[] png(int width, int height, int shade) {
        Picture picture = Picture.black(width, height);
        for (int i = 0; i < width * height; i++) {
            int x = i % width;
            int y = i / width;
            boolean square = x >= width / 8 && x < width / 8 + height / 2 && y >= height / 4 && y < 3 * height / 4;
            picture.rgb()[3 * i] = (byte) (square ? 230 : x * 80 / width);
            picture.rgb()[3 * i + 1] = (byte) (square ? 200 - shade : y * 80 / height);
            picture.rgb()[3 * i + 2] = (byte) (square ? 40 : 90 + shade);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(ImageFiles.toBuffered(picture), "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Uploads a picture; its id. */
    String image() {
        return send("POST", "/images?name=square", "image/png", png(160, 96, 0))
                .expect(201)
                .get("id")
                .asText();
    }

    /** A scene of a picture in which the square goes to the right; quick to make, and without the guide, so that it is denoised. */
    static ObjectNode scene(String image) {
        return (ObjectNode) Json.parse(("""
                {"version": 1, "image": "%s", "frames": 3, "fps": 7,
                 "entities": [{"id": "square", "mask": {"box": [20, 24, 67, 71]},
                   "trajectory": {"keyframes": [{"time": 0, "x": 44, "y": 48}, {"time": 1, "x": 100, "y": 48}]}}],
                 "settings": {"steps": 2, "width": 128, "height": 64, "featureEnsemble": 1, "guideInside": 0, "guideOutside": 0}}
                """.formatted(image)).getBytes());
    }

    /** A request for a job with this scene. */
    ObjectNode request(int steps, int frames) {
        ObjectNode scene = scene(image());
        scene.put("frames", frames);
        ((ObjectNode) scene.get("settings")).put("steps", steps);
        ObjectNode body = Json.object().put("name", "square");
        body.set("scene", scene);
        return body;
    }

    JsonNode addJob(ObjectNode request) {
        return post("/jobs", request).expect(201).get("jobs").get(0);
    }

    /** Waits until a job is in one of these states. */
    JsonNode await(String job, String... states) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        JsonNode now = null;
        while (System.nanoTime() < end) {
            now = get("/jobs/" + job).expect(200);
            String state = now.get("state").asText();
            if (java.util.List.of(states).contains(state)) {
                return now;
            }
            pause(50);
        }
        throw new AssertionError("still " + now);
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (studio != null) {
            studio.close();
        }
    }
}
