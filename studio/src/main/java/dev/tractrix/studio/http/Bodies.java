// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.studio.problem.RefusedException;
import dev.tractrix.studio.store.Json;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What clients send: of the right type, not too much, not too slowly; and the answers' usual forms. */
final class Bodies {
    /** Slower than this a body only holds a thread: bytes a second, looked at after {@link #PATIENCE_NANOS}. */
    private static final long SLOWEST = 2_000;

    private static final long PATIENCE_NANOS = 10_000_000_000L;

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{0,15})-(\\d{0,15})");

    private Bodies() {}

    /** A JSON object of at most so many bytes. */
    static ObjectNode json(Context context, long most) {
        requireType(context, Set.of("application/json"));
        JsonNode node = Json.parse(bytes(context, most));
        if (!node.isObject()) {
            throw BadInputException.of("body", "a JSON object", node.getNodeType(), "send { ... }");
        }
        return (ObjectNode) node;
    }

    private static byte[] bytes(Context context, long most) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            stream(context, most).transferTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** The media type without its parameters. */
    static String requireType(Context context, Set<String> types) {
        String type = context.contentType() == null
                ? ""
                : context.contentType().split(";", 2)[0].strip().toLowerCase(java.util.Locale.ROOT);
        if (!types.contains(type)) {
            throw RefusedException.of(
                    415,
                    "media-type",
                    "Another type of content",
                    "Content-Type: expected one of " + types + ", got " + (type.isEmpty() ? "none" : type)
                            + "; send it as that");
        }
        return type;
    }

    /** The body into a file. */
    static void toFile(Context context, long most, Path file) {
        try (InputStream in = stream(context, most)) {
            Files.copy(in, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The body, guarded. A declared length that is too much is refused before a byte is read. */
    static InputStream stream(Context context, long most) {
        long declared = context.req().getContentLengthLong();
        if (declared > most) {
            throw tooLarge(most, declared + " bytes");
        }
        return new Guarded(context.bodyInputStream(), most, declared);
    }

    static RefusedException tooLarge(long most, String got) {
        return RefusedException.of(
                413,
                "too-large",
                "Too large",
                "body: expected at most " + most + " bytes, got " + got + "; send less, or in pieces");
    }

    private static final class Guarded extends FilterInputStream {
        private final long most;
        private final long declared;
        private final long start = System.nanoTime();
        private long count;

        Guarded(InputStream in, long most, long declared) {
            super(in);
            this.most = most;
            this.declared = declared;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] to, int from, int length) throws IOException {
            int n = super.read(to, from, length);
            if (n < 0 && declared > count) {
                throw RefusedException.of(
                        400,
                        "cut-off",
                        "The body broke off",
                        "expected " + declared + " bytes, got " + count + "; send it again");
            }
            count += Math.max(0, n);
            if (count > most) {
                throw tooLarge(most, "more");
            }
            long waited = System.nanoTime() - start;
            if (waited > PATIENCE_NANOS && count < SLOWEST * (waited / 1_000_000_000L)) {
                throw RefusedException.of(
                        408,
                        "too-slow",
                        "Too slow",
                        count + " bytes came in " + waited / 1_000_000_000L + " s; send it in pieces");
            }
            return n;
        }
    }

    static void answer(Context context, int status, JsonNode json) {
        context.status(status).contentType("application/json").result(Json.text(json));
    }

    static void answer(Context context, JsonNode json) {
        answer(context, 200, json);
    }

    /** A file that never changes under this address, shown as nothing but its own type. */
    static void file(Context context, Path file, String type) throws IOException {
        context.header("Cache-Control", "private, max-age=31536000, immutable")
                .header("Content-Security-Policy", "default-src 'none'; sandbox");
        content(context, file, type);
    }

    /** A file or the part of it that {@code Range} asks for: players jump. */
    static void content(Context context, Path file, String type) throws IOException {
        long size = Files.size(file);
        long from = 0;
        long to = size - 1;
        Matcher range = RANGE.matcher(String.valueOf(context.header("Range")));
        context.header("Accept-Ranges", "bytes").contentType(type);
        if (range.matches() && !range.group().equals("bytes=-")) {
            boolean suffix = range.group(1).isEmpty();
            from = suffix ? Math.max(0, size - Long.parseLong(range.group(2))) : Long.parseLong(range.group(1));
            to = suffix || range.group(2).isEmpty() ? to : Math.min(to, Long.parseLong(range.group(2)));
            if (from > to) {
                context.header("Content-Range", "bytes */" + size);
                throw RefusedException.of(416, "range", "No such part", "expected a part of " + size + " bytes");
            }
            context.status(206).header("Content-Range", "bytes " + from + "-" + to + "/" + size);
        }
        InputStream in = Files.newInputStream(file);
        in.skipNBytes(from);
        context.header("Content-Length", Long.toString(to - from + 1));
        context.result(new Part(in, to - from + 1));
    }

    /** The first so many bytes of a stream. */
    private static final class Part extends FilterInputStream {
        private long left;

        Part(InputStream in, long left) {
            super(in);
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] to, int at, int length) throws IOException {
            int n = left == 0 ? -1 : super.read(to, at, (int) Math.min(left, length));
            left -= Math.max(0, n);
            return n;
        }
    }

    /** {@code limit} of a list. */
    static int limit(Context context) {
        return (int) whole(context, "limit", 50, 1, 200);
    }

    /** {@code before} of a list. */
    static long before(Context context) {
        return whole(context, "before", Long.MAX_VALUE, 0, Long.MAX_VALUE);
    }

    static long whole(Context context, String name, long otherwise, long low, long high) {
        String text = context.queryParam(name);
        if (text == null || text.isEmpty()) {
            return otherwise;
        }
        try {
            long value = Long.parseLong(text);
            if (value >= low && value <= high) {
                return value;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw BadInputException.of(name, "a whole number from " + low + " to " + high, text, "correct it");
    }

    static boolean flag(Context context, String name) {
        String text = context.queryParam(name);
        if (text == null || text.equals("false")) {
            return false;
        }
        if (text.equals("true") || text.isEmpty()) {
            return true;
        }
        throw BadInputException.of(name, "true or false", text, "correct it");
    }

    /** A text of a body, at most so long. */
    static String text(JsonNode body, String name, int longest, String otherwise) {
        JsonNode value = body.path(name);
        if (value.isMissingNode() || value.isNull()) {
            if (otherwise == null) {
                throw BadInputException.of(name, "a text", "nothing", "send it");
            }
            return otherwise;
        }
        if (!value.isTextual() || value.textValue().length() > longest) {
            throw BadInputException.of(
                    name,
                    "a text of at most " + longest + " characters",
                    value.isTextual() ? "a longer one" : value,
                    "shorten it");
        }
        return value.textValue();
    }

    static int whole(JsonNode body, String name, int otherwise, int low, int high) {
        JsonNode value = body.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.canConvertToExactIntegral() || value.longValue() < low || value.longValue() > high) {
            throw BadInputException.of(name, "a whole number from " + low + " to " + high, value, "correct it");
        }
        return value.intValue();
    }
}
