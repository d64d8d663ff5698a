// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tractrix.fault.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * Fetches a model from a server that speaks Hugging Face's protocol: {@code GET /{repo}/resolve/{revision}/{file}}. A
 * download that was cut off continues where it stopped, also in a later run; a file gets its name only when it is
 * complete and its hash is the one that the caller gave or the server announced.
 */
public final class ModelPull {
    /** Where published models are; a mirror with the same paths can take its place. */
    public static final URI HUGGING_FACE = URI.create("https://huggingface.co");

    private static final int ATTEMPTS = 5;

    private final Server server;
    private final Download download;

    /**
     * Which server, and as whom.
     *
     * @param base without a path, or with a mirror's prefix
     * @param token of the user, for models behind a licence; null for none. Sent to the base's host alone
     * @param patience longest silence of the server before a connection is given up and tried again
     */
    public record Server(URI base, String token, Duration patience) {
        public Server {
            Objects.requireNonNull(patience, "patience");
            String scheme = base.getScheme();
            if (base.getHost() == null || !("https".equals(scheme) || "http".equals(scheme))) {
                throw BadInputException.of(
                        "model server", "an http or https address", base, "check the mirror setting");
            }
            if (token != null && !token.matches("[\\x21-\\x7e]+")) {
                throw new BadInputException(
                        "model server: expected a token of visible characters; check it for line breaks");
            }
        }

        public static Server huggingFace(String token) {
            return new Server(HUGGING_FACE, token, Duration.ofSeconds(60));
        }
    }

    /** Told how far a file is; may throw to cancel, what was fetched stays for the next run. */
    @FunctionalInterface
    public interface Progress {
        /** @param total -1 where the server does not say */
        void at(String file, long done, long total);
    }

    public ModelPull(Server server) {
        this.server = server;
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(server.patience())
                .followRedirects(HttpClient.Redirect.NEVER) // the token must not follow to another host
                .build();
        download = new Download(client, server);
    }

    /**
     * The files of a repository.
     *
     * @param repo for example {@code stabilityai/stable-video-diffusion-img2vid}
     * @param revision a branch, tag or commit
     */
    public List<String> list(String repo, String revision) {
        requirePath("repository", repo);
        requirePath("revision", revision);
        URI uri = URI.create(base() + "/api/models/" + repo + "/revision/" + revision);
        for (int attempt = 1; ; attempt++) {
            try {
                HttpResponse<InputStream> response = download.get(uri, 0).response();
                try (InputStream body = response.body()) {
                    download.requireFound(response.statusCode(), uri.toString());
                    JsonNode json = new ObjectMapper().readTree(body.readNBytes(1 << 24));
                    List<String> names = new ArrayList<>();
                    json.path("siblings")
                            .forEach(s -> names.add(s.path("rfilename").asText()));
                    if (names.isEmpty()) {
                        throw BadInputException.of(
                                uri.toString(), "a list of files", "none", "check the name of the model");
                    }
                    return names;
                }
            } catch (IOException e) {
                download.waitOrGiveUp(uri.toString(), attempt, ATTEMPTS, e);
            }
        }
    }

