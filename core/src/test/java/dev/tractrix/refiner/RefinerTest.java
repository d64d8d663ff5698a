// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.refiner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tractrix.animatic.AnimaticFrames;
import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Picture;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.Weights;
import dev.tractrix.tensor.Devices;
import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Rng;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two frames of 50x34, which is no multiple of what the network takes; in the second a square of 8x8 has been uncovered. */
class RefinerTest {
    private static final int W = 50;
    private static final int H = 34;
    private static final RefinerConfig CONFIG = new RefinerConfig(List.of(4, 6, 8), 1);

    private Weights weights;
    private Refiner refiner;

    @BeforeEach
    void make() {
        Params p = Params.random(3);
        RefinerNetwork network = new RefinerNetwork(p, CONFIG);
        weights = p.finish("RefinerNetwork");
        refiner = new Refiner(network, CONFIG, Devices.cpu());
    }

    @AfterEach
    void free() {
        weights.close();
    }

    @Test
    void untrainedItChangesNothing() {
        List<Picture> frames = refine(1).frames();
        for (int f = 0; f < 2; f++) {
            assertThat(frames.get(f).rgb()).isEqualTo(animatic().frames().get(f).rgb());
        }
    }

    @Test
    void itChangesWhatIsUncoveredAndNothingFarFromIt() {
        stir();
        byte[] before = animatic().frames().get(1).rgb();
        byte[] after = refine(1).frames().get(1).rgb();
        assertThat(changed(before, after, 14, 14)).isTrue();
        for (int y = 0; y < H; y++) {
            for (int x = 36; x < W; x++) {
                assertThat(changed(before, after, x, y)).as(x + "," + y).isFalse();
            }
        }
    }

    @Test
    void beforeAnythingMovesThePhotographStays() {
        stir();
        assertThat(refine(1).frames().get(0).rgb())
                .isEqualTo(animatic().frames().get(0).rgb());
    }

    @Test
    void onWhatIsSmoothNothingIsChanged() {
        stir();
        AnimaticFrames animatic = animatic();
        Picture flat = Picture.black(W, H);
        java.util.Arrays.fill(flat.rgb(), (byte) 120);
        AnimaticFrames smooth = animatic.withFrames(List.of(flat, flat));
        assertThat(Guards.inference(() -> refiner.refine(flat, smooth, 1, f -> {}))
                        .frames()
                        .get(1)
                        .rgb())
                .isEqualTo(flat.rgb());
    }

    @Test
    void withinAThingItsOwnPixelsStay() {
        stir();
        float[] moving = new float[W * H];
        for (int y = 4; y < 30; y++) {
            for (int x = 20; x < 46; x++) {
                moving[y * W + x] = 1;
            }
        }
        AnimaticFrames animatic = animatic();
        AnimaticFrames over = new AnimaticFrames(
                animatic.frames(),
                List.of(animatic.movingMask().get(0), moving),
                animatic.uncovered(),
                animatic.beyond());
        byte[] before = over.frames().get(1).rgb();
        byte[] after = Guards.inference(() -> refiner.refine(over.frames().get(0), over, 1, f -> {}))
                .frames()
                .get(1)
                .rgb();
        assertThat(changed(before, after, 33, 17)).isFalse();
        assertThat(changed(before, after, 20, 17)).as("its edge").isTrue();
    }

    /** The same ground in two frames, near a thing that only the second shows: the network alone would change it otherwise. */
    @Test
    void whatFramesShowAlikeIsChangedAlike() {
        stir();
        AnimaticFrames one = animatic();
        Picture other = one.frames().get(1).copy();
        for (int x = 22; x < W; x++) {
            for (int y = 0; y < H; y++) {
                other.rgb()[3 * (y * W + x)] = (byte) 250;
            }
        }
        float[] none = one.movingMask().get(0);
        float[] uncovered = one.uncovered().get(1);
        AnimaticFrames three = new AnimaticFrames(
                List.of(one.frames().get(0), one.frames().get(1), other),
                List.of(none, none, none),
                List.of(none, uncovered, uncovered),
                List.of(none, none, none));
        List<Picture> frames = Guards.inference(
                        () -> refiner.refine(one.frames().get(0), three, 1, f -> {}))
                .frames();
        for (int y = 8; y < 20; y++) {
            for (int x = 8; x < 20; x++) {
                assertThat(changed(frames.get(1).rgb(), frames.get(2).rgb(), x, y))
                        .as(x + "," + y)
                        .isFalse();
            }
        }
    }

