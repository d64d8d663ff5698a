// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tractrix.data.LayeredScenes;
import dev.tractrix.data.SceneSpec;
import dev.tractrix.data.SyntheticEntity;
import dev.tractrix.data.SyntheticScene;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class TemplateTrackerTest {
    private static final SceneSpec SPEC = SceneSpec.of(96, 64, 6)
            .withEntities(1, 1)
            .withCamera(0)
            .withStill(0)
            .withTurnAndGrowth(0, 1)
            .withShadowAndGrain(0, 0);

    /** The truth of a rendered scene is followed within a pixel or so; a clip that never moves is off by the whole way. */
    @Test
    void findsWhereARenderedThingReallyIs() {
        List<Double> followed = new ArrayList<>();
        double frozen = 0;
        double way = 0;
        int n = 0;
        for (int i = 0; i < 8; i++) {
            SyntheticScene scene = LayeredScenes.scene(SPEC, 20_261, i);
            SyntheticEntity thing = scene.entities().get(0);
            int last = scene.frames().size() - 1;
            if (!thing.visible()[last] || thing.visibleMasks().get(0).area() < 60) {
                continue;
            }
            TemplateTracker tracker = new TemplateTracker(
                    scene.frames().get(0), thing.visibleMasks().get(0));
            double x0 = thing.x()[0];
            double y0 = thing.y()[0];
            double[] moved = tracker.find(scene.frames().get(last), x0, y0, 1);
            double[] still = tracker.find(scene.frames().get(0), x0, y0, 1);
            double error = Math.hypot(moved[0] - thing.x()[last], moved[1] - thing.y()[last]);
            followed.add(error);
            frozen += Math.hypot(still[0] - thing.x()[last], still[1] - thing.y()[last]);
            way += Math.hypot(x0 - thing.x()[last], y0 - thing.y()[last]);
            assertThat(still[2]).isGreaterThan(0.999);
            n++;
        }
        assertThat(n).isGreaterThanOrEqualTo(4);
        // the median: one of these things is small, plain and among things like it, and is taken for another
        Collections.sort(followed);
        assertThat(followed.get(n / 2)).isLessThan(0.01 * SPEC.diagonal());
        assertThat(frozen / n).isCloseTo(way / n, org.assertj.core.data.Offset.offset(0.5));
    }
}
