// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.models;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.fault.CancelledException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One file over HTTP: redirects, ranges, and what a server says about a file's identity. */
final class Download {
    private static final int MAX_REDIRECTS = 5;
    static final String SHA256 = "sha256:";
    static final String GIT = "git:";
    private static final Pattern RANGE = Pattern.compile("bytes (\\d+)-\\d+/(\\d+|\\*)");

    private final HttpClient client;
    private final ModelPull.Server server;

    Download(HttpClient client, ModelPull.Server server) {
        this.client = client;
        this.server = server;
    }

    /** @param identity what the first server that spoke of it calls the file's content, or null */
    record Answer(HttpResponse<InputStream> response, String identity) {}

    /** The server's own answer is an error that will not pass by waiting. */
    void requireFound(int status, String what) throws IOException {
        switch (status) {
            case 200, 206 -> {}
            case 401, 403 ->
                throw BadInputException.of(
                        what,
                        "leave to read it",
                        "status " + status,
                        server.token() == null
                                ? "give a token, and accept the model's licence on its page"
                                : "check the token");
            case 404 -> throw BadInputException.of(what, "a file", "status 404", "check repository, revision and file");
            default -> {
                if (status >= 400 && status < 500 && status != 408 && status != 429) {
                    throw BadInputException.of(what, "status 200", "status " + status, "check the server's address");
                }
                throw new IOException("status " + status);
            }
        }
    }

