// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tractrix.image.Picture;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DeadLeavesTest {
    @Test
    void sameSeedSameBytesInAnyOrderAndThread() {
        Picture[] forward =
                LongStream.range(0, 40).mapToObj(s -> DeadLeaves.picture(64, 48, s)).toArray(Picture[]::new);
        Picture[] parallel = LongStream.range(0, 40)
                .parallel()
                .mapToObj(s -> DeadLeaves.picture(64, 48, s))
                .toArray(Picture[]::new);
        Set<Integer> distinct = new HashSet<>();
        for (int i = 0; i < forward.length; i++) {
            assertThat(parallel[i].rgb()).isEqualTo(forward[i].rgb());
            distinct.add(java.util.Arrays.hashCode(forward[i].rgb()));
        }
        assertThat(distinct).hasSize(40);
    }

    /** Bounds around what ordinary photographs at this size show. */
    @Test
    void statisticsAreThoseOfPhotographs() {
        PictureStatistics sum = new PictureStatistics();
        for (int s = 0; s < 200; s++) {
            sum.add(DeadLeaves.picture(128, 80, 7_000 + s));
        }
        assertThat(sum.meanLuma()).isBetween(0.3, 0.6);
        assertThat(sum.lumaDeviationAcrossPictures()).isBetween(0.08, 0.25);
        assertThat(sum.spectralSlope()).isBetween(-2.6, -1.5);
        assertThat(sum.gradientKurtosis()).isGreaterThan(6);
        // brightness varies far more than colour
        assertThat(sum.chromaOverLuma()).isBetween(0.1, 0.5);
    }

    @Test
    void tooSmallIsRefused() {
        assertThatThrownBy(() -> DeadLeaves.picture(4, 80, 1)).hasMessageContaining("8x8");
    }
}
