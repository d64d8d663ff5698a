// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.reproduction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.svd.EulerSchedulerConfig;
import dev.tractrix.training.ControlStage;
import dev.tractrix.training.HeldOut;
import dev.tractrix.training.SampleCache;
import dev.tractrix.training.Stage;
import dev.tractrix.training.Trainer;
import dev.tractrix.training.TrainingPreset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The paper's Tables 2 and 3, and the other representations of its Figure 2, in one network with everything else equal.
 *
 * <p>As in the paper all rows start from one video model without control; here it is first trained, by the same preset
 * without lines and without a mask. Then each row trains as many updates, with the same scenes, noises and order, from
 * the same seed. Each is measured on scenes of another seed, from pure noise, without an animatic and without guidance,
 * with several seeds of the noise.
 *
 * <p>A folder: {@code given/} (autoencoder and features), {@code start/} (its run), {@code base/} (what the rows start from), {@code rows/<row>/} (their runs) and
 * {@code results/<row>.json}. The same call goes on where it was stopped.
 */
public final class AblationStudy implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long HELD_OUT_SEED = 990_001;
    private static final List<String> GIVEN = List.of("vae", "features");

    /**
     * What is done.
     *
     * @param run the study's folder
     * @param base folder with {@code vae} and {@code features}; a {@code scheduler} is taken where there is one
     * @param preset of a row; ablation and steps are changed, and background where a row has its own
     * @param startSteps updates of the common start
     * @param rowSteps updates of each row
     * @param scenes held-out scenes, at least 1
     * @param seeds of the noise, at least 1
     * @param samplerSteps noise levels of a clip
     * @param rows which, in this order
     * @param device where, {@code cpu} or {@code cuda}; no part of what the study is
     */
    public record Settings(
            Path run,
            Path base,
            TrainingPreset preset,
            long startSteps,
            long rowSteps,
            int scenes,
            int seeds,
            int samplerSteps,
            List<AblationRow> rows,
            String device) {
        public Settings {
            rows = List.copyOf(rows);
            if (startSteps < 1 || rowSteps < 1 || scenes < 1 || seeds < 1 || samplerSteps < 1 || rows.isEmpty()) {
                throw new BadInputException(
                        "ablation: updates, scenes, seeds, sampler steps and rows are at least 1; ask for more");
            }
        }
    }

    private final Settings settings;
    private final Consumer<String> log;
    private final BooleanSupplier stop;
    /** All rows see the same scenes through the same autoencoder and features. */
    private final SampleCache kept = new SampleCache();

    /** @param log a line now and then @param stop asked after every update and every measurement */
    public AblationStudy(Settings settings, Consumer<String> log, BooleanSupplier stop) {
        this.settings = settings;
        this.log = log;
        this.stop = stop;
    }

    /** Trains and measures what is missing. The rows that are done: fewer than asked for when stopped. */
    public List<AblationResult> run() {
        if (start()) {
            for (AblationRow row : settings.rows()) {
                if (stop.getAsBoolean() || read(row).isEmpty() && !row(row)) {
                    break;
                }
            }
        }
        return results();
    }

    @Override
    public void close() {
        kept.close();
    }

    /** What is done so far. */
    public List<AblationResult> results() {
        List<AblationResult> out = new ArrayList<>();
        for (AblationRow row : settings.rows()) {
            read(row).ifPresent(out::add);
        }
        return out;
    }

    /** The common start. @return whether it is done */
    private boolean start() {
        Path base = settings.run().resolve("base");
        if (Files.isDirectory(base)) {
            return true;
        }
        TrainingPreset preset = settings.preset()
                .with("ablation", "none")
                .with("background", "1")
                .with("options.steps", Long.toString(settings.startSteps()));
        log.accept("start: the video model without lines, " + settings.startSteps() + " updates");
        Path run = settings.run().resolve("start");
        // a model's own U-Net must not be taken for the start of this one
        Path given = settings.run().resolve("given");
        GIVEN.forEach(part -> copy(settings.base().resolve(part), given.resolve(part)));
        try (Stage stage = preset.open(given, settings.device(), kept)) {
            if (trainer(run, preset).train(stage) < settings.startSteps()) {
                return false;
            }
        }
        Path beside = settings.run().resolve("base.part");
        for (String part : GIVEN) {
            copy(given.resolve(part), beside.resolve(part));
        }
        for (String part : List.of("unet", "image_encoder")) {
            copy(run.resolve("model").resolve(part), beside.resolve(part));
        }
        move(beside, base);
        return true;
    }

    /** @return whether it is done */
    private boolean row(AblationRow row) {
        TrainingPreset preset = preset(row);
        Path run = settings.run().resolve("rows").resolve(row.word());
        log.accept(row.word() + ": " + settings.rowSteps() + " updates");
        try (Stage stage = preset.open(settings.run().resolve("base"), settings.device(), kept)) {
            return trainer(run, preset).train(stage) == settings.rowSteps() && measure(row, run, (ControlStage) stage);
        }
    }

    private TrainingPreset preset(AblationRow row) {
        TrainingPreset preset = settings.preset()
                .with("ablation", row.ablation())
                .with("options.steps", Long.toString(settings.rowSteps()));
        return row.background() == null
                ? preset
                : preset.with("background", row.background().toString());
    }

    private Trainer trainer(Path run, TrainingPreset preset) {
        return new Trainer(run, preset.options(), log, stop);
    }

    private boolean measure(AblationRow row, Path run, ControlStage stage) {
        HeldOut heldOut = new HeldOut(run, stage, settings.scenes(), HELD_OUT_SEED);
        EulerSchedulerConfig levels = HeldOutReport.scheduler(settings.base());
        List<Double> objMc = new ArrayList<>();
        List<Double> things = new ArrayList<>();
        TrackError tracks = new TrackError(heldOut.scenes());
        HeldOut.Row measured = null;
        for (int s = 0; s < settings.seeds(); s++) {
            if (stop.getAsBoolean()) {
                return false;
            }
            TrackError.Sum of = tracks.new Sum();
            measured = heldOut.measure(
                    levels,
                    settings.samplerSteps(),
                    1,
                    HELD_OUT_SEED + 1_000_000L * (s + 1),
                    (scene, sample, frames) -> of.add(scene, frames));
            objMc.add(of.objMc());
            things.add(measured.made().things());
            log.accept("%s: noise seed %d of %d: ObjMC %.2f, of a clip that never moves %.2f"
                    .formatted(row.word(), s + 1, settings.seeds(), of.objMc(), tracks.staticObjMc()));
        }
        write(new AblationResult(
                row,
                measured.step(),
                settings.scenes(),
                objMc,
                things,
                tracks.staticObjMc(),
                measured.still().things(),
                tracks.finderObjMc()));
        return true;
    }

    private Path file(AblationRow row) {
        return settings.run().resolve("results").resolve(row.word() + ".json");
    }

    private void write(AblationResult r) {
        ObjectNode json = JSON.createObjectNode()
                .put("row", r.row().word())
                .put("updates", r.updates())
                .put("scenes", r.scenes())
                .put("staticObjMc", r.staticObjMc())
                .put("staticThingsError", r.staticThingsError())
                .put("finderObjMc", r.finderObjMc())
                .put("configuration", configuration(r.row()));
        ArrayNode objMc = json.putArray("objMc");
        r.objMc().forEach(objMc::add);
        ArrayNode things = json.putArray("thingsError");
        r.thingsError().forEach(things::add);
        Path target = file(r.row());
        Path beside = target.resolveSibling(target.getFileName() + ".part");
        try {
            Files.createDirectories(target.getParent());
            Files.writeString(beside, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json));
        } catch (IOException e) {
            throw new BadInputException(target + ": cannot be written (" + e.getMessage() + ")", e);
        }
        move(beside, target);
    }

    /** What a result depends on: one of another study is refused. */
    private String configuration(AblationRow row) {
        return preset(row).json() + " start " + settings.startSteps() + " sampler " + settings.samplerSteps()
                + " scenes " + settings.scenes() + " seeds " + settings.seeds();
    }

    private Optional<AblationResult> read(AblationRow row) {
        Path file = file(row);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            JsonNode json = JSON.readTree(file.toFile());
            if (!json.path("configuration").asText().equals(configuration(row))) {
                throw BadInputException.of(
                        file.toString(),
                        "a result of this study",
                        "one of another preset or other settings",
                        "use another --run, or the settings that it was begun with");
            }
            return Optional.of(new AblationResult(
                    row,
                    json.path("updates").asLong(),
                    json.path("scenes").asInt(),
                    numbers(json.path("objMc")),
                    numbers(json.path("thingsError")),
                    json.path("staticObjMc").asDouble(),
                    json.path("staticThingsError").asDouble(),
                    json.path("finderObjMc").asDouble()));
        } catch (IOException e) {
            throw new BadInputException(file + ": unreadable (" + e.getMessage() + "); delete it", e);
        }
    }

    private static List<Double> numbers(JsonNode list) {
        List<Double> out = new ArrayList<>();
        list.forEach(n -> out.add(n.asDouble()));
        return out;
    }

    private static void copy(Path from, Path to) {
        if (!Files.isDirectory(from)) {
            throw BadInputException.of("--base", "a folder with " + from.getFileName(), from, "train that stage first");
        }
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new BadInputException(to + ": cannot be written (" + e.getMessage() + ")", e);
        }
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new BadInputException(to + ": cannot be written (" + e.getMessage() + ")", e);
        }
    }
}
