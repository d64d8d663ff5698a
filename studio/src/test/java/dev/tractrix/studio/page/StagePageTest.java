// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.page;

import static dev.tractrix.studio.page.Hand.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** What hands do on the stage and around it: dropped and pasted pictures, boxes, handles, order, time, camera, fingers. */
class StagePageTest extends ExamplesPage {
    /** Opens an example that stands still. */
    private static void open(String example, int things) {
        hand.open(example, things);
        browser.value("tractrix.store.set({playing: false})");
        browser.value("tractrix.stage.seek(0)");
    }

    @Test
    void aPictureIsDroppedAndPasted() {
        String file = Path.of("../examples/pears/photo.jpg")
                .toAbsolutePath()
                .normalize()
                .toString();
        List<Integer> middle = List.of(720, 450);
        for (String what : List.of("dragEnter", "dragOver", "drop")) {
            browser.devtools(
                    "Input.dispatchDragEvent",
                    Map.of(
                            "type",
                            what,
                            "x",
                            middle.get(0),
                            "y",
                            middle.get(1),
                            "data",
                            Map.of("items", List.of(), "files", List.of(file), "dragOperationsMask", 1)));
        }
        hand.ready(0);
        assertThat(browser.<String>value("tractrix.store.state.project.name")).isEqualTo("photo");
        assertThat(browser.<Long>value("tractrix.store.doc.image.width")).isEqualTo(1152);
        browser.screenshot("dropped");
        String first = browser.value("tractrix.store.state.project.id");

        // a picture in the clipboard, and the keys that everybody knows
        browser.devtools(
                "Browser.grantPermissions",
                Map.of("permissions", List.of("clipboardReadWrite", "clipboardSanitizedWrite")));
        browser.value("""
                (async () => { const c = new OffscreenCanvas(96, 64); const x = c.getContext('2d');
                    x.fillStyle = '#3d7'; x.fillRect(0, 0, 96, 64); x.fillStyle = '#d33'; x.fillRect(30, 20, 24, 24);
                    await navigator.clipboard.write([new ClipboardItem({'image/png': await c.convertToBlob()})]); })()""");
        hand.keys(Keys.chord(Keys.CONTROL, "v"));
        browser.await(
                "the pasted picture",
                "tractrix.store.doc.image?.width === 96 && tractrix.store.state.project.id !== '" + first + "'",
                SOON);
    }

    @Test
    void aPressIsAskedForAtOnceAndADragTakesItBack() {
        open("Desk", 3);
        int before = count();
        // a press beside things that becomes a drag: a box, and no thing for the press
        hand.dragAlong(360, 200, 450, 300, 570, 450);
        browser.await("a thing by a box", "tractrix.store.doc.entities.length === " + (before + 1), SOON);
        assertThat(browser.<Boolean>value(selected("prompts.box") + " !== null"))
                .isTrue();
        Browser.pause(1500);
        assertThat(count()).isEqualTo(before + 1);
        browser.value("tractrix.store.undo()");
        browser.value("tractrix.store.set({refining: null, candidates: []})");
        // what was begun when the button went down is what the click gets: nothing is asked twice
        browser.value("performance.clearResourceTimings()");
        hand.clickAt(140, 180);
        browser.await("a new thing", "tractrix.store.doc.entities.length === " + (before + 1), SOON);
        assertThat(
                        browser.<Long>value(
                                "performance.getEntriesByType('resource').filter(r => r.name.endsWith('segmentations')).length"))
                .isEqualTo(1);
    }

    @Test
    void aBoxSelectsAndCandidatesAreChosen() {
        open("Desk", 3);
        int before = count();
        hand.keys("x");
        // around the mug, which is a thing already
        hand.dragAlong(360, 200, 450, 300, 570, 450);
        browser.await("a thing by a box", "tractrix.store.doc.entities.length === " + (before + 1), SOON);
        assertThat(browser.<Boolean>value(selected("prompts.box") + " !== null"))
                .isTrue();
        browser.await("its mask", "tractrix.stage.cast.actor(tractrix.store.state.selected)?.mask", SOON);
        browser.screenshot("boxed");
        // a click beside adds to it, Shift takes away: one step of undo each
        hand.keys("s");
        long steps = browser.<Long>value("tractrix.store.state.history.past.length");
        hand.clickAt(Keys.SHIFT, 460, 260);
        browser.await("less of it", "tractrix.store.state.history.past.length === " + (steps + 1), SOON);
        assertThat(browser.<Long>value(selected("prompts.negative.length"))).isEqualTo(1);
        // who has no Shift has a switch
        browser.click("//button[@aria-label='Click takes away']");
        browser.screenshot("takes-away");
        hand.clickAt(470, 290);
        browser.await("less again", selected("prompts.negative.length") + " === 2", SOON);
    }

