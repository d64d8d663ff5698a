// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.study;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.fault.BadInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Votes in a file of JSON lines, only ever appended to: a crash loses at most the vote being written. */
public final class FileVotes implements VoteStore {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final Map<String, Integer> raters = new LinkedHashMap<>();
    private final Map<String, Vote> votes = new LinkedHashMap<>();

    /**
     * Opens a file, which need not exist.
     *
     * @throws BadInputException when a line in it is damaged, other than a last one without its end
     */
    public FileVotes(Path file) {
        this.file = file;
        if (!Files.exists(file)) {
            return;
        }
        try {
            String text = Files.readString(file);
            List<String> lines = text.lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                boolean cut = i == lines.size() - 1 && !text.endsWith("\n");
                read(lines.get(i), i + 1, cut);
            }
            if (!text.isEmpty() && !text.endsWith("\n")) {
                append("");
            }
        } catch (IOException e) {
            throw new BadInputException(file + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }

    private void read(String line, int number, boolean cut) {
        if (line.isBlank()) {
            return;
        }
        try {
            JsonNode json = JSON.readTree(line);
            String rater = json.path("rater").asText();
            raters.putIfAbsent(rater, json.path("number").asInt());
            if (json.has("pair")) {
                Map<Study.Question, Vote.Answer> answers = new EnumMap<>(Study.Question.class);
                json.path("answers")
                        .properties()
                        .forEach(a -> answers.put(
                                Study.Question.of(a.getKey()),
                                Vote.Answer.of(a.getValue().asText())));
                Vote vote = new Vote(
                        rater,
                        json.path("number").asInt(),
                        json.path("pair").asText(),
                        answers,
                        json.path("seconds").asDouble());
                votes.put(key(vote), vote);
            }
        } catch (JsonProcessingException e) {
            if (!cut) {
                throw new BadInputException(
                        file + ": line " + number + " is damaged (" + e.getOriginalMessage() + "); remove it", e);
            }
        }
    }

    private static String key(Vote vote) {
        return vote.rater() + "\n" + vote.pair();
    }

    @Override
    public synchronized int number(String rater) {
        Integer known = raters.get(rater);
        if (known != null) {
            return known;
        }
        int next = raters.size();
        append(JSON.createObjectNode().put("rater", rater).put("number", next).toString());
        raters.put(rater, next);
        return next;
    }

    @Override
    public synchronized void put(Vote vote) {
        ObjectNode json = JSON.createObjectNode();
        json.put("rater", vote.rater()).put("number", vote.number()).put("pair", vote.pair());
        ObjectNode answers = json.putObject("answers");
        vote.answers().forEach((q, a) -> answers.put(q.word(), a.word()));
        json.put("seconds", vote.seconds());
        append(json.toString());
        votes.put(key(vote), vote);
    }

    @Override
    public synchronized List<Vote> votes() {
        return new ArrayList<>(votes.values());
    }

    private void append(String line) {
        try {
            Files.write(
                    file,
                    (line + "\n").getBytes(StandardCharsets.UTF_8),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new BadInputException(file + ": cannot be written (" + e.getMessage() + "); is there room?", e);
        }
    }
}
