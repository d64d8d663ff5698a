// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tractrix.image.Picture;
import org.junit.jupiter.api.Test;

class WindowTest {
    /** A bright spot lands where its coordinates are mapped to, whatever crop, scale and mirroring. */
    @Test
    void picturesIdsAndCoordinatesGoTogether() {
        SeededRandom random = new SeededRandom(4);
        for (int i = 0; i < 60; i++) {
            double scale = random.uniform(0.6f, 4);
            Window window =
                    new Window(random.uniform(0, 40), random.uniform(0, 30), scale, random.chance(0.5f), 30, 20);
            double px = window.sourceX(random.uniform(4, 25));
            double py = window.sourceY(random.uniform(4, 15));
            assertThat(window.x(window.sourceX(7.25))).isCloseTo(7.25, within(1e-9));
            Picture source = Picture.black(180, 130);
            int[] ids = new int[180 * 130];
            double reach = 2.5 * Math.max(1, scale);
            for (int y = 0; y < 130; y++) {
                for (int x = 0; x < 180; x++) {
                    double d = Math.hypot(x - px, y - py);
                    source.rgb()[(y * 180 + x) * 3] = (byte) Math.max(0, 250 * (1 - d / reach));
                    ids[y * 180 + x] = d < reach ? 7 : 0;
                }
            }
            double[] centre = centroid(window.of(source));
            assertThat(centre[0]).isCloseTo(window.x(px), within(0.25));
            assertThat(centre[1]).isCloseTo(window.y(py), within(0.25));
            IdMap small = window.of(new IdMap(180, 130, ids));
            assertThat(small.at((int) Math.round(window.x(px)), (int) Math.round(window.y(py))))
                    .isEqualTo(7);
        }
    }

    @Test
    void theSameSizeIsTheSamePicture() {
        Picture p = DeadLeaves.picture(40, 24, 3);
        assertThat(Window.centred(40, 24, 40, 24).of(p).rgb()).isEqualTo(p.rgb());
    }

    /** What is finer than a sample's pixel becomes its mean, not a pattern. */
    @Test
    void reductionAverages() {
        Picture checks = Picture.black(200, 200);
        for (int i = 0; i < 200 * 200; i++) {
            checks.rgb()[3 * i] = (byte) (((i % 200 + i / 200) & 1) * 254);
        }
        Picture small = Window.centred(200, 200, 30, 30).of(checks);
        for (int i = 0; i < 30 * 30; i++) {
            assertThat(small.rgb()[3 * i] & 0xff).isBetween(119, 135);
        }
    }

    private static double[] centroid(Picture p) {
        double sum = 0;
        double x = 0;
        double y = 0;
        for (int j = 0; j < p.height(); j++) {
            for (int i = 0; i < p.width(); i++) {
                int v = p.at(i, j, 0);
                sum += v;
                x += v * i;
                y += v * j;
            }
        }
        return new double[] {x / sum, y / sum};
    }
}
