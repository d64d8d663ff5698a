// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What axe-core finds against WCAG 2.1, levels A and AA, in the page as it is. */
public final class Axe {
    private static final String RULES = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']";

    private final Browser browser;
    private final String script;

    public Axe(Browser browser) {
        this.browser = browser;
        try (InputStream in = Axe.class.getResourceAsStream("/axe.min.js")) {
            script = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One line for each rule that is broken and each element that breaks it. */
    public List<String> violations() {
        if (!browser.<Boolean>value("'axe' in window")) {
            browser.driver.executeScript(script);
        }
        return browser.value("""
                axe.run(document, {runOnly: %s, resultTypes: ['violations']}).then(r => r.violations.flatMap(v =>
                    v.nodes.map(n => `${v.id} (${v.impact}): ${n.target.join(' ')}: ${(n.any[0] ?? n.all[0] ?? n.none[0])?.message}`)))
                """.formatted(RULES).strip());
    }

    /** @param what is looked at, for the message */
    public void requireNone(String what) {
        assertThat(violations()).as(what).isEmpty();
    }
}
