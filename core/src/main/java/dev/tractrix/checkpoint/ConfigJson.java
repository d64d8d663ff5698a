// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.checkpoint;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tractrix.fault.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A model's {@code config.json}, read key by key. A key that is absent or null takes the default given; a key of the
 * wrong kind is a {@link BadInputException} that names file and key. {@link #rejectUnread} closes the reading, so that
 * a setting this library does not have is never silently ignored.
 */
public final class ConfigJson {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final String source;
    private final JsonNode node;
    private final Set<String> read = new TreeSet<>();

    private ConfigJson(String source, JsonNode node) {
        if (!node.isObject()) {
            throw BadInputException.of(source, "a JSON object", node.getNodeType(), "fetch the file again");
        }
        this.source = source;
        this.node = node;
    }

    /** Reads a file. */
    public static ConfigJson read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new BadInputException(file + ": no such configuration; a model folder has one beside its weights");
        }
        try {
            return parse(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new BadInputException(file + ": cannot be read (" + e.getMessage() + "); check its permissions", e);
        }
    }

    /** Reads a text. @param source its name in messages */
    public static ConfigJson parse(String source, String json) {
        try {
            return new ConfigJson(source, JSON.readTree(json));
        } catch (IOException e) {
            String first = e.getMessage().lines().findFirst().orElse("");
            throw new BadInputException(source + ": not valid JSON (" + first + "); fetch the file again", e);
        }
    }

    /** A node of a larger document. @param source its name in messages */
    public static ConfigJson of(String source, JsonNode node) {
        return new ConfigJson(source, node);
    }

    /** The file or place this was read from. */
    public String source() {
        return source;
    }

    /** The object as it was read. */
    public JsonNode node() {
        return node;
    }

    /** Whether the key is there and not null. */
    public boolean has(String key) {
        return node.hasNonNull(key);
    }

    /** An integer. */
    public int integer(String key, int absent) {
        return value(key, absent, JsonNode::isInt, JsonNode::intValue, "an integer");
    }

    /** An integer that may exceed 32 bits. */
    public long integer64(String key, long absent) {
        return value(key, absent, JsonNode::canConvertToLong, JsonNode::longValue, "an integer");
    }

    /** A number. */
    public double number(String key, double absent) {
        return value(key, absent, JsonNode::isNumber, JsonNode::doubleValue, "a number");
    }

    /** True or false. */
    public boolean flag(String key, boolean absent) {
        return value(key, absent, JsonNode::isBoolean, JsonNode::booleanValue, "true or false");
    }

    /** A text. */
    public String text(String key, String absent) {
        return value(key, absent, JsonNode::isTextual, JsonNode::textValue, "a text");
    }

    /** A list of integers. */
    public List<Integer> integers(String key, List<Integer> absent) {
        return list(key, absent, JsonNode::isInt, JsonNode::intValue, "a list of integers");
    }

    /** A list of numbers. */
    public List<Double> numbers(String key, List<Double> absent) {
        return list(key, absent, JsonNode::isNumber, JsonNode::doubleValue, "a list of numbers");
    }

    /** A list of texts. */
    public List<String> texts(String key, List<String> absent) {
        return list(key, absent, JsonNode::isTextual, JsonNode::textValue, "a list of texts");
    }

    /** One integer for all {@code count} blocks, or a list with one for each. */
    public List<Integer> integerOrList(String key, int count, List<Integer> absent) {
        JsonNode n = node.path(key);
        List<Integer> values = n.isArray() || n.isNull() || n.isMissingNode()
                ? integers(key, absent)
                : Collections.nCopies(count, integer(key, 0));
        if (values.size() != count) {
            throw wrong(key, "one integer or " + count + " of them", values);
        }
        return values;
    }

    /** An object inside this one, or null. */
    public ConfigJson object(String key) {
        read.add(key);
        return has(key) ? new ConfigJson(source + ": " + key, node.get(key)) : null;
    }

    /** A message for a value that a model refuses. */
    public BadInputException wrong(String key, String expected, Object got) {
        return BadInputException.of(
                source + ": " + key, expected, got, "check that this is the model's own config.json");
    }

    /**
     * Ends the reading.
     *
     * @param unused keys that are known to have no effect here; keys that begin with {@code _} are notes of the writer
     * @throws BadInputException if there is any other key that was not asked for
     */
    public void rejectUnread(String... unused) {
        List<String> unknown = new ArrayList<>();
        node.fieldNames().forEachRemaining(key -> {
            if (!key.startsWith("_") && !read.contains(key) && !List.of(unused).contains(key)) {
                unknown.add(key);
            }
        });
        if (!unknown.isEmpty()) {
            throw BadInputException.of(
                    source,
                    "only settings this model has",
                    "also " + unknown,
                    "check that the file belongs to this model");
        }
    }

    private <T> T value(String key, T absent, Predicate<JsonNode> is, Function<JsonNode, T> as, String expected) {
        read.add(key);
        if (!has(key)) {
            return absent;
        }
        JsonNode n = node.get(key);
        if (!is.test(n)) {
            throw wrong(key, expected, n);
        }
        return as.apply(n);
    }

    private <T> List<T> list(
            String key, List<T> absent, Predicate<JsonNode> is, Function<JsonNode, T> as, String expected) {
        Predicate<JsonNode> all = n -> {
            if (!n.isArray()) {
                return false;
            }
            for (JsonNode item : n) {
                if (!is.test(item)) {
                    return false;
                }
            }
            return true;
        };
        return value(
                key,
                absent,
                all,
                n -> {
                    List<T> out = new ArrayList<>();
                    n.forEach(item -> out.add(as.apply(item)));
                    return List.copyOf(out);
                },
                expected);
    }
}
