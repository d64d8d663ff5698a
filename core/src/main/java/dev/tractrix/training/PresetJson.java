// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.scene.Words;
import java.util.Set;
import java.util.TreeSet;

/** An object of a preset, read key by key; every mistake names its place, and the nearest known key. */
final class PresetJson {
    private static final String CURE = "change it in the preset";

    private final String path;
    private final JsonNode node;
    private final Set<String> known = new TreeSet<>();

    /** @param path its place in messages, for example {@code preset: options} */
    PresetJson(String path, JsonNode node) {
        if (!node.isObject()) {
            throw BadInputException.of(path, "an object", describe(node), CURE);
        }
        this.path = path;
        this.node = node;
    }

    boolean has(String key) {
        known.add(key);
        return node.hasNonNull(key);
    }

    /** An object that must be there. */
    PresetJson object(String key) {
        return new PresetJson(place(key), node(key));
    }

    /** The object itself. */
    JsonNode json() {
        return node;
    }

    /** Whatever is there; for parts that are read elsewhere. */
    JsonNode node(String key) {
        known.add(key);
        return node.path(key);
    }

    int integer(String key) {
        return (int) integer64(key, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    int integer(String key, int absent) {
        return has(key) ? integer(key) : absent;
    }

    long integer64(String key, long absent) {
        return has(key) ? integer64(key, Long.MIN_VALUE, Long.MAX_VALUE) : absent;
    }

    private long integer64(String key, long low, long high) {
        JsonNode n = node(key);
        if (!n.isIntegralNumber() || !n.canConvertToLong() || n.longValue() < low || n.longValue() > high) {
            throw BadInputException.of(place(key), "an integer", describe(n), CURE);
        }
        return n.longValue();
    }

    double number(String key) {
        JsonNode n = node(key);
        if (!n.isNumber()) {
            throw BadInputException.of(place(key), "a number", describe(n), CURE);
        }
        return n.doubleValue();
    }

    double number(String key, double absent) {
        return has(key) ? number(key) : absent;
    }

    boolean flag(String key, boolean absent) {
        if (!has(key)) {
            return absent;
        }
        JsonNode n = node(key);
        if (!n.isBoolean()) {
            throw BadInputException.of(place(key), "true or false", describe(n), CURE);
        }
        return n.booleanValue();
    }

    String text(String key, String absent) {
        JsonNode n = node(key);
        if (!has(key)) {
            return absent;
        }
        if (!n.isTextual()) {
            throw BadInputException.of(place(key), "a text", describe(n), CURE);
        }
        return n.textValue();
    }

    /** One of an enum's words. */
    <E extends Enum<E>> E choice(String key, E absent) {
        return Words.parse(absent.getDeclaringClass(), text(key, Words.of(absent)), place(key));
    }

    /** Ends the reading: a key that was not asked for is a mistake. */
    void finish() {
        node.fieldNames().forEachRemaining(key -> {
            if (!key.startsWith("_") && !known.contains(key)) {
                throw Words.unknown(path.equals("preset") ? "preset: " : path, "key", key, known);
            }
        });
    }

    private String place(String key) {
        return path.equals("preset") ? "preset: " + key : path + "." + key;
    }

    private static String describe(JsonNode n) {
        return n.isMissingNode() || n.isNull()
                ? "nothing"
                : n.isArray() ? "a list" : n.isObject() ? "an object" : n.toString();
    }
}
