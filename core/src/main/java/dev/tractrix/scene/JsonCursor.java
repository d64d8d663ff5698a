// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tractrix.fault.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A place in a JSON document that knows its path, so that every error names it: {@code scene.json: entities[0].z:
 * expected ..., got ...; cure}.
 */
public final class JsonCursor {
    /** A scene with thousands of keyframes is some 100 kB; beyond this a file is something else. */
    private static final long MAX_BYTES = 64L << 20;

    /** NaN is let through the parser so that the error can name its place instead of a column. */
    private static final JsonMapper MAPPER = JsonMapper.builder(new com.fasterxml.jackson.core.JsonFactoryBuilder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(64).build())
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final String file;
    private final String path;
    private final JsonNode node;

    private JsonCursor(String file, String path, JsonNode node) {
        this.file = file;
        this.path = path;
        this.node = node;
    }

    /**
     * Parses a file.
     *
     * @throws BadInputException when it is missing, too large, or no JSON
     */
    public static JsonCursor open(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw new BadInputException(file + ": no such file; check the path");
            }
            if (Files.size(file) > MAX_BYTES) {
                throw BadInputException.of(
                        file.toString(),
                        "at most " + (MAX_BYTES >> 20) + " MiB",
                        Files.size(file) + " bytes",
                        "is it JSON?");
            }
            return new JsonCursor(String.valueOf(file.getFileName()), "", MAPPER.readTree(Files.readAllBytes(file)));
        } catch (JsonProcessingException e) {
            throw broken(String.valueOf(file.getFileName()), e);
        } catch (IOException e) {
            throw new BadInputException(file + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }

    /**
     * Parses a text.
     *
     * @param name what errors call it
     * @throws BadInputException when it is no JSON
     */
    public static JsonCursor parse(String name, String json) {
        try {
            return new JsonCursor(name, "", MAPPER.readTree(json));
        } catch (JsonProcessingException e) {
            throw broken(name, e);
        }
    }

    /** A tree that is already parsed. */
    public static JsonCursor of(String name, JsonNode node) {
        return new JsonCursor(name, "", node);
    }

    private static BadInputException broken(String name, JsonProcessingException e) {
        String at = e.getLocation() == null
                ? ""
                : " at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
        return BadInputException.of(
                name, "JSON", "an error" + at + " (" + firstLine(e.getOriginalMessage()) + ")", "correct it");
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    /** Refuses fields that are none of these. */
    public JsonCursor only(String... known) {
        object();
        Set<String> names = new LinkedHashSet<>(List.of(known));
        for (Iterator<String> fields = node.fieldNames(); fields.hasNext(); ) {
            String name = fields.next();
            if (!names.contains(name)) {
                throw Words.unknown(path.isEmpty() ? file + ": " : where(), "field", name, names);
            }
        }
        return this;
    }

    public boolean isObject() {
        return node.isObject();
    }

    public boolean isArray() {
        return node.isArray();
    }

    public boolean isText() {
        return node.isTextual();
    }

    /** The field's value; null counts as absent. */
    public Optional<JsonCursor> optional(String name) {
        object();
        JsonNode value = node.get(name);
        return value == null || value.isNull() ? Optional.empty() : Optional.of(child(name, value));
    }

    /** The field's value, which must be there. */
    public JsonCursor field(String name) {
        return optional(name)
                .orElseThrow(() ->
                        BadInputException.of(child(name, node).where(), "a value", "nothing", "add \"" + name + "\""));
    }

    /** All fields' names, in the file's order. */
    public List<String> names() {
        object();
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** An array's elements. */
    public List<JsonCursor> items() {
        if (!node.isArray()) {
            throw wrong("an array", "write [ ... ]");
        }
        List<JsonCursor> items = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            items.add(new JsonCursor(file, path + "[" + i + "]", node.get(i)));
        }
        return items;
    }

    /** An array of exactly n numbers. */
    public double[] numbers(int n, double low, double high) {
        List<JsonCursor> items = items();
        if (items.size() != n) {
            throw BadInputException.of(where(), n + " numbers", items.size() + "", "write exactly " + n);
        }
        return items.stream().mapToDouble(item -> item.number(low, high)).toArray();
    }

    /** A finite number within a range. */
    public double number(double low, double high) {
        if (!node.isNumber()) {
            throw wrong("a number", "write it without quotes");
        }
        return Checks.within(where(), node.doubleValue(), low, high);
    }

    /** A whole number within a range. */
    public long whole(long low, long high) {
        if (!node.isNumber()) {
            throw wrong("a whole number", "write it without quotes");
        }
        if (!node.canConvertToLong() || node.doubleValue() != Math.rint(node.doubleValue())) {
            throw BadInputException.of(
                    where(), "a whole number from " + low + " to " + high, node.asText(), "correct it");
        }
        long value = node.longValue();
        if (value < low || value > high) {
            throw BadInputException.of(where(), "a whole number from " + low + " to " + high, value, "correct it");
        }
        return value;
    }

    public String text() {
        if (!node.isTextual()) {
            throw wrong("a text", "write it in double quotes");
        }
        return node.textValue();
    }

    public boolean flag() {
        if (!node.isBoolean()) {
            throw wrong("true or false", "write one of them without quotes");
        }
        return node.booleanValue();
    }

    public <E extends Enum<E>> E word(Class<E> type) {
        return Words.parse(type, text(), where());
    }

    /** Builds something from what was read here; its own complaint then names this place. */
    public <T> T build(Supplier<T> builder) {
        try {
            return builder.get();
        } catch (BadInputException e) {
            throw e.getMessage().startsWith(file + ": ")
                    ? e
                    : new BadInputException(where() + ": " + e.getMessage(), e);
        }
    }

    /** File and path, as errors begin. */
    public String where() {
        return path.isEmpty() ? file : file + ": " + path;
    }

    /** The complaint that a value has the wrong type. */
    public BadInputException wrong(String expected, String cure) {
        String got = switch (node.getNodeType()) {
            case OBJECT -> "an object";
            case ARRAY -> "an array";
            case STRING -> "the text \"" + shortened(node.textValue()) + "\"";
            case BOOLEAN -> node.asText();
            case NUMBER -> "the number " + node.asText();
            case NULL -> "null";
            default -> "nothing";
        };
        return BadInputException.of(where(), expected, got, cure);
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }

    private JsonCursor child(String name, JsonNode value) {
        return new JsonCursor(file, path.isEmpty() ? name : path + "." + name, value);
    }

    private void object() {
        if (!node.isObject()) {
            throw wrong("an object", "write { ... }");
        }
    }
}
