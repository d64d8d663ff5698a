// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.checkpoint.Safetensors;
import dev.tractrix.checkpoint.StateDict;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/**
 * The checkpoints of one run: folders {@code step-000001000} with {@code state.safetensors} (weights, their average,
 * both moments, by name) and {@code checkpoint.json}. A folder is written under another name and renamed when it is
 * whole, so whatever has the right name is good; the last two are kept.
 */
final class Checkpoints {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int KEPT = 2;

    private final Path folder;

    Checkpoints(Path run) {
        folder = run.resolve("checkpoints");
    }

    /** The step of the newest whole checkpoint. */
    OptionalLong newest() {
        return whole().stream().mapToLong(Checkpoints::step).max();
    }

    void save(long step, String fingerprint, FlatParameters parameters, AdamW optimiser) {
        Path target = folder.resolve("step-%09d".formatted(step));
        Path beside = folder.resolve("writing");
        Map<String, Tensor> all = new LinkedHashMap<>();
        try {
            deleteFolder(beside);
            Files.createDirectories(beside);
            all.putAll(parameters.views(parameters.values(), "weights."));
            all.putAll(parameters.views(optimiser.average(), "average."));
            all.putAll(parameters.views(optimiser.mean(), "exp_avg."));
            all.putAll(parameters.views(optimiser.variance(), "exp_avg_sq."));
            Safetensors.write(all, Map.of("step", Long.toString(step)), beside.resolve("state.safetensors"));
            ObjectNode json = JSON.createObjectNode().put("step", step).put("fingerprint", fingerprint);
            Files.writeString(beside.resolve("checkpoint.json"), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json));
            deleteFolder(target);
            Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
            List<Path> old = whole();
            for (int i = 0; i < old.size() - KEPT; i++) {
                deleteFolder(old.get(i));
            }
        } catch (IOException e) {
            throw new BadInputException(target + ": cannot be written (" + e.getMessage()
                    + "); the last good checkpoint is kept, make room and start again", e);
        } finally {
            all.values().forEach(Tensor::close);
        }
    }

    /** Fills weights, average and moments from the newest whole checkpoint and returns its step. */
    long restore(String fingerprint, FlatParameters parameters, AdamW optimiser) {
        Path newest = whole().get(whole().size() - 1);
        JsonNode json;
        try {
            json = JSON.readTree(newest.resolve("checkpoint.json").toFile());
        } catch (IOException e) {
            throw new BadInputException(newest + ": unreadable (" + e.getMessage() + "); delete this folder to use the one before", e);
        }
        if (!json.path("fingerprint").asText().equals(fingerprint)) {
            throw BadInputException.of(newest.toString(), "a checkpoint of " + fingerprint,
                    json.path("fingerprint").asText(), "use another run folder");
        }
        try (StateDict state = Safetensors.read(newest.resolve("state.safetensors"))) {
            TensorScope.inside(() -> Guards.noGrad(() -> {
                fill(state, "weights.", parameters, parameters.values());
                fill(state, "average.", parameters, optimiser.average());
                fill(state, "exp_avg.", parameters, optimiser.mean());
                fill(state, "exp_avg_sq.", parameters, optimiser.variance());
                return null;
            }));
        }
        return json.path("step").asLong();
    }

    private static void fill(StateDict state, String prefix, FlatParameters parameters, Tensor flat) {
        parameters.shapes().forEach((name, shape) -> {
            Tensor t = state.get(prefix + name);
            if (t == null || !Arrays.equals(Shapes.dims(t), shape)) {
                throw BadInputException.of(state.source() + ": " + prefix + name, Arrays.toString(shape),
                        t == null ? "nothing" : Shapes.of(t), "this checkpoint is of another configuration");
            }
            parameters.view(flat, name).copy_(t);
        });
    }

    private List<Path> whole() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> list = Files.list(folder)) {
            return list.filter(p -> p.getFileName().toString().matches("step-\\d+"))
                    .sorted(Comparator.comparingLong(Checkpoints::step))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long step(Path p) {
        return Long.parseLong(p.getFileName().toString().substring("step-".length()));
    }

    static void deleteFolder(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path p : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(p);
            }
        }
    }
}
