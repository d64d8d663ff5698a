// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.pipeline.FixtureRunner;
import dev.tractrix.pipeline.FixtureRunner.Check;
import dev.tractrix.training.TrainingFixtures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tractrix verify}: networks and numeric steps against golden tensors of the reference implementations. */
@Command(
        name = "verify",
        header = "Compare networks and numeric steps with golden tensors.",
        description = {
            "Runs each fixture's step on its inputs and compares every output with the reference's.",
            "Ends with 0 when all outputs are within their tolerance, otherwise with 1."
        })
final class Verify extends Action {
    @Parameters(
            arity = "1..*",
            paramLabel = "FIXTURE",
            description = "A fixture's folder, or a folder with fixtures below it.")
    private List<Path> folders;

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    @Override
    int run() {
        List<Path> fixtures = new ArrayList<>();
        folders.forEach(folder -> fixtures.addAll(fixturesIn(folder)));
        List<Check> checks = new ArrayList<>();
        if (!json) {
            out().println(row("component", "fixture", "output", "error", "allowed", ""));
        }
        for (Path fixture : fixtures) {
            List<Check> ofOne = checked(fixture);
            checks.addAll(ofOne);
            if (!json) {
                ofOne.forEach(check -> out().println(row(check)));
                out().flush();
            }
        }
        long failed = checks.stream().filter(check -> !check.passed()).count();
        long passed = checks.size() - failed;
        if (json) {
            print(asJson(checks, passed, failed));
        } else {
            out().println(passed + " passed, " + failed + " failed");
        }
        return failed == 0 ? ExitCode.DONE : ExitCode.FAILED;
    }

    /** A fixture that cannot be run fails; the others still run. */
    private static List<Check> checked(Path fixture) {
        try {
            return FixtureRunner.run(fixture, TrainingFixtures.STEPS);
        } catch (BadInputException e) {
            String component =
                    fixture.toAbsolutePath().getParent().getFileName().toString();
            return List.of(new Check(fixture, component, "-", Double.NaN, 0, e.getMessage()));
        }
    }

    private static List<Path> fixturesIn(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new BadInputException(folder + ": no such folder; give a fixture's folder, see docs/fixtures.md");
        }
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> found = files.filter(f -> f.endsWith("fixture.json"))
                    .map(Path::getParent)
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new BadInputException(folder + ": no fixture.json in it or below; see docs/fixtures.md");
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String row(Check check) {
        return row(
                check.component(),
                check.folder().getFileName().toString(),
                check.output(),
                check.problem().isEmpty() ? scientific(check.error()) : "-",
                scientific(check.tolerance()),
                check.passed() ? "passed" : ("FAILED " + check.problem()).strip());
    }

    private static String row(String component, String name, String output, String error, String allowed, String end) {
        return "%-22s %-30s %-28s %9s %9s  %s"
                .formatted(component, name, output, error, allowed, end)
                .stripTrailing();
    }

    private static String scientific(double value) {
        return String.format(Locale.ROOT, "%.1e", value);
    }

    private static ObjectNode asJson(List<Check> checks, long passed, long failed) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("passed", passed).put("failed", failed);
        ArrayNode list = json.putArray("checks");
        for (Check check : checks) {
            ObjectNode node = list.addObject();
            node.put("component", check.component())
                    .put("folder", check.folder().toString())
                    .put("output", check.output())
                    .put("tolerance", check.tolerance())
                    .put("passed", check.passed());
            // JSON has no NaN
            if (check.problem().isEmpty() && Double.isFinite(check.error())) {
                node.put("relativeError", check.error());
            } else {
                node.put("problem", check.problem().isEmpty() ? "the output is no number" : check.problem());
            }
        }
        return json;
    }
}
