// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.fault.CancelledException;
import dev.tractrix.fault.NotEnoughMemoryException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class TractrixTest {
    @Test
    void theVersionNamesEveryPart() {
        Run run = Run.of("--version");
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("tractrix 0.")
                .contains("libtorch 2.")
                .contains("opencv 4.")
                .contains("ffmpeg ")
                .contains("java ");
        assertThat(run.out()).doesNotContain("missing");
    }

    @Test
    void everyCommandHasHelpWithAHeaderAndTheExitCodes() {
        CommandLine root = Tractrix.commandLine(new Interruption());
        for (Map.Entry<String, CommandLine> sub : root.getSubcommands().entrySet()) {
            if (!sub.getKey().equals("generate-completion")) {
                Run run = Run.of(sub.getKey(), "--help");
                assertThat(run.code()).as(sub.getKey()).isZero();
                assertThat(run.out())
                        .contains("Usage: tractrix " + sub.getKey())
                        .contains("130")
                        .contains("bad input");
                assertThat(sub.getValue().getCommandSpec().usageMessage().header())
                        .as(sub.getKey())
                        .isNotEmpty();
            }
        }
    }

    @Test
    void wrongUsageIsTwoAndOneLineOnStderr() {
        for (String[] args : new String[][] {{}, {"no-such-command"}, {"verify"}, {"doctor", "--no-such-option"}}) {
            Run run = Run.of((Object[]) args);
            assertThat(run.code()).as(String.join(" ", args)).isEqualTo(2);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).startsWith("tractrix: ").contains("--help");
        }
    }

    @Test
    void completionIsAScriptForTheShell() {
        Run run = Run.of("generate-completion");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("complete -F").contains("verify").contains("doctor");
    }

    @Test
    void eachFaultHasItsExitCodeAndOneLine() {
        assertThat(report(BadInputException.of("a.png", "a PNG", "a poem", "draw it")))
                .isEqualTo("3 tractrix: a.png: expected a PNG, got a poem; draw it");
        assertThat(report(new NotEnoughMemoryException("needs 9 GB"))).isEqualTo("4 tractrix: needs 9 GB");
        assertThat(report(new CancelledException("denoise 7/25"))).isEqualTo("130 tractrix: cancelled at denoise 7/25");
        assertThat(report(new OutOfMemoryError("Java heap space"))).startsWith("4 tractrix: the Java heap is full");
        assertThat(
                        report(
                                new RuntimeException(
                                        "[enforce fail at alloc_cpu.cpp:121] DefaultCPUAllocator: can't allocate memory: you tried\nframe #0")))
                .startsWith("4 tractrix: memory ran out")
                .doesNotContain("frame #0");
        assertThat(report(new IllegalStateException("odd\nsecond line")))
                .isEqualTo("1 tractrix: failed: IllegalStateException: odd; --stacktrace shows where");
        assertThat(report(new RuntimeException(
                        new java.util.concurrent.ExecutionException(new BadInputException("within")))))
                .isEqualTo("3 tractrix: within");
    }

    private static String report(Throwable fault) {
        StringWriter err = new StringWriter();
        CommandLine command = Tractrix.commandLine(new Interruption()).setErr(new PrintWriter(err));
        return FaultReport.report(fault, command, false) + " " + err.toString().strip();
    }
}
