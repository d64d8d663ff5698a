// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.page;

import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Picture;
import dev.tractrix.studio.Studio;
import dev.tractrix.studio.StudioOptions;
import dev.tractrix.vision.Resampling;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.By;
import org.openqa.selenium.interactions.Pause;
import org.openqa.selenium.interactions.PointerInput;
import org.openqa.selenium.interactions.Sequence;

/**
 * The page's figures: cold start, click to mask, the animatic while a path is drawn, twenty things. Not a test: what it
 * prints depends on the machine; the processors' time, of browser and server, less so. Its {@code main} takes a picture and the
 * parts that are wanted (starts, clicks, drawing, twenty; none for all); run it from the module's folder with the tests' class
 * path.
 */
final class PageFigure {
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final int WIDTH = 1100;
    private static final int HEIGHT = 780;
    private static final int CLICKS = 12;
    /** How long a person holds the button down in a click, about; what is measured begins when it is up. */
    private static final Duration PRESS = Duration.ofMillis(80);

    /** How long a person looks for a picture once the page is there, at least. */
    private static final Duration CHOICE = Duration.ofSeconds(5);

    private static final int STARTS = 5;

    private static double serverBefore;
    private static double browserBefore;

    private PageFigure() {}

    public static void main(String[] arguments) throws Exception {
        Path data = Files.createTempDirectory("tractrix-page");
        Picture photograph = ImageFiles.readPicture(Path.of(arguments[0]));
        List<String> parts = List.of(arguments).subList(1, arguments.length);
        Path picture = data.resolve("picture.png");
        ImageFiles.writePng(Resampling.resize(photograph, WIDTH, HEIGHT), picture);
        try (Studio studio = Studio.start(StudioOptions.local(data.resolve("studio"), 0), Map.of())) {
            String url = studio.address().toString();
            if (wanted(parts, "starts")) {
                coldStarts(url);
            }
            // panes and ruler around a stage of 1100 x 780
            try (Browser browser = Browser.open(1700, 1100)) {
                browser.driver.get(url);
                browser.await("home", "document.querySelector('input[type=file]')", SOON);
                if (wanted(parts, "clicks")) {
                    Browser.pause(CHOICE.toMillis());
                    browser.driver
                            .findElement(By.cssSelector("input[type=file]"))
                            .sendKeys(picture.toAbsolutePath().toString());
                    browser.await(
                            "open", "tractrix.store.state.route.name === 'project' && tractrix.stage.image", SOON);
                    clicks(browser);
                }
                for (String example : List.of("Boat", "Chess")) {
                    if (wanted(parts, "drawing")) {
                        open(browser, url, example);
                        drawing(browser, example);
                    }
                }
                if (wanted(parts, "twenty")) {
                    open(browser, url, "Boat");
                    twenty(browser);
                }
            }
        }
        System.exit(0);
    }

    private static boolean wanted(List<String> parts, String part) {
        return parts.isEmpty() || parts.contains(part);
    }

    private static void open(Browser browser, String url, String example) {
        browser.driver.get(url + "#/");
        browser.click("//button[contains(@class, 'card')][contains(., '" + example + "')]");
        browser.await(
                example,
                "tractrix.store.state.route.name === 'project' && tractrix.store.state.project?.name?.includes('"
                        + example
                        + "') && tractrix.stage.cast?.actors.length >= 2 && tractrix.store.state.plate === 'fine'",
                SOON);
    }

    /** A browser that has never been here, five times; the first of all finds a server that has just started. */
    private static void coldStarts(String url) {
        List<Double> all = new ArrayList<>();
        for (int i = 0; i < STARTS; i++) {
            try (Browser browser = Browser.open(1440, 900)) {
                browser.driver.get(url);
                browser.await("interactive", "performance.getEntriesByName('interactive').length > 0", SOON);
                all.add(browser.<Number>value("performance.getEntriesByName('interactive')[0].startTime")
                        .doubleValue());
            }
        }
        System.out.printf("interactive after %s ms (each a new browser)%n", rounded(all));
    }