    @Test
    void theOrderIsChangedByDraggingAndByKeys() {
        open("Chess", 4);
        List<String> before = names();
        List<Integer> from = hand.middle(".entity:nth-child(1) .name");
        List<Integer> to = hand.middle(".entity:nth-child(3)");
        hand.dragElement(".entity:nth-child(1) .name", 0, to.get(1) - from.get(1) + 10);
        browser.await("another order", "tractrix.store.doc.entities[0].name !== '" + before.get(0) + "'", SOON);
        assertThat(names()).containsExactly(before.get(1), before.get(2), before.get(0), before.get(3));
        browser.value("tractrix.store.set({selected: tractrix.store.doc.entities[2].key})");
        hand.keys(Keys.chord(Keys.ALT, Keys.ARROW_UP));
        hand.keys(Keys.chord(Keys.ALT, Keys.ARROW_UP));
        browser.await("on top again", "tractrix.store.doc.entities[0].name === '" + before.get(0) + "'", SOON);

        browser.value("document.querySelector('.entity:nth-child(2) .name').focus()");
        browser.click("(//li[contains(@class, 'entity')])[2]//button[starts-with(@aria-label, 'Leave out')]");
        browser.await("it is left out", "tractrix.store.doc.entities[1].hidden", SOON);
        browser.click("(//li[contains(@class, 'entity')])[2]//button[starts-with(@aria-label, 'Lock')]");
        browser.await("it is locked", "tractrix.store.doc.entities[1].frozen", SOON);
        browser.screenshot("order");
    }

    @Test
    void pointsAndSizesAreTakenHoldOf() {
        open("Boat", 2);
        selectNamed("boat");
        hand.keys("v");
        // the middle point of its way
        hand.dragAlong(575, 350, 590, 300, 600, 250);
        browser.await("the point is there", "Math.abs(" + keyframe(1, "y") + " - 250) < 3", SOON);
        assertThat(browser.<Number>value(keyframe(1, "x")).doubleValue()).isCloseTo(600, within(3.0));
        // the handle of its disc, at the right
        List<Number> disc = browser.value("(() => { const a = tractrix.stage.cast.actor(tractrix.store.state.selected);"
                + " const k = a.entity.trajectory.keyframes; return [a.mask.disc.x + k[1].x - k[0].x,"
                + " a.mask.disc.y + k[1].y - k[0].y, a.mask.disc.radius * k[1].scale]; })()");
        int x = (int) Math.round(disc.get(0).doubleValue() + disc.get(2).doubleValue());
        int y = (int) Math.round(disc.get(1).doubleValue());
        hand.dragAlong(x, y, x + 10, y, x + 30, y);
        browser.await("it is larger", keyframe(1, "scale") + " > 1.2", SOON);
        browser.screenshot("handles");
        hand.doubleClickAt(700, (int) Math.round(pathY(700)));
        browser.await("a new point", selected("trajectory.keyframes.length") + " === 4", SOON);
        hand.keys(Keys.DELETE);
        browser.await("gone again", selected("trajectory.keyframes.length") + " === 3", SOON);
    }

