// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.http;

import dev.tractrix.studio.problem.RefusedException;
import dev.tractrix.studio.store.ContentFiles;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The page's own files, from the class path. Names with a hash never change; others are asked for again with their tag. */
final class WebFiles {
    private static final String ROOT = "/dev/tractrix/studio/web";
    private static final Pattern NAME = Pattern.compile("(/[A-Za-z0-9_][A-Za-z0-9._-]*)+");
    private static final Pattern HASHED = Pattern.compile(".*[-.][A-Za-z0-9_]{8,}\\.(js|css|woff2|svg|png)");
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html; charset=utf-8"),
            Map.entry("js", "text/javascript; charset=utf-8"),
            Map.entry("mjs", "text/javascript; charset=utf-8"),
            Map.entry("css", "text/css; charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("map", "application/json"),
            Map.entry("webmanifest", "application/manifest+json"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("webp", "image/webp"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("woff2", "font/woff2"),
            Map.entry("txt", "text/plain; charset=utf-8"));

    private final Map<String, Cached> cache = new ConcurrentHashMap<>();

    private record Cached(byte[] bytes, String tag) {}

    /** A file, or the page at the root: its places are fragments, so it has no other address. */
    void serve(Context context) {
        String path = context.path();
        String name = path.equals("/") ? "/index.html" : path;
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        Cached file = NAME.matcher(name).matches() && type != null ? file(name) : null;
        if (file == null) {
            throw RefusedException.of(404, "not-found", "Not here", "there is no " + path);
        }
        boolean hashed = HASHED.matcher(name).matches();
        context.header("Cache-Control", hashed ? "public, max-age=31536000, immutable" : "no-cache");
        context.header("ETag", file.tag());
        if (file.tag().equals(context.header("If-None-Match"))) {
            context.status(304);
            return;
        }
        context.contentType(type).result(file.bytes());
    }

    private Cached file(String name) {
        Cached cached = cache.get(name);
        if (cached != null) {
            return cached;
        }
        try (InputStream in = WebFiles.class.getResourceAsStream(ROOT + name)) {
            if (in == null) {
                return null;
            }
            byte[] bytes = in.readAllBytes();
            String tag = "\""
                    + ContentFiles.sha256(new String(bytes, StandardCharsets.ISO_8859_1))
                            .substring(0, 20) + "\"";
            Cached read = new Cached(bytes, tag);
            cache.put(name, read);
            return read;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
