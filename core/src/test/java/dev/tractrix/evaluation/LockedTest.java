// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tractrix.animatic.Animatic;
import dev.tractrix.data.DeadLeaves;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.Entity;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Motion;
import dev.tractrix.scene.Region;
import dev.tractrix.scene.Scene;
import dev.tractrix.scene.Settings;
import dev.tractrix.scene.Trajectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A disc that the left edge cuts comes into the picture; what may change there, and what may not. */
class LockedTest {
    private static final int W = 160;
    private static final int H = 96;
    private static final int FRAMES = 4;

    @Test
    void aCutThingMayBeCompletedAndNothingElseMayChange() {
        Picture photo = DeadLeaves.picture(W, H, 3);
        Entity disc = Entity.thing("disc", new Region.Round(6, 48, 16), Trajectory.line(6, 48, 60, 48));
        Scene scene = new Scene(Path.of("p.png"), W, H, FRAMES, 7, List.of(disc), List.of(), false, Settings.NONE);
        LoadedScene loaded = LoadedScene.of(scene, photo, 128);
        Motion motion = Motion.of(loaded, FRAMES);
        List<Picture> animatic = Animatic.frames(loaded, motion, W, H).frames();
        assertThat(locked(loaded, motion, animatic)).isInfinite();
        // the disc's left half, which the photograph does not show: 54 pixels further right, left of the old edge
        assertThat(locked(loaded, motion, painted(animatic, 48, 48))).isInfinite();
        assertThat(locked(loaded, motion, painted(animatic, 130, 20))).isBetween(10.0, 60.0);
    }

    private static double locked(LoadedScene loaded, Motion motion, List<Picture> frames) {
        return Adherence.of(loaded, motion, frames, 5).lockedPsnr();
    }

    /** Four by four white pixels in the last frame. */
    private static List<Picture> painted(List<Picture> frames, int left, int top) {
        List<Picture> out = new ArrayList<>(frames);
        Picture last = frames.get(FRAMES - 1).copy();
        for (int i = 0; i < 16; i++) {
            int at = 3 * ((top + i / 4) * W + left + i % 4);
            for (int c = 0; c < 3; c++) {
                last.rgb()[at + c] = (byte) (last.rgb()[at + c] + 128);
            }
        }
        out.set(FRAMES - 1, last);
        return out;
    }
}
