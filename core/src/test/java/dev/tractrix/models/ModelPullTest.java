// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.fault.CancelledException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against real servers on the loopback: one as Hugging Face's, which sends large files on to another. */
class ModelPullTest {
    private static final String FILE = "unet/model.safetensors";
    private static final ModelPull.Progress QUIET = (file, done, total) -> {};

    private final byte[] weights = new byte[700_000];
    private final List<String> authorizations = Collections.synchronizedList(new ArrayList<>());
    private final List<String> ranges = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch end = new CountDownLatch(1);
    private HttpServer hub;
    private HttpServer store;
    private String sha256;
    private int cuts;
    private boolean stall;
    private int status;

    @TempDir
    Path folder;

    @BeforeEach
    void serve() throws Exception {
        new Random(5).nextBytes(weights);
        sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(weights));
        hub = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        store = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hub.createContext("/", this::hub);
        store.createContext("/", this::store);
        for (HttpServer server : List.of(hub, store)) {
            server.setExecutor(Executors.newCachedThreadPool(r -> {
                Thread thread = new Thread(r);
                thread.setDaemon(true);
                return thread;
            }));
            server.start();
        }
    }

    @AfterEach
    void stop() {
        end.countDown();
        hub.stop(0);
        store.stop(0);
    }

    private void hub(HttpExchange x) throws IOException {
        String path = x.getRequestURI().getPath();
        Headers out = x.getResponseHeaders();
        if (path.equals("/api/models/someone/video/revision/main")) {
            byte[] json = ("{\"siblings\": [{\"rfilename\": \"model_index.json\"}, {\"rfilename\": \"" + FILE + "\"}]}")
                    .getBytes(StandardCharsets.UTF_8);
            x.sendResponseHeaders(200, json.length);
            x.getResponseBody().write(json);
        } else if (path.equals("/someone/licensed/resolve/main/" + FILE)
                && !"Bearer secret".equals(x.getRequestHeaders().getFirst("Authorization"))) {
            x.sendResponseHeaders(401, -1);
        } else if (path.endsWith("/resolve/main/" + FILE)) {
            out.set("X-Linked-Etag", '"' + sha256 + '"');
            out.set("Location", "http://localhost:" + store.getAddress().getPort() + "/blob?signature=1");
            x.sendResponseHeaders(302, -1);
        } else if (path.equals("/someone/video/resolve/main/config.json")) {
            byte[] json = "{}".getBytes(StandardCharsets.UTF_8);
            out.set("X-Repo-Commit", "0");
            out.set("ETag", "\"9e26dfeeb6e641a33dae4961196235bdb965b21b\""); // git hash-object of {}
            x.sendResponseHeaders(200, json.length);
            x.getResponseBody().write(json);
        } else {
            x.sendResponseHeaders(404, -1);
        }
        x.close();
    }

    private void store(HttpExchange x) throws IOException {
        String authorization = x.getRequestHeaders().getFirst("Authorization");
        authorizations.add(String.valueOf(authorization));
        String range = x.getRequestHeaders().getFirst("Range");
        ranges.add(String.valueOf(range));
        x.getResponseHeaders().set("ETag", "\"another-tag\"");
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        if (status != 0) {
            x.sendResponseHeaders(status, -1);
            x.close();
            return;
        }
        if (from >= weights.length) {
            x.getResponseHeaders().set("Content-Range", "bytes */" + weights.length);
            x.sendResponseHeaders(416, -1);
            x.close();
            return;
        }
        if (from > 0) {
            x.getResponseHeaders()
                    .set("Content-Range", "bytes " + from + "-" + (weights.length - 1) + "/" + weights.length);
        }
        x.sendResponseHeaders(from > 0 ? 206 : 200, weights.length - from);
        int until = cuts-- > 0 ? from + 250_000 : weights.length;
        x.getResponseBody().write(weights, from, Math.min(until, weights.length) - from);
        if (stall) {
            stall = false;
            x.getResponseBody().flush();
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        x.close();
    }

    private ModelPull client(String token, long patienceMillis) {
        URI base = URI.create("http://127.0.0.1:" + hub.getAddress().getPort() + "/");
        return new ModelPull(new ModelPull.Server(base, token, Duration.ofMillis(patienceMillis)));
    }

    private Path pull(ModelPull client, String hash) {
        return client.pull("someone/video", "main", FILE, folder, hash, QUIET);
    }

    private void nothingIsLeft() {
        assertThat(folder.resolve(FILE)).doesNotExist();
        assertThat(folder.resolve(FILE + ".part")).doesNotExist();
    }

    @Test
    void fetchesThroughARedirectWithoutShowingTheTokenToTheOtherHost() throws IOException {
        ModelPull client = client("secret", 20_000);
        Path file = client.pull("someone/licensed", "main", FILE, folder, null, QUIET);
        assertThat(Files.readAllBytes(file)).isEqualTo(weights);
        assertThat(authorizations).containsExactly("null");
        assertThat(folder.resolve("unet"))
                .isDirectoryNotContaining(f -> f.toString().contains(".part"));
    }

    @Test
    void aConnectionCutInTheMiddleGoesOnWhereItStopped() throws IOException {
        cuts = 2;
        List<Long> seen = new ArrayList<>();
        Path file = client(null, 20_000).pull("someone/video", "main", FILE, folder, sha256, (f, done, total) -> {
            assertThat(total).isEqualTo(weights.length);
            seen.add(done);
        });
        assertThat(Files.readAllBytes(file)).isEqualTo(weights);
        assertThat(ranges).hasSize(3).first().isEqualTo("null");
        assertThat(ranges.get(2)).matches("bytes=[1-9]\\d+-");
        assertThat(seen).isSorted().last().isEqualTo((long) weights.length);
    }

    @Test
    void aServerThatFallsSilentIsLeft() throws IOException {
        cuts = 1;
        stall = true;
        assertThat(Files.readAllBytes(pull(client(null, 1_500), null))).isEqualTo(weights);
        assertThat(ranges).hasSizeGreaterThan(1);
    }

    @Test
    void aCancelledPullGoesOnInTheNextRun() throws IOException {
        assertThatThrownBy(() -> client(null, 20_000)
                        .pull("someone/video", "main", FILE, folder, null, (f, done, total) -> {
                            if (done > 300_000) {
                                throw new CancelledException("pull");
                            }
                        }))
                .isInstanceOf(CancelledException.class);
        assertThat(folder.resolve(FILE)).doesNotExist();
        long have = Files.size(folder.resolve(FILE + ".part"));
        assertThat(have).isGreaterThan(300_000);
        assertThat(Files.readAllBytes(pull(client(null, 20_000), null))).isEqualTo(weights);
        assertThat(ranges).last().isEqualTo("bytes=" + have + "-");
    }

    @Test
    void aCompletePartNeedsOnlyItsName() throws IOException {
        Files.createDirectories(folder.resolve("unet"));
        Files.write(folder.resolve(FILE + ".part"), weights);
        Files.writeString(folder.resolve(FILE + ".part.etag"), "sha256:" + sha256);
        assertThat(Files.readAllBytes(pull(client(null, 20_000), null))).isEqualTo(weights);
    }

    @Test
    void aPartOfAnotherFileIsThrownAway() throws IOException {
        Files.createDirectories(folder.resolve("unet"));
        Files.write(folder.resolve(FILE + ".part"), new byte[1000]);
        Files.writeString(folder.resolve(FILE + ".part.etag"), "sha256:" + "0".repeat(64));
        assertThat(Files.readAllBytes(pull(client(null, 20_000), null))).isEqualTo(weights);
    }

    @Test
    void aWrongHashLeavesNoFile() {
        assertThatThrownBy(() -> pull(client(null, 20_000), "1".repeat(64)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("hash");
        nothingIsLeft();
        weights[123_456]++; // the server still announces the hash of before
        assertThatThrownBy(() -> pull(client(null, 20_000), null))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(sha256);
        nothingIsLeft();
    }

    @Test
    void whatIsThereAndWholeIsNotFetchedAgain() throws IOException {
        pull(client(null, 20_000), sha256);
        ranges.clear();
        pull(client(null, 20_000), sha256);
        assertThat(ranges).isEmpty();
    }

    @Test
    void refusalsSayTheCure() {
        assertThatThrownBy(() -> client(null, 20_000).pull("someone/video", "main", "none.bin", folder, null, QUIET))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("404");
        assertThatThrownBy(() -> client(null, 20_000).pull("someone/licensed", "main", FILE, folder, null, QUIET))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("token")
                .hasMessageContaining("licence");
        status = 503;
        assertThatThrownBy(() -> pull(client(null, 200), null))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("503")
                .hasMessageContaining("attempts");
        assertThatThrownBy(() -> client(null, 200).pull("someone/video", "main", "../outside", folder, null, QUIET))
                .isInstanceOf(BadInputException.class);
        nothingIsLeft();
    }

    @Test
    void aSmallFilesGitHashIsChecked() throws IOException {
        Path file = client(null, 20_000).pull("someone/video", "main", "config.json", folder, null, QUIET);
        assertThat(Files.readString(file)).isEqualTo("{}");
        assertThat(Digests.gitBlob(file)).isEqualTo("9e26dfeeb6e641a33dae4961196235bdb965b21b");
    }

    @Test
    void listsAndChoosesOneFormOfTheWeights() {
        assertThat(client(null, 20_000).list("someone/video", "main")).containsExactly("model_index.json", FILE);
        List<String> files = List.of(
                "model_index.json",
                "v1-5.ckpt",
                "v1-5.safetensors",
                "README.md",
                "vae/config.json",
                "vae/diffusion_pytorch_model.bin",
                "vae/diffusion_pytorch_model.safetensors",
                "vae/diffusion_pytorch_model.fp16.safetensors",
                "unet/config.json",
                "unet/diffusion_pytorch_model.non_ema.safetensors",
                "unet/diffusion_pytorch_model.bin",
                "safety_checker/model.safetensors");
        Set<String> wanted = Set.of("", "vae", "unet");
        assertThat(ModelPull.choose(files, true, wanted))
                .containsExactlyInAnyOrder(
                        "model_index.json",
                        "vae/config.json",
                        "vae/diffusion_pytorch_model.fp16.safetensors",
                        "unet/config.json",
                        "unet/diffusion_pytorch_model.bin");
        assertThat(ModelPull.choose(files, false, Set.of("vae")))
                .containsExactly("vae/config.json", "vae/diffusion_pytorch_model.safetensors");
    }
}
