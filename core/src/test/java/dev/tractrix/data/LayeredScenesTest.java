// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LayeredScenesTest {
    private static final SceneSpec SPEC = SceneSpec.of(96, 64, 8);

    @Test
    void oneThreadAndFourMakeTheSameBytes() throws Exception {
        List<SyntheticScene> one = LongStream.range(0, 24)
                .mapToObj(i -> LayeredScenes.scene(SPEC, 5, i))
                .toList();
        var pool = java.util.concurrent.Executors.newFixedThreadPool(4);
        try {
            var four = LongStream.range(0, 24)
                    .mapToObj(i -> pool.submit(() -> LayeredScenes.scene(SPEC, 5, i)))
                    .toList();
            for (int i = 0; i < one.size(); i++) {
                SyntheticScene other = four.get(i).get();
                for (int f = 0; f < SPEC.frames(); f++) {
                    assertThat(other.frames().get(f).rgb())
                            .isEqualTo(one.get(i).frames().get(f).rgb());
                    assertThat(other.layers().get(f))
                            .isEqualTo(one.get(i).layers().get(f));
                }
            }
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void masksAreDisjointAndWithinTheFullOnes() {
        for (int i = 0; i < 20; i++) {
            SyntheticScene s = LayeredScenes.scene(SPEC, 11, i);
            for (int f = 0; f < SPEC.frames(); f++) {
                int covered = 0;
                for (SyntheticEntity e : s.entities()) {
                    Mask seen = e.visibleMasks().get(f);
                    Mask full = e.fullMasks().get(f);
                    for (int p = 0; p < seen.inside().length; p++) {
                        assertThat(seen.inside()[p] && !full.inside()[p]).isFalse();
                    }
                    covered += seen.area();
                }
                int nonBackground = 0;
                for (byte id : s.layers().get(f)) {
                    nonBackground += id != 0 ? 1 : 0;
                }
                assertThat(covered).isEqualTo(nonBackground);
            }
        }
    }

    /** What a track says is proved by the pixels: a visible point keeps its colour. */
    @Test
    void tracksFollowThePixels() {
        SceneSpec plain = SPEC.withShadowAndGrain(0, 0);
        double alongTracks = 0;
        double inPlace = 0;
        int samples = 0;
        for (int i = 0; i < 40; i++) {
            SyntheticScene s = LayeredScenes.scene(plain, 17, i);
            Picture first = s.frames().get(0);
            int last = plain.frames() - 1;
            Picture end = s.frames().get(last);
            for (SyntheticEntity e : s.entities()) {
                double moved = Math.hypot(e.x()[last] - e.x()[0], e.y()[last] - e.y()[0]);
                if (moved < 10 || !e.visible()[0] || !e.visible()[last] || e.radius()[0] < 4) {
                    continue;
                }
                alongTracks += difference(first, e.x()[0], e.y()[0], end, e.x()[last], e.y()[last]);
                inPlace += difference(first, e.x()[0], e.y()[0], end, e.x()[0], e.y()[0]);
                samples++;
            }
        }
        assertThat(samples).isGreaterThan(20);
        assertThat(alongTracks / samples).isLessThan(12);
        assertThat(inPlace).isGreaterThan(3 * alongTracks);
    }

    @Test
    void centreRadiusAndMotionAgree() {
        for (int i = 0; i < 30; i++) {
            SyntheticScene s = LayeredScenes.scene(SPEC, 23, i);
            assertThat(s.camera().get(0)).isEqualTo(Similarity.IDENTITY);
            for (SyntheticEntity e : s.entities()) {
                PointTrack track = s.track(e.id(), e.x()[0], e.y()[0]);
                assertThat(track.x()).containsExactly(e.x());
                assertThat(track.visible()).containsExactly(e.visible());
                assertThat(e.track().disc(5).x()).isEqualTo(e.x()[5]);
                assertThat(e.track().disc(5).radius()).isCloseTo(e.radius()[5], within(1e-9));
                if (e.visible()[0]) {
                    assertThat(e.visibleMasks().get(0).at((int) e.x()[0], (int) e.y()[0]))
                            .isTrue();
                    assertThat(e.radius()[0]).isGreaterThanOrEqualTo(1);
                }
                int last = SPEC.frames() - 1;
                assertThat(e.radius()[last] / e.radius()[0])
                        .isCloseTo(e.motion().get(last).scale(), within(1e-9));
                if (!e.moves()) {
                    assertThat(e.motion()).isEqualTo(s.camera());
                }
            }
        }
    }

    @Test
    void withoutMotionEveryFrameIsTheFirst() {
        SceneSpec still = SPEC.withStill(1).withCamera(0).withShadowAndGrain(0.5, 0);
        for (int i = 0; i < 10; i++) {
            SyntheticScene s = LayeredScenes.scene(still, 31, i);
            assertThat(s.layers().get(7)).isEqualTo(s.layers().get(0));
            assertThat(s.entities()).noneMatch(SyntheticEntity::moves);
        }
    }

    /** Ways are spread from nothing to the longest asked; nothing exceeds it. */
    @Test
    void motionFitsTheSpec() {
        SceneSpec spec = SPEC.withCamera(0);
        double longest = 0;
        int shorter = 0;
        int movers = 0;
        for (int i = 0; i < 150; i++) {
            for (SyntheticEntity e : LayeredScenes.scene(spec, 37, i).entities()) {
                Similarity end = e.motion().get(spec.frames() - 1);
                double scaled = Math.hypot(end.x(e.x()[0], e.y()[0]) - e.x()[0], end.y(e.x()[0], e.y()[0]) - e.y()[0]);
                longest = Math.max(longest, scaled / spec.diagonal());
                movers += e.moves() ? 1 : 0;
                shorter += e.moves() && scaled < 0.1 * spec.diagonal() ? 1 : 0;
            }
        }
        // a thing's turning and growing about its middle moves its disc a little more
        assertThat(longest).isBetween(0.3, 0.6);
        assertThat(shorter).isBetween(movers / 20, movers * 6 / 10);
    }

    @Test
    void theCurriculumEndsAtTheDefault() {
        assertThat(SceneSpec.curriculum(96, 64, 8, 1)).isEqualTo(SPEC);
        SceneSpec first = SceneSpec.curriculum(96, 64, 8, 0);
        assertThat(first.maxEntities()).isOne();
        assertThat(first.camera()).isZero();
    }

    @Test
    void badSpecsAreRefused() {
        assertThatThrownBy(() -> SceneSpec.of(8, 64, 8)).hasMessageContaining("16x16");
        assertThatThrownBy(() -> SPEC.withEntities(3, 2)).hasMessageContaining("min <= max");
        assertThatThrownBy(() -> SPEC.withMotion(Double.NaN)).hasMessageContaining("motion");
    }

    private static double difference(Picture a, double ax, double ay, Picture b, double bx, double by) {
        double sum = 0;
        for (int c = 0; c < 3; c++) {
            sum += Math.abs(a.at((int) Math.round(ax), (int) Math.round(ay), c)
                    - b.at((int) Math.round(bx), (int) Math.round(by), c));
        }
        return sum / 3;
    }
}
