// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.checkpoint.Safetensors;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.fault.CancelledException;
import dev.tractrix.image.Mask;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.Weights;
import dev.tractrix.tensor.NativeRuntime;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Rng;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EntityFeaturesTest {
    private static final String VAE = """
        {"block_out_channels": [8, 16], "down_block_types": ["DownEncoderBlock2D", "DownEncoderBlock2D"],
         "latent_channels": 6, "layers_per_block": 1, "norm_num_groups": 4, "scaling_factor": 0.5}\
        """;

    private static final String UNET = """
        {"block_out_channels": [8, 16], "down_block_types": ["CrossAttnDownBlock2D", "DownBlock2D"],
         "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D"], "in_channels": 6, "out_channels": 6,
         "layers_per_block": 1, "attention_head_dim": 2, "cross_attention_dim": 12, "norm_num_groups": 4}\
        """;

    private static final String TEXT = """
        {"vocab_size": 9, "hidden_size": 12, "intermediate_size": 24, "num_hidden_layers": 1,
         "num_attention_heads": 2, "max_position_embeddings": 5}\
        """;

    @TempDir
    static Path folder;

    @BeforeAll
    static void aModelInDiffusersLayout() throws IOException {
        save("vae", VAE, p -> new LatentEncoder(p, LatentEncoderConfig.of(ConfigJson.parse("vae", VAE))));
        save("unet", UNET, p -> new FeatureUNet(p, FeatureUNetConfig.of(ConfigJson.parse("unet", UNET))));
        save("text_encoder", TEXT, p -> new ClipTextEncoder(p, ClipTextConfig.of(ConfigJson.parse("text", TEXT))));
    }

    private static void save(String part, String config, Function<Params, Object> model) throws IOException {
        Path at = Files.createDirectories(folder.resolve(part));
        Files.writeString(at.resolve("config.json"), config);
        Params p = Params.random(part.hashCode());
        model.apply(p);
        try (Weights weights = p.finish(part)) {
            Safetensors.write(weights.tensors(), Map.of(), at.resolve("diffusion_pytorch_model.safetensors"));
        }
    }

    private static EntityFeatures open(Path where) {
        return EntityFeatures.open(where, new Device("cpu"), ScalarType.Float);
    }

    private static Tensor picture() {
        try (Rng rng = new Rng(8)) {
            return TensorScope.tidy(() -> Ops.add(Ops.mul(rng.uniform(1, 3, 16, 24), 2), -1));
        }
    }

    /** A small step along the gradient changes the sum by the step's length times the gradient's squared length. */
    @Test
    void mapsCanBeDifferentiatedByThePictures() {
        try (TensorScope scope = TensorScope.open();
                EntityFeatures features = open(folder)) {
            Tensor two = Ops.cat(0, picture(), Ops.mul(picture(), 0.5)).detach().requires_grad_(true);
            Tensor maps = features.differentiable(two, 4);
            assertThat(Shapes.dims(maps)).containsExactly(2, 8, 8, 12);
            maps.square().sum().backward();
            Tensor gradient = two.grad();
            double length = Ops.item(gradient.square().sum());
            double step = 1e-3 / Math.sqrt(length);
            double more = sum(features, Ops.addScaled(two.detach(), gradient, step));
            double less = sum(features, Ops.addScaled(two.detach(), gradient, -step));
            assertThat((more - less) / (2 * step)).isCloseTo(length, within(0.02 * length));
            // one noise for all: a picture's map does not depend on its company
            Tensor alone = features.differentiable(picture(), 4);
            assertThat(Ops.relativeError(maps.narrow(0, 0, 1), alone)).isLessThan(1e-5);
        }
    }

    private static double sum(EntityFeatures features, Tensor pictures) {
        return Ops.item(features.differentiable(pictures, 4).square().sum());
    }

    @Test
    void theSeedDecidesTheFeatures() {
        try (TensorScope scope = TensorScope.open();
                EntityFeatures features = open(folder)) {
            Tensor map = features.map(picture(), 1);
            assertThat(Shapes.dims(map)).containsExactly(8, 8, 12);
            assertThat(Ops.toFloats(features.map(picture(), 1))).isEqualTo(Ops.toFloats(map));
            assertThat(Ops.relativeError(features.map(picture(), 2), map)).isGreaterThan(1e-3);
        }
    }

    @Test
    void theTextTowerMayBeAbsent(@TempDir Path other) throws IOException {
        for (String part : List.of("vae", "unet")) {
            Files.createSymbolicLink(other.resolve(part), folder.resolve(part));
        }
        try (TensorScope scope = TensorScope.open();
                EntityFeatures with = open(folder);
                EntityFeatures without = open(other)) {
            Tensor map = without.map(picture(), 1);
            assertThat(Ops.toFloats(map)).doesNotContain(Float.NaN);
            assertThat(Ops.relativeError(map, with.map(picture(), 1))).isGreaterThan(1e-4);
        }
    }

    @Test
    void averagesUnderEachMask() {
        try (TensorScope scope = TensorScope.open();
                Rng rng = new Rng(5)) {
            Tensor map = rng.normal(3, 4, 6);
            boolean[] left = new boolean[32 * 48];
            for (int i = 0; i < left.length; i++) {
                left[i] = i % 48 < 16;
            }
            float[] values = Ops.toFloats(map);
            float[] means = Ops.toFloats(EntityFeatures.under(
                    map, 1, List.of(new Mask(48, 32, left), Mask.empty(48, 32).inverted())));
            for (int c = 0; c < 3; c++) {
                double sum = 0;
                double all = 0;
                for (int i = 0; i < 24; i++) {
                    all += values[c * 24 + i];
                    sum += i % 6 < 2 ? values[c * 24 + i] : 0;
                }
                assertThat((double) means[c]).isCloseTo(sum / 8, within(1e-5));
                assertThat((double) means[3 + c]).isCloseTo(all / 24, within(1e-5));
            }
        }
    }

    @Test
    void aMaskTooSmallForTheCellsIsRefused() {
        boolean[] speck = new boolean[64 * 64];
        speck[0] = true;
        try (TensorScope scope = TensorScope.open()) {
            assertThatThrownBy(() -> EntityFeatures.under(Ops.zeros(2, 8, 8), 1, List.of(new Mask(64, 64, speck))))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("larger region");
        }
    }

    @Test
    void aThinMaskKeepsItsCellOnTheEnlargedMap() {
        // the four pixels around the centre of the coarse cell, which lie between the centres of the fine ones
        boolean[] inside = new boolean[16 * 16];
        for (int i : new int[] {3, 4}) {
            inside[i * 16 + 3] = true;
            inside[i * 16 + 4] = true;
        }
        Mask mask = new Mask(16, 16, inside);
        assertThat(FeatureCells.under(mask, 4, 4)).containsOnly(false);
        boolean[] kept = FeatureCells.under(mask, 4, 4, 2);
        for (int i = 0; i < kept.length; i++) {
            assertThat(kept[i]).isEqualTo(i % 4 < 2 && i / 4 < 2);
        }
    }

    @Test
    void aCellBelongsFromHalfOfItsFourMiddlePixelsOn() {
        boolean[] inside = new boolean[8 * 8];
        inside[3 * 8 + 3] = true;
        assertThat(FeatureCells.under(new Mask(8, 8, inside), 1, 1)).containsExactly(false);
        inside[3 * 8 + 4] = true;
        assertThat(FeatureCells.under(new Mask(8, 8, inside), 1, 1)).containsExactly(true);
    }

    @Test
    void cancelsBetweenNoisesWithoutLeaking() {
        try (EntityFeatures features = open(folder)) {
            int[] calls = {0};
            Runnable third = () -> {
                if (++calls[0] == 3) {
                    throw new CancelledException("features");
                }
            };
            long before = 0;
            for (int i = 0; i < 3; i++) {
                calls[0] = 0;
                try (TensorScope scope = TensorScope.open()) {
                    assertThatThrownBy(() -> features.map(picture(), 1, third)).isInstanceOf(CancelledException.class);
                }
                before = i == 0 ? NativeRuntime.liveHandles() : before;
            }
            assertThat(NativeRuntime.liveHandles()).isEqualTo(before);
        }
    }

    @Test
    void aMissingPartIsNamed(@TempDir Path other) throws IOException {
        Files.createSymbolicLink(other.resolve("vae"), folder.resolve("vae"));
        Files.createDirectories(other.resolve("unet"));
        Files.copy(folder.resolve("unet/config.json"), other.resolve("unet/config.json"));
        assertThatThrownBy(() -> open(other))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("unet")
                .hasMessageContaining("diffusion_pytorch_model.safetensors");
    }

    @Test
    void theScheduleIsStableDiffusions() throws IOException {
        float[] alphas = NoiseSchedule.STABLE_DIFFUSION.alphasCumprod();
        assertThat(alphas).hasSize(1000);
        // torch.cumprod(1 - torch.linspace(0.00085 ** 0.5, 0.012 ** 0.5, 1000) ** 2, 0) at 0, 261 and 999
        assertThat(alphas[0]).isCloseTo(0.99914998f, within(1e-6f));
        assertThat(alphas[261]).isCloseTo(0.65566903f, within(1e-6f));
        assertThat(alphas[999]).isCloseTo(0.0046600951f, within(1e-7f));
        assertThat(NoiseSchedule.of(ConfigJson.of(
                        "scheduler",
                        new ObjectMapper()
                                .readTree("{\"beta_start\": 0.00085, \"beta_end\": 0.012,"
                                        + " \"beta_schedule\": \"scaled_linear\"}"))))
                .isEqualTo(NoiseSchedule.STABLE_DIFFUSION);
    }
}
