// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.study;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.fault.BadInputException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is compared.
 *
 * @param name for people
 * @param seed order and sides are drawn from it
 * @param questions asked of every pair, at least one
 * @param ties whether "same" is an answer
 * @param repeats how many pairs each rater sees a second time with the sides exchanged: who answers otherwise then was
 *     not looking
 * @param items one a scene
 */
public record Study(String name, long seed, List<Question> questions, boolean ties, int repeats, List<Item> items) {
    /** What a rater is asked. */
    public enum Question {
        MOTION("Which clip follows the drawn lines better?"),
        QUALITY("Which clip looks better?");

        private final String text;

        Question(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }

        /** As it stands in files and addresses. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @throws BadInputException for another word */
        public static Question of(String word) {
            for (Question q : values()) {
                if (q.word().equals(word)) {
                    return q;
                }
            }
            throw BadInputException.of("question", "motion or quality", word, "use one of them");
        }
    }

    /**
     * A scene with the clips that the methods made of it.
     *
     * @param scene a name for people, unique in the study
     * @param asked the picture with the asked lines, a reference as for clips; or empty
     * @param clips method to clip: a path or an id, whatever the keeper of the clips calls it; two or more
     * @param better the method that everyone who looks prefers when asked for motion, which makes the item an
     *     attention check; or null
     */
    public record Item(String scene, String asked, Map<String, String> clips, String better) {
        public Item {
            clips = Collections.unmodifiableMap(new LinkedHashMap<>(clips));
            if (scene.isBlank() || clips.size() < 2) {
                throw BadInputException.of(
                        "study item '" + scene + "'",
                        "a name and the clips of two methods or more",
                        clips.size() + " clips",
                        "leave out a scene that not every method has");
            }
            if (better != null && !clips.containsKey(better)) {
                throw BadInputException.of(
                        "study item " + scene, "one of its own methods as better", better, "name it");
            }
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int VERSION = 1;

    public Study {
        questions = List.copyOf(questions);
        items = List.copyOf(items);
        if (name.isBlank() || questions.isEmpty() || items.isEmpty() || repeats < 0) {
            throw BadInputException.of(
                    "study",
                    "a name, a question and an item at least, and no negative number of repeats",
                    "'" + name + "', " + questions.size() + " questions, " + items.size() + " items",
                    "add what is missing");
        }
        Set<String> scenes = new HashSet<>();
        for (Item item : items) {
            if (!scenes.add(item.scene)) {
                throw BadInputException.of("study", "each scene once", item.scene + " twice", "rename one");
            }
        }
    }

    /** All methods, sorted. */
    public List<String> methods() {
        Set<String> out = new TreeSet<>();
        items.forEach(item -> out.addAll(item.clips.keySet()));
        return List.copyOf(out);
    }

    /** As it is stored. */
    public String json() {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.put("study", VERSION)
                .put("name", name)
                .put("seed", seed)
                .put("ties", ties)
                .put("repeats", repeats);
        ArrayNode asked = out.putArray("questions");
        questions.forEach(q -> asked.add(q.word()));
        ArrayNode list = out.putArray("items");
        for (Item item : items) {
            ObjectNode node = list.addObject().put("scene", item.scene);
            if (!item.asked.isEmpty()) {
                node.put("asked", item.asked);
            }
            if (item.better != null) {
                node.put("better", item.better);
            }
            ObjectNode clips = node.putObject("clips");
            item.clips.forEach(clips::put);
        }
        return out.toPrettyString();
    }

    /** @throws BadInputException when it is no study, or of a later version */
    public static Study of(String json) {
        try {
            JsonNode root = JSON.readTree(json);
            if (root.path("study").asInt(-1) != VERSION) {
                throw BadInputException.of("study", "version " + VERSION, root.path("study"), "make it anew");
            }
            List<Question> questions = new ArrayList<>();
            root.path("questions").forEach(q -> questions.add(Question.of(q.asText())));
            List<Item> items = new ArrayList<>();
            for (JsonNode item : root.path("items")) {
                Map<String, String> clips = new LinkedHashMap<>();
                item.path("clips")
                        .properties()
                        .forEach(c -> clips.put(c.getKey(), c.getValue().asText()));
                items.add(new Item(
                        item.path("scene").asText(),
                        item.path("asked").asText(""),
                        clips,
                        item.hasNonNull("better") ? item.get("better").asText() : null));
            }
            return new Study(
                    root.path("name").asText(),
                    root.path("seed").asLong(),
                    questions,
                    root.path("ties").asBoolean(true),
                    root.path("repeats").asInt(0),
                    items);
        } catch (JsonProcessingException e) {
            throw new BadInputException("study: no JSON (" + e.getOriginalMessage() + "); make it anew", e);
        }
    }
}
