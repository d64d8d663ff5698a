// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.annotation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.checkpoint.Safetensors;
import dev.tractrix.checkpoint.StateDict;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;

/** A folder of annotations: {@code <clip>.json} and {@code <clip>.safetensors}. */
public final class AnnotationFiles {
    /** The folder's name beside a data set's own folders. */
    public static final String FOLDER = "annotations";

    private static final String FORMAT = "tractrix-annotation-1";
    private static final String FEATURES_FORMAT = "tractrix-entity-features-1";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;

    /** @param folder need not exist until something is written */
    public AnnotationFiles(Path folder) {
        this.folder = folder;
    }

    /** Whether a clip is annotated. */
    public boolean has(String clip) {
        return Files.isRegularFile(json(clip));
    }

    /**
     * The tracks of a clip.
     *
     * @throws BadInputException when the file is missing, damaged, or of another format
     */
    public ClipAnnotation read(String clip) {
        Path file = json(clip);
        if (!Files.isRegularFile(file)) {
            throw BadInputException.of(file.toString(), "annotations of the clip", "none", "run tractrix annotate");
        }
        try {
            return parse(JSON.readTree(Files.readAllBytes(file)));
        } catch (IOException | IllegalArgumentException e) {
            throw new BadInputException(
                    file + ": no annotation, or a damaged one (" + e.getMessage() + "); remove it and annotate again",
                    e);
        }
    }

    private static ClipAnnotation parse(JsonNode root) {
        if (!root.path("format").asText().equals(FORMAT)) {
            throw new IllegalArgumentException("expected the format " + FORMAT + ", got " + root.path("format"));
        }
        List<EntityTrack> entities = new ArrayList<>();
        for (JsonNode e : root.path("entities")) {
            List<Sight> sight = new ArrayList<>();
            for (JsonNode s : e.path("sight")) {
                sight.add(Sight.valueOf(s.asText().toUpperCase(Locale.ROOT)));
            }
            entities.add(new EntityTrack(
                    e.path("id").asInt(),
                    e.path("frame").asInt(-1),
                    numbers(e.path("x")),
                    numbers(e.path("y")),
                    numbers(e.path("radius")),
                    sight));
        }
        return new ClipAnnotation(
                root.path("clip").asText(),
                root.path("width").asInt(),
                root.path("height").asInt(),
                root.path("frames").asInt(),
                root.path("tracker").asText(),
                entities);
    }

    private static double[] numbers(JsonNode list) {
        double[] out = new double[list.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = list.get(i).isNumber() ? list.get(i).doubleValue() : Double.NaN;
        }
        return out;
    }

    /** Writes the tracks of a clip, replacing what is there. */
    public void write(ClipAnnotation annotation) {
        ObjectNode root = JSON.createObjectNode();
        root.put("format", FORMAT);
        root.put("clip", annotation.clip());
        root.put("width", annotation.width());
        root.put("height", annotation.height());
        root.put("frames", annotation.frames());
        root.put("tracker", annotation.tracker());
        for (EntityTrack e : annotation.entities()) {
            ObjectNode node = root.withArray("entities").addObject();
            node.put("id", e.id());
            node.put("frame", e.frame());
            node.set("x", JSON.valueToTree(rounded(e.x())));
            node.set("y", JSON.valueToTree(rounded(e.y())));
            node.set("radius", JSON.valueToTree(rounded(e.radius())));
            e.sight().forEach(s -> node.withArray("sight").add(s.name().toLowerCase(Locale.ROOT)));
        }
        root.withArray("entities");
        Path file = json(annotation.clip());
        Path beside = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.createDirectories(folder);
            Files.write(beside, JSON.writeValueAsBytes(root));
            Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new BadInputException(file + ": cannot be written (" + e.getMessage() + "); choose another place", e);
        }
    }

    /** To a thousandth of a pixel, but no radius to 0: what is finer is no measurement, and files stay small. */
    private static double[] rounded(double[] values) {
        double[] out = new double[values.length];
        for (int i = 0; i < out.length; i++) {
            double r = Math.rint(values[i] * 1000) / 1000;
            out[i] = r == 0 ? values[i] : r;
        }
        return out;
    }

    /**
     * The feature vectors of a clip's entities.
     *
     * @return id to vector, by id; empty where none were made
     * @throws BadInputException when the file is damaged or holds anything else
     */
    public Optional<Map<Integer, float[]>> features(String clip) {
        Path file = vectors(clip);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (StateDict dict = Safetensors.read(file)) {
            Map<Integer, float[]> out = new TreeMap<>();
            dict.tensors().forEach((name, t) -> {
                if (!name.matches("\\d{1,9}") || t.dim() != 1) {
                    throw BadInputException.of(
                            file + ": " + name, "a vector under an entity's id", "another tensor", "annotate again");
                }
                out.put(Integer.parseInt(name), Ops.toFloats(t));
            });
            return Optional.of(out);
        }
    }

    /**
     * Writes the feature vectors of a clip's entities.
     *
     * @param vectors id to vector
     * @param facts kept as the file's metadata
     */
    public void writeFeatures(String clip, Map<Integer, float[]> vectors, Map<String, String> facts) {
        try (TensorScope scope = TensorScope.open()) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            vectors.forEach((id, v) -> tensors.put(Integer.toString(id), Ops.tensor(v, v.length)));
            Map<String, String> metadata = new LinkedHashMap<>(facts);
            metadata.put("format", FEATURES_FORMAT);
            Files.createDirectories(folder);
            Safetensors.write(tensors, metadata, vectors(clip));
        } catch (IOException e) {
            throw new BadInputException(
                    folder + ": cannot be written (" + e.getMessage() + "); choose another place", e);
        }
    }

    private Path vectors(String clip) {
        return folder.resolve(clip + ".safetensors");
    }

    private Path json(String clip) {
        return folder.resolve(clip + ".json");
    }
}
