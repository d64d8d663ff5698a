// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import dev.tractrix.preflight.Finding;
import dev.tractrix.preflight.Plan;
import dev.tractrix.preflight.Preflight;
import dev.tractrix.preflight.Report;
import dev.tractrix.scene.LoadedScene;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tractrix check}: what would go wrong, before it costs time. */
@Command(
        name = "check",
        header = "Say what would go wrong with a scene, before it costs time.",
        description = "Ends with 3 on an error of the scene, the weights or the output, with 4 when only memory will not do.")
final class Check extends Action {
    @Mixin
    private SceneSource source;

    @Option(names = "--json", description = "Print JSON instead of lines.")
    private boolean json;

    @Override
    int run() {
        LoadedScene scene = source.load();
        Report report = Preflight.scene(scene, Plan.of(scene.scene()));
        if (json) {
            print(report.toJson());
        } else {
            for (Finding finding : report.findings()) {
                String word = finding.severity() == Finding.Severity.ERROR ? "error" : "warning";
                out().println("%-8s %-14s %s".formatted(word, finding.code(), finding.line()));
            }
            out().println(report.errors().size() + " errors, " + report.warnings().size() + " warnings");
        }
        if (report.errors().isEmpty()) {
            return ExitCode.DONE;
        }
        return report.onlyMemory() ? ExitCode.NO_MEMORY : ExitCode.BAD_INPUT;
    }
}
