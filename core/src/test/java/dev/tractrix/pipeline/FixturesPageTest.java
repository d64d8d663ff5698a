// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every component that has fixtures is on the page, and networks have two configurations or more. */
class FixturesPageTest {
    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");
    private static final Path PAGE = Path.of("../docs/fixtures.md");

    /** Without weights or a configuration of its own: many inputs in one fixture. */
    private static final Set<String> ONE = Set.of("incircle", "training-objective");

    private static final List<String> PROMISED = List.of(
            "temporal-vae-encode",
            "temporal-vae-decode",
            "spatio-temporal-unet",
            "control-net",
            "clip-vision",
            "clip-text",
            "vae-encode",
            "features",
            "euler-scheduler",
            "resize-antialias",
            "control-maps",
            "denoise-loop",
            "sam",
            "co-tracker",
            "inception",
            "i3d");

    @Test
    void thePageNamesEveryComponent() throws IOException {
        String page = Files.readString(PAGE);
        assertThat(folders(FIXTURES))
                .containsAll(PROMISED)
                .allSatisfy(c -> assertThat(page).contains("| `" + c + "` |"));
    }

    @Test
    void everyComponentHasTwoConfigurations() throws IOException {
        for (String component : folders(FIXTURES)) {
            assertThat(folders(FIXTURES.resolve(component)))
                    .as(component)
                    .hasSizeGreaterThanOrEqualTo(ONE.contains(component) ? 1 : 2);
        }
    }

    private static List<String> folders(Path in) throws IOException {
        try (Stream<Path> list = Files.list(in)) {
            return list.filter(Files::isDirectory)
                    .map(f -> f.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }
}