    /** An arch of four points, the last two so near to each other that both are in reach. */
    @Test
    void eachPointerReachesAsFarAsItsSize() {
        open("Boat", 2);
        selectNamed("boat");
        browser.value("""
                tractrix.store.edit('arch', (d) => ({...d, entities: d.entities.map((e) => e.name !== 'boat' ? e : {...e, trajectory:
                    {anchor: 'offset', keyframes: [[0, 808, 340], [0.5, 620, 150], [0.95, 400, 340], [1, 400, 346]].map(([time, x, y]) =>
                        ({time, x, y, scale: 1, easing: 'linear', visible: true}))}})}))""");
        browser.value("tractrix.store.set({keyframe: 1})");
        Browser.pause(400);
        String reached = """
                (async () => { const { hit, discAt } = await import('/stage/hit.js');
                    const { stage, store } = tractrix; const { selected, keyframe } = store.state;
                    const k = stage.cast.actor(selected).entity.trajectory.keyframes;
                    const at = (p, dx, dy, pointer) => { const s = stage.viewport.toStage(p);
                        const found = hit(stage, {x: s.x + dx, y: s.y + dy}, pointer, selected, keyframe);
                        return [found?.kind ?? 'none', found?.index ?? ''].join(''); };
                    const disc = discAt(stage.cast.actor(selected), 1);
                    const handle = {x: disc.x + disc.radius, y: disc.y};
                    const { sampler } = await import('/geometry/trajectory.js');
                    const way = sampler(stage.cast.actor(selected).entity.trajectory)(0.25);
                    return [['mouse', 9], ['pen', 11], ['touch', 20]].map(([pointer, reach]) => [
                        at(k[1], 0, 1 - reach, pointer), at(k[1], 0, -1 - reach, pointer),
                        at(handle, reach - 1, 0, pointer), at(handle, reach + 1, 0, pointer),
                        at(k[2], 0, -1, pointer), at(k[3], 0, 1, pointer),
                        at(way, 0, 0, pointer), at({x: 560, y: 330}, 0, 0, pointer)].join(' ')).join(); })()""";
        String each = "keyframe1 none scale1 none keyframe2 keyframe3 path none";
        assertThat(browser.<String>value(reached)).isEqualTo(String.join(",", each, each, each));
        // as it is seen, wherever the picture lies
        browser.value("tractrix.stage.zoomBy(0.6)");
        Browser.pause(400);
        assertThat(browser.<String>value(reached)).isEqualTo(String.join(",", each, each, each));
    }

    /** Where the selected path is at an x, source pixels. */
    private static double pathY(int x) {
        return browser.<Number>value(
                        "(() => { const a = tractrix.stage.cast.actor(tractrix.store.state.selected);"
                                + " let best = null; for (let t = 0; t <= 1; t += 0.002) { const p = a.at(t).disc;"
                                + " const k = a.entity.trajectory.keyframes[0]; const s = {x: p.x - a.mask.disc.x + k.x,"
                                + " y: p.y - a.mask.disc.y + k.y}; if (!best || Math.abs(s.x - given[0]) < Math.abs(best.x - given[0]))"
                                + " best = s; } return best.y; })()",
                        x)
                .doubleValue();
    }

    @Test
    void pathsAreDrawnStraightAndClickByClick() {
        open("Boat", 2);
        selectNamed("boat");
        hand.keys("l");
        hand.dragAlong(808, 340, 700, 330, 500, 300);
        browser.await("a straight way", selected("trajectory.keyframes.length") + " === 2", SOON);
        browser.value("tractrix.store.set({playing: false})");
        hand.keys("p");
        hand.clickAt(808, 340);
        hand.clickAt(700, 250);
        hand.clickAt(560, 330);
        hand.clickAt(420, 260);
        browser.screenshot("pen");
        hand.keys(Keys.ENTER);
        browser.await("a way of four points", selected("trajectory.keyframes.length") + " === 4", SOON);
        browser.await("it plays", "tractrix.store.state.playing", SOON);
        // freely, back to its start: closed
        browser.value("tractrix.store.set({playing: false})");
        hand.keys("d");
        hand.dragAlong(808, 340, 740, 250, 640, 240, 600, 330, 680, 400, 780, 380, 807, 342);
        browser.await(
                "a closed way",
                "(() => { const k = " + selected("trajectory.keyframes")
                        + "; return k.length > 4 && k[0].x === k[k.length - 1].x && k[0].y === k[k.length - 1].y; })()",
                SOON);
        browser.screenshot("closed");
    }

