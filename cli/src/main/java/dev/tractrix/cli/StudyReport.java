// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.study.FileVotes;
import dev.tractrix.study.Study;
import dev.tractrix.study.StudyResults;
import dev.tractrix.study.StudySession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tractrix study report}. */
@Command(
        name = "report",
        header = "Say how often each system was preferred, and how far the raters agree.",
        description = {
            "Shares with Wilson's 95 %% interval, as the paper's Figure 8 has them; Krippendorff's alpha and Fleiss' kappa.",
            "Raters who fail more than a third of the checks are left out and named."
        })
final class StudyReport extends Action {
    @Parameters(paramLabel = "STUDY", description = "The study's folder.")
    private Path study;

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    @Override
    int run() {
        StudyResults results = session(study).results();
        if (json) {
            print(results.json());
            return ExitCode.DONE;
        }
        out().printf("%d raters, %d votes counted%n", results.raters(), results.votes());
        results.leftOut().forEach((rater, why) -> out().println(rater + " left out: " + why));
        for (StudyResults.OfQuestion q : results.questions()) {
            out().println(q.question().text());
            for (StudyResults.Share s : q.methods()) {
                out().printf(
                                Locale.ROOT,
                                "  %-20s %3.0f %% [%.0f, %.0f]  %d of %d, %d ties%n",
                                s.method(),
                                100 * s.share(),
                                100 * s.low(),
                                100 * s.high(),
                                s.preferred(),
                                s.of(),
                                s.same());
            }
            out().printf(
                            Locale.ROOT,
                            "  agreement: Krippendorff's alpha %s, Fleiss' kappa %s%n",
                            text(q.krippendorff()),
                            text(q.fleiss()));
        }
        out().flush();
        return ExitCode.DONE;
    }

    private static String text(double value) {
        return Double.isNaN(value) ? "unknown" : String.format(Locale.ROOT, "%.3f", value);
    }

    /** @throws BadInputException when the folder holds no study */
    static StudySession session(Path folder) {
        Path file = folder.resolve("study.json");
        try {
            if (!Files.isRegularFile(file)) {
                throw BadInputException.of(
                        folder.toString(), "a study with study.json", "none", "make one with 'tractrix study create'");
            }
            return new StudySession(Study.of(Files.readString(file)), new FileVotes(folder.resolve("votes.jsonl")));
        } catch (IOException e) {
            throw new BadInputException(file + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }
}
