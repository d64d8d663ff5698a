// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.tensor.ChannelsLast;
import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Recomputed;
import dev.tractrix.tensor.TensorScope;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.bytedeco.pytorch.Tensor;

/**
 * The loop that trains any {@link Stage} and never loses a run.
 *
 * <p><b>State.</b> A run is a folder: {@code checkpoints/}, {@code metrics.jsonl}, {@code sheets/}, {@code
 * report.html} to look at, and at the end {@code model/}. All that is random in a step is drawn from (seed, step), so a checkpoint is the step number, the
 * weights, their average and two moments; resuming repeats the uninterrupted run bit for bit on a CPU.
 *
 * <p><b>Safety.</b> A lock file keeps a second process out. A checkpoint is written beside and renamed; killed at any
 * moment, a run loses at most the updates since the last one. A loss or gradient that is no number stops the run
 * before it touches the weights.
 *
 * <p><b>Memory.</b> Each micro-batch lives in one scope; what outlives it are the flat vectors.
 */
public final class Trainer {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** By what the loss's scale falls when half-precision gradients overflow. */
    private static final double LESS_SCALE = 16;

    private final Path run;
    private final TrainingOptions options;
    private final Consumer<String> log;
    private final BooleanSupplier stop;

    /**
     * @param run the run's folder, made when missing
     * @param log a line now and then
     * @param stop asked after every update; a checkpoint is written before the run ends early
     */
    public Trainer(Path run, TrainingOptions options, Consumer<String> log, BooleanSupplier stop) {
        this.run = run;
        this.options = options;
        this.log = log;
        this.stop = stop;
    }

