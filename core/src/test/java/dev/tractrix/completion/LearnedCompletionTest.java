// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.completion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tractrix.animatic.CutOut;
import dev.tractrix.animatic.ThingCompletion;
import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.fault.CancelledException;
import dev.tractrix.image.Mask;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.Weights;
import dev.tractrix.tensor.Devices;
import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.TensorScope;
import dev.tractrix.vision.FloatImage;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A striped disc that the picture's left edge cuts, and a network that holds everything hidden for 60 % likely. */
class LearnedCompletionTest {
    private static final int W = 120;
    private static final int H = 90;
    private static final double RADIUS = 24;
    private static final CompletionConfig CONFIG = new CompletionConfig(List.of(4, 6), 1);

    private Weights weights;
    private LearnedCompletion learned;

    @BeforeEach
    void make() {
        Params p = Params.random(3);
        CompletionNetwork network = new CompletionNetwork(p, CONFIG);
        weights = p.finish("CompletionNetwork");
        learned = new LearnedCompletion(network, Devices.cpu());
        say(2 + (float) Math.log(0.6 / 0.4));
    }

    @AfterEach
    void free() {
        weights.close();
    }

    @Test
    void aThingThatTheEdgeCutsGoesOnBeyondIt() {
        FloatImage disc = disc(8, 45);
        CutOut whole = complete(0.5, disc, Mask.empty(W, H));
        assertThat(whole.left()).isLessThan(-40);
        // 48 pixels high is deeper than wide
        assertThat(whole.left()).isGreaterThanOrEqualTo(-60);
        float[] v = whole.image().values();
        int w = whole.image().width();
        assertThat(w).isEqualTo(W - whole.left());
        for (int y = 0; y < H; y++) {
            for (int x = 0; x < W; x++) {
                for (int c = 0; c < 4; c++) {
                    float seen = disc.values()[4 * (y * W + x) + c];
                    assertThat(v[4 * ((y - whole.top()) * w + x - whole.left()) + c])
                            .as("%d, %d", x, y)
                            .isEqualTo(seen);
                }
            }
        }
        // the stripes go on, in the disc's own colours
        double least = 1;
        double most = 0;
        for (int x = -20; x < 0; x++) {
            int i = 4 * ((45 - whole.top()) * w + x - whole.left());
            assertThat(v[i + 3]).isEqualTo(1);
            least = Math.min(least, v[i]);
            most = Math.max(most, v[i]);
            assertThat(v[i + 2]).isCloseTo(0.2f, within(0.05f));
        }
        assertThat(most - least).isGreaterThan(0.15);
        assertThat(least).isGreaterThan(0.25);
    }

    @Test
    void aThingBeneathAnotherGoesOnBeneathIt() {
        FloatImage disc = disc(60, 45);
        Mask covered = Mask.empty(W, H);
        for (int i = 0; i < W * H; i++) {
            covered.inside()[i] = i % W > 66;
            for (int c = 0; c < 4 && covered.inside()[i]; c++) {
                disc.values()[4 * i + c] = 0;
            }
        }
        CutOut whole = complete(0.5, disc, covered);
        assertThat(matte(whole, 80, 45)).isEqualTo(1);
        // not where nothing is hidden
        assertThat(matte(whole, 30, 45)).isZero();
        assertThat(matte(whole, 60, 10)).isZero();
    }

    /** Beside what covers the thing, but away from what is seen of it, nothing is hidden. */
    @Test
    void itDoesNotShowBesideWhatCoversIt() {
        FloatImage disc = disc(60, 45);
        Mask covered = Mask.empty(W, H);
        for (int i = 0; i < W * H; i++) {
            covered.inside()[i] = i % W > 66 && i % W < 100;
            for (int c = 0; c < 4 && covered.inside()[i]; c++) {
                disc.values()[4 * i + c] = 0;
            }
        }
        CutOut whole = complete(0.5, disc, covered);
        assertThat(matte(whole, 84, 45)).isEqualTo(1);
        assertThat(matte(whole, 100, 45)).isZero();
        assertThat(matte(whole, 101, 45)).isZero();
    }

