// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** {@code tractrix reproduce}: the paper's studies, done anew. */
@Command(
        name = "reproduce",
        header = "Train and measure a study of the paper anew, at a scale that this machine can train.",
        synopsisSubcommandLabel = "STUDY",
        subcommands = ReproduceAblation.class)
final class Reproduce extends Action {
    @Override
    int run() {
        throw new ParameterException(spec.commandLine(), "no study given; there is: ablation");
    }
}
