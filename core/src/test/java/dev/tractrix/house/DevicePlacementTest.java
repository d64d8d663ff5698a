// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What is made of numbers is made on the CPU; a network's operand must be where its weights are. On a machine without a GPU
 * no run can show that one was forgotten, so this reads the sources of all that runs on a GPU: a statement that makes a
 * tensor says where it goes.
 */
class DevicePlacementTest {
    private static final Path SOURCES = Path.of("src/main/java/dev/tractrix");
    private static final List<String> ON_A_DEVICE = List.of("nn", "svd", "control", "features", "training", "pipeline");

    /** They hand out tensors on the CPU, and say so, or run there alone. */
    private static final Set<String> ON_THE_CPU = Set.of(
            "Init.java", // Params moves them
            "EdmObjective.java",
            "LatentCells.java",
            "PathMaps.java",
            "ControlTensors.java",
            "GuideMask.java",
            "Pixels.java",
            "LatentPreview.java",
            "TrainingFixtures.java",
            "FixtureSteps.java",
            "ControlMapSteps.java",
            "SamSteps.java",
            "SamPredictorSteps.java",
            "CoTrackerSteps.java",
            "MetricSteps.java");

    private static final Pattern MAKES =
            Pattern.compile("\\bOps\\.(tensor|zeros|ones|full|linspace|eye|bytes)\\(|\\brng\\.(normal|uniform)\\("
                    + "|\\bPixels\\.toTensor\\(|\\bControlTensors\\.\\w+\\(|\\bLatentCells\\.share\\("
                    + "|\\bPathMaps\\.of\\(|\\bGuideMask\\.of\\(");

    /** toFloats: plain numbers; copy_: goes into a tensor that is already there. */
    private static final Pattern PLACES = Pattern.compile("\\.to\\(|\\bhere\\(|\\btoFloats\\(|\\bcopy_\\(");

    @Test
    void whatIsMadeOfNumbersGoesToTheDevice() throws IOException {
        List<String> left = new ArrayList<>();
        int made = 0;
        for (String folder : ON_A_DEVICE) {
            for (Path file : javaFiles(SOURCES.resolve(folder))) {
                for (String statement : statements(file)) {
                    if (MAKES.matcher(statement).find()) {
                        made++;
                        if (!PLACES.matcher(statement).find()) {
                            left.add(file.getFileName() + ": " + statement.strip());
                        }
                    }
                }
            }
        }
        assertThat(made).as("statements that make tensors").isGreaterThan(25);
        assertThat(left).isEmpty();
    }

    @Test
    void aForgottenOneIsSeen() {
        String forgotten = "Tensor noise = rng.normal(Shapes.dims(clean))";
        assertThat(MAKES.matcher(forgotten).find()).isTrue();
        assertThat(PLACES.matcher(forgotten).find()).isFalse();
        assertThat(PLACES.matcher("here(" + forgotten + ")").find()).isTrue();
    }

    private static List<Path> javaFiles(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(f -> f.toString().endsWith(".java"))
                    .filter(f -> !ON_THE_CPU.contains(f.getFileName().toString()))
                    .toList();
        }
    }

    private static List<String> statements(Path file) throws IOException {
        String code = Files.readString(file).replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("//[^\\n]*", "");
        return List.of(code.split(";|[{}]\\s*\\n"));
    }
}
