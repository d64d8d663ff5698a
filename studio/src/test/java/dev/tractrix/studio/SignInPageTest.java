// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tractrix.studio.page.Browser;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/** Two people at one server, in a real Chromium; and a session that ends in the middle of work. */
class SignInPageTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path data;

    private Browser browser;

    @Test
    void eachSeesTheirOwnAndAnExpiredSessionLosesNothing() {
        StudioOptions options = StudioOptions.local(data, 0);
        StudioUsers.put(options, "ann", "ann's long password", true);
        StudioUsers.put(options, "bob", "bob's long password", false);
        try (Browser opened = Browser.open(1280, 860);
                RunningStudio studio = RunningStudio.of(options)) {
            browser = opened;
            browser.driver.get(studio.address().toString());
            browser.await("who is it", "document.querySelector('input[name=password]')", SOON);
            browser.screenshot("sign-in");
            signIn("ann", "a wrong password");
            browser.await("refused in words", "document.querySelector('.toast.error')", SOON);
            browser.screenshot("sign-in-refused");
            signIn("ann", "ann's long password");
            browser.click("//button[contains(@class, 'card')][contains(., 'Boat')]");
            browser.await("the stage", "tractrix.store.state.project && tractrix.stage.cast?.actors.length >= 2", SOON);
            String project = browser.driver.getCurrentUrl();

            // the session ends on the server, in the middle of an edit
            studio.studio().workshop().database().jdbi().useHandle(h -> h.execute("update session set expires = 1"));
            browser.value("tractrix.store.edit('test', d => ({...d, frames: 9}))");
            browser.await("asked to sign in again", "document.querySelector('input[name=password]')", SOON);
            assertThat(browser.<String>value("document.body.textContent")).contains("session has expired");
            browser.screenshot("sign-in-expired");
            signIn("ann", "ann's long password");
            browser.await("the edit is there", "window.tractrix?.store.doc.frames === 9", SOON);
            browser.await("and saved", "tractrix.store.state.saving === 'saved'", SOON);

            browser.driver.get(studio.address() + "#/system");
            browser.click("//button[contains(., 'Sign out')]");
            browser.await("signed out", "document.querySelector('input[name=password]')", SOON);
            signIn("bob", "bob's long password");
            browser.driver.get(studio.address() + "#/");
            browser.await("bob's home", "document.body.textContent.includes('No project yet')", SOON);
            browser.driver.get(project);
            browser.await("not ann's", "document.querySelector('.toast.error')", SOON);
            assertThat(browser.<Object>value("tractrix.store.state.project")).isNull();
            browser.driver.get(studio.address() + "#/models");
            browser.await("models", "document.querySelector('main.page h1')", SOON);
            assertThat(browser.driver.findElements(By.name("repository"))).isEmpty();
        }
    }

    private void signIn(String name, String password) {
        browser.await("the form", "document.querySelector('input[name=password]')", SOON);
        browser.driver.findElement(By.name("name")).clear();
        browser.driver.findElement(By.name("name")).sendKeys(name);
        browser.driver.findElement(By.name("password")).clear();
        browser.driver.findElement(By.name("password")).sendKeys(password, Keys.ENTER);
        browser.await(
                "let in or refused",
                "window.tractrix?.store.state.session?.user || document.querySelector('.toast.error')",
                SOON);
    }
}
