// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.page;

import static dev.tractrix.studio.page.Hand.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.interactions.Actions;

/** What the server adds to the stage: files opened, projects listed, warnings, discs that hold the rest, events. */
class ServedPageTest extends ExamplesPage {
    /** Both are formats of clips too; without a scene inside they are pictures. */
    @Test
    void aWebpAndAGifAreOpenedAsPictures() throws IOException {
        Path folder = Files.createDirectories(Path.of("target", "page"));
        String webp = browser.value("""
                (() => { const c = document.createElement('canvas'); c.width = 120; c.height = 80; const x = c.getContext('2d');
                    x.fillStyle = '#3d7'; x.fillRect(0, 0, 120, 80); return c.toDataURL('image/webp').split(',')[1]; })()""");
        Files.write(folder.resolve("still.webp"), Base64.getDecoder().decode(webp));
        ImageIO.write(
                new BufferedImage(110, 70, BufferedImage.TYPE_INT_RGB),
                "gif",
                folder.resolve("still.gif").toFile());
        for (Map.Entry<String, Integer> file :
                Map.of("still.webp", 120, "still.gif", 110).entrySet()) {
            browser.driver.get(url + "#/");
            browser.await("the home page", "document.querySelector('input[type=file]')", SOON);
            browser.driver
                    .findElement(By.cssSelector("input[type=file]"))
                    .sendKeys(folder.resolve(file.getKey()).toAbsolutePath().toString());
            browser.await(file.getKey(), "tractrix.store.doc.image?.width === " + file.getValue(), SOON);
        }
    }

    /** A scene with its files, packed by hand. */
    @Test
    void aZipIsOpenedAsItsScene() throws IOException {
        Path example = Path.of("..", "examples", "boat");
        Path zip = Files.createDirectories(Path.of("target", "page")).resolve("handed on.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip));
                Stream<Path> files = Files.walk(example)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(
                        new ZipEntry(example.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, out);
                out.closeEntry();
            }
        }
        browser.driver.get(url + "#/");
        browser.await("the home page", "document.querySelector('input[type=file]')", SOON);
        browser.driver
                .findElement(By.cssSelector("input[type=file]"))
                .sendKeys(zip.toAbsolutePath().toString());
        browser.await(
                "its scene",
                "tractrix.store.state.project?.name === 'handed on' && tractrix.store.doc.entities.length === 2"
                        + " && tractrix.store.doc.entities.every(e => e.trajectory?.keyframes.length > 1)",
                SOON);
    }

    @Test
    void olderProjectsAreListedToo() {
        browser.value("""
                (async () => { for (let i = 0; i < 61; i++) { await fetch('/api/v1/projects', {method: 'POST',
                    headers: {'Content-Type': 'application/json'}, body: JSON.stringify({name: `many ${i}`,
                    document: {scene: {}}})}).then(r => { if (!r.ok) throw new Error(r.status); }); } })()""");
        browser.driver.navigate().refresh();
        browser.await("the newest", "document.querySelectorAll('div.card').length === 60", SOON);
        browser.screenshot("projects");
        browser.click("//button[. = 'More']");
        browser.await("the others", "document.querySelectorAll('div.card').length > 60", SOON);
    }

    @Test
    void aWarningStandsAtItsThingAndGoesWithThePicture() {
        hand.open("Desk", 3);
        browser.value("tractrix.store.set({playing: false})");
        browser.value("""
                tractrix.store.edit('away', d => ({...d, entities: d.entities.map(e => e.name !== 'car' ? e : {...e, trajectory:
                    {anchor: 'path', keyframes: e.trajectory.keyframes.map(k => ({...k, y: k.y - 200}))}})}))""");
        browser.await("a pin", "document.querySelector('.pin')", SOON);
        String place = """
                (() => { const b = document.querySelector('.pin').getBoundingClientRect();
                    const s = tractrix.stage.top.getBoundingClientRect();
                    const p = tractrix.stage.cast.actors.find(a => a.entity.name === 'car').at(1).disc;
                    const v = tractrix.stage.viewport.toStage(p);
                    return Math.hypot(b.left + b.width / 2 - s.left - v.x, b.top + b.height / 2 - s.top - v.y + 24) < 2; })()""";
        assertThat(browser.<Boolean>value(place)).isTrue();
        browser.screenshot("pin");
        browser.value("tractrix.stage.zoomBy(1.3)");
        browser.await("it went with the picture", place, SOON);
        browser.value("tractrix.store.set({selected: null})");
        browser.click("//button[contains(@class, 'finding')][contains(., 'car')]");
        browser.await(
                "the thing",
                "tractrix.store.doc.entities.find(e => e.key === tractrix.store.state.selected)?.name === 'car'",
                SOON);
    }

