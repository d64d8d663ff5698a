// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.page;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.KeyInput;
import org.openqa.selenium.interactions.PointerInput;
import org.openqa.selenium.interactions.Sequence;

/** A person's hand on the stage: places are the picture's pixels. */
final class Hand {
    static final Duration SOON = Duration.ofSeconds(60);

    /** Of a step of a drag. */
    private static final int STEP_MILLIS = 120;

    private final Browser browser;

    Hand(Browser browser) {
        this.browser = browser;
    }

    /** Opens an example from the page of projects; its stage is ready, with at least so many things. */
    void open(String example, int things) {
        browser.click("//button[contains(@class, 'card')][contains(., '" + example + "')]");
        ready(things);
    }

    void ready(int things) {
        browser.await(
                "the stage",
                "tractrix.store.state.route.name === 'project'"
                        + " && tractrix.store.state.project?.id === tractrix.store.state.route.id"
                        + " && document.querySelector('.stage .top') === tractrix.stage.top && tractrix.stage.image"
                        + " && tractrix.stage.imageId === tractrix.store.doc.image.id"
                        + " && tractrix.stage.viewport.width > 300 && tractrix.stage.cast?.actors.length >= " + things,
                SOON);
    }

    /** Keys for the stage. */
    void keys(CharSequence keys) {
        WebElement stage = browser.driver.findElement(By.cssSelector(".stage .top"));
        stage.sendKeys(keys);
    }

    void clickAt(int x, int y) {
        dragAlong(x, y);
        Browser.pause(60);
    }

    /** A click while a key is held. */
    void clickAt(Keys held, int x, int y) {
        KeyInput board = new KeyInput("board");
        Sequence down = new Sequence(board, 0);
        down.addAction(board.createKeyDown(held.charAt(0)));
        browser.driver.perform(List.of(down));
        clickAt(x, y);
        Sequence up = new Sequence(board, 0);
        up.addAction(board.createKeyUp(held.charAt(0)));
        browser.driver.perform(List.of(up));
    }

    void doubleClickAt(int x, int y) {
        PointerInput mouse = new PointerInput(PointerInput.Kind.MOUSE, "mouse");
        Sequence twice = new Sequence(mouse, 0);
        List<Integer> at = onScreen(x, y);
        twice.addAction(move(mouse, at, 0));
        for (int i = 0; i < 2; i++) {
            twice.addAction(mouse.createPointerDown(PointerInput.MouseButton.LEFT.asArg()));
            twice.addAction(mouse.createPointerUp(PointerInput.MouseButton.LEFT.asArg()));
        }
        browser.driver.perform(List.of(twice));
    }

    /** Presses at the first place, goes through the others, lets go. */
    void dragAlong(int... places) {
        List<List<Integer>> at = new ArrayList<>();
        for (int i = 0; i < places.length; i += 2) {
            at.add(onScreen(places[i], places[i + 1]));
        }
        drag(new PointerInput(PointerInput.Kind.MOUSE, "mouse"), at);
    }

    /** The same with a finger. */
    void touchAlong(int... places) {
        List<List<Integer>> at = new ArrayList<>();
        for (int i = 0; i < places.length; i += 2) {
            at.add(onScreen(places[i], places[i + 1]));
        }
        drag(new PointerInput(PointerInput.Kind.TOUCH, "finger"), at);
    }

    /** Takes hold of the middle of an element and lets go so many CSS pixels beside it. */
    void dragElement(String css, int dx, int dy) {
        List<Integer> from = middle(css);
        drag(
                new PointerInput(PointerInput.Kind.MOUSE, "mouse"),
                List.of(
                        from,
                        List.of(from.get(0) + dx / 2, from.get(1) + dy / 2),
                        List.of(from.get(0) + dx, from.get(1) + dy)));
    }

    /** The middle of an element, CSS pixels of the window. */
    List<Integer> middle(String css) {
        List<Number> at = browser.value("""
                (() => { const b = document.querySelector(given[0]).getBoundingClientRect();
                    return [Math.round(b.left + b.width / 2), Math.round(b.top + b.height / 2)]; })()""", css);
        return at.stream().map(Number::intValue).toList();
    }

    private void drag(PointerInput pointer, List<List<Integer>> places) {
        Sequence way = new Sequence(pointer, 0);
        way.addAction(move(pointer, places.get(0), 0));
        way.addAction(pointer.createPointerDown(PointerInput.MouseButton.LEFT.asArg()));
        for (List<Integer> place : places.subList(1, places.size())) {
            way.addAction(move(pointer, place, STEP_MILLIS));
        }
        way.addAction(pointer.createPointerUp(PointerInput.MouseButton.LEFT.asArg()));
        browser.driver.perform(List.of(way));
    }

    private static org.openqa.selenium.interactions.Interaction move(
            PointerInput pointer, List<Integer> at, int milliseconds) {
        return pointer.createPointerMove(
                Duration.ofMillis(milliseconds), PointerInput.Origin.viewport(), at.get(0), at.get(1));
    }

    private List<Integer> onScreen(int x, int y) {
        List<Number> at = browser.value("""
                (() => { const s = tractrix.stage.viewport.toStage({x: given[0], y: given[1]});
                    const b = tractrix.stage.top.getBoundingClientRect();
                    return [Math.round(s.x + b.left), Math.round(s.y + b.top)]; })()""", x, y);
        return at.stream().map(Number::intValue).toList();
    }
}