    @Test
    void whatIsLessLikelyThanAskedStaysAway() {
        FloatImage disc = disc(8, 45);
        assertThat(complete(0.3, disc, Mask.empty(W, H)).image()).isSameAs(disc);
        assertThat(learned.completion(0)).isSameAs(ThingCompletion.NONE);
        say(2 + (float) Math.log(0.8 / 0.2));
        assertThat(complete(0.3, disc, Mask.empty(W, H)).left()).isNegative();
    }

    @Test
    void wholeThingsAndSpecksStayAsTheyAre() {
        FloatImage whole = disc(60, 45);
        assertThat(complete(0.5, whole, Mask.empty(W, H)).image()).isSameAs(whole);
        FloatImage speck = FloatImage.zeros(W, H, 4);
        java.util.Arrays.fill(speck.values(), 0, 20, 1);
        assertThat(complete(0.5, speck, Mask.empty(W, H)).image()).isSameAs(speck);
        assertThatThrownBy(() -> learned.completion(0.5).complete(disc(8, 45), Mask.empty(W, H), () -> true))
                .isInstanceOf(CancelledException.class);
    }

    /** What does not hang together with what is seen is another thing. */
    @Test
    void onlyWhatIsConnectedIsAdded() {
        FloatImage disc = disc(60, 45);
        Mask covered = Mask.empty(W, H);
        for (int i = 0; i < W * H; i++) {
            boolean touching = i % W > 78 && Math.abs(i / W - 45) < 20;
            boolean apart = i / W < 14 && i % W < 60;
            covered.inside()[i] = touching || apart;
        }
        CutOut whole = complete(0.5, disc, covered);
        assertThat(matte(whole, 90, 45)).isEqualTo(1);
        assertThat(matte(whole, 45, 5)).isZero();
    }

    @Test
    void aConfigThatIsNoCompletionsIsRefused() throws IOException {
        ObjectMapper json = new ObjectMapper();
        assertThat(CompletionConfig.of(ConfigJson.of("c", CONFIG.write(json.createObjectNode()))))
                .isEqualTo(CONFIG);
        for (String wrong : List.of(
                "{\"_class_name\": \"GroundFill\", \"channels\": [4]}",
                "{\"channels\": []}",
                "{\"channels\": [4, 4, 4, 4, 4, 4, 4]}",
                "{\"channels\": [4], \"depth\": 2}")) {
            assertThatThrownBy(() -> CompletionConfig.of(ConfigJson.of("c", json.readTree(wrong))))
                    .as(wrong)
                    .isInstanceOf(BadInputException.class);
        }
    }

    private CutOut complete(double readiness, FloatImage cutOut, Mask covered) {
        return learned.completion(readiness).complete(cutOut, covered, () -> false);
    }

    private static float matte(CutOut thing, int x, int y) {
        return thing.image().values()[4 * ((y - thing.top()) * thing.image().width() + x - thing.left()) + 3];
    }

    /** Yellowish with stripes of 6 pixels. */
    private static FloatImage disc(double x, double y) {
        FloatImage out = FloatImage.zeros(W, H, 4);
        for (int i = 0; i < W * H; i++) {
            if (Math.hypot(i % W - x, i / W - y) <= RADIUS) {
                float wave = (float) (0.2 * Math.sin(2 * Math.PI * (i % W) / 6));
                out.values()[4 * i] = 0.6f + wave;
                out.values()[4 * i + 1] = 0.5f;
                out.values()[4 * i + 2] = 0.2f;
                out.values()[4 * i + 3] = 1;
            }
        }
        return out;
    }

    /** What the last convolution, which starts at zero, adds to every logit. */
    private void say(float logit) {
        Guards.noGrad(() -> TensorScope.inside(() -> {
            weights.tensors().get("conv_out.bias").narrow(0, 12, 4).fill_(new org.bytedeco.pytorch.Scalar(logit));
            return null;
        }));
    }
}
