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
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
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
 * whole and on the disk, and renamed again before it is deleted, so whatever has the right name is good; the last two
 * are kept.
 */
final class Checkpoints {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int KEPT = 2;
    /** weights, average, exp_avg, exp_avg_sq. */
    private static final int VECTORS = 4;

    private final Path folder;

    Checkpoints(Path run) {
        folder = run.resolve("checkpoints");
    }

    /** The step of the newest whole checkpoint. */
    OptionalLong newest() {
        return whole().stream().mapToLong(Checkpoints::step).max();
    }

    /** @throws BadInputException when it cannot be written; the ones before are untouched */
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
            ObjectNode json = JSON.createObjectNode()
                    .put("step", step)
                    .put("fingerprint", fingerprint)
                    .put("device", parameters.device());
            writeToDisk(
                    beside.resolve("checkpoint.json"),
                    JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json));
            retire(target);
            Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
            List<Path> old = whole();
            for (int i = 0; i < old.size() - KEPT; i++) {
                retire(old.get(i));
            }
        } catch (IOException | BadInputException e) {
            giveBack(beside);
            throw new BadInputException(
                    target + ": cannot be written (" + e.getMessage() + "); "
                            + (newest().isPresent()
                                    ? "the checkpoint of step " + newest().getAsLong() + " is kept"
                                    : "there is none yet")
                            + ", make room and start again",
                    e);
        } finally {
            all.values().forEach(Tensor::close);
        }
    }

    /**
     * Fills weights, average and moments from the newest whole checkpoint and returns its step.
     *
     * @throws BadInputException when it is of another configuration or unreadable
     */
    long restore(String fingerprint, FlatParameters parameters, AdamW optimiser) {
        return read(
                fingerprint,
                parameters,
                Map.of(
                        "weights.",
                        parameters.values(),
                        "average.",
                        optimiser.average(),
                        "exp_avg.",
                        optimiser.mean(),
                        "exp_avg_sq.",
                        optimiser.variance()));
    }

    /**
     * Fills the weights with the average of the newest whole checkpoint, for measuring, and returns its step. How they
     * were trained does not matter for that: only names and shapes must be the stage's.
     */
    long restoreAverage(FlatParameters parameters) {
        return read(null, parameters, Map.of("average.", parameters.values()));
    }

    /** @param fingerprint null for any */
    private long read(String fingerprint, FlatParameters parameters, Map<String, Tensor> vectors) {
        List<Path> all = whole();
        if (all.isEmpty()) {
            throw new BadInputException(folder + ": no checkpoint yet; train first");
        }
        Path newest = all.get(all.size() - 1);
        JsonNode json;
        try {
            json = JSON.readTree(newest.resolve("checkpoint.json").toFile());
        } catch (IOException e) {
            throw damaged(newest, e);
        }
        requireSame(
                newest,
                fingerprint == null ? json.path("fingerprint").asText() : fingerprint,
                json.path("fingerprint").asText());
        if (json.path("step").asLong(-1) != step(newest)) {
            throw BadInputException.of(
                    newest + ": step", Long.toString(step(newest)), json.path("step"), "delete this folder");
        }
        try (StateDict state = open(newest)) {
            if (state.tensors().size() != VECTORS * parameters.shapes().size()) {
                throw BadInputException.of(
                        state.source(),
                        VECTORS * parameters.shapes().size() + " tensors",
                        state.tensors().size(),
                        "it is of another stage or configuration, use another run folder");
            }
            vectors.keySet().forEach(prefix -> requireShapes(state, prefix, parameters));
            TensorScope.inside(() -> Guards.noGrad(() -> {
                vectors.forEach((prefix, flat) -> parameters
                        .shapes()
                        .keySet()
                        .forEach(name -> parameters.view(flat, name).copy_(state.get(prefix + name))));
                return null;
            }));
        }
        return step(newest);
    }

    private static StateDict open(Path checkpoint) {
        try {
            return Safetensors.read(checkpoint.resolve("state.safetensors"));
        } catch (BadInputException e) {
            throw damaged(checkpoint, e);
        }
    }

    private static BadInputException damaged(Path checkpoint, Exception e) {
        return new BadInputException(
                checkpoint + ": damaged (" + e.getMessage() + "); delete this folder to go on from the one before", e);
    }

    /** Names the first place where two configurations part; whole they fill a screen. */
    private static void requireSame(Path checkpoint, String expected, String got) {
        if (expected.equals(got)) {
            return;
        }
        int at = Arrays.mismatch(expected.toCharArray(), got.toCharArray());
        throw BadInputException.of(
                checkpoint + ": configuration",
                around(expected, at),
                around(got, at),
                "this run has another configuration, use another run folder");
    }

    private static String around(String text, int at) {
        int from = Math.max(0, at - 30);
        int to = Math.min(text.length(), at + 30);
        return (from > 0 ? "..." : "") + text.substring(from, to) + (to < text.length() ? "..." : "");
    }

    private static void requireShapes(StateDict state, String prefix, FlatParameters parameters) {
        parameters.shapes().forEach((name, shape) -> {
            Tensor t = state.get(prefix + name);
            if (t == null || !Arrays.equals(Shapes.dims(t), shape)) {
                throw BadInputException.of(
                        state.source() + ": " + prefix + name,
                        Arrays.toString(shape),
                        t == null ? "nothing" : Shapes.of(t),
                        "this checkpoint is of another configuration");
            }
        });
    }

    /** Whole ones, oldest first. */
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

    private static void writeToDisk(Path file, String text) throws IOException {
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
    }

    /** What was half written takes the room that may be missing. */
    private static void giveBack(Path beside) {
        try {
            deleteFolder(beside);
        } catch (IOException e) {
            // the next checkpoint deletes it first
        }
    }

    /** Killed in the middle, this leaves no half folder under the right name. */
    private void retire(Path checkpoint) throws IOException {
        Path deleting = folder.resolve("deleting");
        deleteFolder(deleting);
        if (Files.exists(checkpoint)) {
            Files.move(checkpoint, deleting, StandardCopyOption.ATOMIC_MOVE);
            deleteFolder(deleting);
        }
    }

    private static void deleteFolder(Path folder) throws IOException {
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
