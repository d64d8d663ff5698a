// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tractrix.studio.Studio;
import dev.tractrix.studio.StudioOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** One studio and one browser for all tests of a class; each test begins at the examples and ends without an error shown. */
abstract class ExamplesPage {
    static Browser browser;
    static Hand hand;
    static Studio studio;
    static String url;

    @BeforeAll
    static void start() throws IOException {
        // in the build's folder: a plate that nobody waits for any more may still be written while the test ends
        Path data = Files.createTempDirectory(Files.createDirectories(Path.of("target", "page")), "data");
        browser = Browser.open(1440, 900);
        hand = new Hand(browser);
        studio = Studio.start(StudioOptions.local(data, 0), Map.of());
        url = studio.address().toString();
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
            browser = null;
        }
        if (studio != null) {
            studio.close();
            studio = null;
        }
    }

    @BeforeEach
    void home() {
        browser.driver.get(url + "#/");
        browser.await("examples", "document.querySelectorAll('.cards .card').length >= 2", Hand.SOON);
    }

    @AfterEach
    void nothingWentWrong() {
        assertThat(browser.<List<String>>value(
                        "window.tractrix.store.state.toasts.filter(t => t.kind === 'error').map(t => t.text)"))
                .isEmpty();
    }
}
