// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tractrix.fault.BadInputException;
import org.junit.jupiter.api.Test;

class TrainingOptionsTest {
    @Test
    void theRateRisesThenFallsAsACosine() {
        TrainingOptions o = with(0.01, 10, 0.2, 110);
        assertThat(o.rate(1)).isCloseTo(0.001, within(1e-12));
        assertThat(o.rate(10)).isCloseTo(0.01, within(1e-12));
        assertThat(o.rate(60)).as("half way down from 0.01 to 0.002").isCloseTo(0.006, within(1e-12));
        assertThat(o.rate(110)).isCloseTo(0.002, within(1e-12));
        assertThat(o.rate(500)).as("beyond the end").isCloseTo(0.002, within(1e-12));
        for (int step = 11; step < 110; step++) {
            assertThat(o.rate(step + 1)).isLessThan(o.rate(step));
        }
    }

    @Test
    void withoutWarmupAndFallItIsConstant() {
        TrainingOptions o = with(0.01, 0, 1, 20);
        assertThat(o.rate(1)).isEqualTo(0.01);
        assertThat(o.rate(20)).isCloseTo(0.01, within(1e-12));
        assertThat(with(0.01, 20, 0.5, 20).rate(20)).as("all warmup").isEqualTo(0.01);
    }

    @Test
    void valuesOutOfRangeAreNamed() {
        assertThatThrownBy(() -> with(1.5, 0, 1, 20))
                .isInstanceOf(BadInputException.class)
                .hasMessage("training option learningRate: expected between 0 and 1, got 1.5; change it in the preset");
        assertThatThrownBy(() -> with(0.1, 0, Double.NaN, 20)).hasMessageContaining("finalRate");
        assertThatThrownBy(() -> with(0.1, 0, 1, 0)).hasMessageContaining("steps: expected at least 1, got 0");
    }

    private static TrainingOptions with(double rate, long warmup, double finalRate, long steps) {
        return new TrainingOptions(steps, 1, 1, rate, warmup, finalRate, 0.9, 0.99, 1e-8, 0, 1, 0.9, 10, 0, 0);
    }
}
