// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where a clip goes, what is written beside it and what is told of it: the same for every command that makes clips. */
final class ClipOutput {
    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "CLIP",
            description = "The clip to write: .mp4, .webm, .gif, .webp, or a folder for PNG frames.")
    private Path output;

    @Option(
            names = "--compare",
            paramLabel = "CLIP",
            description = "Write what was asked, the control maps and the clip side by side.")
    private Path compare;

    @Option(
            names = "--no-adherence",
            description = "Do not measure how well the things followed their lines; measuring takes about a second.")
    private boolean unmeasured;

    @Option(names = "--json", description = "Print JSON instead of the clip's name.")
    private boolean json;

    /** What makes the clip. @param source the file that no output may replace */
    ClipMaker maker(Action action, Path source) {
        return new ClipMaker(action, source, output, compare, !unmeasured);
    }

    /** Prints what was made. */
    void tell(Action action, ClipMaker.Made made) {
        if (json) {
            action.print(made.summary());
            return;
        }
        action.out().println(output);
        if (made.adherence() != null) {
            action.err()
                    .println("tractrix: " + MeasureAdherence.summary(made.adherence()) + " ("
                            + made.summary().get("adherenceSeconds").asDouble() + " s)");
        }
    }
}
