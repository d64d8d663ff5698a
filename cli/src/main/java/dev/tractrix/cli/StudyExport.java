// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import dev.tractrix.scene.SceneWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tractrix study export}. */
@Command(name = "export", header = "Write every vote of a study as a table (CSV).")
final class StudyExport extends Action {
    @Parameters(paramLabel = "STUDY", description = "The study's folder.")
    private Path study;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "CSV",
            description = "The table; printed where unset.")
    private Path output;

    @Override
    int run() {
        String csv = StudyReport.session(study).results().csv();
        if (output == null) {
            out().print(csv);
        } else {
            SceneWriter.writeText(output, csv);
        }
        return ExitCode.DONE;
    }
}
