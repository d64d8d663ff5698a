// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tractrix.checkpoint.Fixture;
import dev.tractrix.checkpoint.Safetensors;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model pulled from a real server on the loopback, then checked, whole and broken. */
class ModelsTest {
    private static final Path FIXTURE = Run.ROOT.resolve("core/src/test/resources/fixtures/control-net/two-blocks");

    @TempDir
    private Path folder;

    private HttpServer server;
    private Map<String, byte[]> files;

    @BeforeEach
    void serve() throws IOException {
        Path weights = folder.resolve("weights.safetensors");
        String config;
        try (Fixture fixture = Fixture.read(FIXTURE)) {
            config = fixture.configNode().toString();
            Safetensors.write(fixture.model().tensors(), Map.of(), weights);
        }
        files = Map.of(
                "controlnet/config.json", config.getBytes(StandardCharsets.UTF_8),
                "controlnet/diffusion_pytorch_model.safetensors", Files.readAllBytes(weights),
                "README.md", "not needed".getBytes(StandardCharsets.UTF_8));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        System.setProperty("tractrix.cache", folder.resolve("cache").toString());
    }

    @AfterEach
    void stop() {
        server.stop(0);
        System.clearProperty("tractrix.cache");
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] body = files.get(path.replaceFirst("^/me/tiny/resolve/main/", ""));
        if (path.equals("/api/models/me/tiny/revision/main")) {
            StringBuilder list = new StringBuilder();
            files.keySet().forEach(f -> list.append(list.isEmpty() ? "" : ",").append("{\"rfilename\":\"" + f + "\"}"));
            body = ("{\"siblings\":[" + list + "]}").getBytes(StandardCharsets.UTF_8);
        }
        exchange.sendResponseHeaders(body == null ? 404 : 200, body == null ? -1 : body.length);
        if (body != null) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private String mirror() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Test
    void pulledAModelIsListedFoundAndWhole() throws IOException {
        Run pull = Run.of("models", "pull", "me/tiny", "--mirror", mirror());
        assertThat(pull.code()).as(pull.err()).isZero();
        Path model = Path.of(pull.out().strip());
        assertThat(model.resolve("README.md")).doesNotExist();
        assertThat(Run.of("models", "path", "me--tiny").out().strip()).isEqualTo(model.toString());
        assertThat(Run.of("models", "list").out()).contains("me--tiny");
        Run check = Run.of("models", "check", "me--tiny", "--hashes");
        assertThat(check.code()).as(check.out() + check.err()).isZero();
        assertThat(check.out())
                .contains("ControlNet")
                .contains("whole")
                .containsPattern("[0-9a-f]{64}  diffusion_pytorch_model");
    }

    @Test
    void aModelOfAnotherShapeIsThree() throws IOException {
        Run.of("models", "pull", "me/tiny", "--mirror", mirror(), "--into", folder.resolve("m"));
        Path config = folder.resolve("m/controlnet/config.json");
        Files.writeString(config, Files.readString(config).replace("[4,6,10,12]", "[4,6,10,16]"));
        Run check = Run.of("models", "check", folder.resolve("m"), "--json");
        assertThat(check.code()).isEqualTo(3);
        assertThat(new ObjectMapper().readTree(check.out()).get("parts").get(0).get("misshaped"))
                .isNotEmpty();
    }

    @Test
    void whatIsNotThereIsThreeAndOneLine() {
        for (Object[] args : new Object[][] {
            {"models", "pull", "me/other", "--mirror", mirror()},
            {"models", "pull", "me/tiny", "--mirror", mirror(), "--files", "vae/none.safetensors"},
            {"models", "pull", "../tiny", "--mirror", mirror()},
            {"models", "pull", "me/tiny", "--mirror", "ftp://127.0.0.1"},
            {"models", "path", "me--none"},
            {"models", "check", folder.resolve("none")},
        }) {
            Run run = Run.of(args);
            assertThat(run.code())
                    .as(String.join(" ", java.util.Arrays.toString(args)))
                    .isEqualTo(3);
            assertThat(run.errorLines()).isEqualTo(1);
        }
        assertThat(Run.of("models").code()).isEqualTo(2);
    }

    @Test
    void aCancelledPullGoesOnLater() {
        Interruption interruption = new Interruption();
        interruption.ask();
        Object[] args = {"models", "pull", "me/tiny", "--mirror", mirror(), "--into", folder.resolve("m")};
        assertThat(Run.of(interruption, args).code()).isEqualTo(130);
        assertThat(Run.of(args).code()).isZero();
        assertThat(Run.of("models", "check", folder.resolve("m")).code()).isZero();
    }
}
