// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class StageClockTest {
    private static final long SECOND = 1_000_000_000L;

    private long now;

    @Test
    void theFirstRunsSharesAreWholes() {
        assertThat(sum(StageClock.AT_NETWORK_SIZE)).isCloseTo(1, within(1e-9));
        assertThat(sum(StageClock.AT_SOURCE_SIZE)).isCloseTo(1, within(1e-9));
        assertThat(StageClock.AT_NETWORK_SIZE).containsKeys("detail", StageClock.MEASURE);
        assertThat(StageClock.AT_SOURCE_SIZE).containsKeys("enlarge", StageClock.MEASURE);
    }

    @Test
    void progressAndTimeLeftFollowTheShares() {
        StageClock clock = new StageClock(1, () -> now);
        now = 100 * SECOND; // waits for the device: no part of the work
        clock.begin(Map.of("denoise", 0.6, "decode", 0.2, StageClock.MEASURE, 0.2));
        clock.at("denoise", 0, 10);
        now += 6 * SECOND;
        assertThat(clock.at("denoise", 10, 10)).isCloseTo(0.6, within(1e-9));
        assertThat(clock.secondsLeft()).isCloseTo(4, within(1e-9));
        now += 2 * SECOND;
        clock.at("decode", 1, 1);
        assertThat(clock.at(StageClock.MEASURE, 0, 1)).isCloseTo(0.8, within(1e-9));
        assertThat(clock.secondsLeft()).isCloseTo(2, within(1e-9));
        assertThat(clock.elapsed()).isCloseTo(108, within(1e-9));
    }

    @Test
    void whatAStageTookIsItsShareInTheNextRun() {
        StageClock clock = new StageClock(1, () -> now);
        clock.begin(Map.of("denoise", 0.9, "decode", 0.1));
        clock.at("denoise", 0, 1);
        now += 2 * SECOND;
        clock.at("decode", 0, 1);
        now += 6 * SECOND;
        clock.at("enlarge", 0, 1); // no share was known
        now += 2 * SECOND;
        assertThat(clock.measured()).isEqualTo(Map.of("denoise", 0.2, "decode", 0.6, "enlarge", 0.2));
    }

    @Test
    void severalClipsShareTheBarAndItNeverGoesBack() {
        StageClock clock = new StageClock(2, () -> now);
        clock.begin(Map.of("denoise", 0.5, "decode", 0.5));
        clock.next(0);
        clock.at("denoise", 1, 1);
        double half = clock.at("decode", 1, 1);
        assertThat(half).isCloseTo(0.5, within(1e-9));
        clock.next(1);
        assertThat(clock.at("denoise", 0, 1)).isEqualTo(half);
        clock.at("denoise", 1, 1);
        assertThat(clock.at("decode", 1, 1)).isCloseTo(1, within(1e-9));
    }

    @Test
    void nothingIsSaidOfTheTimeBeforeEnoughIsDone() {
        StageClock clock = new StageClock(1, () -> now);
        clock.begin(StageClock.AT_SOURCE_SIZE);
        now += SECOND;
        clock.at("encode", 0, 1);
        assertThat(clock.secondsLeft()).isNull();
    }

    private static double sum(Map<String, Double> shares) {
        return shares.values().stream().mapToDouble(Double::doubleValue).sum();
    }
}
