// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Outputs that cannot be written, on file systems that really refuse: rights alone do not stop root. */
class OutputPlaceTest {
    @TempDir
    private Path folder;

    private Path model;
    private Path scene;
    private Path mounted;

    @BeforeEach
    void write() throws IOException {
        model = TinyModel.write(folder.resolve("model"));
        scene = Toy.scene(folder.resolve("in"));
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted != null) {
            assertThat(system("umount", mounted.toString())).isZero();
        }
    }

    @Test
    void aFileIsNoFolder() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        refused(generate(new Interruption(), file.resolve("clip.mp4")), "is no folder", "choose another place");
        refused(
                generate(new Interruption(), "--compare", file.resolve("c.gif"), folder.resolve("out/clip.mp4")),
                "c.gif");
        assertThat(folder.resolve("out")).doesNotExist();
        assertThat(file).hasContent("x");
    }

    @Test
    void aReadOnlyFileSystem() throws Exception {
        mount("ro,size=1m");
        refused(generate(new Interruption(), mounted.resolve("clip.mp4")), "must not be written to", "another place");
        refused(generate(new Interruption(), mounted.resolve("a/b/clip.gif")), "must not be written to");
        assertEmpty();
    }

    @Test
    void aDiskThatIsFullBefore() throws Exception {
        mount("size=16k");
        refused(generate(new Interruption(), mounted.resolve("clip.mp4")), "free", "make room");
        assertEmpty();
    }

    @Test
    void aDiskThatFillsUpMeanwhile() throws Exception {
        for (String name : List.of("clip.mp4", "clip.webm", "clip.gif", "clip.webp", "frames")) {
            mount("size=1m");
            Path ballast = mounted.resolve("ballast");
            // is asked at every step of the run, after the preflight has found room
            Interruption filling = new Interruption() {
                @Override
                boolean asked() {
                    fill(ballast);
                    return super.asked();
                }
            };
            refused(generate(filling, mounted.resolve(name)), "cannot be written", "free space");
            try (Stream<Path> left = Files.list(mounted)) {
                assertThat(left).as(name).containsExactly(ballast);
            }
            unmount();
            mounted = null;
        }
    }

    private Run generate(Interruption interruption, Object... output) {
        return Run.of(
                interruption,
                Stream.concat(
                                Stream.of("generate", scene, "--model", model, "--no-adherence"),
                                output.length == 1
                                        ? Stream.of("-o", output[0])
                                        : Stream.of(output[0], output[1], "-o", output[2]))
                        .toArray());
    }

    private static void refused(Run run, String... named) {
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.BAD_INPUT);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines().filter(line -> line.startsWith("tractrix: ") && !line.contains("warning:")))
                .hasSize(1)
                .first()
                .asString()
                .contains(named);
    }

    private void assertEmpty() throws IOException {
        try (Stream<Path> left = Files.list(mounted)) {
            assertThat(left).isEmpty();
        }
    }

    /** To the last byte: the next write finds no room. */
    private static void fill(Path file) {
        if (Files.exists(file)) {
            return;
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            while (true) {
                out.write(new byte[4096]);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("space");
        }
    }

    private void mount(String options) throws Exception {
        Path at = Files.createDirectories(folder.resolve("mounted"));
        if (!Files.isExecutable(Path.of("/bin/mount"))
                || system("mount", "-t", "tmpfs", "-o", options, "tmpfs", at.toString()) != 0) {
            abort("a small file system of its own needs the right to mount one (root on Linux)");
        }
        mounted = at;
    }

    private static int system(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
