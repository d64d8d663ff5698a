// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tractrix.scene.SharedData;
import dev.tractrix.tracking.TrackFiles;
import java.util.List;
import org.junit.jupiter.api.Test;

class TapVidTest {
    /** The values were computed once by the benchmark's own code (google-deepmind/tapnet, commit c2cbab81). */
    @Test
    void theBenchmarksOwnValues() {
        List<int[][]> paths = List.copyOf(TrackFiles.read(SharedData.require("draganything/trajectories.zip"))
                .get("1002_3nW_Y_u1S08")
                .paths()
                .values());
        int frames = 15;
        double[][][] asked = new double[paths.size()][frames][];
        double[][][] got = new double[paths.size()][frames][];
        boolean[][] askedHidden = new boolean[paths.size()][frames];
        boolean[][] gotHidden = new boolean[paths.size()][frames];
        int[] queries = new int[paths.size()];
        for (int n = 0; n < queries.length; n++) {
            queries[n] = n % 3;
            for (int t = 0; t < frames; t++) {
                int[] p = paths.get(n)[t];
                asked[n][t] = new double[] {p[0], p[1]};
                got[n][t] = new double[] {p[0] + (7 * n + 3 * t) % 11 - 5, p[1] + (5 * n + 2 * t) % 13 - 6};
                askedHidden[n][t] = (n + t) % 5 == 0;
                gotHidden[n][t] = (n + 2 * t) % 6 == 0;
            }
        }
        TapVid.Tracks truth = new TapVid.Tracks(asked, askedHidden);
        TapVid.Tracks predicted = new TapVid.Tracks(got, gotHidden);

        TapVid first = TapVid.of(predicted, truth, queries, TapVid.QueryMode.FIRST);
        assertThat(queries).hasSize(26);
        assertThat(first.occlusionAccuracy()).isCloseTo(.7079646017699115, within(1e-12));
        assertThat(first.averageJaccard()).isCloseTo(.31412086274285556, within(1e-12));
        assertThat(first.averageWithinThreshold()).isCloseTo(.4742647058823529, within(1e-12));
        assertThat(first.withinThreshold()[2]).isCloseTo(.3014705882352941, within(1e-12));
        assertThat(first.jaccard()[3]).isCloseTo(.6990881458966566, within(1e-12));

        TapVid strided = TapVid.of(predicted, truth, queries, TapVid.QueryMode.STRIDED);
        assertThat(strided.occlusionAccuracy()).isCloseTo(.7142857142857143, within(1e-12));
        assertThat(strided.averageJaccard()).isCloseTo(.3165990936648966, within(1e-12));
        assertThat(strided.averageWithinThreshold()).isCloseTo(.47328767123287674, within(1e-12));
        assertThat(strided.jaccard()[3]).isCloseTo(.7062146892655368, within(1e-12));
    }

    /** One point over four frames, given at frame 1, counted by hand. */
    @Test
    void byHand() {
        double[][][] asked = {{{0, 0}, {0, 0}, {0, 0}, {0, 0}}};
        double[][][] got = {{{50, 0}, {50, 0}, {1, 0}, {0, 0}}};
        TapVid.Tracks truth = new TapVid.Tracks(asked, new boolean[][] {{false, false, false, true}});
        TapVid.Tracks predicted = new TapVid.Tracks(got, new boolean[][] {{false, false, false, false}});

        TapVid first = TapVid.of(predicted, truth, new int[] {1}, TapVid.QueryMode.FIRST);
        TapVid strided = TapVid.of(predicted, truth, new int[] {1}, TapVid.QueryMode.STRIDED);

        // frame 2 is 1 px off, which is not nearer than 1; frame 3 is hidden but said to be seen
        assertThat(first.occlusionAccuracy()).isEqualTo(.5);
        assertThat(first.withinThreshold()).containsExactly(0, 1, 1, 1, 1);
        assertThat(first.jaccard()).containsExactly(0, .5, .5, .5, .5);
        assertThat(strided.occlusionAccuracy()).isCloseTo(2 / 3.0, within(1e-12));
        assertThat(strided.withinThreshold()).containsExactly(0, .5, .5, .5, .5);
        assertThat(strided.jaccard()).containsExactly(0, .25, .25, .25, .25);
        assertThatThrownBy(() -> TapVid.of(predicted, truth, new int[] {4}, TapVid.QueryMode.FIRST))
                .hasMessageContaining("given at frame 4 of 4");
    }
}