    /**
     * Of a repository's files, those a model in diffusers' layout is loaded from: in each folder the configurations,
     * and the weights in one form alone (safetensors before pickles).
     *
     * @param half take half-precision weights where there are any
     * @param folders the folders wanted, {@code ""} for the root; all where empty
     */
    public static List<String> choose(List<String> files, boolean half, Set<String> folders) {
        Map<String, List<String>> byFolder = new TreeMap<>();
        for (String file : files) {
            int slash = file.lastIndexOf('/');
            byFolder.computeIfAbsent(slash < 0 ? "" : file.substring(0, slash), k -> new ArrayList<>())
                    .add(file);
        }
        List<String> chosen = new ArrayList<>();
        byFolder.forEach((folder, names) -> {
            if (!folders.isEmpty() && !folders.contains(folder)) {
                return;
            }
            names.stream()
                    .filter(n -> n.endsWith(".json") && !n.contains(".index."))
                    .forEach(chosen::add);
            names.stream().filter(n -> n.endsWith("merges.txt")).forEach(chosen::add);
            if (folder.isEmpty() && !names.contains("config.json")) {
                return; // one file for all parts beside the folders: the same weights once more
            }
            for (String kind : List.of("safetensors", "bin", "pth", "pt", "ckpt")) {
                List<String> of = names.stream()
                        .filter(n ->
                                n.endsWith("." + kind) || (n.contains("." + kind + ".index") && n.endsWith(".json")))
                        .filter(n -> !n.contains("non_ema"))
                        .toList();
                List<String> halves =
                        of.stream().filter(n -> n.contains(".fp16")).toList();
                List<String> wholes =
                        of.stream().filter(n -> !n.contains(".fp16")).toList();
                List<String> take = half && !halves.isEmpty() || wholes.isEmpty() ? halves : wholes;
                if (!take.isEmpty()) {
                    chosen.addAll(take);
                    return;
                }
            }
        });
        return chosen;
    }

    /**
     * Fetches one file; does nothing when it is already there and whole.
     *
     * @param file path in the repository, kept below {@code into}
     * @param sha256 what its hash must be, or null for what the server announces
     * @return where it is
     * @throws BadInputException when it does not exist, may not be read, or has another hash
     */
    public Path pull(String repo, String revision, String file, Path into, String sha256, Progress progress) {
        requirePath("repository", repo);
        requirePath("revision", revision);
        requirePath("file", file);
        if (sha256 != null && !sha256.matches("[0-9a-fA-F]{64}")) {
            throw BadInputException.of(file + ": sha256", "64 hexadecimal digits", sha256, "check the given hash");
        }
        URI uri = URI.create(base() + "/" + repo + "/resolve/" + revision + "/" + file);
        Path target = into.resolve(file);
        Path part = target.resolveSibling(target.getFileName() + ".part");
        Path tag = target.resolveSibling(target.getFileName() + ".part.etag");
        try {
            if (sha256 != null
                    && Files.isRegularFile(target)
                    && Digests.sha256(target).equalsIgnoreCase(sha256)) {
                return target;
            }
            Files.createDirectories(target.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new BadInputException(target + ": cannot be written (" + e.getMessage() + "); check its folder", e);
        }
        long before = -1;
        for (int attempt = 1; ; attempt++) {
            try {
                String announced = download.fetch(uri, file, target, part, tag, progress);
                if (announced != null) {
                    verify(uri, part, tag, sha256 == null ? announced : Download.SHA256 + sha256);
                    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                    Files.deleteIfExists(tag);
                }
                return target;
            } catch (IOException e) {
                long now = part.toFile().length();
                attempt = now > before && before >= 0 ? 1 : attempt; // it goes on, if in pieces
                before = now;
                download.waitOrGiveUp(uri.toString(), attempt, ATTEMPTS, e);
            }
        }
    }

    private static void verify(URI uri, Path part, Path tag, String identity) throws IOException {
        if (!Download.matches(part, identity)) {
            String got = identity.startsWith(Download.GIT) ? Digests.gitBlob(part) : Digests.sha256(part);
            Files.deleteIfExists(part);
            Files.deleteIfExists(tag);
            throw BadInputException.of(
                    uri.toString(),
                    "a file with hash " + identity,
                    got,
                    "it was damaged or replaced on its way; pull again");
        }
    }

    private String base() {
        return server.base().toString().replaceFirst("/+$", "");
    }

    private static void requirePath(String what, String path) {
        if (!path.matches("[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*") || ("/" + path + "/").contains("/../")) {
            throw BadInputException.of(what, "letters, digits, . _ - and /", path, "check the name");
        }
    }
}
