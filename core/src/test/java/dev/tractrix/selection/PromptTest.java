// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.selection;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tractrix.fault.BadInputException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PromptTest {
    @Test
    void theImagesCornersCanBeClickedAndNothingBeyond() {
        assertThatCode(() -> Prompt.at(0, 0).not(9, 4).check(10, 5)).doesNotThrowAnyException();
        fails(Prompt.at(10, 0), "positive point 10,0");
        fails(Prompt.at(0, 0).not(3, -1), "negative point 3,-1");
        fails(Prompt.at(Double.NaN, 0), "positive point NaN,0");
    }

    @Test
    void boxesHaveAnAreaWithinTheImage() {
        assertThatCode(() -> Prompt.in(0, 0, 10, 5).check(10, 5)).doesNotThrowAnyException();
        fails(Prompt.in(3, 1, 3, 4), "an area above 0");
        fails(Prompt.in(3, 1, 2, 4), "an area above 0");
        fails(Prompt.in(3, 1, 11, 4), "a box within the image of 10x5");
    }

    @Test
    void whatIsAskedDoesNotContradictItself() {
        fails(Prompt.at(3, 3).not(3, 3), "one label for a pixel, got both labels at 3,3");
        fails(new Prompt(List.of(), List.of(new Prompt.Point(1, 1)), Optional.empty()), "neither");
        Prompt outside =
                new Prompt(List.of(new Prompt.Point(8, 1)), List.of(), Optional.of(new Prompt.Box(0, 0, 5, 5)));
        fails(outside, "a point in the box 0,0,5,5");
    }

    private static void fails(Prompt prompt, String text) {
        assertThatThrownBy(() -> prompt.check(10, 5))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(text);
    }
}