    @Test
    void theDiscsThatHoldTheRestAreShown() {
        hand.open("Desk", 3);
        browser.value("tractrix.store.set({playing: false})");
        browser.value("tractrix.store.edit('hold', d => ({...d, lockRest: true}))");
        browser.await("discs", "tractrix.store.state.locks.length > 0", SOON);
        browser.value("tractrix.store.set({show: {...tractrix.store.state.show, maps: true}})");
        Browser.pause(300);
        browser.screenshot("locks");
        // bright where the server says that a disc is
        assertThat(browser.<Number>value("""
                (async () => { const { controlMaps } = await import('/stage/maps.js');
                    const { locks, check } = tractrix.store.state;
                    const [left, top, right, bottom] = check.frame;
                    const size = { width: check.width, height: check.height, frame: { left, top, right, bottom } };
                    const map = controlMaps(tractrix.stage.cast, 0.5, size, locks).getContext('2d');
                    return Math.min(...locks.map(l => map.getImageData(Math.round((l.x[6] - left) * size.width / (right - left) - 0.5),
                        Math.round((l.y[6] - top) * size.height / (bottom - top) - 0.5), 1, 1).data[1])); })()""").intValue()).isGreaterThan(200);
        browser.value("tractrix.store.edit('free', d => ({...d, lockRest: false}))");
        browser.await("none", "tractrix.store.state.locks.length === 0", SOON);
        browser.value("tractrix.store.set({show: {...tractrix.store.state.show, maps: false}})");
    }

    /** Of twenty things one changes in a step, and only that one is kept again. */
    @Test
    void thousandsOfUndoStepsAreKeptWithAProject() {
        assertThat(browser.<String>value("""
                (async () => { const h = await import('/app/history.js');
                    const { EMPTY } = await import('/app/doc.js');
                    const path = i => ({anchor: 'start', keyframes: Array.from({length: 4}, (_, k) => ({time: k / 3, x: i + k, y: k, scale: 1}))});
                    let doc = {...EMPTY, entities: Array.from({length: 20}, (_, i) => ({key: 'k' + i, name: 'n' + i, trajectory: path(i)}))};
                    let all = h.begin(doc);
                    for (let i = 0; i < 6000; i++) {
                        doc = {...doc, entities: doc.entities.map((e, k) => k === i % 20 ? {...e, trajectory: path(i)} : e)};
                        all = h.change(all, 'step ' + i, doc);
                    }
                    for (let i = 0; i < 10; i++) { all = h.undo(all); }
                    const text = JSON.stringify(h.kept(all, 5e6));
                    const back = h.restored(all.present.doc, JSON.parse(text), 'Open');
                    const same = (a, b) => JSON.stringify(a.map(e => [e.label, e.doc])) === JSON.stringify(b.map(e => [e.label, e.doc]));
                    const few = h.kept(all, 100000);
                    const more = h.restored(doc, h.followed(few, 'more', doc), 'Open').past;
                    return [text.length < 5e6, back.past.length, same(back.past, all.past), same(back.future, all.future),
                        few.past.length > 100 && few.past.length < 1000, same(more.slice(0, -1), all.past.slice(-few.past.length)),
                        JSON.stringify(more[more.length - 1].doc) === JSON.stringify(doc)].join(); })()""")).isEqualTo("true,5990,true,true,true,true,true");
    }

