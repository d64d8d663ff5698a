// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.models;

import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.checkpoint.ModelFolder;
import dev.tractrix.checkpoint.StateDict;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.Weights;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/**
 * Whether a model on the disk is whole: each network is laid out from its {@code config.json}, without memory, and its
 * tensors' names and shapes are compared with those in the files.
 */
public final class ModelCheck {
    private ModelCheck() {}

    /**
     * What was found of one network.
     *
     * @param name of its folder, or {@code .}
     * @param network this library's class for it, or null if it has none
     * @param weightsFile the file that would be read, or null
     * @param parameters numbers that the network has
     * @param missing tensors that the network needs and the files lack, with their shapes
     * @param unexpected tensors of the files that the network does not have
     * @param misshaped tensors of another shape, with both
     * @param problem why it could not be compared at all, or null
     * @param sha256 of the weights' files, by name; empty when not asked for
     */
    public record Part(
            String name,
            String network,
            Path weightsFile,
            long parameters,
            List<String> missing,
            List<String> unexpected,
            List<String> misshaped,
            String problem,
            Map<String, String> sha256) {
        public Part {
            Objects.requireNonNull(name, "name");
            missing = List.copyOf(missing);
            unexpected = List.copyOf(unexpected);
            misshaped = List.copyOf(misshaped);
            sha256 = Map.copyOf(sha256);
        }

        /** Whether it can be used as it is; a part that this library has no network for does no harm. */
        public boolean whole() {
            return problem == null && missing.isEmpty() && unexpected.isEmpty() && misshaped.isEmpty();
        }

        /** One line. */
        @Override
        public String toString() {
            if (problem != null) {
                return name + ": " + problem;
            }
            if (network == null) {
                return name + ": not a network of this library, left alone";
            }
            String state = whole()
                    ? "whole"
                    : missing.size() + " missing " + missing + ", " + unexpected.size() + " unexpected " + unexpected
                            + ", " + misshaped.size() + " of another shape " + misshaped;
            return name + ": " + network + ", " + parameters + " parameters, " + weightsFile.getFileName() + ", "
                    + state;
        }
    }

    /**
     * Checks a model's folder: itself where it has a {@code config.json}, else each folder in it that has a
     * configuration or weights.
     *
     * @param hashes whether to read all bytes for their SHA-256
     * @throws BadInputException when there is no model at all
     */
    public static List<Part> check(Path folder, boolean hashes) {
        if (!Files.isDirectory(folder)) {
            throw new BadInputException(folder + ": no such folder; give a model's folder");
        }
        List<Part> parts = new ArrayList<>();
        if (isModel(folder)) {
            parts.add(part(".", folder, hashes));
        }
        for (Path sub : list(folder, Files::isDirectory)) {
            if (isModel(sub)) {
                parts.add(part(sub.getFileName().toString(), sub, hashes));
            }
        }
        if (parts.isEmpty()) {
            throw BadInputException.of(
                    folder.toString(),
                    "a config.json, or folders with one",
                    "neither",
                    "give a model in diffusers' layout");
        }
        return parts;
    }

    private static boolean isModel(Path folder) {
        return Files.isRegularFile(folder.resolve("config.json")) || ModelFolder.weightsIn(folder) != null;
    }

    private static Part part(String name, Path folder, boolean hashes) {
        String network = null;
        Path file = null;
        Map<String, String> sha256 = new TreeMap<>();
        try {
            ModelFolder found = ModelFolder.find(folder);
            file = found.weightsFile();
            if (hashes) {
                sha256.putAll(hashes(file));
            }
            ConfigJson json = found.config();
            Networks.Network kind = Networks.of(json);
            if (kind == null) {
                return new Part(name, null, file, 0, List.of(), List.of(), List.of(), null, sha256);
            }
            network = kind.name();
            Params shapes = Params.shapes();
            kind.build().accept(shapes, found.config());
            try (Weights wanted = shapes.finish(network);
                    StateDict all = found.weights()) {
                return compare(name, network, file, wanted, kind.part().apply(all, found.config()), sha256);
            }
        } catch (BadInputException | IllegalArgumentException e) {
            return new Part(name, network, file, 0, List.of(), List.of(), List.of(), e.getMessage(), sha256);
        }
    }

    private static Part compare(
            String name, String network, Path file, Weights wanted, StateDict have, Map<String, String> sha256) {
        return TensorScope.inside(() -> {
            List<String> missing = new ArrayList<>();
            List<String> misshaped = new ArrayList<>();
            TreeSet<String> unexpected = new TreeSet<>(have.tensors().keySet());
            // A buffer that older exports carry; it is 0..n and holds nothing learned.
            unexpected.removeIf(n -> n.endsWith("position_ids"));
            String prefix = have.get("embeddings.token_embedding.weight") != null ? "text_model." : "";
            wanted.tensors().forEach((full, tensor) -> {
                String key = full.startsWith(prefix) ? full.substring(prefix.length()) : full;
                Tensor t = have.get(key);
                unexpected.remove(key);
                if (t == null) {
                    missing.add(key + " " + Shapes.of(tensor));
                } else if (!Arrays.equals(Shapes.dims(t), Shapes.dims(tensor))) {
                    misshaped.add(key + " expected " + Shapes.of(tensor) + ", got " + Shapes.of(t));
                }
            });
            return new Part(
                    name, network, file, wanted.count(), missing, List.copyOf(unexpected), misshaped, null, sha256);
        });
    }

    private static Map<String, String> hashes(Path weights) {
        Map<String, String> out = new TreeMap<>();
        out.put(weights.getFileName().toString(), Digests.sha256(weights));
        if (weights.getFileName().toString().endsWith(".json")) {
            String stem = weights.getFileName().toString().replaceFirst("\\..*", "");
            for (Path shard : list(
                    weights.toAbsolutePath().getParent(),
                    f -> f.getFileName().toString().startsWith(stem + "-")
                            || f.getFileName().toString().startsWith(stem + ".fp16-"))) {
                out.put(shard.getFileName().toString(), Digests.sha256(shard));
            }
        }
        return out;
    }

    private static List<Path> list(Path folder, Predicate<Path> which) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(which).sorted().toList();
        } catch (IOException e) {
            throw new BadInputException(
                    folder + ": cannot be listed (" + e.getMessage() + "); check its permissions", e);
        }
    }
}
