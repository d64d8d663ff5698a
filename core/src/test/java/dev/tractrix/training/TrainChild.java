// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import dev.tractrix.fault.BadInputException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A training in a process of its own, to be killed. Arguments: run folder, steps, updates between checkpoints. */
final class TrainChild {
    private TrainChild() {}

    public static void main(String[] args) {
        TrainingPreset preset = preset(args[1], args[2]);
        try (Stage stage = preset.open(null)) {
            new Trainer(Path.of(args[0]), preset.options(), System.out::println, () -> false).train(stage);
        } catch (BadInputException e) {
            System.out.println("refused: " + e.getMessage());
            System.exit(3);
        }
    }

    static TrainingPreset preset(String steps, String checkpointEvery) {
        return Runs.preset("vae")
                .with("options.steps", steps)
                .with("options.checkpointEvery", checkpointEvery)
                .with("options.sheetEvery", "0");
    }

    /** Starts one. @param shell a command to put before Java, may be empty */
    static Process start(Path run, long steps, long checkpointEvery, Path output, String... shell) throws IOException {
        List<String> command = new ArrayList<>(List.of(shell));
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                "-Dorg.bytedeco.javacpp.maxBytes=0",
                "-cp",
                classPath,
                TrainChild.class.getName(),
                run.toString(),
                Long.toString(steps),
                Long.toString(checkpointEvery)));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
    }

    /** Lines of the run's metrics; 0 when there is no file. */
    static long lines(Path run) throws IOException {
        File file = run.resolve("metrics.jsonl").toFile();
        return file.exists() ? Files.readAllLines(file.toPath()).size() : 0;
    }
}
