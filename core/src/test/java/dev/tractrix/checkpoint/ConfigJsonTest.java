// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tractrix.fault.BadInputException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigJsonTest {
    private static ConfigJson config(String json) {
        return ConfigJson.parse("config.json", json);
    }

    @Test
    void oneIntegerStandsForAllBlocks() {
        ConfigJson c = config("{\"heads\": 5, \"layers\": [1, 2], \"gone\": null}");
        assertThat(c.integerOrList("heads", 2, null)).containsExactly(5, 5);
        assertThat(c.integerOrList("layers", 2, null)).containsExactly(1, 2);
        assertThat(c.integerOrList("gone", 2, List.of(7, 8))).containsExactly(7, 8);
        assertThatThrownBy(() -> c.integerOrList("layers", 3, null))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("config.json: layers: expected one integer or 3 of them, got [1, 2]");
    }

    @Test
    void aValueOfAnotherKindIsRefused() {
        ConfigJson c = config("{\"eps\": \"small\", \"size\": 1.5}");
        assertThatThrownBy(() -> c.number("eps", 1)).hasMessageContaining("eps: expected a number, got \"small\"");
        assertThatThrownBy(() -> c.integer("size", 1)).hasMessageContaining("size: expected an integer, got 1.5");
    }

    @Test
    void aKeyNobodyAskedForIsRefused() {
        ConfigJson c = config("{\"_class_name\": \"X\", \"a\": 1, \"old\": 2, \"b\": 3}");
        c.integer("a", 0);
        c.rejectUnread("old", "b");
        assertThatThrownBy(() -> c.rejectUnread("old")).hasMessageContaining("also [b]");
    }

    @Test
    void notJson() {
        assertThatThrownBy(() -> config("{"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("not valid JSON");
    }
}