    /**
     * Trains to {@code options.steps()}, from the newest checkpoint when there is one.
     *
     * @return the last step done; less than {@code steps} when stopped
     */
    public long train(Stage stage) {
        try {
            Files.createDirectories(run.resolve("sheets"));
            try (FileChannel channel = FileChannel.open(
                            run.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = lock(channel)) {
                return trainLocked(stage);
            }
        } catch (IOException e) {
            throw new BadInputException(
                    run + ": the run folder cannot be used (" + e.getMessage()
                            + "); its checkpoints are kept, make room or mend the permissions and start again",
                    e);
        }
    }

    private FileLock lock(FileChannel channel) throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            throw new BadInputException(
                    run + ": another process is training in this folder; stop it or use another folder");
        }
        return lock;
    }

    private long trainLocked(Stage stage) throws IOException {
        Checkpoints checkpoints = new Checkpoints(run);
        FlatParameters parameters = stage.parameters();
        try (AdamW optimiser = new AdamW(parameters, options)) {
            long step = 0;
            if (checkpoints.newest().isPresent()) {
                step = checkpoints.restore(stage.fingerprint(), parameters, optimiser);
                log.accept(stage.name() + ": resumed at step " + step);
            }
            if (!parameters.device().equals("cpu")) {
                log.accept(stage.name() + ": on " + parameters.device());
            }
            dropMetricsAfter(step);
            long saved = step;
            long started = System.nanoTime();
            long firstStep = step;
            long lastLine = 0;
            double smoothed = Double.NaN;
            String remarks = "";
            parameters.gradients().zero_();
            while (step < options.steps() && !stop.getAsBoolean()) {
                step++;
                double lossScale = stage.lossScale();
                Map<String, Double> parts = gradients(stage, step, lossScale);
                double norm = optimiser.gradientNorm() / lossScale;
                // nothing is remembered of it: a resumed run must do the same
                while (!Double.isFinite(norm) && lossScale > 1) {
                    lossScale = Math.max(1, lossScale / LESS_SCALE);
                    parameters.gradients().zero_();
                    parts = gradients(stage, step, lossScale);
                    norm = optimiser.gradientNorm() / lossScale;
                }
                if (!Double.isFinite(norm) || !Double.isFinite(parts.get("loss"))) {
                    throw new IllegalStateException(stage.name() + ": step " + step + ": loss " + parts.get("loss")
                            + ", gradient norm " + norm + " is no number; the last good state is step "
                            + checkpoints.newest().orElse(0) + "; lower the learning rate and start again");
                }
                double scale = options.clip() > 0 && norm > options.clip() ? options.clip() / norm : 1;
                optimiser.update(step, options.rate(step), scale / lossScale);
                smoothed = Double.isNaN(smoothed) ? parts.get("loss") : 0.98 * smoothed + 0.02 * parts.get("loss");
                double seconds = (System.nanoTime() - started) / 1e9;
                double perSecond = (step - firstStep) / seconds;
                metric(step, parts, norm, perSecond, stage.waitedMillis());
                if (seconds - lastLine >= 10 || step == options.steps()) {
                    lastLine = (long) seconds;
                    log.accept("%s: step %d/%d, loss %.5f, %.2f steps/s, data wait %.1f %%, %s left"
                            .formatted(
                                    stage.name(),
                                    step,
                                    options.steps(),
                                    smoothed,
                                    perSecond,
                                    stage.waitedMillis() / (10 * seconds),
                                    duration((options.steps() - step) / perSecond)));
                    if (!stage.remarks().equals(remarks)) {
                        remarks = stage.remarks();
                        log.accept(stage.name() + ": " + remarks);
                    }
                }
                if (step % options.checkpointEvery() == 0) {
                    checkpoints.save(step, stage.fingerprint(), parameters, optimiser);
                    saved = step;
                }
                if (options.sheetEvery() > 0 && step % options.sheetEvery() == 0) {
                    long at = step;
                    withAverage(parameters, optimiser, () -> {
                        Path sheets = run.resolve("sheets");
                        stage.sheet(sheets.resolve("step-%09d.png".formatted(at)));
                        stage.clips(sheets.resolve("step-%09d.gif".formatted(at)));
                    });
                }
                if (saved == step) {
                    report(stage);
                }
            }
            if (saved != step) {
                checkpoints.save(step, stage.fingerprint(), parameters, optimiser);
                report(stage);
            }
            long last = step;
            withAverage(
                    parameters,
                    optimiser,
                    () -> stage.export(
                            run.resolve("model"),
                            Map.of(
                                    "stage",
                                    stage.name(),
                                    "step",
                                    Long.toString(last),
                                    "seed",
                                    Long.toString(options.seed()),
                                    "device",
                                    parameters.device())));
            return step;
        }
    }

    /** Sums the gradients of all micro-batches into the flat vector and returns the mean of what they logged. */
    private Map<String, Double> gradients(Stage stage, long step, double lossScale) {
        // sorted: a stage's own map has another order in each process
        Map<String, Double> sums = new TreeMap<>();
        for (int micro = 0; micro < options.accumulation(); micro++) {
            int m = micro;
            TensorScope.inside(() -> Guards.grad(() -> {
                Stage.Loss loss;
                try (Recomputed segments = stage.recomputes() ? Recomputed.open() : null;
                        ChannelsLast order = stage.channelsLast() ? ChannelsLast.open() : null) {
                    loss = stage.loss(step, m);
                    Ops.mul(loss.total(), lossScale / options.accumulation()).backward();
                }
                sums.merge("loss", loss.total().item_double() / options.accumulation(), Double::sum);
                loss.parts().forEach((k, v) -> sums.merge(k, v.getAsDouble() / options.accumulation(), Double::sum));
                return null;
            }));
        }
        return sums;
    }

    /** Runs something with the averaged weights in place of the trained ones. */
    private static void withAverage(FlatParameters parameters, AdamW optimiser, Runnable body) {
        Tensor trained =
                TensorScope.keep(TensorScope.tidy(() -> parameters.values().clone()));
        try {
            Guards.noGrad(() -> {
                parameters.values().copy_(optimiser.average());
                body.run();
                return null;
            });
        } finally {
            Guards.noGrad(() -> parameters.values().copy_(trained));
            trained.close();
        }
    }

    /** A page that cannot be written is told, and is no reason to end a training. */
    private void report(Stage stage) {
        try {
            RunReport.write(run, stage.name(), options);
        } catch (IOException e) {
            log.accept(run.resolve("report.html") + ": not written (" + e.getMessage() + ")");
        }
    }

    private void metric(long step, Map<String, Double> parts, double norm, double perSecond, long waited)
            throws IOException {
        ObjectNode line = JSON.createObjectNode().put("step", step);
        parts.forEach(line::put);
        line.put("gradientNorm", norm)
                .put("learningRate", options.rate(step))
                .put("stepsPerSecond", Math.round(perSecond * 1000) / 1000.0)
                .put("waitedMillis", waited)
                .put("time", Instant.now().toString());
        Files.writeString(
                run.resolve("metrics.jsonl"), line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** A resumed run writes the updates after its checkpoint again. */
    private void dropMetricsAfter(long step) throws IOException {
        Path file = run.resolve("metrics.jsonl");
        if (!Files.exists(file)) {
            return;
        }
        List<String> kept = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            try {
                if (JSON.readTree(line).path("step").asLong(Long.MAX_VALUE) <= step) {
                    kept.add(line);
                }
            } catch (JsonProcessingException e) {
                log.accept("metrics.jsonl: dropped a half-written line");
            }
        }
        Path beside = run.resolve("metrics.jsonl.part");
        Files.write(beside, kept);
        Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String duration(double seconds) {
        long s = Math.round(seconds);
        return s >= 3600 ? "%d h %02d min".formatted(s / 3600, s / 60 % 60) : "%d min %02d s".formatted(s / 60, s % 60);
    }
}
