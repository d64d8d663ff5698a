// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.superresolution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tractrix.image.Picture;
import dev.tractrix.scene.Entity;
import dev.tractrix.scene.Region;
import dev.tractrix.scene.Trajectory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A small, soft, noisy clip becomes a large one of the photograph's pixels, and stays true to what the clip shows. */
class ReferenceSuperResolutionTest {
    private static final int W = 384;
    private static final int H = 224;
    private static final double X = 110;
    private static final double Y = 112;
    private static final double R = 34;

    @Test
    void whatTheSceneExplainsIsThePhotographsPixels() {
        Staged staged = staged(Trajectory.line(X, Y, X + 150, Y));
        List<Picture> frames = staged.enlarged(staged.clip());

        assertThat(frames).hasSize(Staged.FRAMES).allMatch(p -> p.width() == W && p.height() == H);
        assertThat(staged.lockedPsnr(frames)).isGreaterThan(45);
        Picture last = frames.get(Staged.FRAMES - 1);
        assertThat(Staged.red(last, 1)[0]).isCloseTo(X + 150, within(1.0));
        double was = Staged.gradients(staged.loaded.picture(), X, Y, R - 6);
        assertThat(Staged.gradients(last, X + 150, Y, R - 6) / was).isBetween(0.9, 1.1);
    }

    @Test
    void whereTheClipGoesElsewhereThePixelsFollowIt() {
        Staged asked = staged(Trajectory.line(X, Y, X + 150, Y));
        Staged made = staged(Trajectory.line(X, Y, X + 150, Y + 14));
        List<Picture> frames = asked.enlarged(made.clip());

        double[] found = Staged.red(frames.get(Staged.FRAMES - 1), 1);
        assertThat(found[0]).isCloseTo(X + 150, within(2.0));
        assertThat(found[1])
                .as("towards the clip's 126, not the scene's 112; flow of so small a thing falls short")
                .isBetween(Y + 6, Y + 15);
        double was = Staged.gradients(asked.loaded.picture(), X, Y, R - 10);
        assertThat(Staged.gradients(frames.get(Staged.FRAMES - 1), found[0], found[1], R - 10) / was)
                .as("still the photograph's pixels")
                .isGreaterThan(0.7);
        assertThat(asked.lockedPsnr(frames)).isGreaterThan(32);
    }

    @Test
    void whatOnlyTheClipShowsIsLaidOver() {
        Staged staged = staged(Trajectory.line(X, Y, X + 60, Y));
        List<Picture> clip = new ArrayList<>();
        for (Picture p : staged.clip()) {
            for (int y = 10; y < 22; y++) {
                for (int x = 70; x < 84; x++) {
                    p.rgb()[3 * (y * p.width() + x)] = 20;
                    p.rgb()[3 * (y * p.width() + x) + 1] = 40;
                    p.rgb()[3 * (y * p.width() + x) + 2] = (byte) 230;
                }
            }
            clip.add(p);
        }
        Picture last = staged.enlarged(clip).get(Staged.FRAMES - 1);
        assertThat(last.at(4 * 77, 4 * 16, 2) - last.at(4 * 77, 4 * 16, 0))
                .as("blue")
                .isGreaterThan(120);
        // and nothing beside it
        int i = 3 * (4 * 16 * W + 4 * 50);
        assertThat(last.rgb()[i]).isEqualTo(staged.loaded.picture().rgb()[i]);
    }

    @Test
    void aShadeOfWhatWentAwayIsNotLaidOver() {
        Staged staged = staged(Trajectory.line(X, Y, X + 150, Y));
        List<Picture> clip = staged.clip();
        for (Picture p : clip.subList(1, clip.size())) {
            for (int i = 0; i < p.rgb().length; i++) {
                int x = i / 3 % p.width();
                int y = i / 3 / p.width();
                if (Math.hypot(4 * x - X, 4 * y - Y) < R) {
                    int first = clip.get(0).rgb()[i] & 255;
                    p.rgb()[i] = (byte) Math.round(0.75 * (p.rgb()[i] & 255) + 0.25 * first);
                }
            }
        }
        Picture last = staged.enlarged(clip).get(Staged.FRAMES - 1);
        Picture ground = staged.asked().frames().get(Staged.FRAMES - 1);
        double along = 0;
        double all = 0;
        for (int y = (int) (Y - R); y < Y + R; y++) {
            for (int x = (int) (X - R); x < X + R; x++) {
                for (int c = 0; c < 3 && Math.hypot(x - X, y - Y) < R - 4; c++) {
                    double thing = staged.loaded.picture().at(x, y, c) - ground.at(x, y, c);
                    along += thing * (last.at(x, y, c) - ground.at(x, y, c));
                    all += thing * thing;
                }
            }
        }
        assertThat(along / all)
                .as("share of the disc in its old place, 0.25 in the clip")
                .isBetween(-0.05, 0.05);
    }

    @Test
    void theClipsFlickerDoesNotComeThrough() {
        Staged staged = staged(Trajectory.line(X, Y, X + 150, Y));
        List<Picture> clip = staged.clip();
        for (int f = 0; f < clip.size(); f++) {
            byte[] rgb = clip.get(f).rgb();
            for (int i = 0; i < rgb.length; i++) {
                rgb[i] = (byte) Math.min(255, Math.max(0, (rgb[i] & 255) + (f % 2 == 0 ? 10 : -10)));
            }
        }
        List<Picture> frames = staged.enlarged(clip);
        double most = 0;
        for (int y = (int) Y - 8; y < Y + 8; y++) {
            for (int x = (int) X - 8; x < X + 8; x++) {
                most = Math.max(
                        most, Math.abs(frames.get(7).at(x, y, 1) - frames.get(6).at(x, y, 1)));
            }
        }
        assertThat(most).as("where the disc stood, 20 in the clip").isLessThan(10);
        assertThat(staged.lockedPsnr(frames)).isGreaterThan(45);
    }

    @Test
    void theSameClipGivesTheSameBytesAndAnotherSizeIsRefused() {
        Staged staged = staged(Trajectory.line(X, Y, X + 40, Y));
        List<Picture> clip = staged.clip();
        List<Picture> once = staged.enlarged(clip);
        List<Picture> again = staged.enlarged(clip);
        for (int f = 0; f < Staged.FRAMES; f++) {
            assertThat(once.get(f).rgb()).isEqualTo(again.get(f).rgb());
        }
        assertThatThrownBy(() -> staged.enlarged(clip.subList(1, 3))).hasMessageContaining("a clip of 96x56x8");
    }

    private static Staged staged(Trajectory trajectory) {
        Picture photo = Staged.photo(W, H, 10, 90);
        Staged.paintDisc(photo, X, Y, R, 1);
        return Staged.of(photo, Entity.thing("disc", new Region.Round(X, Y, R), trajectory));
    }
}
