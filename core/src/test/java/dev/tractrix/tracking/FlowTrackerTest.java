// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tractrix.data.LayeredScenes;
import dev.tractrix.data.PointTrack;
import dev.tractrix.data.SceneSpec;
import dev.tractrix.data.SyntheticScene;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Picture;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlowTrackerTest {
    private static final SyntheticScene SCENE = LayeredScenes.scene(SceneSpec.of(128, 96, 8), 41, 0);

    @Test
    void followsPointsBothWays() {
        List<PointTrack> truth = SCENE.grid(4, 4);
        List<PointQuery> queries = new ArrayList<>();
        int middle = 4;
        for (PointTrack t : truth) {
            if (t.visible()[middle]) {
                queries.add(new PointQuery(middle, t.x()[middle], t.y()[middle]));
            }
        }
        PointTracks found = new FlowTracker().track(SCENE.frames(), queries);

        int right = 0;
        int all = 0;
        int q = 0;
        for (PointTrack t : truth) {
            if (!t.visible()[middle]) {
                continue;
            }
            assertThat(found.x()[q][middle]).isEqualTo(t.x()[middle]);
            assertThat(found.visible()[q][middle]).isTrue();
            for (int f = 0; f < found.frames(); f++) {
                if (t.visible()[f]) {
                    all++;
                    right += Math.hypot(found.x()[q][f] - t.x()[f], found.y()[q][f] - t.y()[f]) < 2 ? 1 : 0;
                }
            }
            q++;
        }
        assertThat((double) right / all).isGreaterThan(0.9);
    }

    @Test
    void looksOnlyAheadWhereAsked() {
        PointQuery query = new PointQuery(3, 50, 40);

        PointTracks found = new FlowTracker().track(SCENE.frames(), List.of(query), PointTracker.Reach.FORWARD);

        for (int f = 0; f < 3; f++) {
            assertThat(found.visible()[0][f]).isFalse();
            assertThat(found.x()[0][f]).isEqualTo(50);
            assertThat(found.confidence()[0][f]).isZero();
        }
    }

    @Test
    void refusesWhatCannotBeTracked() {
        FlowTracker tracker = new FlowTracker();
        List<Picture> frames = SCENE.frames();
        PointQuery query = new PointQuery(0, 5, 5);
        assertThatThrownBy(() -> tracker.track(frames.subList(0, 1), List.of(query)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("at least 2 frames");
        assertThatThrownBy(() -> tracker.track(List.of(frames.get(0), Picture.black(128, 95)), List.of(query)))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("frame 1: expected 128x96");
        assertThatThrownBy(() -> tracker.track(frames, List.of(new PointQuery(8, 5, 5))))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("0..7, got 8");
        assertThatThrownBy(() -> tracker.track(frames, List.of(new PointQuery(0, 128, 5))))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("inside 128x96");
        assertThat(tracker.track(frames, List.of()).queries()).isEmpty();
    }
}
