// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.pipeline;

import dev.tractrix.checkpoint.Fixture;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** Runs a numeric step on the inputs of a golden fixture and compares what comes out with the reference's. */
public final class FixtureRunner {
    private FixtureRunner() {}

    /** A numeric step: from a fixture's inputs to outputs under the reference's names, in the caller's scope. */
    @FunctionalInterface
    public interface Step {
        Map<String, Tensor> run(Fixture fixture);
    }

    /**
     * One output compared.
     *
     * @param folder of the fixture
     * @param component name of the step
     * @param output name of the tensor
     * @param error relative L2 error, NaN where nothing could be compared
     * @param tolerance allowed
     * @param problem what hindered the comparison, or empty
     */
    public record Check(Path folder, String component, String output, double error, double tolerance, String problem) {
        /** NaN fails. */
        public boolean passed() {
            return problem.isEmpty() && error <= tolerance;
        }
    }

    /** The names of all steps. */
    public static List<String> components() {
        return FixtureSteps.ALL.keySet().stream().sorted().toList();
    }

    /**
     * Compares every output of a fixture.
     *
     * @throws BadInputException when the folder is not a fixture, its step is unknown or an input is missing
     */
    public static List<Check> run(Path folder) {
        return run(folder, Map.of());
    }

    /**
     * Compares every output of a fixture.
     *
     * @param further steps of packages above this one, by component name; they may record graphs
     * @throws BadInputException as {@link #run(Path)}
     */
    public static List<Check> run(Path folder, Map<String, Step> further) {
        try (Fixture fixture = Fixture.read(folder);
                TensorScope scope = TensorScope.open()) {
            Step above = further.get(fixture.component());
            if (above != null) {
                Map<String, Tensor> results = above.run(fixture);
                return Guards.noGrad(() -> compare(fixture, results));
            }
            Step step = FixtureSteps.ALL.get(fixture.component());
            if (step == null) {
                throw BadInputException.of(
                        folder + ": component",
                        "one of " + components(),
                        fixture.component(),
                        "it cannot be checked here");
            }
            return Guards.inference(() -> compare(fixture, step.run(fixture)));
        }
    }

    private static List<Check> compare(Fixture fixture, Map<String, Tensor> results) {
        List<Check> checks = new ArrayList<>();
        fixture.outputs().tensors().forEach((name, expected) -> {
            Tensor got = results.get(name);
            double error = Double.NaN;
            String problem = "";
            if (got == null) {
                problem = "the step has no such output";
            } else if (!Arrays.equals(Shapes.dims(got), Shapes.dims(expected))) {
                problem = "expected shape " + Shapes.of(expected) + ", got " + Shapes.of(got);
            } else {
                error = Ops.relativeError(got, expected);
            }
            checks.add(new Check(fixture.folder(), fixture.component(), name, error, fixture.tolerance(), problem));
        });
        if (checks.isEmpty()) {
            checks.add(new Check(
                    fixture.folder(),
                    fixture.component(),
                    "",
                    Double.NaN,
                    fixture.tolerance(),
                    "the fixture has no outputs"));
        }
        return checks;
    }
}
