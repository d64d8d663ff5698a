// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** {@code tractrix study}: people compare clips without knowing whose they are. */
@Command(
        name = "study",
        header = "The blind user study: make one, write its votes as a table, say what came of it.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {StudyCreate.class, StudyExport.class, StudyReport.class})
final class StudyCommand extends Action {
    @Override
    int run() {
        throw new ParameterException(spec.commandLine(), "no command given");
    }
}
