// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.evaluation.Adherence;
import dev.tractrix.evaluation.AdherenceSheet;
import dev.tractrix.evaluation.EntityAdherence;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.media.ClipReader;
import dev.tractrix.media.Footage;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code tractrix adherence}: what a clip did of what was asked. */
@Command(
        name = "adherence",
        header = "Measure how well each thing of a clip followed its line, and whether the rest stayed.",
        description = {
            "The things are found again in the clip by their pixels, without knowing the lines. What the instrument loses",
            "in the animatic too, where everything goes exactly along its line, is called untrackable and has no number."
        })
final class MeasureAdherence extends Action {
    @Parameters(paramLabel = "CLIP", description = "A clip with its record inside, or any clip with --record.")
    private Path clip;

    @Option(
            names = "--record",
            paramLabel = "FILE",
            description = "What was asked, where it is not in the clip: a record, or a scene that 'generate' reads.")
    private Path record;

    @Option(
            names = "--tolerance",
            paramLabel = "P",
            defaultValue = "5",
            description =
                    "Path error up to which a thing has followed, percent of the diagonal; ${DEFAULT-VALUE} where unset.")
    private double tolerance;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "PNG",
            description = "Write the report as a picture.")
    private Path output;

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    @Override
    int run() {
        if (!(tolerance > 0 && tolerance <= 100)) {
            throw new ParameterException(
                    spec.commandLine(), "--tolerance is above 0 and at most 100, got " + tolerance);
        }
        Footage footage = ClipReader.read(clip);
        Adherence.Asked asked = AskedOf.clip(clip, footage, record);
        Adherence adherence = Adherence.of(asked.framed(), asked.motion(), footage.frames(), tolerance);
        if (output != null) {
            ImageFiles.writePng(AdherenceSheet.draw(adherence, asked.motion(), footage.frames()), output);
        }
        if (json) {
            ObjectNode out = adherence.json();
            print(out);
        } else {
            table(adherence);
        }
        return ExitCode.DONE;
    }

    private void table(Adherence adherence) {
        for (EntityAdherence e : adherence.entities()) {
            out().printf(
                            Locale.ROOT,
                            "%-20s %-11s %s%n",
                            e.id(),
                            e.verdict().name().toLowerCase(Locale.ROOT),
                            e.reason());
        }
        adherence.statements().forEach(s -> out().println(s));
        out().println(summary(adherence));
    }

    /** One line for people. */
    static String summary(Adherence adherence) {
        long untrackable =
                adherence.entities().stream().filter(e -> !e.measured()).count();
        String path = Double.isNaN(adherence.meanPathErrorPercent())
                ? "no path to measure"
                : String.format(Locale.ROOT, "mean path error %.2f %%", adherence.meanPathErrorPercent());
        String locked = Double.isFinite(adherence.lockedPsnr())
                ? String.format(Locale.ROOT, ", locked %.1f dB", adherence.lockedPsnr())
                : "";
        return path
                + locked
                + (untrackable == 0 ? "" : ", " + untrackable + " untrackable")
                + (adherence.passed() ? ": passed" : ": not passed");
    }
}
