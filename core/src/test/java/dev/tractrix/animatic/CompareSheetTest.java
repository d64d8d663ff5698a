// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.animatic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tractrix.image.Picture;
import dev.tractrix.scene.Entity;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Motion;
import dev.tractrix.scene.Region;
import dev.tractrix.scene.Scene;
import dev.tractrix.scene.Trajectory;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Panels stand where they should, lines and discs where the motion says. */
class CompareSheetTest {
    private static final int W = 160;
    private static final int H = 100;
    private static final int STRIP = 15;

    private final LoadedScene loaded = scene();
    private final Motion motion = Motion.of(loaded, 5);
    private final List<Picture> clip = Collections.nCopies(5, Picture.black(W, H));

    @Test
    void oneSheetAFrameWithThePanelsSideBySide() {
        Picture white = Picture.black(40, 25);
        java.util.Arrays.fill(white.rgb(), (byte) 255);
        List<Picture> sheets = CompareSheet.sideBySide(
                loaded,
                motion,
                W,
                H,
                List.of(
                        new CompareSheet.Panel("control maps", Collections.nCopies(5, white)),
                        new CompareSheet.Panel("clip", clip)));
        assertThat(sheets).hasSize(5);
        Picture s = sheets.get(4);
        assertThat(s.width()).isEqualTo(3 * W + 8);
        assertThat(s.height()).isEqualTo(H + STRIP);
        assertThat(s.at(W + 4 + 80, STRIP + 50, 0)).isEqualTo(255);
        assertThat(s.at(2 * W + 8 + 80, STRIP + 50, 0)).isZero();
        // the mask is tinted where the thing stands in the photograph; its disc has moved on
        assertThat(s.at(40, STRIP + 55, 0)).isGreaterThan(60);
        assertThat(brightestIn(s, 120 + 14, STRIP + 50, 4)).isGreaterThan(150);
        assertThat(brightestIn(sheets.get(0), 120 + 14, STRIP + 50, 4)).isLessThan(20);
    }

    @Test
    void theContactSheetShowsBothLines() {
        double[][] achieved = new double[5][];
        for (int f = 0; f < 5; f++) {
            achieved[f] = new double[] {40 + 20 * f, 80};
        }
        achieved[1] = new double[] {Double.NaN, Double.NaN};
        Picture sheet = CompareSheet.contactSheet(motion, clip, List.<double[][]>of(achieved));
        assertThat(sheet.width()).isEqualTo(3 * W + 8);
        // asked along y = 50, gone along y = 80, with its dot in the last frame's panel
        assertThat(brightestIn(sheet, 80, STRIP + 50, 2)).isGreaterThan(150);
        assertThat(brightestIn(sheet, 2 * W + 8 + 120, STRIP + 80, 2)).isEqualTo(255);
        assertThat(brightestIn(sheet, 60, STRIP + 20, 4)).isZero();
        assertThat(CompareSheet.contactSheet(motion, clip, List.of()).height()).isEqualTo(H + STRIP);
    }

    @Test
    void countsMustAgree() {
        assertThatThrownBy(() -> CompareSheet.contactSheet(motion, clip.subList(0, 3), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> CompareSheet.sideBySide(
                        loaded, motion, W, H, List.of(new CompareSheet.Panel("clip", clip.subList(0, 3)))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static int brightestIn(Picture p, int x, int y, int reach) {
        int most = 0;
        for (int dy = -reach; dy <= reach; dy++) {
            for (int dx = -reach; dx <= reach; dx++) {
                most = Math.max(most, p.at(x + dx, y + dy, 0));
            }
        }
        return most;
    }

    private static LoadedScene scene() {
        Entity disc = Entity.thing("disc", new Region.Round(40, 50, 14), Trajectory.line(40, 50, 120, 50));
        return LoadedScene.of(Scene.of(Path.of("photo.png"), W, H, List.of(disc)), Picture.black(W, H), 128);
    }
}
