// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** {@code tractrix bench}: figures measured on this machine. */
@Command(
        name = "bench",
        header = "Measure on this machine.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {BenchAdherence.class, BenchAutoencoder.class, BenchTracker.class})
final class Bench extends Action {
    @Override
    int run() {
        throw new ParameterException(spec.commandLine(), "expected adherence, autoencoder or tracker");
    }
}
