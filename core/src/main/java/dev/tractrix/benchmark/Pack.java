// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.data.IdMap;
import dev.tractrix.data.TrueClip;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.Scene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Scenes to be generated and what is true of them, in a folder with a manifest that names every file's hash:
 *
 * <pre>
 * pack.json    {pack, name, kind, made, items: [{id}], sha256: {file: hash}}
 * items/ID/    each a {@link TrueClip}
 * </pre>
 *
 * @param folder of the pack
 * @param name for people
 * @param kind what made it: synthetic, scenes, vipseg
 * @param items ids, in order
 * @param sha256 of the manifest: stands for every file in it
 */
public record Pack(Path folder, String name, String kind, List<String> items, String sha256) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int VERSION = 1;
    static final String MANIFEST = "pack.json";

    public Pack {
        items = List.copyOf(items);
    }

    /**
     * Opens a pack and checks every file against the manifest.
     *
     * @throws BadInputException when it is none, or a file is missing, changed or one too many
     */
    public static Pack open(Path folder) {
        Path manifest = folder.resolve(MANIFEST);
        if (!Files.isRegularFile(manifest)) {
            throw BadInputException.of(
                    folder.toString(), "a pack with " + MANIFEST, "none", "make one with 'tractrix pack'");
        }
        try {
            JsonNode root = JSON.readTree(manifest.toFile());
            if (root.path("pack").asInt(-1) != VERSION) {
                throw BadInputException.of(
                        manifest.toString(), "pack version " + VERSION, root.path("pack"), "make it anew");
            }
            Map<String, String> hashes = hashes(folder);
            Map<String, String> promised = new TreeMap<>();
            root.path("sha256")
                    .properties()
                    .forEach(f -> promised.put(f.getKey(), f.getValue().asText()));
            for (Map.Entry<String, String> file : promised.entrySet()) {
                String is = hashes.get(file.getKey());
                if (!file.getValue().equals(is)) {
                    throw BadInputException.of(
                            folder.resolve(file.getKey()).toString(),
                            "the file that the pack was made with",
                            is == null ? "no file" : "a changed one",
                            "make the pack anew");
                }
            }
            for (String file : hashes.keySet()) {
                if (!promised.containsKey(file)) {
                    throw BadInputException.of(
                            folder.resolve(file).toString(),
                            "no file that the manifest does not name",
                            "one",
                            "remove it");
                }
            }
            List<String> items = new ArrayList<>();
            root.path("items").forEach(i -> items.add(i.path("id").asText()));
            return new Pack(
                    folder, root.path("name").asText(), root.path("kind").asText(), items, Hashes.of(manifest));
        } catch (JsonProcessingException e) {
            throw new BadInputException(manifest + ": no JSON (" + e.getOriginalMessage() + "); make the pack anew", e);
        } catch (IOException e) {
            throw new BadInputException(folder + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }

    /** Seals what lies in a folder: writes its manifest. @param made how, for people and to do it again */
    static Pack seal(Path folder, String name, String kind, ObjectNode made, List<String> items) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("pack", VERSION).put("name", name).put("kind", kind);
        root.set("made", made);
        ArrayNode list = root.putArray("items");
        items.forEach(i -> list.addObject().put("id", i));
        ObjectNode sums = root.putObject("sha256");
        try {
            hashes(folder).forEach(sums::put);
        } catch (IOException e) {
            throw new BadInputException(folder + ": cannot be read (" + e.getMessage() + ")", e);
        }
        Hashes.write(folder.resolve(MANIFEST), root.toPrettyString() + "\n");
        return open(folder);
    }

    private static Map<String, String> hashes(Path folder) throws IOException {
        Map<String, String> out = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path file : walk.filter(Files::isRegularFile).toList()) {
                String name = folder.relativize(file).toString().replace('\\', '/');
                if (!name.equals(MANIFEST)) {
                    out.put(name, Hashes.of(file));
                }
            }
        }
        return out;
    }

    Path item(String id) {
        return clip(id).folder();
    }

    private TrueClip clip(String id) {
        return TrueClip.of(folder, id);
    }

    /** What is asked in an item. */
    public Scene scene(String id) {
        return clip(id).scene();
    }

    /** An item's true frames; empty where they are not known. */
    public List<Picture> truth(String id) {
        return clip(id).frames();
    }

    /** An item's true ids, one map a frame; empty where they are not known. */
    public List<IdMap> masks(String id) {
        return clip(id).ids();
    }
}
