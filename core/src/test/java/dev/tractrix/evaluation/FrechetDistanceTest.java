// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Npy;
import dev.tractrix.scene.SharedData;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrechetDistanceTest {
    private static FeatureStatistics of(double[][] samples) {
        FeatureStatistics.Accumulator all = new FeatureStatistics.Accumulator(samples[0].length);
        Arrays.stream(samples).forEach(all::add);
        return all.statistics();
    }

    private static double[][] shared(String name) {
        Npy.Array array = Npy.read(SharedData.require("../numbers/" + name + ".npy"));
        double[][] rows = new double[array.shape()[0]][array.shape()[1]];
        for (int i = 0; i < array.size(); i++) {
            rows[i / rows[0].length][i % rows[0].length] = array.get(i);
        }
        return rows;
    }

    private static FeatureStatistics diagonal(double mean, double... variances) {
        int n = variances.length;
        double[] means = new double[n];
        Arrays.fill(means, mean);
        double[] covariance = new double[n * n];
        for (int i = 0; i < n; i++) {
            covariance[i * n + i] = variances[i];
        }
        return new FeatureStatistics(means, covariance);
    }

    /** Values computed in double precision with NumPy and SciPy; the first pair has covariances of rank 3 of 4. */
    @ParameterizedTest
    @CsvSource({
        "N4_C4_seed1, 4.75383761747201",
        "N64_C8_seed2023, 1.0081763712033975",
        "N512_C64_seed2023, 4.448075263490793"
    })
    void referenceValues(String name, double expected) {
        double got = FrechetDistance.between(of(shared("fid_feat1_" + name)), of(shared("fid_feat2_" + name)));

        assertThat(got / expected).isCloseTo(1, within(1e-6));
    }

    /** For diagonal covariances it is the sum of squared differences of means and standard deviations. */
    @Test
    void closedForm() {
        assertThat(FrechetDistance.between(diagonal(0, 4, 9, 0), diagonal(1, 1, 25, 0)))
                .isCloseTo(3 + 1 + 4, within(1e-12));
        assertThat(FrechetDistance.between(diagonal(0, 0, 0), diagonal(2, 0, 0)))
                .isEqualTo(8);
        double[] ones = new double[64];
        Arrays.fill(ones, 1);
        assertThat(FrechetDistance.between(diagonal(0, ones), diagonal(1, ones)))
                .isCloseTo(64, within(1e-9));
    }

    /** Fewer samples than features: the same set is at no distance, a shifted one at the square of its shift. */
    @Test
    void lessThanFullRank() {
        Random random = new Random(5);
        double[][] samples = new double[6][40];
        double[][] shifted = new double[6][40];
        for (int s = 0; s < 6; s++) {
            for (int i = 0; i < 40; i++) {
                samples[s][i] = random.nextGaussian();
                shifted[s][i] = samples[s][i] + 0.5;
            }
        }
        assertThat(FrechetDistance.between(of(samples), of(samples))).isCloseTo(0, within(1e-9));
        assertThat(FrechetDistance.between(of(samples), of(shifted))).isCloseTo(10, within(1e-9));
    }

    @Test
    void meanAndCovarianceAsTheyCome() {
        // three pictures of one grey each, as in pytorch-fid's own test; far from 0 the digits must stay
        for (double offset : new double[] {0, 1e8}) {
            FeatureStatistics got =
                    of(new double[][] {{offset, offset}, {offset + .5, offset + .5}, {offset + 1, offset + 1}});
            assertThat(got.mean()).containsOnly(offset + .5);
            assertThat(got.covariance()).containsExactly(new double[] {.25, .25, .25, .25}, within(1e-7));
        }
    }

    @Test
    void whatHasNoStatistics() {
        FeatureStatistics.Accumulator one = new FeatureStatistics.Accumulator(2);
        one.add(new double[] {1, 2});
        assertThatThrownBy(one::statistics)
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("at least 2");
        assertThatThrownBy(() -> one.add(new double[] {1, Double.NaN})).isInstanceOf(BadInputException.class);
        assertThat(one.count()).isEqualTo(1);
        assertThatThrownBy(() -> FrechetDistance.between(diagonal(0, 1), diagonal(0, 1, 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
