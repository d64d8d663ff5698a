// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tractrix.image.Mask;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OpenCvParityTest {
    private final Random random = new Random(5);

    @Test
    void resizesAreOpenCvsBitForBit() {
        for (int i = 0; i < 60; i++) {
            int width = 1 + random.nextInt(200);
            int height = 1 + random.nextInt(200);
            // every third shrinks to the half, where OpenCV takes another path
            int newWidth = i % 3 == 0 ? Math.max(1, width / 2) : 1 + random.nextInt(300);
            int newHeight = i % 3 == 0 ? Math.max(1, height / 2) : 1 + random.nextInt(300);
            byte[] pixels = new byte[width * height];
            random.nextBytes(pixels);
            assertThat(LinearResize.resize(pixels, width, height, newWidth, newHeight))
                    .as("%dx%d to %dx%d", width, height, newWidth, newHeight)
                    .isEqualTo(OpenCv.resize(pixels, width, height, newWidth, newHeight));
        }
    }

    @Test
    void discsHaveThePixelsThatOpenCvFills() {
        for (int radius = 0; radius < 120; radius++) {
            int x = random.nextInt(160) - 30;
            int y = random.nextInt(120) - 30;
            EntityMap map = EntityMap.blank(100, 60);
            map.draw(x, y, radius, 0);
            Mask circle = OpenCv.filledCircle(100, 60, x, y, radius);
            for (int i = 0; i < circle.inside().length; i++) {
                assertThat(map.owner()[i] != 0)
                        .as("radius %d at (%d, %d), pixel %d", radius, x, y, i)
                        .isEqualTo(circle.inside()[i]);
            }
        }
    }

    @Test
    void distancesAreOpenCvsToTheLastDigits() {
        for (int i = 0; i < 40; i++) {
            Mask mask = blobs(1 + random.nextInt(150), 1 + random.nextInt(150), i);
            if (mask.area() == mask.inside().length) {
                continue;
            }
            float[] ours = Incircle.distances(mask);
            float[] theirs = OpenCv.distances(mask);
            for (int p = 0; p < ours.length; p++) {
                // this build of OpenCV rounds the metric to 16 bits: 1.4 becomes 1.3999939
                assertThat(ours[p]).isCloseTo(theirs[p], within(2e-5f * (1 + theirs[p])));
            }
        }
    }

    /** Circles, some over the edge; on odd calls the outside and the inside change places. */
    private Mask blobs(int width, int height, int call) {
        boolean[] inside = new boolean[width * height];
        for (int n = 0; n < 4; n++) {
            Mask circle = OpenCv.filledCircle(
                    width, height, random.nextInt(width), random.nextInt(height), 1 + random.nextInt(40));
            for (int i = 0; i < inside.length; i++) {
                inside[i] |= circle.inside()[i];
            }
        }
        Mask mask = new Mask(width, height, inside);
        return call % 2 == 0 ? mask : mask.inverted();
    }
}
