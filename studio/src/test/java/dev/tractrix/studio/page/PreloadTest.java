// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PreloadTest {
    private static final Path WEB = Path.of("src/main/web");

    @Test
    void thePageNamesEachOfItsModulesAndNothingElsewhere() throws IOException {
        String page = Files.readString(WEB.resolve("index.html"));
        for (Path file : files(".js")) {
            String name = WEB.relativize(file).toString().replace('\\', '/');
            assertThat(page).as(name).contains("\"" + name + "\"");
        }
        for (Path file : Stream.of(".js", ".css", ".html")
                .flatMap(end -> files(end).stream())
                .toList()) {
            assertThat(Files.readString(file))
                    .as(file.toString())
                    .doesNotContainPattern("(src|href|url\\(|from) ?=?['\"(]?https?://");
            assertThat(Files.readAllLines(file)).as(file.toString()).hasSizeLessThan(500);
        }
    }

    private static List<Path> files(String end) {
        try (Stream<Path> all = Files.walk(WEB)) {
            return all.filter(f -> f.toString().endsWith(end)).sorted().toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