    @Test
    void timeIsChangedOnTheRuler() {
        open("Boat", 2);
        selectNamed("boat");
        browser.await("its keys", "document.querySelectorAll('.track.chosen .key').length === 3", SOON);
        double width = browser.<Number>value("document.querySelector('.track.chosen .lane').clientWidth")
                .doubleValue();
        hand.dragElement(".track.chosen .key:nth-of-type(2)", (int) (0.2 * width), 0);
        browser.await("later", "Math.abs(" + keyframe(1, "time") + " - 0.7) < 0.02", SOON);
        assertThat(browser.<Number>value("tractrix.stage.time").doubleValue()).isCloseTo(0.7, within(0.05));
        browser.type(Keys.ARROW_LEFT);
        browser.await("a hundredth sooner", keyframe(1, "time") + " < 0.7", SOON);
        // how time passes from there
        browser.click("//section[@aria-label='Point']//select/option[@value='hold']");
        browser.await("it waits there", keyframe(1, "easing") + " === 'hold'", SOON);
        browser.screenshot("ruler");
        // the bar behind the keys is the speed: it has fallen to nothing where the thing waits
        List<Number> heights = browser.value("document.querySelector('.track.chosen polygon').getAttribute('points')"
                + ".split(' ').slice(2, -2).map(p => 24 - Number(p.split(',')[1]))");
        assertThat(heights.get(20).doubleValue()).isGreaterThan(2);
        assertThat(heights.get(55).doubleValue()).isLessThan(0.5);
    }

    @Test
    void theCameraIsPannedZoomedAndTimed() {
        open("Boat", 2);
        hand.keys("c");
        hand.dragAlong(576, 320, 620, 330, 676, 340);
        browser.await(
                "a pan",
                "tractrix.store.doc.camera.length === 1 && Math.abs(tractrix.store.doc.camera[0].pan[0] - 100) < 4",
                SOON);
        browser.value("tractrix.store.set({playing: false})");
        browser.value("tractrix.stage.seek(0)");
        List<Number> corner = browser.value("(async () => { const o = await import('/stage/overlay.js');"
                + " const p = o.cameraCorners(tractrix.store.doc, 0)[0]; return [p.x, p.y]; })()");
        int x = corner.get(0).intValue();
        int y = corner.get(1).intValue();
        hand.dragAlong(x, y, x + 60, y + 33, x + 140, y + 78);
        browser.await("nearer", "tractrix.store.doc.camera[0].zoom > 1.2", SOON);
        browser.value("tractrix.store.set({playing: false})");
        // its end, on the ruler
        browser.await("its bar", "document.querySelector('.move i.to')", SOON);
        double width = browser.<Number>value("document.querySelector('.move').parentElement.clientWidth")
                .doubleValue();
        hand.dragElement(".move i.to", (int) (-0.4 * width), 0);
        browser.await("shorter", "Math.abs(tractrix.store.doc.camera[0].to - 0.6) < 0.03", SOON);
        browser.click("//section[.//h2[text()='Camera']]//button[contains(., 'Move')]");
        browser.await("a second move", "tractrix.store.doc.camera.length === 2", SOON);
        browser.value("tractrix.store.set({playing: false})");
        browser.screenshot("camera");
    }

    @Test
    void suggestionsAreTaken() {
        open("Pears", 1);
        int before = count();
        browser.click("//button[contains(., 'Suggest things')]");
        browser.await(
                "suggestions",
                "document.querySelectorAll('.proposals .candidate').length > 0",
                java.time.Duration.ofMinutes(4));
        Browser.pause(300);
        browser.screenshot("suggested");
        browser.click("(//div[contains(@class, 'proposals')]//button[contains(@class, 'candidate')])[1]");
        browser.await("taken", "tractrix.store.doc.entities.length === " + (before + 1), SOON);
    }

    @Test
    void everyStepIsUndoneAndRedone() {
        open("Desk", 3);
        String begun = document();
        for (int i = 0; i < 60; i++) {
            browser.value(
                    "tractrix.store.edit('step', d => ({...d, frames: 14 + " + i % 7 + " + 1, fps: 7 + given[0]}))", i);
        }
        String ended = document();
        for (int i = 0; i < 60; i++) {
            browser.value("tractrix.store.undo()");
        }
        assertThat(document()).isEqualTo(begun);
        hand.keys(Keys.chord(Keys.CONTROL, Keys.SHIFT, "z"));
        browser.await("one again", "tractrix.store.state.history.past.length === 1", SOON);
        browser.value(
                "(() => { while (tractrix.store.state.history.future.length > 0) { tractrix.store.redo(); } })()");
        assertThat(document()).isEqualTo(ended);
    }

