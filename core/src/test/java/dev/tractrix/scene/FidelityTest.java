// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tractrix.fault.BadInputException;
import org.junit.jupiter.api.Test;

class FidelityTest {
    @Test
    void theTwoProfilesDifferInEverySwitch() {
        var paper = Fidelity.PAPER.switches();
        var checkpoint = Fidelity.CHECKPOINT.switches();
        assertThat(paper.keySet())
                .containsExactly(
                        "entityEmbedding",
                        "residualAddition",
                        "tokenOrder",
                        "clipPreprocessing",
                        "gaussianRange",
                        "microConditioning",
                        "maskThreshold",
                        "radiusCap",
                        "boxClipping",
                        "overlap",
                        "resize");
        paper.forEach((name, value) -> assertThat(checkpoint.get(name)).as(name).isNotEqualTo(value));
    }

    @Test
    void eachSwitchCanBeSetAloneAndIsToldAgain() {
        for (String name : Fidelity.PAPER.switches().keySet()) {
            String value = Fidelity.CHECKPOINT.switches().get(name);
            Fidelity mixed = Fidelity.parse("paper, " + name + " = " + value);
            assertThat(mixed.overrides()).containsExactly(java.util.Map.entry(name, value));
            assertThat(Fidelity.parse(mixed.toString())).isEqualTo(mixed);
        }
        assertThat(Fidelity.parse("checkpoint")).isEqualTo(Fidelity.CHECKPOINT);
        assertThat(Fidelity.PAPER.maskThreshold().grey()).isEqualTo(128);
        assertThat(Fidelity.CHECKPOINT.maskThreshold().grey()).isEqualTo(255);
    }

    @Test
    void unknownFidelityIsRefusedWithACure() {
        assertThatThrownBy(() -> Fidelity.parse("exact"))
                .isInstanceOf(BadInputException.class)
                .hasMessage("fidelity: expected one of paper, checkpoint, got exact; known are paper, checkpoint");
        assertThatThrownBy(() -> Fidelity.parse("paper,resise=cover"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("did you mean resize?");
        assertThatThrownBy(() -> Fidelity.parse("paper,resize"))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("switch=value");
    }

    @Test
    void settingsFillUpFromOthers() {
        Settings own = Settings.builder().steps(5).build();
        Settings all = own.or(Settings.builder().steps(25).controlScale(1.0).build());
        assertThat(all.steps()).isEqualTo(5);
        assertThat(all.controlScale()).isEqualTo(1.0);
        assertThat(all.model()).isNull();
    }
}
