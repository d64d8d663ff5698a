// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tractrix.fault.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A whole model from nothing: autoencoder, features, video model, control, each on what the ones before have made, and the
 * completion, the fill and the refiner of animatics, of which the last looks through the features and learns on the other two.
 *
 * <p>A folder: a run's folder for each stage, {@code done/<stage>.json} for each finished one, and {@code model/}, which
 * gets the parts as they are made and at the end what {@code generate --model} wants. The same call goes on in the middle.
 */
public final class TrainingChain {
    /** In order. */
    public static final List<String> STAGES =
            List.of("vae", "features", "video", "control", "completion", "fill", "refiner");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path run;
    private final Map<String, TrainingPreset> presets;
    private final String device;
    private final Consumer<String> log;
    private final BooleanSupplier stop;

    /**
     * @param run the chain's folder
     * @param presets one a stage
     * @param device as {@link TrainingPreset#open(Path, String)}
     * @param log a line now and then
     * @param stop asked after every update
     */
    public TrainingChain(
            Path run, Map<String, TrainingPreset> presets, String device, Consumer<String> log, BooleanSupplier stop) {
        this.device = device;
        this.run = run;
        this.presets = Map.copyOf(presets);
        this.log = log;
        this.stop = stop;
        for (String stage : STAGES) {
            if (!presets.containsKey(stage) || !presets.get(stage).stage().matches("control|" + stage)) {
                throw BadInputException.of("presets", "one of stage " + stage, presets.keySet(), "add it");
            }
        }
    }

    /** Trains what is missing. @return the model's folder, or null when stopped */
    public Path train() {
        for (int i = 0; i < STAGES.size(); i++) {
            String stage = STAGES.get(i);
            if (!done(stage)) {
                log.accept("stage %d of %d: %s".formatted(i + 1, STAGES.size(), stage));
                if (!train(stage)) {
                    return null;
                }
            }
        }
        resource("embedded/scheduler.json", model().resolve("scheduler").resolve("scheduler_config.json"));
        resource("embedded/model.json", model().resolve("tractrix.json"));
        return model();
    }

    private Path model() {
        return run.resolve("model");
    }

    private Path mark(String stage) {
        return run.resolve("done").resolve(stage + ".json");
    }

    private boolean done(String stage) {
        Path mark = mark(stage);
        if (!Files.isRegularFile(mark)) {
            return false;
        }
        try {
            JsonNode was = JSON.readTree(mark.toFile());
            // through text, so that numbers compare as they are stored
            if (!was.equals(JSON.readTree(presets.get(stage).json().toString()))) {
                throw BadInputException.of(
                        mark.toString(), "the preset of this call", "another one", "use another --run, or that preset");
            }
            return true;
        } catch (IOException e) {
            throw new BadInputException(mark + ": unreadable (" + e.getMessage() + "); delete it", e);
        }
    }

    private boolean train(String stage) {
        TrainingPreset preset = presets.get(stage);
        Path folder = run.resolve(stage);
        try {
            Files.createDirectories(model());
            Files.createDirectories(run.resolve("done"));
            try (Stage opened = preset.open(model(), device)) {
                if (new Trainer(folder, preset.options(), log, stop).train(opened)
                        < preset.options().steps()) {
                    return false;
                }
            }
            for (Path part : list(folder.resolve("model"))) {
                replace(part, model().resolve(part.getFileName()));
            }
            Path beside = run.resolve("done").resolve(stage + ".part");
            Files.writeString(beside, preset.json().toPrettyString());
            Files.move(beside, mark(stage), StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (IOException e) {
            throw new BadInputException(run + ": cannot be written (" + e.getMessage() + "); make room", e);
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.sorted().toList();
        }
    }

    /** Interrupted between the two, the stage is not marked as done and does it again. */
    private static void replace(Path from, Path to) throws IOException {
        if (Files.isDirectory(to)) {
            try (Stream<Path> old = Files.walk(to)) {
                for (Path file : old.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static void resource(String name, Path target) {
        try (InputStream in = TrainingChain.class.getResourceAsStream(name)) {
            Files.createDirectories(target.getParent());
            Files.copy(in, target, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new BadInputException(target + ": cannot be written (" + e.getMessage() + ")", e);
        }
    }
}
