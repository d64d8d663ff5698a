// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.fill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tractrix.animatic.GroundFill;
import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.data.DeadLeaves;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.fault.CancelledException;
import dev.tractrix.image.Mask;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.Weights;
import dev.tractrix.tensor.Devices;
import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Rng;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import dev.tractrix.vision.FloatImage;
import dev.tractrix.vision.SmoothFill;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A picture of no round size with a box missing. */
class LearnedFillTest {
    private static final int W = 98;
    private static final int H = 70;
    private static final FillConfig CONFIG = new FillConfig(List.of(4, 6), 1);

    private Weights weights;
    private LearnedFill learned;

    @BeforeEach
    void make() {
        Params p = Params.random(3);
        FillNetwork network = new FillNetwork(p, CONFIG);
        weights = p.finish("FillNetwork");
        learned = new LearnedFill(network, Devices.cpu());
    }

    @AfterEach
    void free() {
        weights.close();
    }

    /** Untrained it adds no colour and takes a little more than a quarter of the smooth; of that the slow part is taken. */
    @Test
    void coloursComeNearerToWhatIsSmoothAndTextureStays() {
        FloatImage picture = picture(W, H);
        Mask hole = box(W, H);
        float[] exemplar = fill(GroundFill.EXEMPLAR, picture, hole).values();
        float[] smooth =
                SmoothFill.fill(new FloatImage(W, H, 3, exemplar), hole).values();
        double share = 1 / (1 + Math.exp(1));
        float[] filled = fill(learned.fill(1), picture, hole).values();
        double wanted = 0;
        double got = 0;
        double steps = 0;
        double stepsBefore = 0;
        for (int y = 26; y < 44; y++) {
            for (int x = 36; x < 62; x++) {
                int i = 3 * (y * W + x);
                wanted += share * (smooth[i] - exemplar[i]);
                got += filled[i] - exemplar[i];
                steps += Math.abs(filled[i + 3] - filled[i]);
                stepsBefore += Math.abs(exemplar[i + 3] - exemplar[i]);
            }
        }
        int count = 18 * 26;
        assertThat(Math.abs(wanted / count)).isGreaterThan(0.005);
        assertThat(got / wanted).isBetween(0.7, 1.3);
        assertThat(steps / stepsBefore).isBetween(0.85, 1.05);
    }

    @Test
    void onlyTheHoleChangesAndByTheAmount() {
        stir();
        FloatImage picture = picture(W, H);
        Mask hole = box(W, H);
        float[] exemplar = fill(GroundFill.EXEMPLAR, picture, hole).values();
        float[] half = fill(learned.fill(0.5), picture, hole).values();
        float[] whole = fill(learned.fill(1), picture, hole).values();
        assertThat(fill(learned.fill(0), picture, hole).values()).isEqualTo(exemplar);
        int changed = 0;
        for (int i = 0; i < whole.length; i++) {
            if (!hole.inside()[i / 3]) {
                assertThat(whole[i]).isEqualTo(picture.values()[i]);
            } else if (whole[i] > 0 && whole[i] < 1 && half[i] > 0 && half[i] < 1) {
                assertThat(2 * (half[i] - exemplar[i]))
                        .isCloseTo(whole[i] - exemplar[i], org.assertj.core.api.Assertions.within(1e-5f));
                changed += Math.abs(whole[i] - exemplar[i]) > 0.02 ? 1 : 0;
            }
        }
        assertThat(changed).isGreaterThan(200);
    }

    /** Four times the pixels that it looks at. */
    @Test
    void aLargePictureIsFilledByALookAtASmallOne() {
        stir();
        FloatImage picture = picture(400, 224);
        Mask hole = box(400, 224);
        float[] whole = fill(learned.fill(1), picture, hole).values();
        float[] exemplar = fill(GroundFill.EXEMPLAR, picture, hole).values();
        double sum = 0;
        for (int i = 0; i < whole.length; i++) {
            if (!hole.inside()[i / 3]) {
                assertThat(whole[i]).isEqualTo(picture.values()[i]);
            }
            sum += Math.abs(whole[i] - exemplar[i]);
        }
        assertThat(sum / (3 * hole.area())).isGreaterThan(0.01);
    }

    @Test
    void whereNothingOrAllIsMissingNothingIsJudged() {
        FloatImage picture = picture(W, H);
        assertThat(fill(learned.fill(1), picture, Mask.empty(W, H)).values()).isEqualTo(picture.values());
        Mask all = Mask.empty(W, H).inverted();
        assertThat(fill(learned.fill(1), picture, all).values())
                .isEqualTo(fill(GroundFill.EXEMPLAR, picture, all).values());
        assertThatThrownBy(() -> learned.fill(1).fill(picture, box(W, H), Mask.empty(W, H), () -> true))
                .isInstanceOf(CancelledException.class);
    }

    @Test
    void aConfigThatIsNoFillsIsRefused() throws IOException {
        ObjectMapper json = new ObjectMapper();
        assertThat(FillConfig.of(ConfigJson.of("c", CONFIG.write(json.createObjectNode()))))
                .isEqualTo(CONFIG);
        for (String wrong : List.of(
                "{\"_class_name\": \"AnimaticRefiner\", \"channels\": [4]}",
                "{\"channels\": []}",
                "{\"channels\": [4, 0]}",
                "{\"channels\": [4], \"depth\": 2}")) {
            assertThatThrownBy(() -> FillConfig.of(ConfigJson.of("c", json.readTree(wrong))))
                    .as(wrong)
                    .isInstanceOf(BadInputException.class);
        }
    }

    private static FloatImage fill(GroundFill way, FloatImage picture, Mask hole) {
        return way.fill(picture, hole, Mask.empty(hole.width(), hole.height()), () -> false);
    }

    private static FloatImage picture(int w, int h) {
        return FloatImage.of(DeadLeaves.picture(w, h, 7));
    }

    private static Mask box(int w, int h) {
        Mask hole = Mask.empty(w, h);
        for (int y = h / 3; y < 2 * h / 3; y++) {
            for (int x = w / 3; x < 2 * w / 3; x++) {
                hole.inside()[y * w + x] = true;
            }
        }
        return hole;
    }

    /** Gives the last convolution, which starts at zero, something to say. */
    private void stir() {
        Guards.noGrad(() -> TensorScope.inside(() -> {
            try (Rng rng = new Rng(5)) {
                weights.tensors().forEach((name, t) -> {
                    if (name.startsWith("conv_out")) {
                        t.copy_(Ops.mul(rng.normal(Shapes.dims(t)), 0.2));
                    }
                });
            }
            return null;
        }));
    }
}
