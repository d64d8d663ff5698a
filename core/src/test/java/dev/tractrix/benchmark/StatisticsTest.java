// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StatisticsTest {
    @Test
    void theIntervalHoldsTheMeanAndNarrowsWithTheRootOfTheScenes() {
        Random random = new Random(4);
        double[] many = random.doubles(400).toArray();
        double[] few = Arrays.copyOf(many, 25);
        Statistics.Interval wide = Statistics.bootstrap(few);
        Statistics.Interval narrow = Statistics.bootstrap(many);
        assertThat(wide.low()).isLessThan(wide.mean());
        assertThat(wide.high()).isGreaterThan(wide.mean());
        // uniform numbers: 2 x 1.96 x 0.2887 / sqrt(400)
        assertThat(narrow.high() - narrow.low()).isCloseTo(0.0566, within(0.006));
        assertThat(Statistics.bootstrap(few)).isEqualTo(wide);
    }

    @Test
    void thePairedTestByHand() {
        // all five agree: only all signs alike are as far, 2 of 32
        assertThat(Statistics.paired(new double[] {1, 2, 3, 4, 5})).isEqualTo(2.0 / 32);
        assertThat(Statistics.paired(new double[] {1, -1})).isEqualTo(1);
        assertThat(Statistics.paired(new double[] {})).isEqualTo(1);
        double[] clear = new double[30];
        Arrays.fill(clear, 0.3);
        assertThat(Statistics.paired(clear)).isLessThan(0.001);
    }
}