    private static void clicks(Browser browser) {
        // made ready, as the page does when a picture is opened
        Browser.pause(4000);
        // Java compiles while the first ones are answered: what a studio in use takes is told beside them
        twelve(browser, "the first twelve clicks");
        twelve(browser, "twelve more");
        twelve(browser, "twelve more");
    }

    private static void twelve(Browser browser, String which) {
        System.out.println(which);
        List<Double> all = new ArrayList<>();
        List<Double> answers = new ArrayList<>();
        double server = serverSeconds();
        double page = browserSeconds();
        for (int i = 0; i < CLICKS; i++) {
            browser.value("(() => { window.taken = null; const n = tractrix.store.doc.entities.length; let began = 0;"
                    + " addEventListener('pointerup', () => { began = performance.now(); }, {capture: true, once: true});"
                    // the frame in which the mask is known asks for its drawing, which the next one has behind it
                    + " const drawn = () => { window.taken = performance.now() - began; };"
                    + " const look = () => { const e = tractrix.store.doc.entities;"
                    + " const known = e.length > n && [e[0], e[n]].some(x => tractrix.stage.cast?.actor(x.key)?.mask);"
                    + " requestAnimationFrame(known ? drawn : look); };"
                    + " performance.clearResourceTimings(); requestAnimationFrame(look); })()");
            press(browser, 0, 120 + 170 * (i % 6), 180 + 400 * (i / 6));
            browser.await("a mask", "window.taken !== null || tractrix.store.state.toasts.length > 0", SOON);
            Number taken = browser.value("window.taken");
            if (taken != null) {
                all.add(taken.doubleValue());
                answers.add(browser.<Number>value(
                                "performance.getEntriesByType('resource').find(r => r.name.endsWith('segmentations')).duration")
                        .doubleValue());
            }
            browser.value("tractrix.store.undo()");
            Browser.pause(700);
        }
        System.out.printf("click to mask at %dx%d: %s ms, median %.0f%n", WIDTH, HEIGHT, rounded(all), at(all, 0.5));
        System.out.printf("  of it until the answer is here: %s ms, median %.0f%n", rounded(answers), at(answers, 0.5));
        System.out.printf(
                "  processors' time a click, all that follows and its undoing included: server %.0f ms, browser %.0f ms%n",
                1000 * (serverSeconds() - server) / CLICKS, 1000 * (browserSeconds() - page) / CLICKS);
    }

    /** A path is drawn for three seconds; the thing goes along with the pointer. */
    private static void drawing(Browser browser, String example) {
        // as often as a screen shows a frame: with fewer, the pointer's own pace would be measured
        int[] places = new int[2 * 180];
        for (int i = 0; i < places.length; i += 2) {
            places[i] = 300 + (int) (250 * Math.cos(i * 0.08));
            places[i + 1] = 400 + (int) (200 * Math.sin(i * 0.08));
        }
        browser.value("tractrix.store.set({tool: 'draw', playing: false})");
        Browser.pause(500);
        System.out.println("drawing");
        count(browser);
        press(browser, 3000, places);
        tell(browser, example + ", the animatic while a path is drawn");
    }

    private static void twenty(Browser browser) {
        browser.value("""
                tractrix.store.edit('twenty', (d) => ({...d, entities: Array.from({length: 20}, (_, i) => ({
                    ...d.entities[i % 2], key: 'k' + i, name: 'n' + i, colour: i % 9,
                    trajectory: {...d.entities[i % 2].trajectory,
                        keyframes: d.entities[i % 2].trajectory.keyframes.map((k) => ({...k, y: k.y - 12 * i}))}}))}))""");
        browser.await("twenty", "tractrix.stage.cast.actors.length === 20", SOON);
        browser.await("their plate", "tractrix.store.state.plate === 'fine'", SOON);
        browser.value("tractrix.store.set({playing: true})");
        count(browser);
        Browser.pause(4000);
        tell(browser, "twenty things");
        browser.screenshot("figure-twenty");
    }

