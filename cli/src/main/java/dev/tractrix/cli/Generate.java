// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import dev.tractrix.pipeline.Quality;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code tractrix generate}: a scene becomes a clip. */
@Command(
        name = "generate",
        header = "Make the clip of a scene: its things move along their lines.",
        description = {
            "Checks the scene first, as 'tractrix check' does. Beside the clip goes its record, the same name with .json:",
            "scene, settings, seeds, hashes and versions, enough for 'tractrix replay'. The record is inside the clip too.",
            "How well each thing followed its line is measured and put into the record beside the clip."
        })
final class Generate extends Action {
    @Mixin
    private SceneSource source;

    @Option(
            names = {"-o", "--output"},
            required = true,
            paramLabel = "CLIP",
            description = "The clip to write: .mp4, .webm, .gif, .webp, or a folder for PNG frames.")
    private Path output;

    @Mixin
    private RunOptions options;

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

    @Option(
            names = "--best-of",
            paramLabel = "N",
            description =
                    "Make N drafts in few steps and finish the one whose things followed best and stayed sharpest;"
                            + " all are shown in CLIP-drafts.png and in the record. 1 to 16.")
    private Integer bestOf;

    private int drafts() {
        if (bestOf != null && (bestOf < 1 || bestOf > 16)) {
            throw new ParameterException(spec.commandLine(), "--best-of is 1 to 16, got " + bestOf);
        }
        return bestOf != null ? bestOf : options.quality() == Quality.BEST ? Quality.BEST_OF : 1;
    }

    @Override
    int run() {
        ClipMaker maker = new ClipMaker(this, source.path, output, compare, !unmeasured, drafts());
        ClipMaker.Made made = maker.make(options.load(source));
        if (json) {
            print(made.summary());
        } else {
            out().println(output);
            if (made.adherence() != null) {
                err().println("tractrix: " + MeasureAdherence.summary(made.adherence()) + " ("
                        + made.summary().get("adherenceSeconds").asDouble() + " s)");
            }
        }
        return ExitCode.DONE;
    }
}
