// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tractrix.checkpoint.Fixture;
import dev.tractrix.checkpoint.Safetensors;
import dev.tractrix.checkpoint.StateDict;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Picture;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.Weights;
import dev.tractrix.selection.Candidate;
import dev.tractrix.selection.Prompt;
import dev.tractrix.tensor.Ops;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SamPredictorTest {
    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");
    private static final Path PTH = Path.of("src/test/resources/sam/official.pth");

    @TempDir
    Path folder;

    /** The zip of a pickle that segment-anything's authors publish, with their names, is a whole model. */
    @Test
    void anOfficialFileIsRead() throws IOException {
        String tiny = """
                {"vision_config": {"hidden_size": 16, "image_size": 32, "patch_size": 8, "num_hidden_layers": 1,
                "num_attention_heads": 2, "window_size": 3, "global_attn_indexes": [], "mlp_ratio": 2.0,
                "output_channels": 16, "num_pos_feats": 8}, "prompt_encoder_config": {"hidden_size": 16,
                "image_size": 32, "patch_size": 8, "mask_input_channels": 4}, "mask_decoder_config": {"hidden_size": 16,
                "mlp_dim": 16, "num_attention_heads": 2, "iou_head_hidden_dim": 8, "layer_norm_eps": 1e-5}}
                """;
        Files.writeString(folder.resolve("config.json"), tiny);
        Files.copy(PTH, folder.resolve("model.pth"));
        try (SamSelector selector = new SamSelector(SegmentModels.open(folder, null))) {
            Picture picture = picture(50, 30);
            selector.setImage(picture);
            List<Candidate> one = selector.select(Prompt.at(20, 10));
            assertThat(one)
                    .hasSize(3)
                    .allSatisfy(c -> assertThat(c.mask().width()).isEqualTo(50));
            assertThat(one).extracting(Candidate::score).isSortedAccordingTo((a, b) -> Double.compare(b, a));
            assertThat(selector.select(Prompt.at(20, 10).not(3, 3))).hasSize(1);
            assertThat(selector.select(Prompt.in(3, 3, 40, 20))).hasSize(1);
        }
        assertThatThrownBy(() -> SegmentModels.open(PTH, null))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("ViT-B, L or H");
    }

    /** A second click is answered with the first's best mask in view; anything but more clicks begins anew. */
    @Test
    void aSecondClickSeesTheFirstAnswer() {
        Prompt first = Prompt.at(20, 10);
        Prompt second = first.not(3, 3);
        Prompt other = Prompt.at(21, 10).not(3, 3);
        try (Fixture fixture = Fixture.read(FIXTURES.resolve("sam-predictor/grown"))) {
            SamPredictor predictor = predictor(fixture, null);
            predictor.setImage(picture(40, 30));
            boolean[] corrected;
            boolean[] fresh;
            boolean[] freshOther;
            try (SamPredictor.Answer one = predictor.predict(first, null, true)) {
                int best = 0;
                for (int i = 1; i < one.scores().length; i++) {
                    best = one.scores()[i] > one.scores()[best] ? i : best;
                }
                try (Tensor low = one.low().narrow(0, best, 1)) {
                    corrected = inside(predictor, second, low);
                }
                fresh = inside(predictor, second, null);
                freshOther = inside(predictor, other, null);
            }
            assertThat(corrected).isNotEqualTo(fresh);
            try (SamSelector selector = new SamSelector(predictor)) {
                selector.setImage(picture(40, 30));
                selector.select(first);
                assertThat(selector.select(second).get(0).mask().inside()).isEqualTo(corrected);
                assertThat(selector.select(other).get(0).mask().inside()).isEqualTo(freshOther);
                selector.setImage(picture(40, 30));
                assertThat(selector.select(second).get(0).mask().inside()).isEqualTo(fresh);
            }
        }
    }

    private static boolean[] inside(SamPredictor predictor, Prompt prompt, Tensor previous) {
        try (SamPredictor.Answer answer = predictor.predict(prompt, previous, false)) {
            float[] logits = Ops.toFloats(answer.logits());
            boolean[] in = new boolean[logits.length];
            for (int i = 0; i < in.length; i++) {
                in[i] = logits[i] > 0;
            }
            return in;
        }
    }

    @Test
    void whatIsNoSegmentationModelIsRefused() throws IOException {
        Path other = folder.resolve("other.safetensors");
        try (Tensor t = Ops.ones(2)) {
            Safetensors.write(Map.of("a", t), Map.of(), other);
        }
        assertThatThrownBy(() -> SegmentModels.open(other, null))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("no tensor image_encoder.patch_embed.proj.weight");
        assertThatThrownBy(() -> SegmentModels.open(folder.resolve("none.pth"), null))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("no such file");
        Files.move(other, folder.resolve("model.safetensors"));
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"detr\"}");
        assertThatThrownBy(() -> SegmentModels.open(folder, null))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("sam, sam2 or sam2_video");
    }

    /** What is remembered of a picture answers as what was just seen; a damaged file is made again. */
    @Test
    void embeddingsAreKept() throws IOException {
        Picture picture = picture(61, 47);
        float[] fresh = answer(null, picture);
        EmbeddingCache cache = new EmbeddingCache(folder.resolve("cache"), "weights");
        assertThat(answer(cache, picture)).isEqualTo(fresh);
        List<Path> files = files();
        assertThat(files).hasSize(1);
        assertThat(answer(cache, picture)).isEqualTo(fresh);
        byte[] whole = Files.readAllBytes(files.get(0));
        Files.write(files.get(0), new byte[] {1, 2, 3});
        assertThat(answer(cache, picture)).isEqualTo(fresh);
        assertThat(Files.readAllBytes(files.get(0))).isEqualTo(whole);
        // zeros in the place of what was seen must show, else nothing was read
        try (StateDict stored = Safetensors.read(files.get(0));
                Tensor nothing = Ops.zerosLike(stored.get("embedding"))) {
            Safetensors.write(Map.of("embedding", nothing), Map.of(), folder.resolve("cache/zeros.safetensors"));
        }
        Files.move(
                folder.resolve("cache/zeros.safetensors"),
                files.get(0),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThat(answer(cache, picture)).isNotEqualTo(fresh);
        picture.rgb()[0]++;
        answer(cache, picture);
        assertThat(files()).hasSize(2);
        answer(new EmbeddingCache(folder.resolve("cache"), "other weights"), picture);
        assertThat(files()).hasSize(3);
    }

    @Test
    void promptsThatDoNotFitAreRefused() {
        try (Fixture fixture = Fixture.read(FIXTURES.resolve("sam-predictor/grown"));
                SamPredictor predictor = predictor(fixture, null)) {
            assertThatThrownBy(() -> predictor.predict(Prompt.at(1, 1), null, true))
                    .isInstanceOf(IllegalStateException.class);
            predictor.setImage(picture(40, 30));
            for (Prompt bad : List.of(
                    Prompt.at(40, 3),
                    Prompt.in(4, 4, 4, 9),
                    Prompt.at(3, 3).not(3, 3),
                    new Prompt(List.of(), List.of(new Prompt.Point(1, 1)), Optional.empty()))) {
                assertThatThrownBy(() -> predictor.predict(bad, null, true)).isInstanceOf(BadInputException.class);
            }
        }
    }

    private static float[] answer(EmbeddingCache cache, Picture picture) {
        try (Fixture fixture = Fixture.read(FIXTURES.resolve("sam-predictor/grown"));
                SamPredictor predictor = predictor(fixture, cache)) {
            predictor.setImage(picture);
            try (SamPredictor.Answer answer = predictor.predict(Prompt.at(20, 10), null, true)) {
                return Ops.toFloats(answer.logits());
            }
        }
    }

    private static SamPredictor predictor(Fixture fixture, EmbeddingCache cache) {
        Params params = Params.from(SamNames.forModel(fixture.model()));
        SamModel model = new SamModel(params, SamConfig.of(fixture.config()));
        Weights weights = params.finish("SamModel");
        return new SamPredictor(model, weights, cache);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(folder.resolve("cache"))) {
            return all.toList();
        }
    }

    private static Picture picture(int width, int height) {
        Picture picture = Picture.black(width, height);
        for (int i = 0; i < picture.rgb().length; i++) {
            picture.rgb()[i] = (byte) (i * 7919 % 251);
        }
        return picture;
    }
}
