// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import dev.tractrix.media.ClipFormat;
import dev.tractrix.preflight.Finding;
import dev.tractrix.preflight.Preflight;
import dev.tractrix.preflight.Report;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tractrix check}: what would go wrong, before it costs time. */
@Command(
        name = "check",
        header = "Say what would go wrong with a scene, before it costs time.",
        description =
                "Ends with 3 on an error of the scene, the weights or the output, with 4 when only memory will not do.")
final class Check extends Action {
    @Mixin
    private SceneSource source;

    @Mixin
    private RunOptions options;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "CLIP",
            description = "Look also at the place of this output.")
    private Path output;

    @Option(names = "--json", description = "Print JSON instead of lines.")
    private boolean json;

    @Override
    int run() {
        if (output != null) {
            ClipFormat.of(output);
        }
        Report report = Preflight.run(options.load(source), output);
        if (json) {
            print(report.toJson());
        } else {
            for (Finding finding : report.findings()) {
                String word = finding.severity() == Finding.Severity.ERROR ? "error" : "warning";
                out().println("%-8s %-14s %s".formatted(word, finding.code(), finding.line()));
            }
            report.estimate()
                    .ifPresent(e -> out().println("about %s of memory (%s are free), %s"
                            .formatted(
                                    Doctor.gigabytes(e.peakBytes()),
                                    Doctor.gigabytes(e.availableBytes()),
                                    ProgressDisplay.duration(e.seconds()))));
            out().println(report.errors().size() + " errors, "
                    + report.warnings().size() + " warnings");
        }
        if (report.errors().isEmpty()) {
            return ExitCode.DONE;
        }
        return report.onlyMemory() ? ExitCode.NO_MEMORY : ExitCode.BAD_INPUT;
    }
}
