// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tractrix.models.ModelStore;
import dev.tractrix.studio.page.Axe;
import dev.tractrix.studio.page.Browser;
import dev.tractrix.studio.store.ContentFiles;
import dev.tractrix.studio.store.Json;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.zip.ZipFile;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.KeyInput;
import org.openqa.selenium.interactions.Sequence;

/** The pages beside the stage, in a real Chromium: votes, comparison, models, large pictures. */
class PagesTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    static Path data;

    private static Browser browser;
    private static RunningStudio studio;
    private static final List<String> CLIPS = new ArrayList<>();

    @BeforeAll
    static void start() {
        browser = Browser.open(1440, 900);
        studio = RunningStudio.on(data);
        JsonNode example = studio.post("/gallery/boat/open", null).expect(201);
        ObjectNode scene = (ObjectNode) example.at("/document/scene").deepCopy();
        scene.put("frames", 4);
        ObjectNode settings = Json.object().put("steps", 3).put("width", 192).put("height", 112);
        scene.set("settings", settings);
        ObjectNode body =
                Json.object().put("project", example.get("id").asText()).put("name", "Boat");
        body.set("scene", scene);
        body.putArray("seeds").add(1).add(2);
        studio.post("/jobs", body)
                .expect(201)
                .get("jobs")
                .forEach(job -> CLIPS.add(
                        studio.await(job.get("id").asText(), "done").get("clip").asText()));
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (studio != null) {
            studio.close();
        }
    }

    private static void go(String page) {
        browser.driver.get(studio.address() + "#/");
        browser.driver.get(studio.address() + "#/" + page);
    }

    @Test
    void votesAreGivenWithTheKeyboardAloneAndPlotted() {
        ObjectNode plan = Json.object().put("name", "Two seeds").put("seed", 3);
        plan.putArray("items")
                .addObject()
                .put("scene", "Boat")
                .putObject("clips")
                .put("alpha", CLIPS.get(0))
                .put("beta", CLIPS.get(1));
        String study = studio.post("/studies", plan).expect(201).get("id").asText();
        go("study");
        browser.await("the study", "document.querySelector('a[href=\"#/study/" + study + "\"]')", SOON);
        browser.screenshot("study-list");
        go("study/" + study);
        browser.await("who votes", "document.activeElement?.name === 'rater'", SOON);
        browser.screenshot("study-who");
        browser.type("ann", Keys.ENTER);
        browser.await(
                "two clips",
                "[...document.querySelectorAll('video')].filter(v => v.readyState >= 2).length === 2",
                SOON);
        browser.await("what was asked", "document.querySelector('.asked img')?.naturalWidth > 0", SOON);
        assertThat(browser.<String>value("document.body.textContent")).doesNotContain("alpha", "beta");
        browser.screenshot("study-vote");
        browser.type(Keys.ARROW_LEFT);
        browser.await("the second question", "document.querySelector('h1').textContent.includes('looks better')", SOON);
        browser.type(Keys.ARROW_DOWN);
        browser.await("thanks", "document.body.textContent.includes('Thank you')", SOON);
        browser.screenshot("study-thanks");
        browser.click("//a[contains(., 'Results')]");
        browser.await("plots", "document.querySelectorAll('svg.plot').length === 2", SOON);
        browser.screenshot("study-results");
        JsonNode results = studio.get("/studies/" + study + "/results").expect(200);
        assertThat(results.get("votes").asInt()).isEqualTo(1);
        assertThat(results.at("/questions/0/methods").findValuesAsText("preferred"))
                .containsExactlyInAnyOrder("0", "1");
        assertThat(results.at("/questions/1/methods").findValuesAsText("same")).containsExactly("1", "1");
        String csv = new String(studio.get("/studies/" + study + "/votes").body(), StandardCharsets.UTF_8);
        assertThat(csv).startsWith("rater,pair").contains("\"ann\"");
    }

    @Test
    void clipsAreWipedOverEachOtherAndAShareFolderIsDownloaded() throws IOException {
        go("compare/" + String.join(",", CLIPS));
        browser.await("both", "document.querySelectorAll('canvas.screen').length === 2", SOON);
        browser.click("//button[contains(., 'A/B')]");
        browser.await("the wipe", "document.querySelector('.wipe .over canvas.screen')", SOON);
        // neither stretched nor cut off by the window
        assertThat(
                        browser.<Boolean>value(
                                "(() => { const b = document.querySelector('.wipe').getBoundingClientRect();"
                                        + " const c = tractrix.store.state.clips[0];"
                                        + " return Math.abs(b.width / b.height - c.width / c.height) < 0.02 && b.bottom < innerHeight; })()"))
                .isTrue();
        browser.value("document.querySelector('.wipe').focus()");
        for (int i = 0; i < 5; i++) {
            browser.type(Keys.ARROW_RIGHT);
        }
        assertThat(browser.<String>value("document.querySelector('.wipe').getAttribute('aria-valuenow')"))
                .isEqualTo("60");
        Browser.pause(600);
        browser.screenshot("compare-wipe");
        // Space, comma and period, and a name of one's own
        browser.value("document.activeElement.blur()");
        String clock = "(await import('/views/player.js')).clock";
        browser.click("//button[contains(., 'A/B')]");
        browser.value("document.activeElement.blur()");
        browser.type(Keys.SPACE);
        browser.await("it stops", clock + ".playing === false", SOON);
        browser.value(clock + ".seek(0)");
        browser.type(".", ".", ",");
        browser.await("the second frame", clock + ".frame() === 1", SOON);
        browser.click("//button[@aria-label='Loop']");
        // there Space would press it again
        browser.value("document.activeElement.blur()");
        browser.value(clock + ".seek(0.5)");
        browser.type(Keys.SPACE);
        browser.await("the end", "!" + clock + ".playing && " + clock + ".frame() === " + clock + ".frames - 1", SOON);
        browser.click("//button[@aria-label='Loop']");
        browser.screenshot("compare-player");
        browser.driver
                .findElement(By.xpath("(//input[@aria-label=\"Clip's name\"])[1]"))
                .sendKeys(" at dusk", Keys.ENTER);
        browser.await("renamed", "tractrix.store.state.clips.some(c => c.name === 'Boat at dusk')", SOON);
        assertThat(studio.get("/clips/" + CLIPS.get(0)).expect(200).get("name").asText())
                .isEqualTo("Boat at dusk");
        go("history");
        browser.click("(//summary[contains(., 'Download')])[1]");
        String address = browser.driver
                .findElement(By.xpath("(//a[contains(., 'Everything, ZIP')])[1]"))
                .getDomProperty("href");
        browser.screenshot("download-menu");
        RunningStudio.Answer zip = studio.get(java.net.URI.create(address).getPath());
        Path file = Files.write(data.resolve("share.zip"), zip.body());
        try (ZipFile all = new ZipFile(file.toFile())) {
            assertThat(all.stream().map(java.util.zip.ZipEntry::getName))
                    .contains("scene.json", "clip.mp4", "animatic.mp4", "index.html");
        }
    }

    /** The page begins with the newest clips of all projects; an old project's own are asked for when it is opened. */
    @Test
    void aProjectsClipsAreThereHoweverOldTheyAre() {
        String project =
                studio.get("/clips/" + CLIPS.get(0)).expect(200).get("project").asText();
        go("");
        browser.driver.navigate().refresh();
        browser.await("the newest clips", "window.tractrix?.store.state.clips.length >= 2", SOON);
        browser.value("tractrix.store.set({clips: []})");
        go("project/" + project);
        browser.click("//button[@role='tab'][contains(., 'Results')]");
        browser.await("its takes", "document.querySelectorAll('.take').length === 2", SOON);
    }

    @Test
    void aLargePictureGoesOnWhereTheLineBroke() throws Exception {
        // noise cannot be compressed: some 9 MB, three pieces
        BufferedImage image = new BufferedImage(1900, 1600, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(1);
        for (int i = 0; i < 1900 * 1600; i++) {
            image.setRGB(i % 1900, i / 1900, random.nextInt());
        }
        Path file = data.resolve("large.png");
        ImageIO.write(image, "png", file.toFile());
        assertThat(Files.size(file)).isGreaterThan(8 << 20);
        go("");
        browser.await("the home page", "document.querySelector('input[type=file]')", SOON);
        // the second piece does not arrive at first
        browser.value("(() => { const real = window.fetch; let pieces = 0; window.offsets = [];"
                + " window.fetch = (url, o) => { if (o?.method === 'PATCH') { pieces++;"
                + " if (pieces === 2) { return Promise.reject(new TypeError('cut')); }"
                + " window.offsets.push(o.headers['Upload-Offset']); } return real(url, o); }; })()");
        browser.driver
                .findElement(By.cssSelector("input[type=file]"))
                .sendKeys(file.toAbsolutePath().toString());
        browser.await("it is open", "tractrix.store.state.route.name === 'project' && tractrix.stage.image", SOON);
        assertThat(browser.<List<String>>value("window.offsets")).containsExactly("0", "4194304", "8388608");
        assertThat(browser.<Number>value("tractrix.store.doc.image.width").intValue())
                .isEqualTo(1900);
    }

    @Test
    void aModelIsFetchedWithItsProgress() throws IOException {
        byte[] weights = new byte[3_000_000];
        HttpServer hub = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hub.createContext("/", exchange -> serve(exchange, weights));
        hub.setExecutor(Executors.newCachedThreadPool());
        hub.start();
        System.setProperty(
                "tractrix.models.mirror", "http://localhost:" + hub.getAddress().getPort());
        Path model = ModelStore.folder().resolve("fetched-by-a-test");
        try {
            go("models");
            browser.await("the form", "document.querySelector('input[name=repository]')", SOON);
            browser.screenshot("models-empty");
            browser.click(
                    "//section[contains(., 'facebook/sam-vit-base')][contains(., 'not here')]//button[. = 'Choose']");
            WebElement repository = browser.driver.findElement(By.name("repository"));
            assertThat(repository.getDomProperty("value")).isEqualTo("facebook/sam-vit-base");
            repository.clear();
            repository.sendKeys("someone/video");
            browser.driver.findElement(By.name("into")).sendKeys("fetched-by-a-test");
            browser.click("//button[contains(., 'Fetch')]");
            browser.await(
                    "a bar that grows", "parseFloat(document.querySelector('.job .bar i')?.style.width) > 5", SOON);
            browser.screenshot("models-fetching");
            browser.await("done", "document.querySelector('.job .badge')?.textContent === 'done'", SOON);
            browser.await("listed", "document.body.textContent.includes('fetched-by-a-test')", SOON);
            browser.screenshot("models-fetched");
            assertThat(Files.size(model.resolve("unet/model.safetensors"))).isEqualTo(weights.length);
        } finally {
            System.clearProperty("tractrix.models.mirror");
            hub.stop(0);
            ContentFiles.deleteQuietly(model);
        }
    }

    /** As a hub answers, slowly enough to be watched. */
    private static void serve(HttpExchange exchange, byte[] weights) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            if (path.startsWith("/api/models/")) {
                byte[] list = "{\"siblings\": [{\"rfilename\": \"unet/model.safetensors\"}]}"
                        .getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, list.length);
                exchange.getResponseBody().write(list);
                return;
            }
            exchange.getResponseHeaders().set("ETag", "\"a-tag\"");
            exchange.sendResponseHeaders(200, weights.length);
            for (int at = 0; at < weights.length; at += 200_000) {
                exchange.getResponseBody().write(weights, at, Math.min(200_000, weights.length - at));
                exchange.getResponseBody().flush();
                RunningStudio.pause(150);
            }
        }
    }

    @Test
    void aThingsMaskIsWorkedOnAndSuggestionsAreTaken() {
        browser.driver.get(studio.address() + "#/");
        browser.click("//button[contains(@class, 'card')][contains(., 'Boat')]");
        String area = "tractrix.stage.cast?.actor(tractrix.store.state.selected)?.mask?.area";
        browser.await("the mask", "tractrix.store.state.route.name === 'project' && " + area + " > 0", SOON);
        long before = browser.<Long>value(area);
        browser.click("//div[@aria-label='Mask']/button[contains(., 'Grow')]");
        browser.await("grown", area + " > " + before, SOON);
        browser.value("tractrix.store.undo()");
        browser.await("undone", area + " === " + before, SOON);
    }

    /** Each page in each look: no wider than the window, nothing that axe-core objects to, a screenshot. */
    @Test
    void everyPageCanBeLookedAtAndIsAccessible() {
        String project =
                studio.get("/projects").expect(200).at("/projects/0/id").asText();
        Axe axe = new Axe(browser);
        List<String> found = new ArrayList<>();
        for (String look : List.of("dark", "light", "phone", "phone-light")) {
            boolean phone = look.startsWith("phone");
            browser.screen(phone ? 390 : 1440, phone ? 844 : 900, phone);
            browser.driver.get(studio.address() + "#/");
            browser.value(
                    "localStorage.setItem('tractrix theme', '" + (look.endsWith("light") ? "light" : "dark") + "')");
            for (String page :
                    List.of("", "history", "compare/" + String.join(",", CLIPS), "models", "system", "study")) {
                browser.driver.get(studio.address() + "#/system");
                browser.driver.get(studio.address() + "#/" + page);
                browser.driver.navigate().refresh();
                browser.await(page, "window.tractrix && document.querySelector('main.page h1')", SOON);
                look(axe, found, look + "-" + (page.isEmpty() ? "home" : page.replaceAll("/.*", "")));
            }
            browser.driver.get(studio.address() + "#/project/" + project);
            browser.driver.navigate().refresh();
            browser.await("the stage", "window.tractrix?.stage.cast?.actors.length >= 2 && tractrix.stage.image", SOON);
            browser.value("tractrix.store.set({playing: false, keyframe: 1})");
            for (String tab : List.of("motion", "generate", "results")) {
                browser.value(
                        "tractrix.store.set({tab: '" + tab + "', pane: " + (phone ? "'right'" : "'stage'") + "})");
                look(axe, found, look + "-" + tab);
            }
            if (phone) {
                for (String pane : List.of("left", "stage")) {
                    browser.value("tractrix.store.set({pane: '" + pane + "'})");
                    look(axe, found, look + "-" + pane);
                }
            }
            browser.value("tractrix.store.set({dialog: 'shortcuts'})");
            look(axe, found, look + "-shortcuts");
        }
        browser.screen(1440, 900, false);
        browser.value("localStorage.removeItem('tractrix theme')");
        assertThat(found).isEmpty();
    }

    private static void look(Axe axe, List<String> found, String name) {
        Browser.pause(1200);
        if (!browser.<Boolean>value("document.documentElement.scrollWidth <= innerWidth")) {
            found.add(name + ": wider than the window");
        }
        axe.violations().forEach(violation -> found.add(name + ": " + violation));
        browser.screenshot("look-" + name);
    }

    /** With Tab alone everything that can be pressed has the focus once, and the stage lets it go on. */
    @Test
    void theKeyboardReachesEverything() {
        String project =
                studio.get("/projects").expect(200).at("/projects/0/id").asText();
        go("project/" + project);
        browser.await("the stage", "window.tractrix?.stage.cast?.actors.length >= 2 && tractrix.stage.image", SOON);
        browser.value(
                "(() => { tractrix.store.set({playing: false}); document.activeElement.blur(); window.reached = new Set();"
                        + " addEventListener('focusin', e => reached.add(e.target)); })()");
        // in one go: this is no test of the driver's speed
        KeyInput board = new KeyInput("board");
        Sequence tabs = new Sequence(board, 0);
        for (int i = 0; i < 140; i++) {
            tabs.addAction(board.createKeyDown(Keys.TAB.charAt(0)));
            tabs.addAction(board.createKeyUp(Keys.TAB.charAt(0)));
        }
        browser.driver.perform(List.of(tabs));
        List<String> missed = browser.value("""
                [...document.querySelectorAll('button, a[href], input, select, summary, canvas[tabindex]')]
                    .filter(e => e.checkVisibility() && !e.disabled && !reached.has(e)
                        && !(e.type === 'radio' && [...reached].some(r => r.name === e.name)))
                    .map(e => e.outerHTML.slice(0, 120))""");
        assertThat(missed).isEmpty();
    }
}