    /** Follows redirects; the token goes to the base's own host alone. */
    Answer get(URI uri, long from) throws IOException {
        URI at = uri;
        String identity = null;
        for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
            HttpRequest.Builder request = HttpRequest.newBuilder(at).timeout(server.patience());
            if (server.token() != null && sameOrigin(at)) {
                request.header("Authorization", "Bearer " + server.token());
            }
            if (from > 0) {
                request.header("Range", "bytes=" + from + "-");
            }
            HttpResponse<InputStream> response;
            try {
                response = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancelledException("download of " + uri);
            }
            if (identity == null) {
                identity = identity(response.headers());
            }
            if (response.statusCode() / 100 != 3) {
                return new Answer(response, identity);
            }
            response.body().close();
            String location = response.headers()
                    .firstValue("Location")
                    .orElseThrow(() -> new IOException("a redirect to nowhere"));
            at = at.resolve(location);
            if ("https".equals(server.base().getScheme()) && !"https".equals(at.getScheme())) {
                throw BadInputException.of(
                        uri.toString(), "a redirect over https", at.getScheme(), "use another mirror");
            }
        }
        throw BadInputException.of(
                uri.toString(), "at most " + MAX_REDIRECTS + " redirects", "more", "use another mirror");
    }

    /** A large file's SHA-256, a small one's git hash, else a tag that only tells whether the file has changed. */
    private static String identity(HttpHeaders headers) {
        String linked = headers.firstValue("X-Linked-Etag").orElse("").replace("\"", "");
        if (linked.matches("[0-9a-f]{64}")) {
            return SHA256 + linked;
        }
        String tag =
                headers.firstValue("ETag").orElse("").replaceFirst("^W/", "").replace("\"", "");
        if (tag.matches("[0-9a-f]{40}") && headers.firstValue("X-Repo-Commit").isPresent()) {
            return GIT + tag;
        }
        return tag.isEmpty() ? null : "etag:" + tag;
    }

    /** Whether the bytes of a file are those that an identity tells; true where it tells nothing of them. */
    static boolean matches(Path file, String identity) {
        return identity.startsWith(SHA256)
                ? Digests.sha256(file).equalsIgnoreCase(identity.substring(SHA256.length()))
                : !identity.startsWith(GIT) || Digests.gitBlob(file).equals(identity.substring(GIT.length()));
    }

    private boolean sameOrigin(URI at) {
        URI base = server.base();
        return base.getScheme().equals(at.getScheme())
                && base.getHost().equalsIgnoreCase(at.getHost())
                && base.getPort() == at.getPort();
    }

    /**
     * Brings {@code part} to its full length, from where it is.
     *
     * @return the file's identity as the server tells it, see {@link #matches}; null when {@code target} is it already
     * @throws IOException when the connection breaks; calling again goes on
     */
    String fetch(URI uri, String file, Path target, Path part, Path tag, ModelPull.Progress progress)
            throws IOException {
        long have = Files.exists(part) ? Files.size(part) : 0;
        String before = Files.exists(tag) ? Files.readString(tag) : "";
        if (have > 0 && before.isEmpty()) {
            have = 0; // nothing tells whether these bytes are of the same file
        }
        Answer answer = get(uri, have);
        HttpResponse<InputStream> response = answer.response();
        String identity = answer.identity() == null ? "" : answer.identity();
        try (InputStream body = response.body()) {
            String range416 = response.headers().firstValue("Content-Range").orElse("");
            if (response.statusCode() == 416 && identity.equals(before) && range416.equals("bytes */" + have)) {
                return identity; // complete, and cut off before it got its name
            }
            if (response.statusCode() != 416) {
                requireFound(response.statusCode(), uri.toString());
            }
            if (have > 0 && (response.statusCode() == 416 || !identity.equals(before))) {
                Files.delete(part);
                throw new IOException("the file on the server has changed");
            }
            requireFound(response.statusCode(), uri.toString());
            boolean told = identity.startsWith(SHA256) || identity.startsWith(GIT);
            if (told && Files.isRegularFile(target) && matches(target, identity)) {
                Files.deleteIfExists(part);
                Files.deleteIfExists(tag);
                return null;
            }
            long total = response.headers().firstValueAsLong("Content-Length").orElse(-1);
            if (response.statusCode() == 206) {
                Matcher range = RANGE.matcher(
                        response.headers().firstValue("Content-Range").orElse(""));
                if (!range.matches() || Long.parseLong(range.group(1)) != have) {
                    Files.delete(part);
                    throw new IOException("the server sent another range");
                }
                total = total < 0 ? -1 : total + have;
            } else {
                have = 0; // the server does not do ranges
            }
            Files.writeString(tag, identity);
            requireRoom(uri, part, total - have);
            copy(body, part, have, total, file, progress);
        }
        return identity;
    }

    private static void requireRoom(URI uri, Path part, long bytes) throws IOException {
        long room = Files.getFileStore(part.toAbsolutePath().getParent()).getUsableSpace();
        if (bytes > room) {
            throw BadInputException.of(
                    uri.toString(), bytes + " bytes of room on the disk", room, "make room, or pull to another folder");
        }
    }

    private void copy(InputStream body, Path part, long have, long total, String file, ModelPull.Progress progress)
            throws IOException {
        AtomicLong done = new AtomicLong(have);
        ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(r -> {
            Thread thread = new Thread(r, "download watch");
            thread.setDaemon(true);
            return thread;
        });
        long[] seen = {-1};
        watch.scheduleAtFixedRate(
                () -> {
                    if (done.get() == seen[0]) {
                        close(body); // the blocked read ends with an IOException
                    }
                    seen[0] = done.get();
                },
                server.patience().toMillis(),
                server.patience().toMillis(),
                TimeUnit.MILLISECONDS);
        StandardOpenOption how = have > 0 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
        try (OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how)) {
            byte[] buffer = new byte[1 << 16];
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                out.write(buffer, 0, n);
                progress.at(file, done.addAndGet(n), total);
            }
        } finally {
            watch.shutdownNow();
        }
        if (total >= 0 && done.get() != total) {
            throw new IOException("ended at byte " + done.get() + " of " + total);
        }
    }

    private static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            // The reader's own exception tells of it.
        }
    }

    /** Waits before the next attempt, twice as long each time. @throws BadInputException after the last */
    void waitOrGiveUp(String what, int attempt, int attempts, IOException e) {
        if (attempt >= attempts) {
            throw new BadInputException(
                    what + ": could not be fetched (" + e.getMessage() + ") in " + attempts
                            + " attempts; check the connection and pull again, it goes on where it stopped",
                    e);
        }
        try {
            Thread.sleep(Math.min(server.patience().toMillis(), 250L << attempt));
        } catch (InterruptedException x) {
            Thread.currentThread().interrupt();
            throw new CancelledException("download of " + what);
        }
    }
}