    @Test
    void theStillIsNotShownWhereSomethingIsMadeUp() {
        AnimaticFrames animatic = animatic();
        float[] input = RefinerInput.of(animatic.frames().get(0), animatic, 1, 0, 0, W, H);
        int plane = W * H;
        int hidden = 12 * W + 12;
        int shown = 2 * W + 40;
        for (int c = 3; c < 6; c++) {
            assertThat(input[c * plane + hidden]).isZero();
            assertThat(input[c * plane + shown])
                    .isEqualTo(input[(c - 3) * plane + shown])
                    .isNotZero();
        }
        assertThat(input[8 * plane + hidden]).isEqualTo(1);
        assertThat(input[8 * plane + shown]).isZero();
    }

    @Test
    void halfTheAmountIsHalfTheChange() {
        stir();
        byte[] before = animatic().frames().get(1).rgb();
        byte[] half = refine(0.5).frames().get(1).rgb();
        byte[] whole = refine(1).frames().get(1).rgb();
        for (int i = 0; i < before.length; i++) {
            int full = (whole[i] & 0xff) - (before[i] & 0xff);
            boolean clipped = (whole[i] & 0xff) == 0 || (whole[i] & 0xff) == 255;
            if (!clipped) {
                assertThat((half[i] & 0xff) - (before[i] & 0xff)).isBetween((full - 1) / 2 - 1, (full + 1) / 2 + 1);
            }
        }
    }

    @Test
    void aConfigurationIsWhatItWrites() {
        String json = CONFIG.write(new com.fasterxml.jackson.databind.ObjectMapper().createObjectNode())
                .toString();
        assertThat(RefinerConfig.of(ConfigJson.parse("refiner", json))).isEqualTo(CONFIG);
        assertThatThrownBy(() -> RefinerConfig.of(ConfigJson.parse("refiner", "{\"channels\": [], \"layers\": 1}")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("got [], 1");
        assertThatThrownBy(() -> RefinerConfig.of(ConfigJson.parse("refiner", "{\"_class_name\": \"UNet\"}")))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("AnimaticRefiner");
    }

    /** As if it had learned something. */
    private void stir() {
        Guards.noGrad(() -> TensorScope.inside(() -> {
            try (Rng rng = new Rng(5)) {
                Tensor last = weights.tensors().get("conv_out.weight");
                last.copy_(Ops.mul(rng.normal(Shapes.dims(last)), 0.3));
            }
            return null;
        }));
    }

    private AnimaticFrames refine(double amount) {
        return Guards.inference(() -> refiner.refine(animatic().frames().get(0), animatic(), amount, f -> {}));
    }

    private static boolean changed(byte[] a, byte[] b, int x, int y) {
        int i = 3 * (y * W + x);
        return a[i] != b[i] || a[i + 1] != b[i + 1] || a[i + 2] != b[i + 2];
    }

    private static AnimaticFrames animatic() {
        Picture still = Picture.black(W, H);
        for (int i = 0; i < W * H; i++) {
            still.rgb()[3 * i] = (byte) (60 + i % W + (i % 3) * (i / W % 2) * 40);
            still.rgb()[3 * i + 1] = (byte) (90 + i / W + (i % 3) * (i / W % 2) * 40);
            still.rgb()[3 * i + 2] = 120;
        }
        float[] uncovered = new float[W * H];
        for (int y = 10; y < 18; y++) {
            for (int x = 10; x < 18; x++) {
                uncovered[y * W + x] = 1;
            }
        }
        float[] none = new float[W * H];
        return new AnimaticFrames(
                List.of(still, still.copy()), List.of(none, none), List.of(none, uncovered), List.of(none, none));
    }
}
