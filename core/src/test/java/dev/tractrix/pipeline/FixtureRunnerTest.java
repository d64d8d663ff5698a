// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tractrix.fault.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FixtureRunnerTest {
    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");

    /** Both sides draw whole bytes, so that nothing is left to rounding, whatever a fixture's tolerance. */
    private static final Set<String> BIT_FOR_BIT = Set.of("control-maps", "incircle");

    static Stream<Path> fixtures() throws IOException {
        try (Stream<Path> files = Files.walk(FIXTURES, 3)) {
            return files
                    .filter(f -> f.endsWith("fixture.json"))
                    .map(Path::getParent)
                    .filter(f -> FixtureRunner.components()
                            .contains(f.getParent().getFileName().toString()))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void agreesWithTheReference(Path folder) {
        List<FixtureRunner.Check> checks = FixtureRunner.run(folder);
        for (FixtureRunner.Check check : checks) {
            assertThat(check.passed()).as(check.toString()).isTrue();
            if (BIT_FOR_BIT.contains(check.component())) {
                assertThat(check.error()).as(check.toString()).isZero();
            }
        }
    }

    @Test
    void aFolderThatIsNoFixtureIsRefused(@TempDir Path folder) {
        assertThatThrownBy(() -> FixtureRunner.run(folder))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("no fixture.json");
    }
}
