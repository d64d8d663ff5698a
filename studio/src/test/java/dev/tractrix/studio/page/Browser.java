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
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.remote.Command;
import org.openqa.selenium.remote.CommandInfo;
import org.openqa.selenium.remote.HttpCommandExecutor;
import org.openqa.selenium.remote.RemoteWebDriver;
import org.openqa.selenium.remote.http.HttpMethod;

/** Debian's Chromium, without a window. */
public final class Browser implements AutoCloseable {
    private static final List<Path> CHROMIUM = List.of(Path.of("/usr/bin/chromium"), Path.of("/usr/bin/google-chrome"));
    private static final List<Path> DRIVER = List.of(Path.of("/usr/bin/chromedriver"));

    private static final String CDP = "executeCdpCommand";
    private static final CommandInfo DEVTOOLS =
            new CommandInfo("/session/:sessionId/goog/cdp/execute", HttpMethod.POST);

    public final RemoteWebDriver driver;
    private final ChromeDriverService service;

    private Browser(RemoteWebDriver driver, ChromeDriverService service) {
        this.driver = driver;
        this.service = service;
    }

    /** Ends the test as skipped where there is no Chromium. */
    public static Browser open(int width, int height, String... more) {
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
        RemoteWebDriver made =
                new RemoteWebDriver(new HttpCommandExecutor(Map.of(CDP, DEVTOOLS), service.getUrl()), options);
        made.manage().timeouts().scriptTimeout(Duration.ofSeconds(60));
        return new Browser(made, service);
    }

    private static Path first(List<Path> paths) {
        return paths.stream().filter(Files::isExecutable).findFirst().orElse(null);
    }

    /** The value of an expression; a promise is waited for. */
    @SuppressWarnings("unchecked")
    public <T> T value(String expression, Object... arguments) {
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
    public void await(String what, String expression, Duration most) {
        long end = System.nanoTime() + most.toNanos();
        while (!Boolean.TRUE.equals(this.<Object>value("!!(" + expression + ")"))) {
            if (System.nanoTime() > end) {
                screenshot("timeout");
                throw new AssertionError("not within " + most.toSeconds() + " s: " + what + "; the page: "
                        + value("JSON.stringify([location.hash, window.tractrix?.store.state.page]).slice(0, 400)"));
            }
            pause(40);
        }
    }

    public static void pause(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The page as on a screen of this size; a phone's where it is told so. */
    public void screen(int width, int height, boolean phone) {
        Map<String, Object> size = Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", phone);
        devtools("Emulation.setDeviceMetricsOverride", size);
    }

    /** A command of the browser's own protocol. */
    public void devtools(String command, Map<String, Object> parameters) {
        Map<String, Object> whole = Map.of("cmd", command, "params", parameters);
        try {
            driver.getCommandExecutor().execute(new Command(driver.getSessionId(), CDP, whole));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Clicks what an XPath finds, once it is there. */
    public void click(String xpath) {
        String quoted = "\"" + xpath.replace("\"", "\\\"") + "\"";
        await(
                xpath,
                "document.evaluate(" + quoted + ", document, null, 9, null).singleNodeValue",
                Duration.ofSeconds(30));
        driver.findElement(By.xpath(xpath)).click();
    }

    /** Types into whatever has the focus. */
    public void type(CharSequence... keys) {
        driver.switchTo().activeElement().sendKeys(keys);
    }

    /** Kept as build output, to be looked at: target/page/NAME.png. */
    public void screenshot(String name) {
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
