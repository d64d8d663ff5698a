// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.Recomputed;
import dev.tractrix.tensor.TensorScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What recomputing saves: the most that a control step has in memory over what the process had before it. */
class RecomputeMemoryTest {
    @TempDir
    private Path folder;

    @Test
    void theStepNeedsAtLeastFortyPercentLess() throws Exception {
        Assumptions.assumeTrue(
                Files.isWritable(Path.of("/proc/self/clear_refs")), "the peak is the kernel's own record, Linux only");
        Path base = Runs.base(folder.resolve("base"));
        long kept = child(base, false);
        long again = child(base, true);
        assertThat(kept).as("enough to tell from the process's own noise").isGreaterThan(60L << 20);
        assertThat((double) again / kept).isLessThan(0.6);
    }

    /** Bytes. */
    private long child(Path base, boolean recompute) throws IOException, InterruptedException {
        Path said = folder.resolve("said-" + recompute);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xms96m",
                        "-Xmx96m",
                        "-XX:+AlwaysPreTouch",
                        "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                        "-Dorg.bytedeco.javacpp.maxBytes=0",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Child.class.getName(),
                        base.toString(),
                        Boolean.toString(recompute))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertThat(process.waitFor(240, TimeUnit.SECONDS)).isTrue();
        List<String> lines = Files.readAllLines(said);
        assertThat(process.exitValue()).as(lines.toString()).isZero();
        return Long.parseLong(lines.get(lines.size() - 1));
    }

    /** One step in a process of its own, after a small one that brings in all code. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) throws IOException {
            Path base = Path.of(args[0]);
            TrainingPreset small = Runs.preset("control")
                    .with("options.batch", "1")
                    .with("recompute", args[1])
                    .with("unet.block_out_channels", "[32, 64]")
                    .with("controlnet.block_out_channels", "[32, 64]");
            step(small, base);
            TrainingPreset large = small.with("scenes.width", "192")
                    .with("scenes.height", "112")
                    .with("scenes.frames", "8");
            System.out.println(step(large, base));
        }

        /** Bytes of the peak over what was there before. */
        private static long step(TrainingPreset preset, Path base) throws IOException {
            try (Stage stage = preset.open(base)) {
                stage.parameters().gradients().zero_();
                Files.writeString(Path.of("/proc/self/clear_refs"), "5"); // the record starts anew
                long before = memory("VmRSS:");
                TensorScope.inside(() -> Guards.grad(() -> {
                    try (Recomputed segments = stage.recomputes() ? Recomputed.open() : null) {
                        stage.loss(1, 0).total().backward();
                    }
                    return null;
                }));
                return memory("VmHWM:") - before;
            }
        }

        private static long memory(String field) throws IOException {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith(field))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElseThrow();
        }
    }
}