    @Test
    void theCrossOfTheArrowKeysIsSeen() {
        open("Desk", 3);
        browser.value("tractrix.store.set({selected: null})");
        hand.keys(Keys.ARROW_LEFT);
        browser.await("a cross", "tractrix.stage.pointer", SOON);
        Browser.pause(300);
        browser.screenshot("cross");
        String ink = """
                (() => { const { viewport, pointer, overlay } = tractrix.stage; const s = viewport.toStage(pointer);
                    const c = overlay.layer.element.querySelector('canvas'); const ratio = c.width / c.clientWidth;
                    return c.getContext('2d').getImageData(Math.round(s.x * ratio), Math.round(s.y * ratio), 1, 1).data[3]; })()""";
        assertThat(browser.<Long>value(ink)).isGreaterThan(200);
        browser.value("tractrix.stage.top.blur()");
        Browser.pause(300);
        assertThat(browser.<Long>value(ink)).isZero();
    }

    /** As many as the server takes. What the page itself needs for a frame is measured, not how often this machine paints. */
    @Test
    void tenThousandPointsAreShownPlayedAndMoved() {
        open("Boat", 2);
        selectNamed("boat");
        browser.value("""
                tractrix.store.edit('many', (d) => ({...d, entities: d.entities.map((e) => e.name !== 'boat' ? e : {...e, trajectory:
                    {...e.trajectory, keyframes: Array.from({length: 10000}, (_, i) => ({time: i / 9999, x: 800 - 0.05 * i,
                        y: 340 + 60 * Math.sin(i / 300), scale: 1, easing: 'linear', visible: true}))}})}))""");
        browser.await("they are saved", "tractrix.store.state.saving === 'saved'", SOON);
        browser.value("(() => { tractrix.stage.frameTimes.length = 0; tractrix.store.set({playing: true}); })()");
        browser.await("frames", "tractrix.stage.frameTimes.length > 12", SOON);
        browser.value("tractrix.store.set({playing: false})");
        Number median = browser.value("[...tractrix.stage.frameTimes].sort((a, b) => a - b)[6]");
        System.out.println("a frame with 10,000 points: " + median + " ms of the page's own time");
        assertThat(median.doubleValue()).isLessThan(100);
        browser.value("tractrix.stage.seek(0)");
        browser.screenshot("ten-thousand");
        // the whole path is moved by a nudge, and goes back
        hand.keys(Keys.ARROW_DOWN);
        browser.await(
                "moved",
                keyframe(9999, "y") + " !== undefined && Math.abs(" + keyframe(0, "y") + " - 341) < 0.01",
                SOON);
        hand.keys(Keys.chord(Keys.CONTROL, "z"));
        browser.await("back", "Math.abs(" + keyframe(0, "y") + " - 340) < 0.01", SOON);
    }

    @Test
    void thingsGetPathsWithTheKeyboardAlone() {
        open("Desk", 3);
        // one that stays: a point at its place, one at the end, and that one moved
        browser.value("tractrix.store.set({selected: null})");
        hand.keys(Keys.TAB);
        browser.await("the topmost thing", selected("name") + " === 'orange'", SOON);
        hand.keys("k");
        hand.keys(Keys.chord(Keys.END, "k"));
        hand.keys(Keys.chord(Keys.SHIFT, Keys.ARROW_RIGHT.toString().repeat(6)));
        browser.await(
                "a path",
                selected("trajectory.keyframes.length") + " === 2 && " + keyframe(1, "x") + " - " + keyframe(0, "x")
                        + " === 60",
                SOON);
        assertThat(browser.<Number>value(keyframe(1, "time")).doubleValue()).isEqualTo(1);
        assertThat(browser.<Boolean>value(
                        "tractrix.stage.cast.actor(tractrix.store.state.selected).mask.disc.x === " + keyframe(0, "x")))
                .isTrue();
        browser.screenshot("keyboard-path");

        // a new one: the cross goes to the vase
        int before = count();
        hand.keys(Keys.chord(Keys.ESCAPE, Keys.ESCAPE));
        hand.keys(Keys.ARROW_LEFT);
        browser.await("a cross", "tractrix.stage.pointer", SOON);
        long across = browser.<Long>value("Math.round((tractrix.stage.pointer.x - 140) / 4)");
        long up = browser.<Long>value("Math.round((tractrix.stage.pointer.y - 180) / 4)");
        hand.keys((across > 0 ? Keys.ARROW_LEFT : Keys.ARROW_RIGHT).toString().repeat((int) Math.abs(across)));
        hand.keys((up > 0 ? Keys.ARROW_UP : Keys.ARROW_DOWN).toString().repeat((int) Math.abs(up)));
        hand.keys(Keys.ENTER);
        browser.await("a new thing", "tractrix.store.doc.entities.length === " + (before + 1), SOON);
        browser.await("its mask", "tractrix.stage.cast.actor(tractrix.store.state.selected)?.mask", SOON);
        hand.keys(Keys.chord(Keys.END, "k"));
        hand.keys(Keys.chord(Keys.SHIFT, Keys.ARROW_DOWN.toString().repeat(4)));
        browser.await(
                "its path",
                selected("trajectory.keyframes.length") + " === 2 && " + keyframe(1, "y") + " - " + keyframe(0, "y")
                        + " === 40",
                SOON);
    }