    /** Begins to note when frames are shown and how long the page takes for one. */
    private static void count(Browser browser) {
        serverBefore = serverSeconds();
        browserBefore = browserSeconds();
        browser.value("(() => { tractrix.stage.frameTimes.length = 0; window.gaps = []; let last = performance.now();"
                + " window.told = () => { const now = performance.now(); gaps.push(now - last); last = now; };"
                + " tractrix.stage.onTime.add(told); })()");
    }

    private static void tell(Browser browser, String what) {
        browser.value("tractrix.stage.onTime.delete(told)");
        double server = serverSeconds() - serverBefore;
        double page = browserSeconds() - browserBefore;
        List<Number> gaps = browser.value("gaps");
        List<Number> own = browser.value("[...tractrix.stage.frameTimes]");
        List<Number> size = browser.value("[tractrix.stage.viewport.width, tractrix.stage.viewport.height]");
        double total = gaps.stream().mapToDouble(Number::doubleValue).sum();
        System.out.printf(
                "%s, stage %sx%s: %.1f frames/s, 95th percentile between frames %.1f ms; the page's own time a frame: median"
                        + " %.1f ms, 95th percentile %.1f ms%n",
                what,
                size.get(0),
                size.get(1),
                1000 * gaps.size() / total,
                at(doubles(gaps), 0.95),
                at(doubles(own), 0.5),
                at(doubles(own), 0.95));
        System.out.printf(
                "  %d frames in %.1f s; processors' time: browser %.1f ms a frame, server %.2f s%n",
                gaps.size(), total / 1000, 1000 * page / gaps.size(), server);
    }

    /** Processors' time of this process, in which the server runs. */
    private static double serverSeconds() {
        return ProcessHandle.current()
                        .info()
                        .totalCpuDuration()
                        .orElse(Duration.ZERO)
                        .toNanos()
                / 1e9;
    }

    /** Of all the browser's processes that live. */
    private static double browserSeconds() {
        return ProcessHandle.current()
                .descendants()
                .mapToDouble(
                        p -> p.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9)
                .sum();
    }

    private static List<List<Integer>> pairs(int[] places) {
        List<List<Integer>> out = new ArrayList<>();
        for (int i = 0; i < places.length; i += 2) {
            out.add(List.of(places[i], places[i + 1]));
        }
        return out;
    }

    private static List<Double> doubles(List<Number> values) {
        return values.stream().map(Number::doubleValue).toList();
    }

    private static double at(List<Double> values, double share) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.isEmpty() ? Double.NaN : sorted.get((int) Math.floor(share * (sorted.size() - 1)));
    }

    private static List<Long> rounded(List<Double> values) {
        return values.stream().map(Math::round).toList();
    }

    /** Presses at the first place, goes through the others in so many milliseconds, lets go; source pixels. */
    private static void press(Browser browser, int milliseconds, int... places) {
        PointerInput mouse = new PointerInput(PointerInput.Kind.MOUSE, "mouse");
        Sequence way = new Sequence(mouse, 0);
        List<List<Number>> ways = browser.value("""
                (() => { const b = tractrix.stage.top.getBoundingClientRect();
                    return given[0].map(([x, y]) => { const s = tractrix.stage.viewport.toStage({x, y});
                        return [Math.round(s.x + b.left), Math.round(s.y + b.top)]; }); })()""", pairs(places));
        for (int i = 0; i < places.length; i += 2) {
            List<Number> at = ways.get(i / 2);
            Duration time = Duration.ofMillis(i == 0 ? 0 : 2L * milliseconds / Math.max(2, places.length - 2));
            way.addAction(mouse.createPointerMove(
                    time,
                    PointerInput.Origin.viewport(),
                    at.get(0).intValue(),
                    at.get(1).intValue()));
            if (i == 0) {
                way.addAction(mouse.createPointerDown(PointerInput.MouseButton.LEFT.asArg()));
            }
        }
        if (places.length == 2) {
            way.addAction(new Pause(mouse, PRESS));
        }
        way.addAction(mouse.createPointerUp(PointerInput.MouseButton.LEFT.asArg()));
        browser.driver.perform(List.of(way));
    }
}
