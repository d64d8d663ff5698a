// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tractrix.data.SceneSpec;
import dev.tractrix.tracking.FlowTracker;
import org.junit.jupiter.api.Test;

class TrackerTrialTest {
    /** The promise is over 32 scenes ({@code tractrix bench tracker}); these few are enough to see it break. */
    @Test
    void theFlowTrackerKeepsItsPromise() {
        TrackerTrial trial = TrackerTrial.of(new FlowTracker(), SceneSpec.of(256, 256, 14), 20261122, 5, 8);

        assertThat(trial.averageWithinThreshold()).isGreaterThan(0.8);
        assertThat(trial.occlusionAccuracy()).isGreaterThan(0.8);
        assertThat(trial.points()).isEqualTo(64);
        assertThat(trial.framesPerSecond()).isPositive();
    }
}
