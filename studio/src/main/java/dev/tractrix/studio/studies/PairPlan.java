// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.studies;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.studio.store.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Every scene's every two methods once, sides drawn by the study's seed; each rater gets the pairs in an order of their own.
 *
 * @param questions what is asked of each pair
 * @param pairs all of them
 * @param seed that sides and orders come from
 */
public record PairPlan(List<String> questions, List<Pair> pairs, long seed) {
    private static final Set<String> QUESTIONS = Set.of("motion", "quality");
    private static final int MOST_PAIRS = 10_000;

    /** Two clips of one scene; methods are never told to a rater. */
    public record Pair(
            String id, String scene, String leftMethod, String leftClip, String rightMethod, String rightClip) {}

    public PairPlan {
        questions = List.copyOf(questions);
        pairs = List.copyOf(pairs);
    }

    /** The plan that a request asks for; {@code request} is as the contract has it. */
    public static PairPlan of(JsonNode request) {
        long seed = request.path("seed").asLong(0);
        Random sides = new Random(seed);
        List<Pair> pairs = new ArrayList<>();
        for (JsonNode item : request.path("items")) {
            List<String> methods = new ArrayList<>();
            item.path("clips").fieldNames().forEachRemaining(methods::add);
            if (methods.size() < 2) {
                throw BadInputException.of("items", "two methods or more a scene", methods.size() + "", "add clips");
            }
            for (int a = 0; a < methods.size(); a++) {
                for (int b = a + 1; b < methods.size(); b++) {
                    boolean swapped = sides.nextBoolean();
                    String left = methods.get(swapped ? b : a);
                    String right = methods.get(swapped ? a : b);
                    pairs.add(new Pair(
                            "p" + (pairs.size() + 1),
                            item.path("scene").asText("scene " + (pairs.size() + 1)),
                            left,
                            item.path("clips").path(left).asText(),
                            right,
                            item.path("clips").path(right).asText()));
                }
            }
        }
        if (pairs.isEmpty() || pairs.size() > MOST_PAIRS) {
            throw BadInputException.of("items", "1 to " + MOST_PAIRS + " pairs", pairs.size() + "", "add scenes");
        }
        return new PairPlan(questions(request.path("questions")), pairs, seed);
    }

    private static List<String> questions(JsonNode asked) {
        List<String> questions = new ArrayList<>();
        asked.forEach(q -> questions.add(q.asText()));
        if (asked.isMissingNode()) {
            return List.of("motion", "quality");
        }
        if (questions.isEmpty() || !QUESTIONS.containsAll(questions)) {
            throw BadInputException.of("questions", "motion, quality", questions, "use these");
        }
        return questions;
    }

    /** The pairs in a rater's own order. */
    public List<Pair> order(String rater) {
        List<Pair> mine = new ArrayList<>(pairs);
        Collections.shuffle(mine, new Random(seed * 31 + rater.hashCode()));
        return mine;
    }

    /** How many methods are compared. */
    public Set<String> methods() {
        Set<String> all = new LinkedHashSet<>();
        pairs.forEach(p -> {
            all.add(p.leftMethod());
            all.add(p.rightMethod());
        });
        return all;
    }

    public ObjectNode json() {
        ObjectNode json = Json.object().put("seed", seed);
        questions.forEach(json.putArray("questions")::add);
        ArrayNode list = json.putArray("pairs");
        for (Pair p : pairs) {
            list.addObject()
                    .put("id", p.id())
                    .put("scene", p.scene())
                    .put("leftMethod", p.leftMethod())
                    .put("leftClip", p.leftClip())
                    .put("rightMethod", p.rightMethod())
                    .put("rightClip", p.rightClip());
        }
        return json;
    }

    /** As {@link #json()} wrote it. */
    public static PairPlan stored(JsonNode json) {
        List<Pair> pairs = new ArrayList<>();
        for (JsonNode p : json.path("pairs")) {
            pairs.add(new Pair(
                    p.path("id").asText(),
                    p.path("scene").asText(),
                    p.path("leftMethod").asText(),
                    p.path("leftClip").asText(),
                    p.path("rightMethod").asText(),
                    p.path("rightClip").asText()));
        }
        return new PairPlan(
                questions(json.path("questions")), pairs, json.path("seed").asLong());
    }
}