    @Test
    void whatIsSelectedTogetherMovesTogether() {
        hand.open("Desk", 3);
        browser.value("tractrix.store.set({playing: false})");
        String names = "tractrix.store.doc.entities.filter(e => [tractrix.store.state.selected,"
                + " ...tractrix.store.state.also].includes(e.key)).map(e => e.name).sort().join()";
        String row = "//li[contains(@class, 'entity')]//button[contains(@class, 'name')][. = '%s']";
        browser.click(row.formatted("car"));
        new Actions(browser.driver)
                .keyDown(Keys.CONTROL)
                .click(browser.driver.findElement(By.xpath(row.formatted("orange"))))
                .keyUp(Keys.CONTROL)
                .perform();
        browser.await("two", names + " === 'car,orange'", SOON);
        browser.screenshot("together");
        // how far each goes from where its disc is
        String ways =
                "JSON.stringify(['car', 'orange'].map(n => { const a = tractrix.stage.cast.actors.find(a => a.entity.name === n);"
                        + " const k = a.entity.trajectory.keyframes; return [k.length, Math.round(k[k.length - 1].x - a.mask.disc.x),"
                        + " Math.round(k[k.length - 1].y - a.mask.disc.y)]; }))";
        List<Number> car = browser.value(
                "(() => { const d = tractrix.stage.cast.actors.find(a => a.entity.name === 'car').mask.disc;"
                        + " return [d.x, d.y]; })()");
        int x = car.get(0).intValue();
        int y = car.get(1).intValue();
        browser.value("tractrix.store.set({tool: 'draw'})");
        hand.dragAlong(x, y, x + 40, y - 20, x + 90, y - 30, x + 120, y - 40);
        browser.await(
                "both go",
                "(() => { const w = JSON.parse(" + ways + "); return w[0][0] > 1 && w[0][0] === w[1][0]"
                        + " && Math.abs(w[0][1] - w[1][1]) < 2 && Math.abs(w[0][2] - w[1][2]) < 2 && w[0][1] > 80; })()",
                SOON);
        String before = browser.value(ways);
        browser.value("tractrix.store.set({tool: 'pick', keyframe: null, playing: false})");
        hand.keys(Keys.chord(Keys.SHIFT, Keys.ARROW_RIGHT));
        browser.await(
                "both nudged",
                "(() => { const a = " + before + ", b = JSON.parse(" + ways
                        + "); return b[0][1] === a[0][1] + 10 && b[1][1] === a[1][1] + 10; })()",
                SOON);
        hand.keys(Keys.DELETE);
        browser.await("both gone", "!tractrix.store.doc.entities.some(e => ['car', 'orange'].includes(e.name))", SOON);
        browser.value("tractrix.store.undo()");
        hand.keys(Keys.chord(Keys.CONTROL, "a"));
        browser.await("all", "tractrix.store.state.also.length === tractrix.store.doc.entities.length - 1", SOON);
        browser.click(row.formatted("car"));
        browser.await("one alone", names + " === 'car'", SOON);
    }

    /** After an answer that is no stream a browser does not ask again by itself. */
    @Test
    void eventsComeAgainAfterARefusal() {
        browser.value("""
                (async () => { const Real = window.EventSource; const lines = [];
                    window.EventSource = class extends Real {
                        constructor(url) { super(lines.length === 0 ? '/api/v1/none' : url); lines.push(this); } };
                    const { listen } = await import('/remote/client.js');
                    const seen = [];
                    const end = listen({ reset: () => seen.push('reset'), project: () => seen.push('project') },
                        (connected) => seen.push(connected));
                    window.test = { lines, seen, end: () => { end(); window.EventSource = Real; } }; })()""");
        browser.await("open again", "test.seen.join() === 'false,true,reset'", SOON);
        browser.value("""
                fetch('/api/v1/projects', {method: 'POST', headers: {'Content-Type': 'application/json'},
                    body: JSON.stringify({name: 'told', document: {scene: {}}})}).then(() => null)""");
        browser.await("an event", "test.seen.includes('project')", SOON);
        // refused once more: it goes on after what it has
        browser.value("(() => { test.lines[1].close(); test.lines[1].onerror(); })()");
        browser.await("a third line", "test.lines.length === 3 && test.lines[2].readyState === 1", SOON);
        assertThat(browser.<String>value("test.lines[2].url")).matches(".*/events\\?after=\\d+");
        assertThat(browser.<Long>value("test.seen.filter(s => s === 'reset').length"))
                .isEqualTo(1);
        browser.value("test.end()");
    }
}
