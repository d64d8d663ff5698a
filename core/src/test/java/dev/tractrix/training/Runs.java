// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Tiny training runs and what they leave on the disk. */
final class Runs {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Runs() {}

    /** A tiny preset beside the tests. @param stage vae, features or control */
    static TrainingPreset preset(String stage) {
        return TrainingPreset.read(Path.of("src/test/resources/training/" + stage + ".json"));
    }

    /** A base with an untrained autoencoder and feature network. */
    static Path base(Path folder) {
        for (String stage : List.of("vae", "features")) {
            try (Stage s = preset(stage).open(folder)) {
                s.export(folder, Map.of());
            }
        }
        return folder;
    }

    static TrainingOptions options(long steps) {
        return new TrainingOptions(steps, 1, 1, 0.1, 0, 1, 0.9, 0.999, 1e-8, 0.01, 0, 0.99, 10, 0, 0);
    }

    /** Trains quietly. */
    static long train(Path run, TrainingOptions options, Stage stage) {
        return new Trainer(run, options, line -> {}, () -> false).train(stage);
    }

    static List<JsonNode> metrics(Path run) throws IOException {
        List<JsonNode> out = new ArrayList<>();
        for (String line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
            out.add(JSON.readTree(line));
        }
        return out;
    }

    /** Steps, in the order of the file. */
    static List<Long> steps(Path run) throws IOException {
        return metrics(run).stream().map(m -> m.get("step").asLong()).toList();
    }

    /** Losses, exactly as written. */
    static List<Double> losses(Path run) throws IOException {
        return metrics(run).stream().map(m -> m.get("loss").asDouble()).toList();
    }

    /** Names of what is in {@code checkpoints}. */
    static List<String> checkpoints(Path run) throws IOException {
        try (Stream<Path> list = Files.list(run.resolve("checkpoints"))) {
            return list.map(p -> p.getFileName().toString()).sorted().toList();
        }
    }

    /** Bytes of weights, average and both moments. */
    static byte[] state(Path run, long step) throws IOException {
        return Files.readAllBytes(run.resolve("checkpoints/step-%09d/state.safetensors".formatted(step)));
    }
}
