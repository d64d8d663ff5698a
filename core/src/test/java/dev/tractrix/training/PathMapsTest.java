// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tractrix.control.ControlMaps;
import dev.tractrix.image.Mask;
import dev.tractrix.scene.Disc;
import dev.tractrix.scene.Fidelity;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PathMapsTest {
    private static final int W = 40;
    private static final int H = 32;

    /** A thing of 8x4 pixels that goes right by 4 and grows by a half, is unseen in the last frame; and a ground disc. */
    private static ControlMaps maps() {
        Disc[] thing = {new Disc(12, 10, 2), new Disc(16, 10, 3), null};
        Disc[] ground = {new Disc(30, 25, 3), new Disc(30, 25, 3), new Disc(30, 25, 3)};
        return ControlMaps.draw(
                List.of(new ControlMaps.Layer("ground-0", -1, ground), new ControlMaps.Layer("thing-1", 0, thing)),
                3,
                Fidelity.PAPER,
                W,
                H);
    }

    private static List<Mask> regions() {
        boolean[] thing = new boolean[W * H];
        for (int y = 8; y < 12; y++) {
            for (int x = 8; x < 16; x++) {
                thing[y * W + x] = true;
            }
        }
        boolean[] rest = new boolean[W * H];
        for (int i = 0; i < rest.length; i++) {
            rest[i] = !thing[i];
        }
        return List.of(new Mask(W, H, rest), new Mask(W, H, thing));
    }

    private static float[] of(ControlPreset.Ablation ablation) {
        return TensorScope.inside(() -> Ops.toFloats(PathMaps.of(ablation, maps(), regions())));
    }

    private static float at(float[] values, int frame, int channel, int x, int y) {
        return values[((frame * 3 + channel) * H + y) * W + x];
    }

    private static double sum(float[] values, int frame) {
        double sum = 0;
        for (int i = frame * 3 * W * H; i < (frame + 1) * 3 * W * H; i++) {
            sum += values[i];
        }
        return sum;
    }

    @Test
    void aPointIsOnePixelOfThreeEqualChannels() {
        float[] v = of(ControlPreset.Ablation.POINT);
        assertThat(at(v, 0, 0, 12, 10)).isEqualTo(1);
        assertThat(at(v, 1, 2, 16, 10)).isEqualTo(1);
        assertThat(at(v, 1, 1, 12, 10)).isZero();
        assertThat(sum(v, 0)).isEqualTo(6);
        assertThat(sum(v, 2)).as("the thing is unseen").isEqualTo(3);
    }

    @Test
    void aBoxIsTheMasksCarriedAndScaled() {
        float[] v = of(ControlPreset.Ablation.BOX);
        // x 8..15, y 8..11 in the first frame
        assertThat(at(v, 0, 0, 8, 8)).isEqualTo(1);
        assertThat(at(v, 0, 0, 15, 11)).isEqualTo(1);
        assertThat(at(v, 0, 0, 16, 11)).isZero();
        assertThat(at(v, 0, 0, 7, 8)).isZero();
        // about (16, 10), half as large again: x 10..20.5, y 7..11.5
        assertThat(at(v, 1, 0, 10, 7)).isEqualTo(1);
        assertThat(at(v, 1, 0, 20, 11)).isEqualTo(1);
        assertThat(at(v, 1, 0, 9, 7)).isZero();
        assertThat(at(v, 1, 0, 10, 6)).isZero();
        // ground: its disc's square
        assertThat(at(v, 2, 0, 27, 22)).isEqualTo(1);
        assertThat(sum(v, 2)).isEqualTo(3 * 49);
    }

    @Test
    void aTrajectoryIsTheLastStepSpreadByAGaussian() {
        float[] v = of(ControlPreset.Ablation.TRAJECTORY);
        assertThat(sum(v, 0)).isZero();
        assertThat(at(v, 1, 0, 16, 10)).isEqualTo(4 / 8f);
        assertThat(at(v, 1, 1, 16, 10)).isZero();
        assertThat(at(v, 1, 2, 16, 10)).isZero();
        // sigma is 1 pixel at a height of 32
        assertThat(at(v, 1, 0, 17, 10)).isCloseTo((float) (0.5 * Math.exp(-0.5)), within(1e-6f));
        assertThat(at(v, 1, 0, 30, 25)).as("what stays has no step").isZero();
        assertThat(sum(v, 2)).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = ControlPreset.Ablation.class,
            names = {"GAUSSIAN", "BOTH"})
    void theGaussianIsTheControlMaps(ControlPreset.Ablation ablation) {
        float[] v = of(ablation);
        assertThat(at(v, 0, 0, 12, 10)).isEqualTo(at(v, 0, 2, 12, 10)).isGreaterThan(0.5f);
        assertThat(at(v, 0, 0, 0, 0)).isZero();
    }
}
