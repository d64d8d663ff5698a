// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.studio.store.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures, masks and clicks through HTTP; what is let in and what is not. */
class MediaTest {
    private static final String PIECE = "application/offset+octet-stream";

    @TempDir
    static Path data;

    private static RunningStudio studio;

    @BeforeAll
    static void start() {
        // a second of silence is slow here
        studio = RunningStudio.small(data, Duration.ofSeconds(1));
    }

    @AfterAll
    static void stop() {
        studio.close();
    }

    @Test
    void aPictureIsServedAsItsOwnTypeWithoutWhatWasHiddenInIt() throws IOException {
        byte[] png = RunningStudio.png(160, 96, 5);
        ByteArrayOutputStream polyglot = new ByteArrayOutputStream();
        polyglot.write(Arrays.copyOf(png, png.length - 12));
        polyglot.write(chunk("tEXt", "Comment\0<script>secret place</script>".getBytes(StandardCharsets.US_ASCII)));
        polyglot.write(png, png.length - 12, 12);
        polyglot.write("<html><script>alert(1)</script>".getBytes(StandardCharsets.US_ASCII));

        JsonNode image = studio.send("POST", "/images?name=a", "image/png", polyglot.toByteArray())
                .expect(201);
        RunningStudio.Answer file = studio.get("/images/" + image.get("id").asText() + "/file");
        assertThat(file.header("Content-Type")).isEqualTo("image/png");
        assertThat(file.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(file.header("Content-Security-Policy")).contains("sandbox");
        assertThat(new String(file.body(), StandardCharsets.ISO_8859_1)).doesNotContain("script");
        assertThat(ImageIO.read(new ByteArrayInputStream(file.body())).getWidth())
                .isEqualTo(160);
        assertThat(studio.send("POST", "/images", "image/png", png).expect(201).get("id"))
                .isEqualTo(image.get("id"));
        RunningStudio.Answer small = studio.get("/images/" + image.get("id").asText() + "/thumbnail");
        assertThat(small.header("Content-Type")).isEqualTo("image/jpeg");
    }

    @Test
    void aPhotographIsTurnedUprightAndLosesItsMetadata() throws IOException {
        ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        ImageIO.write(ImageIO.read(new ByteArrayInputStream(RunningStudio.png(160, 96, 9))), "jpeg", jpeg);
        byte[] plain = jpeg.toByteArray();
        // EXIF, big endian, one entry: orientation 6, the camera was turned to the right
        byte[] exif = {
            (byte) 0xff,
            (byte) 0xe1,
            0,
            34,
            'E',
            'x',
            'i',
            'f',
            0,
            0,
            'M',
            'M',
            0,
            42,
            0,
            0,
            0,
            8,
            0,
            1,
            1,
            0x12,
            0,
            3,
            0,
            0,
            0,
            1,
            0,
            6,
            0,
            0,
            0,
            0,
            0,
            0
        };
        ByteArrayOutputStream turned = new ByteArrayOutputStream();
        turned.write(plain, 0, 2);
        turned.write(exif);
        turned.write(plain, 2, plain.length - 2);
        JsonNode image = studio.send("POST", "/images", "image/jpeg", turned.toByteArray())
                .expect(201);
        assertThat(image.get("width").asInt()).isEqualTo(96);
        assertThat(image.get("height").asInt()).isEqualTo(160);

        exif[29] = 1;
        ByteArrayOutputStream upright = new ByteArrayOutputStream();
        upright.write(plain, 0, 2);
        upright.write(exif);
        upright.write(plain, 2, plain.length - 2);
        String id = studio.send("POST", "/images", "image/jpeg", upright.toByteArray())
                .expect(201)
                .get("id")
                .asText();
        RunningStudio.Answer file = studio.get("/images/" + id + "/file");
        assertThat(file.header("Content-Type")).isEqualTo("image/jpeg");
        assertThat(new String(file.body(), StandardCharsets.ISO_8859_1)).doesNotContain("Exif");
        assertThat(ImageIO.read(new ByteArrayInputStream(file.body())).getWidth())
                .isEqualTo(160);
    }

    @Test
    void whatCannotBeUsedIsRefusedWithItsReason() throws IOException {
        byte[] png = RunningStudio.png(160, 96, 1);
        assertThat(studio.send("POST", "/images", "text/html", png)
                        .expect(415)
                        .get("type")
                        .asText())
                .endsWith("media-type");
        studio.send("POST", "/images", "image/jpeg", png).expect(422);
        studio.send("POST", "/images", "image/png", "<svg onload=alert(1)>".getBytes())
                .expect(422);
        studio.send("POST", "/images", "image/svg+xml", "<svg/>".getBytes()).expect(415);
        studio.send("POST", "/images", "image/png", Arrays.copyOf(png, png.length / 2))
                .expect(422);
        studio.send("POST", "/images", "image/png", new byte[2 << 20]).expect(413);
        JsonNode huge = studio.send("POST", "/images", "image/png", bomb()).expect(422);
        assertThat(huge.get("expected").asText()).contains("500000 pixels");
        assertThat(huge.get("got").asText()).contains("9000x9000");
        studio.send("POST", "/projects", "text/plain", "{}".getBytes()).expect(415);
        studio.send("POST", "/projects", "application/json", "{\"a\": 1, \"a\": 2}".getBytes())
                .expect(422);
        studio.send("POST", "/projects", "application/json", "[".repeat(5000).getBytes())
                .expect(422);
        studio.get("/nothing").expect(404);
        studio.send("PUT", "/images", "image/png", png).expect(405);
        String error = studio.send("POST", "/masks", "image/png", Arrays.copyOf(png, 100))
                .expect(422)
                .toString();
        assertThat(error).doesNotContain(data.toString());
    }

    @Test
    void aBodyThatStopsOrBreaksOffLeavesNothing() throws IOException {
        long before = files();
        String head =
                "POST /api/v1/images HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: image/png\r\nContent-Length: 50000\r\n\r\n";
        try (Socket socket = new Socket("127.0.0.1", studio.address().getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(RunningStudio.png(64, 64, 1), 0, 60);
            // then silence: the server gives up by itself
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).matches("(?s)(HTTP/1.1 (408|400).*)?");
        }
        try (Socket socket = new Socket("127.0.0.1", studio.address().getPort())) {
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(new byte[5000]);
        }
        studio.get("/system").expect(200);
        for (int i = 0; i < 50 && files() > before; i++) {
            RunningStudio.pause(100);
        }
        assertThat(files()).isEqualTo(before);
    }

    /** Never silent, and never done: slower than anybody's line it only holds a thread. */
    @Test
    void aBodyThatDripsIsGivenUp() throws IOException {
        long before = files();
        String head =
                "POST /api/v1/images HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: image/png\r\nContent-Length: 50000\r\n\r\n";
        try (Socket socket = new Socket("127.0.0.1", studio.address().getPort())) {
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            int drops = 0;
            while (drops < 200 && socket.getInputStream().available() == 0) {
                socket.getOutputStream().write('x');
                drops++;
                RunningStudio.pause(200);
            }
            assertThat(drops).as("a drop each fifth of a second").isBetween(40, 120);
            socket.setSoTimeout(20_000);
            byte[] answer = socket.getInputStream().readNBytes(12);
            assertThat(new String(answer, StandardCharsets.US_ASCII)).matches("HTTP/1.1 4\\d\\d");
        }
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void zipsThatAreNoScenesAreTold() throws IOException {
        String scene = "{\"image\": \"%s\", \"entities\": []}";
        byte[] picture = RunningStudio.png(64, 48, 3);
        for (byte[] zip : List.of(
                zipped("other.json", "{}".getBytes(StandardCharsets.UTF_8)),
                zipped("scene.json", "[]".getBytes(StandardCharsets.UTF_8)),
                zipped("scene.json", scene.formatted("gone.png").getBytes(StandardCharsets.UTF_8)),
                zipped("scene.json", scene.formatted("../../../etc/passwd").getBytes(StandardCharsets.UTF_8)),
                // unpacked far more than one file may have
                zipped(
                        "scene.json",
                        scene.formatted("p.png").getBytes(StandardCharsets.UTF_8),
                        "p.png",
                        new byte[3 << 20]),
                Arrays.copyOf(zipped("scene.json", scene.getBytes(StandardCharsets.UTF_8), "p.png", picture), 300))) {
            JsonNode refused = studio.upload("clip", "x.zip", zip).expect(422);
            assertThat(refused.get("detail").asText())
                    .matches("(?s)(ZIP|scene\\.json).*")
                    .doesNotContain(data.toString());
        }
        byte[] nested =
                zipped("a/scene.json", scene.formatted("p.png").getBytes(StandardCharsets.UTF_8), "a/p.png", picture);
        assertThat(studio.upload("clip", "b.zip", nested)
                        .expect(200)
                        .at("/project/name")
                        .asText())
                .isEqualTo("b");
    }

    private static byte[] zipped(Object... namesAndBytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (java.util.zip.ZipOutputStream zip = new java.util.zip.ZipOutputStream(out)) {
            for (int i = 0; i < namesAndBytes.length; i += 2) {
                zip.putNextEntry(new java.util.zip.ZipEntry((String) namesAndBytes[i]));
                zip.write((byte[]) namesAndBytes[i + 1]);
                zip.closeEntry();
            }
        }
        return out.toByteArray();
    }

    @Test
    void aLargeFileComesInPiecesOverABadLine() {
        byte[] png = RunningStudio.png(300, 200, 3);
        JsonNode begun = studio.post(
                        "/uploads",
                        Json.object()
                                .put("purpose", "image")
                                .put("bytes", png.length)
                                .put("name", "big"))
                .expect(201);
        String at = "/uploads/" + begun.get("id").asText();
        int half = png.length / 2;
        RunningStudio.Answer first = studio.send("PATCH", at, PIECE, Arrays.copyOf(png, half), "Upload-Offset", "0");
        first.expect(204);
        assertThat(first.header("Upload-Offset")).isEqualTo(half + "");
        // the answer was lost, and the client sends the piece again
        assertThat(studio.send("PATCH", at, PIECE, Arrays.copyOf(png, half), "Upload-Offset", "0")
                        .expect(409)
                        .get("offset")
                        .asInt())
                .isEqualTo(half);
        assertThat(studio.send("HEAD", at, null, null).header("Upload-Offset")).isEqualTo(half + "");
        JsonNode whole = studio.send(
                        "PATCH", at, PIECE, Arrays.copyOfRange(png, half, png.length), "Upload-Offset", half + "")
                .expect(200);
        assertThat(whole.at("/image/width").asInt()).isEqualTo(300);
        studio.get(at).expect(404);
        studio.post("/uploads", Json.object().put("purpose", "image").put("bytes", 5 << 20))
                .expect(413);
        studio.post("/uploads", Json.object().put("purpose", "virus").put("bytes", 5))
                .expect(422);
        JsonNode small = studio.post(
                        "/uploads", Json.object().put("purpose", "image").put("bytes", 4))
                .expect(201);
        studio.send("PATCH", "/uploads/" + small.get("id").asText(), PIECE, new byte[10], "Upload-Offset", "0")
                .expect(422);
    }

    @Test
    void aClickSelectsAndMasksAreCombined() throws IOException {
        String image = studio.image();
        ObjectNode click = Json.object();
        click.putArray("positive").addArray().add(44).add(48);
        JsonNode found = studio.post("/images/" + image + "/segmentations", click)
                .expect(200)
                .get("candidates");
        assertThat(found).isNotEmpty();
        JsonNode best = found.get(0);
        // the bright square is 48 x 48 pixels
        assertThat(best.get("area").asInt()).isBetween(1800, 3000);

        ObjectNode shape = Json.object().put("width", 160).put("height", 96);
        shape.putObject("shape").putArray("box").add(0).add(0).add(10).add(10);
        JsonNode box = studio.post("/masks/draw", shape).expect(201);
        ObjectNode union = Json.object().put("operation", "union");
        union.putArray("masks").add(best.get("id").asText()).add(box.get("id").asText());
        JsonNode both = studio.post("/masks/combine", union).expect(201);
        assertThat(both.get("area").asInt())
                .isEqualTo(best.get("area").asInt() + box.get("area").asInt());
        byte[] png = studio.get("/masks/" + both.get("id").asText() + "/file").body();
        assertThat(studio.send("POST", "/masks", "image/png", png).expect(201).get("id"))
                .isEqualTo(both.get("id"));
        union.put("operation", "subtract");
        union.putArray("masks").add(box.get("id").asText()).add(both.get("id").asText());
        assertThat(studio.post("/masks/combine", union).expect(422).get("got").asText())
                .contains("empty");
        click.putArray("positive").addArray().add(4400).add(48);
        studio.post("/images/" + image + "/segmentations", click).expect(422);
    }

    @Test
    void aPlateHasTheGroundFilledAndTheThingCutOut() throws IOException {
        ObjectNode body = Json.object();
        body.set("scene", RunningStudio.scene(studio.image()));
        JsonNode plate = studio.post("/scene/plate", body).expect(200);
        JsonNode layer = plate.at("/layers/0");
        assertThat(layer.get("entity").asText()).isEqualTo("square");
        var cut = ImageIO.read(new ByteArrayInputStream(
                studio.get(layer.get("picture").asText()).body()));
        assertThat(cut.getColorModel().hasAlpha()).isTrue();
        assertThat(cut.getWidth()).isEqualTo(layer.get("width").asInt()).isBetween(46, 60);
        assertThat(cut.getRGB(cut.getWidth() / 2, cut.getHeight() / 2) >>> 24).isEqualTo(255);
        var ground = ImageIO.read(new ByteArrayInputStream(
                studio.get(plate.get("ground").asText()).body()));
        assertThat(ground.getRGB(44, 48) >> 16 & 0xff)
                .as("red where the bright square was")
                .isLessThan(120);
        assertThat(studio.post("/scene/plate", body).expect(200)).isEqualTo(plate);

        RunningStudio.Answer map =
                studio.send("POST", "/scene/control-map?frame=1", "application/json", RunningStudio.bytes(body));
        assertThat(ImageIO.read(new ByteArrayInputStream(map.body())).getWidth())
                .isEqualTo(128);
        JsonNode motion = studio.post("/scene/motion", body).expect(200);
        assertThat(motion.at("/tracks/0/x")).hasSize(3);
        assertThat(motion.at("/tracks/0/x/2").asDouble()
                        - motion.at("/tracks/0/x/0").asDouble())
                .isEqualTo(56);
    }

    /** The clip shows rows 8 to 87 of 96: what holds the rest is looked for there, as the network will be told. */
    @Test
    void discsThatHoldTheRestLieInWhatTheClipShows() {
        ObjectNode body = Json.object();
        ObjectNode scene = RunningStudio.scene(studio.image()).put("lockRest", true);
        body.set("scene", scene);
        JsonNode frame =
                studio.post("/scene/check?quick=true", body).expect(200).get("frame");
        JsonNode tracks = studio.post("/scene/motion", body).expect(200).get("tracks");
        int locks = 0;
        for (JsonNode track : tracks) {
            if (track.get("role").asText().equals("lock")) {
                locks++;
                double y = track.at("/y/0").asDouble();
                double radius = track.at("/radius/0").asDouble();
                assertThat(y - radius).isGreaterThan(frame.get(1).asDouble() - 0.6);
                assertThat(y + radius).isLessThan(frame.get(3).asDouble() + 0.6);
            }
        }
        assertThat(locks).isPositive();
    }

    private static long files() throws IOException {
        try (var all = Files.walk(data.resolve("parts"))) {
            return all.filter(Files::isRegularFile).count();
        }
    }

    /** A few bytes that claim to be 81 megapixels. */
    private static byte[] bomb() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10});
        out.write(chunk(
                "IHDR",
                ByteBuffer.allocate(13)
                        .putInt(9_000)
                        .putInt(9_000)
                        .put((byte) 8)
                        .put((byte) 2)
                        .array()));
        out.write(chunk("IDAT", new byte[] {0x78, (byte) 0x9c, 3, 0, 0, 0, 0, 1}));
        out.write(chunk("IEND", new byte[0]));
        return out.toByteArray();
    }

    private static byte[] chunk(String type, byte[] content) {
        ByteBuffer chunk = ByteBuffer.allocate(12 + content.length).putInt(content.length);
        chunk.put(type.getBytes(StandardCharsets.US_ASCII)).put(content);
        CRC32 crc = new CRC32();
        crc.update(chunk.array(), 4, 4 + content.length);
        return chunk.putInt((int) crc.getValue()).array();
    }
}
