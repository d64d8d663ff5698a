// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyTest {
    private static final Path FIXTURES = Run.ROOT.resolve("core/src/test/resources/fixtures");

    @Test
    void aFixtureThatHoldsIsZero() {
        Run run = Run.of("verify", FIXTURES.resolve("incircle"));
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("twenty-masks").endsWith("3 passed, 0 failed\n");
    }

    @Test
    void everyFixtureOfTheRepositoryHolds() {
        Run run = Run.of("verify", FIXTURES);
        assertThat(run.out())
                .contains("training-objective")
                .contains("denoise-loop")
                .contains(", 0 failed");
        assertThat(run.code()).isZero();
    }

    @Test
    void aFixtureThatDoesNotHoldIsOne(@TempDir Path folder) throws IOException {
        copy(FIXTURES.resolve("incircle/twenty-masks"), folder);
        byte[] outputs = Files.readAllBytes(folder.resolve("outputs.safetensors"));
        outputs[outputs.length - 1] ^= 0x10;
        Files.write(folder.resolve("outputs.safetensors"), outputs);
        Run run = Run.of("verify", "--json", folder);
        assertThat(run.code()).isEqualTo(1);
        JsonNode json = new ObjectMapper().readTree(run.out());
        assertThat(json.get("passed").asInt()).isEqualTo(2);
        assertThat(json.get("failed").asInt()).isEqualTo(1);
    }

    @Test
    void aFixtureThatCannotRunFailsAndTheOthersRun(@TempDir Path folder) throws IOException {
        copy(FIXTURES.resolve("incircle/twenty-masks"), folder.resolve("whole"));
        copy(FIXTURES.resolve("incircle/twenty-masks"), folder.resolve("torn"));
        byte[] inputs = Files.readAllBytes(folder.resolve("torn/inputs.safetensors"));
        Files.write(folder.resolve("torn/inputs.safetensors"), java.util.Arrays.copyOf(inputs, inputs.length / 2));
        Run run = Run.of("verify", folder);
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains("truncated").endsWith("3 passed, 1 failed\n");
    }

    @Test
    void aFolderWithoutFixturesIsBadInput(@TempDir Path folder) {
        assertThat(Run.of("verify", folder).code()).isEqualTo(3);
        assertThat(Run.of("verify", folder.resolve("none")).code()).isEqualTo(3);
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
