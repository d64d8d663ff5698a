// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class GaussianMapTest {
    private static final int W = 160;
    private static final int H = 120;

    @Test
    void theTemplateIsTheReleasedCodes() {
        byte[] template = GaussianMap.template();
        assertThat(template[100 * 200 + 100] & 0xff).isEqualTo(255);
        // the circle's edge: exp(-100 * 100 / (2 * 40 * 40)) * 255 = 11.2
        assertThat(template[100 * 200]).isEqualTo((byte) 11);
        assertThat(template[0]).isZero();
        CRC32 sum = new CRC32();
        sum.update(template);
        // of the array that numpy and cv2 make by the recipe in FIDELITY
        assertThat(sum.getValue()).isEqualTo(0xF3886756L);
    }

    @Test
    void aCroppedBlobIsTheSqueezedOneWhereNothingIsCutOff() {
        for (int radius = 3; radius < 55; radius++) {
            GaussianMap cropped = GaussianMap.black(W, H);
            GaussianMap squeezed = GaussianMap.black(W, H);
            cropped.drawCropped(70, 60, radius, false);
            squeezed.drawSqueezed(70, 60, radius, 0, 4, false);
            assertThat(cropped.pixels()).as("radius %d", radius).isEqualTo(squeezed.pixels());
        }
    }

    @Test
    void aBlobCutOffByTheFrameIsThePartOfAWholeOne() {
        GaussianMap large = GaussianMap.black(2 * W, 2 * H);
        large.drawCropped(W / 2 + 3, H / 2 + 110, 40, false);
        GaussianMap cut = GaussianMap.black(W, H);
        cut.drawCropped(3, 110, 40, false);
        for (int y = 0; y < H; y++) {
            for (int x = 0; x < W; x++) {
                assertThat(cut.pixels()[y * W + x]).isEqualTo(large.pixels()[(y + H / 2) * 2 * W + x + W / 2]);
            }
        }
    }

    @Test
    void aSqueezedBlobMovesAwayFromTheFramesEdge() {
        GaussianMap map = GaussianMap.black(W, H);
        assertThat(map.drawSqueezed(5, 60, 30, 0, 4, false)).isTrue();
        // box [0, 35): its middle is 17, not 5
        assertThat(centroid(map)[0]).isCloseTo(17, within(0.6));
        GaussianMap loader = GaussianMap.black(W, H);
        assertThat(loader.drawSqueezed(3, 60, 2, 1, 5, false)).isFalse();
        assertThat(loader.drawSqueezed(-40, 60, 20, 1, 5, false)).isFalse();
        assertThat(loader.pixels()).containsOnly(0);
    }

    @Test
    void aFractionOfAPixelMovesTheBlobByThatFraction() {
        double[] sizes = {6.3, 20, 31.7};
        for (double radius : sizes) {
            double before = 0;
            for (int step = 0; step <= 10; step++) {
                GaussianMap map = GaussianMap.black(W, H);
                map.drawCropped(60 + step / 10.0, 50, radius, false);
                double x = centroid(map)[0];
                // half a pixel left of the disc's centre, as in the released code
                assertThat(x).isCloseTo(60 + step / 10.0 - 0.5, within(0.25));
                assertThat(x).isGreaterThan(before);
                before = x;
            }
        }
    }

    @Test
    void theBrighterOrTheLaterWins() {
        GaussianMap brighter = GaussianMap.black(W, H);
        brighter.drawCropped(60, 60, 20, false);
        brighter.drawCropped(85, 60, 30, false);
        assertThat(brighter.pixels()[60 * W + 60] & 0xff).isGreaterThan(245);
        GaussianMap later = GaussianMap.black(W, H);
        later.drawCropped(60, 60, 20, true);
        later.drawCropped(85, 60, 30, true);
        assertThat(later.pixels()[60 * W + 60] & 0xff).isLessThan(60);
        // the later square's corner is empty and erases
        assertThat(brighter.pixels()[43 * W + 56]).isNotZero();
        assertThat(later.pixels()[43 * W + 56]).isZero();
    }

    private static double[] centroid(GaussianMap map) {
        double sum = 0;
        double sumX = 0;
        double sumY = 0;
        for (int i = 0; i < map.pixels().length; i++) {
            int value = map.pixels()[i] & 0xff;
            sum += value;
            sumX += value * (i % map.width());
            sumY += value * (i / map.width());
        }
        return new double[] {sumX / sum, sumY / sum};
    }
}
