// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.remote.RemoteWebDriver;

/** Debian's Chromium, without a window. */
final class Browser implements AutoCloseable {
    private static final List<Path> CHROMIUM = List.of(Path.of("/usr/bin/chromium"), Path.of("/usr/bin/google-chrome"));
    private static final List<Path> DRIVER = List.of(Path.of("/usr/bin/chromedriver"));

    final RemoteWebDriver driver;
    private final ChromeDriverService service;

    private Browser(RemoteWebDriver driver, ChromeDriverService service) {
        this.driver = driver;
        this.service = service;
    }

    /** Ends the test as skipped where there is no Chromium. */
    static Browser open(int width, int height, String... more) {
        Path chromium = first(CHROMIUM);
        Path driver = first(DRIVER);
        Assumptions.assumeTrue(chromium != null, "no Chromium at " + CHROMIUM);
        Assumptions.assumeTrue(driver != null, "no chromedriver at " + DRIVER);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(chromium.toFile());
        // --no-sandbox: builds often run as root in a container, where the sandbox cannot be made
        options.addArguments(
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars");
        options.addArguments("--window-size=" + width + "," + height);
        options.addArguments(more);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(driver.toFile())
                .usingAnyFreePort()
                .build();
        try {
            service.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        RemoteWebDriver made = new RemoteWebDriver(service.getUrl(), options);
        made.manage().timeouts().scriptTimeout(Duration.ofSeconds(60));
        return new Browser(made, service);
    }

    private static Path first(List<Path> paths) {
        return paths.stream().filter(Files::isExecutable).findFirst().orElse(null);
    }

    /** The value of an expression; a promise is waited for. */
    @SuppressWarnings("unchecked")
    <T> T value(String expression, Object... arguments) {
        String script = "const done = arguments[arguments.length - 1]; const given = [...arguments].slice(0, -1);"
                + "(async () => (" + expression
                + "))().then(v => done({v}), e => done({e: String(e && e.stack || e)}))";
        var answer = (Map<String, Object>) driver.executeAsyncScript(script, arguments);
        if (answer.get("e") != null) {
            throw new AssertionError("in the browser: " + answer.get("e"));
        }
        return (T) answer.get("v");
    }

    /** Waits until an expression is true. */
    void await(String what, String expression, Duration most) {
        long end = System.nanoTime() + most.toNanos();
        while (!Boolean.TRUE.equals(this.<Object>value("!!(" + expression + ")"))) {
            if (System.nanoTime() > end) {
                screenshot("timeout");
                throw new AssertionError("not within " + most.toSeconds() + " s: " + what);
            }
            pause(40);
        }
    }

    static void pause(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Kept as build output, to be looked at: target/page/NAME.png. */
    void screenshot(String name) {
        try {
            Path folder = Files.createDirectories(Path.of("target", "page"));
            Files.write(folder.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        driver.quit();
        service.stop();
    }
}
