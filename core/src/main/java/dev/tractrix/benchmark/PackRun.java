// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Motion;
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
import java.util.function.Consumer;

/**
 * One system over one pack, in a folder:
 *
 * <pre>
 * run.json        {run, name, system, pack, settings, ...}; signed when every item is done
 * results.jsonl   a line an item, each with the hash of the one before: none can be changed or left out unseen
 * clips/ID.*      what was made
 * features/ID.npz  what the distances to the true clips are computed from
 * </pre>
 *
 * An interrupted run goes on with the first item that has no line. An item that cannot be made or measured has a line with
 * the reason and is counted.
 *
 * @param folder of the run
 * @param head run.json
 * @param results by item; only those measured
 * @param leftOut by item: why
 */
public record PackRun(Path folder, JsonNode head, Map<String, Result> results, Map<String, String> leftOut) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int VERSION = 1;
    private static final String HEAD = "run.json";
    private static final String RESULTS = "results.jsonl";
    /** What stands for the line before the first. */
    private static final String NOTHING = "0".repeat(64);

    /** An item's numbers. @param adherence as in a record */
    public record Result(String item, Map<Metric, Double> values, JsonNode adherence) {}

    /**
     * What a system made of an item.
     *
     * @param frames the clip
     * @param framed the scene as it was asked: cut to the clip's aspect
     * @param motion of it
     */
    public record Output(List<Picture> frames, LoadedScene framed, Motion motion) {}

    /** What makes or fetches the clips. */
    @FunctionalInterface
    public interface Maker {
        /** @throws BadInputException when there is none; it is left out with the reason */
        Output make(String item);
    }

    /**
     * Runs what is not done yet.
     *
     * @param settings what the clips were made with: another run of the same folder must have the same
     * @param features by which the clips are compared to the true ones
     * @param done told after each item with a line for people
     */
    public static PackRun run(
            Pack pack,
            Path folder,
            String name,
            String system,
            ObjectNode settings,
            double tolerance,
            PackFeatures features,
            Maker maker,
            Consumer<String> done) {
        ObjectNode head = JsonNodeFactory.instance.objectNode();
        head.put("run", VERSION).put("name", name).put("system", system);
        head.putObject("pack").put("name", pack.name()).put("sha256", pack.sha256());
        head.put("tolerancePercent", tolerance);
        head.set("settings", settings);
        Path headFile = folder.resolve(HEAD);
        if (Files.exists(headFile)) {
            requireSame(headFile, head);
        } else {
            Hashes.write(headFile, head.toPrettyString() + "\n");
        }
        Chain chain = Chain.read(folder.resolve(RESULTS));
        for (String item : pack.items()) {
            if (chain.items.containsKey(item)) {
                continue;
            }
            ObjectNode line = JsonNodeFactory.instance.objectNode().put("item", item);
            line.put("inputs", Hashes.of(pack.sha256() + item));
            line.put("settings", Hashes.of(settings.toString()));
            try {
                Output out = maker.make(item);
                ItemMeasures measures = ItemMeasures.of(pack, item, out, tolerance, features);
                line.put("clip", Hashes.of(out.frames()));
                ObjectNode values = line.putObject("values");
                measures.values().forEach((metric, value) -> {
                    if (Double.isFinite(value)) {
                        values.put(metric.key(), value);
                    } else {
                        values.putNull(metric.key());
                    }
                });
                List<String> statements = new ArrayList<>(measures.statements());
                Path kept = featureFile(folder, item);
                if (features.write(kept, out.frames(), pack.truth(item), statements)) {
                    line.put("features", Hashes.of(kept));
                }
                ArrayNode said = line.putArray("statements");
                statements.forEach(said::add);
                line.set("adherence", measures.adherence().json());
                done.accept(item + ": path error " + text(measures.values().get(Metric.PATH_ERROR)) + " %");
            } catch (BadInputException e) {
                line.put("leftOut", String.valueOf(e.getMessage()));
                done.accept(item + " left out: " + e.getMessage());
            }
            chain.append(line);
        }
        if (!features.isEmpty()) {
            ArrayNode distances = head.putArray("distances");
            features.distances(chain.featureFiles(folder), pack.items().size()).forEach(d -> distances.add(d.json()));
        }
        head.putObject("signed")
                .put("items", chain.items.size())
                .put(
                        "leftOut",
                        chain.items.values().stream()
                                .filter(l -> l.has("leftOut"))
                                .count())
                .put("last", chain.last);
        Hashes.write(headFile, head.toPrettyString() + "\n");
        return open(folder);
    }

    private static Path featureFile(Path folder, String item) {
        return folder.resolve("features").resolve(item + ".npz");
    }

    private static String text(double value) {
        return Double.isNaN(value) ? "unknown" : String.format(java.util.Locale.ROOT, "%.2f", value);
    }

    private static void requireSame(Path file, ObjectNode head) {
        JsonNode there = read(file);
        for (String key : List.of("run", "name", "system", "pack", "tolerancePercent", "settings")) {
            // through text, so that all widths of numbers compare as they are stored
            if (!there.path(key).toString().equals(head.path(key).toString())) {
                throw BadInputException.of(
                        file + ": " + key,
                        there.path(key).toString(),
                        head.path(key),
                        "go on with the same, or use another folder");
            }
        }
    }

    /**
     * Reads a run, whole or interrupted, and checks its chain.
     *
     * @throws BadInputException when it is none, or a line was changed, removed or put in
     */
    public static PackRun open(Path folder) {
        Path file = folder.resolve(HEAD);
        if (!Files.isRegularFile(file)) {
            throw BadInputException.of(
                    folder.toString(), "a run with " + HEAD, "none", "make one with 'tractrix evaluate'");
        }
        JsonNode head = read(file);
        Chain chain = Chain.read(folder.resolve(RESULTS));
        if (head.has("signed") && !head.at("/signed/last").asText().equals(chain.last)) {
            throw BadInputException.of(
                    folder.resolve(RESULTS).toString(),
                    "the results that " + HEAD + " signed",
                    "others",
                    "run the pack again in another folder");
        }
        Map<String, Result> results = new LinkedHashMap<>();
        Map<String, String> leftOut = new LinkedHashMap<>();
        chain.items.forEach((item, line) -> {
            if (line.has("leftOut")) {
                leftOut.put(item, line.get("leftOut").asText());
                return;
            }
            Map<Metric, Double> values = new EnumMap<>(Metric.class);
            for (Metric metric : Metric.values()) {
                JsonNode v = line.at("/values/" + metric.key());
                values.put(metric, v.isNumber() ? v.asDouble() : Double.NaN);
            }
            results.put(item, new Result(item, values, line.get("adherence")));
        });
        return new PackRun(folder, head, results, leftOut);
    }

    public String name() {
        return head.path("name").asText();
    }

    /** Of the pack's manifest. */
    public String packSha256() {
        return head.at("/pack/sha256").asText();
    }

    private static JsonNode read(Path file) {
        try {
            return JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw new BadInputException(file + ": cannot be read (" + e.getMessage() + "); use another folder", e);
        }
    }

    /** The lines, each with the hash of the one before. */
    private static final class Chain {
        private final Path file;
        private final Map<String, JsonNode> items = new LinkedHashMap<>();
        private String last = NOTHING;

        private Chain(Path file) {
            this.file = file;
        }

        static Chain read(Path file) {
            Chain chain = new Chain(file);
            if (!Files.exists(file)) {
                return chain;
            }
            try {
                String text = Files.readString(file);
                List<String> whole = new ArrayList<>(text.lines().toList());
                if (!text.isEmpty() && !text.endsWith("\n")) {
                    // the line that was being written when the run was stopped
                    whole.remove(whole.size() - 1);
                    Hashes.write(file, whole.isEmpty() ? "" : String.join("\n", whole) + "\n");
                }
                for (String line : whole) {
                    chain.take(line);
                }
            } catch (IOException e) {
                throw new BadInputException(file + ": cannot be read (" + e.getMessage() + ")", e);
            }
            return chain;
        }

        private void take(String line) {
            JsonNode json;
            try {
                json = JSON.readTree(line);
            } catch (JsonProcessingException e) {
                throw new BadInputException(
                        file + ": line " + (items.size() + 1) + " is damaged; run the pack again", e);
            }
            if (!json.path("previous").asText().equals(last)
                    || items.containsKey(json.path("item").asText())) {
                throw BadInputException.of(
                        file + ": line " + (items.size() + 1),
                        "the line that followed " + (items.isEmpty() ? "nothing" : "the one before"),
                        "a changed chain",
                        "run the pack again in another folder");
            }
            items.put(json.path("item").asText(), json);
            last = Hashes.of(line);
        }

        /** Those that the lines name, checked. */
        List<Path> featureFiles(Path folder) {
            List<Path> out = new ArrayList<>();
            items.forEach((item, line) -> {
                if (line.has("features")) {
                    Path kept = featureFile(folder, item);
                    if (!Files.exists(kept)
                            || !Hashes.of(kept).equals(line.get("features").asText())) {
                        throw BadInputException.of(
                                kept.toString(),
                                "the features of its line",
                                "others",
                                "run the pack in another folder");
                    }
                    out.add(kept);
                }
            });
            return out;
        }

        void append(ObjectNode json) {
            json.put("previous", last);
            String line = json.toString();
            try {
                Files.write(
                        file,
                        (line + "\n").getBytes(StandardCharsets.UTF_8),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new BadInputException(file + ": cannot be written (" + e.getMessage() + "); is there room?", e);
            }
            take(line);
        }
    }
}
