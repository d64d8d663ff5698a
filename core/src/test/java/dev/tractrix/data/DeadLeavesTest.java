// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tractrix.control.SharedData;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Picture;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DeadLeavesTest {
    @Test
    void sameSeedSameBytesInAnyOrderAndThread() {
        Picture[] forward = LongStream.range(0, 40)
                .mapToObj(s -> DeadLeaves.picture(64, 48, s))
                .toArray(Picture[]::new);
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

    /** Against photographs and, for the scenes' frames, the same: most of what an autoencoder sees is local. */
    @Test
    void statisticsAreCloseToRealPhotographs() {
        PictureStatistics photographs = new PictureStatistics();
        for (String file : List.of(
                "draganything/car_5_@/demo.jpg",
                "draganything/motorbike_@/demo.jpg",
                "draganything/ship_@/demo.jpg",
                "draganything/sun_@/demo.jpg",
                "sg-i2v/107/img.png",
                "sg-i2v/108/img.png",
                "sg-i2v/110/img.png",
                "time-to-move/cutdrag_svd_Fish/first_frame.png",
                "masks/judo_images/00000.jpg")) {
            Picture p = ImageFiles.readPicture(SharedData.need(file));
            photographs.add(Window.centred(p.width(), p.height(), 128, 80).of(p));
        }
        PictureStatistics leaves = new PictureStatistics();
        PictureStatistics scenes = new PictureStatistics();
        for (int s = 0; s < 150; s++) {
            leaves.add(DeadLeaves.picture(128, 80, 40_000 + s));
            scenes.add(LayeredScenes.scene(SceneSpec.of(128, 80, 1), 9, s).picture(0));
        }
        for (PictureStatistics made : List.of(leaves, scenes)) {
            assertThat(made.meanLuma()).isCloseTo(photographs.meanLuma(), within(0.12));
            assertThat(made.contrast()).isCloseTo(photographs.contrast(), within(0.06));
            assertThat(made.spectralSlope()).isCloseTo(photographs.spectralSlope(), within(0.5));
            assertThat(made.chromaOverLuma()).isCloseTo(photographs.chromaOverLuma(), within(0.2));
            assertThat(made.gradientMean() / photographs.gradientMean()).isBetween(0.6, 1.6);
        }
    }

    @Test
    void tooSmallIsRefused() {
        assertThatThrownBy(() -> DeadLeaves.picture(4, 80, 1)).hasMessageContaining("8x8");
    }
}
