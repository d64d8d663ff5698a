// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tractrix.control.Incircle;
import dev.tractrix.data.SceneSpec;
import dev.tractrix.data.SyntheticScene;
import dev.tractrix.evaluation.Adherence;
import dev.tractrix.evaluation.EntityAdherence;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Motion;
import dev.tractrix.scene.Scene;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is promised of the instrument: the truth passes, a clip that never moves is off by its way, all in between ranks. */
class AdherenceFiguresTest {
    private static final SceneSpec SPEC = HeldOutScenes.spec(160, 96, 8);
    private static final int CLIPS = 4;

    @Test
    void theTruthIsWithinOnePercentAndAStillIsOffByItsWay() {
        double worst = 0;
        double leak = 0;
        int leaks = 0;
        int measured = 0;
        double all = 0;
        double slow = 0;
        double none = 0;
        for (int i = 0; i < CLIPS; i++) {
            SyntheticScene truth = HeldOutScenes.clip(SPEC, HeldOutScenes.SEED, i);
            Adherence exact = measure(truth, truth.frames());
            Adherence half = measure(truth, halfway(truth.frames()));
            Adherence still =
                    measure(truth, Collections.nCopies(8, truth.frames().get(0)));
            for (int e = 0; e < exact.entities().size(); e++) {
                EntityAdherence of = exact.entities().get(e);
                if (!of.measured() || !of.moves()) {
                    continue;
                }
                measured++;
                worst = Math.max(worst, of.pathErrorPercent());
                EntityAdherence held = still.entities().get(e);
                assertThat(held.pathErrorPercent()).isCloseTo(of.staticErrorPercent(), within(0.2));
                slow += half.entities().get(e).pathErrorPercent();
                none += held.pathErrorPercent();
                all += of.pathErrorPercent();
                if (Double.isFinite(of.leak().near())) {
                    leak += of.leak().near();
                    leaks++;
                    assertThat(held.leak().near()).isCloseTo(0, within(0.02));
                }
            }
        }
        assertThat(measured).isGreaterThanOrEqualTo(3);
        assertThat(worst).isLessThan(1);
        assertThat(slow).isStrictlyBetween(all, none);
        assertThat(leak / leaks).isLessThan(0.05);
    }

    /** A dragged picture: everything comes along, so all of it leaks. */
    @Test
    void aMovedCameraLeaksEverywhere() {
        SyntheticScene truth = HeldOutScenes.clip(SPEC, HeldOutScenes.SEED, 3);
        double[] way = new double[2];
        List<Picture> panned = new ArrayList<>();
        var thing = truth.entities().get(0);
        for (int f = 0; f < 8; f++) {
            way[0] = thing.x()[f] - thing.x()[0];
            way[1] = thing.y()[f] - thing.y()[0];
            panned.add(moved(truth.frames().get(0), (int) Math.round(way[0]), (int) Math.round(way[1])));
        }
        Adherence adherence = measure(truth, panned);
        assertThat(adherence.entities().get(0).leak().far()).isGreaterThan(0.6);
        assertThat(adherence.driftPercent()).isGreaterThan(1);
    }

    private static Adherence measure(SyntheticScene truth, List<Picture> frames) {
        Scene scene = HeldOutScenes.asked(truth, Path.of("first.png"));
        LoadedScene loaded = LoadedScene.of(scene, truth.frames().get(0), 128);
        Motion motion = Motion.of(scene, loaded.masks(), scene.frames(), Incircle.finder());
        return Adherence.of(loaded, motion, frames, 5);
    }

    /** As if the thing went at half the speed. */
    private static List<Picture> halfway(List<Picture> frames) {
        List<Picture> out = new ArrayList<>();
        for (int f = 0; f < frames.size(); f++) {
            out.add(frames.get(f / 2));
        }
        return out;
    }

    private static Picture moved(Picture picture, int dx, int dy) {
        Picture out = Picture.black(picture.width(), picture.height());
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                int sx = Math.floorMod(x - dx, picture.width());
                int sy = Math.floorMod(y - dy, picture.height());
                System.arraycopy(
                        picture.rgb(), 3 * (sy * picture.width() + sx), out.rgb(), 3 * (y * picture.width() + x), 3);
            }
        }
        return out;
    }
}