    @Test
    void aPhoneIsEnough() {
        browser.screen(390, 844, true);
        browser.devtools("Emulation.setTouchEmulationEnabled", Map.of("enabled", true, "maxTouchPoints", 2));
        try {
            browser.driver.navigate().refresh();
            browser.await("examples", "document.querySelectorAll('.cards .card').length >= 2", SOON);
            hand.open("Desk", 3);
            browser.value("tractrix.store.set({playing: false})");
            browser.value("tractrix.stage.seek(0)");
            selectNamed("car");
            browser.value("""
                    (() => { const { selected } = tractrix.store.state;
                        const key = tractrix.store.doc.entities.find(e => e.key === selected).mask;
                        tractrix.store.set({refining: selected, candidates: [1, 2, 3].map(score => ({key, score}))}); })()""");
            browser.await("three candidates", "document.querySelectorAll('.refine .candidate').length === 3", SOON);
            browser.screenshot("phone-refine");
            // all of the bar is on the screen
            assertThat(browser.<Boolean>value("""
                    [...document.querySelectorAll('.refine button')].map(b => b.getBoundingClientRect())
                        .every(b => b.left >= 0 && b.right <= innerWidth)""")).isTrue();
            browser.value("tractrix.store.set({refining: null, candidates: []})");
            hand.touchAlong(890, 395, 820, 380, 700, 360, 600, 330);
            browser.await(
                    "a way by a finger",
                    "Math.abs(" + keyframe(0, "x") + " - 890) < 12 && " + selected("trajectory.keyframes.at(-1).y")
                            + " < 350",
                    SOON);
            Browser.pause(300);
            browser.screenshot("phone-stage");
            browser.click("//div[contains(@class, 'tabs')]//button[contains(., 'Things')]");
            browser.await("the list", "getComputedStyle(document.querySelector('.left')).display !== 'none'", SOON);
            browser.screenshot("phone-things");
            browser.click("//div[contains(@class, 'tabs')]//button[contains(., 'Make')]");
            browser.await("the pane", "getComputedStyle(document.querySelector('.right')).display !== 'none'", SOON);
            browser.screenshot("phone-make");
            assertThat(browser.<Boolean>value("document.documentElement.scrollWidth <= innerWidth"))
                    .isTrue();
        } finally {
            browser.devtools("Emulation.setTouchEmulationEnabled", Map.of("enabled", false));
            browser.screen(1440, 900, false);
        }
    }

    private static void selectNamed(String name) {
        browser.value(
                "tractrix.store.set({selected: tractrix.store.doc.entities.find(e => e.name === given[0]).key,"
                        + " keyframe: null, tab: 'motion'})",
                name);
        Browser.pause(80);
    }

    private static int count() {
        return browser.<Long>value("tractrix.store.doc.entities.length").intValue();
    }

    private static List<String> names() {
        return browser.value("tractrix.store.doc.entities.map(e => e.name)");
    }

    private static String document() {
        return browser.value("JSON.stringify(tractrix.store.doc)");
    }

    private static String selected(String part) {
        return "tractrix.store.doc.entities.find(e => e.key === tractrix.store.state.selected)?." + part;
    }

    private static String keyframe(int index, String part) {
        return selected("trajectory.keyframes[" + index + "]." + part);
    }
}
