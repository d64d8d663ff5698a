// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrajectoryTest {
    /** SciPy 1.17.1: {@code PchipInterpolator(at, value)(t)}. */
    @Test
    void theCubicHasSciPysValues() {
        MonotoneCubic few = new MonotoneCubic(new double[] {0, 1, 2.5, 3, 5}, new double[] {1, 3, 2, 2, 8});
        check(few, 0.2, 1.6005333333333331, 0.5, 2.3833333333333333, 1.3, 2.896, 1.75, 2.5, 2.2, 2.104, 2.7, 2.0);
        check(few, 3.5, 2.4312500000000004, 4.5, 5.54375, -1, 1, 9, 8);
        MonotoneCubic steep = new MonotoneCubic(new double[] {0, .1, .2, .9, 1}, new double[] {0, 50, 40, 45, 200});
        check(steep, 0.03, 22.560000000000002, 0.08, 47.36000000000001, 0.15, 45.0, 0.5, 40.57917940695442);
        check(steep, 0.7, 42.07992604707388, 0.93, 67.77786585365858);
    }

    private static void check(MonotoneCubic cubic, double... timesAndValues) {
        for (int i = 0; i < timesAndValues.length; i += 2) {
            assertThat(cubic.sample(timesAndValues[i])).isCloseTo(timesAndValues[i + 1], within(1e-12));
        }
    }

    @Test
    void inTheMiddleTheSlopeIsTheWeightedHarmonicMean() {
        MonotoneCubic cubic = new MonotoneCubic(new double[] {0, 1, 3}, new double[] {0, 1, 9});
        // secants 1 and 4, weights 2*2+1 = 5 and 2+2*1 = 4: 9 / (5/1 + 4/4) = 1.5
        double left = cubic.sample(1 - 1e-6);
        double right = cubic.sample(1 + 1e-6);
        assertThat((right - left) / 2e-6).isCloseTo(1.5, within(1e-4));
    }

    @Test
    void itNeverLeavesTheRangeOfTwoNeighbours() {
        Random random = new Random(1);
        for (int round = 0; round < 200; round++) {
            int n = 2 + random.nextInt(8);
            double[] at = new double[n];
            double[] value = new double[n];
            for (int i = 0; i < n; i++) {
                at[i] = (i == 0 ? 0 : at[i - 1]) + 0.01 + random.nextDouble();
                value[i] = random.nextGaussian() * 100;
            }
            MonotoneCubic cubic = new MonotoneCubic(at, value);
            for (int i = 0; i < n - 1; i++) {
                for (int k = 0; k <= 20; k++) {
                    double v = cubic.sample(at[i] + (at[i + 1] - at[i]) * k / 20);
                    assertThat(v)
                            .isBetween(
                                    Math.min(value[i], value[i + 1]) - 1e-9, Math.max(value[i], value[i + 1]) + 1e-9);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Easing.class)
    void easingRisesFromNothingToOne(Easing easing) {
        assertThat(easing.apply(0)).isZero();
        assertThat(easing.apply(1)).isEqualTo(1);
        double before = 0;
        for (double u = 0; u <= 1; u += 0.01) {
            assertThat(easing.apply(u)).isBetween(before, 1.0);
            before = easing.apply(u);
        }
    }

    @Test
    void easingChangesWhenAPlaceIsReachedNotTheWay() {
        Trajectory eased = new Trajectory(
                List.of(Keyframe.at(0, 0, 0).eased(Easing.EASE_IN), Keyframe.at(1, 100, 50)), Trajectory.Anchor.OFFSET);
        Trajectory.Sample half = eased.sample(new double[] {0.5}).get(0);
        assertThat(half.x()).isCloseTo(25, within(1e-12));
        assertThat(half.y()).isCloseTo(12.5, within(1e-12));
        Trajectory held = new Trajectory(
                List.of(Keyframe.at(0, 0, 0).eased(Easing.HOLD), Keyframe.at(0.5, 100, 50)), Trajectory.Anchor.OFFSET);
        assertThat(held.sample(new double[] {0.49, 0.5, 1}))
                .extracting(Trajectory.Sample::x)
                .containsExactly(0.0, 100.0, 100.0);
    }

    @Test
    void aDrawnLineIsGoneAlongAtConstantSpeed() {
        Trajectory drawn = Trajectory.drawn(new double[][] {{0, 0}, {0, 0}, {30, 0}, {30, 10}});
        assertThat(drawn.keyframes()).extracting(Keyframe::time).containsExactly(0.0, 0.75, 1.0);
        assertThat(Trajectory.drawn(new double[][] {{5, 5}, {5, 5}}).isHold()).isTrue();
    }

    @Test
    void visibilityHoldsUpToTheNextKeyframe() {
        Trajectory t = new Trajectory(
                List.of(
                        Keyframe.at(0, 0, 0),
                        new Keyframe(1 / 3.0, 1, 0, 1, Easing.LINEAR, false),
                        Keyframe.at(2 / 3.0, 2, 0)),
                Trajectory.Anchor.PATH);
        assertThat(t.sample(new double[] {0, 0.3, 1 / 3.0, 0.6, 2 / 3.0, 1}))
                .extracting(Trajectory.Sample::visible)
                .containsExactly(true, true, false, false, true, true);
    }
}
