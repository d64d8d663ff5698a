// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** The command {@code tractrix}. */
@Command(
        name = "tractrix",
        header = "A photograph, a thing in it, a line: a video in which that thing goes there.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            Generate.class,
            Replay.class,
            Check.class,
            MeasureAdherence.class,
            Frechet.class,
            MakeAnimatic.class,
            Segment.class,
            Track.class,
            EditMask.class,
            Import.class,
            Export.class,
            Synth.class,
            Annotate.class,
            Train.class,
            Reproduce.class,
            Verify.class,
            Bench.class,
            PackCommand.class,
            Evaluate.class,
            StudyCommand.class,
            Models.class,
            OpenStudio.class,
            Doctor.class,
            GenerateCompletion.class,
        })
public final class Tractrix extends Action {
    final Interruption interruption;

    @Option(
            names = "--stacktrace",
            scope = ScopeType.INHERIT,
            description = "Show where in the program an error came from.")
    boolean stacktrace;

    private Tractrix(Interruption interruption) {
        this.interruption = interruption;
    }

    @Override
    int run() {
        throw new ParameterException(spec.commandLine(), "no command given");
    }

    /** The whole command line, for calls from tests as from a terminal. */
    static CommandLine commandLine(Interruption interruption) {
        FaultReport faults = new FaultReport();
        return new CommandLine(new Tractrix(interruption))
                .setExecutionExceptionHandler(faults)
                .setParameterExceptionHandler(faults)
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] args) {
        Interruption interruption = Interruption.watch();
        CommandLine command = commandLine(interruption);
        int code;
        try {
            code = command.execute(args);
        } catch (Throwable fault) {
            code = FaultReport.report(fault, command, true);
        }
        command.getOut().flush();
        command.getErr().flush();
        interruption.finished();
        System.exit(code);
    }
}
