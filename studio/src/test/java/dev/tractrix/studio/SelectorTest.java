// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.studio.store.ContentFiles;
import dev.tractrix.studio.store.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What answers a click: the classical selector, or a segmentation model as soon as one is in the store. */
class SelectorTest {
    private static final String TINY = """
            {"model_type": "sam", "vision_config": {"hidden_size": 16, "image_size": 32, "patch_size": 8,
            "num_hidden_layers": 1, "num_attention_heads": 2, "window_size": 3, "global_attn_indexes": [], "mlp_ratio": 2.0,
            "output_channels": 16, "num_pos_feats": 8}, "prompt_encoder_config": {"hidden_size": 16,
            "image_size": 32, "patch_size": 8, "mask_input_channels": 4}, "mask_decoder_config": {"hidden_size": 16,
            "mlp_dim": 16, "num_attention_heads": 2, "iou_head_hidden_dim": 8, "layer_norm_eps": 1e-5}}
            """;

    @TempDir
    static Path data;

    private static RunningStudio studio;

    @BeforeAll
    static void start() {
        studio = RunningStudio.on(data);
    }

    @AfterAll
    static void stop() {
        studio.close();
    }

    @Test
    void aModelInTheStoreAnswersClicksAndWithoutItTheClassicalOne() throws IOException {
        String image = studio.image();
        ObjectNode click = Json.object();
        click.putArray("positive").addArray().add(44).add(48);
        assertThat(select(image, click).get("selector").asText()).isEqualTo("classical");

        Path model = dev.tractrix.models.ModelStore.folder().resolve("tiny-sam-of-a-test");
        try {
            Files.createDirectories(model);
            Files.copy(Path.of("../core/src/test/resources/sam/official.pth"), model.resolve("model.pth"));
            Files.writeString(model.resolve("config.json"), TINY);
            JsonNode found = select(image, click);
            assertThat(found.get("selector").asText()).isEqualTo("tiny-sam-of-a-test");
            assertThat(found.get("candidates")).isNotEmpty();
            // it selects and cannot make clips
            assertThat(studio.get("/models").expect(200).get("models").findValuesAsText("name"))
                    .doesNotContain("tiny-sam-of-a-test");
            assertThat(studio.get("/system").expect(200).get("selector").asText())
                    .isEqualTo("tiny-sam-of-a-test");
            try (var seen = Files.walk(data.resolve("derived").resolve("seen"))) {
                assertThat(seen.filter(Files::isRegularFile))
                        .as("what it saw is kept")
                        .isNotEmpty();
            }
        } finally {
            ContentFiles.deleteQuietly(model);
        }
        assertThat(select(image, click).get("selector").asText()).isEqualTo("classical");
    }

    @Test
    void whatCouldBeDraggedIsProposed() {
        JsonNode found =
                studio.post("/images/" + studio.image() + "/proposals", null).expect(200);
        // the bright square is 48 x 48 pixels
        assertThat(found.get("proposals"))
                .anySatisfy(p -> assertThat(p.get("area").asInt()).isBetween(1800, 3000));
    }

    @Test
    void aClickNeedNotWaitForTheProposals() throws Exception {
        String image = studio.image();
        CompletableFuture<JsonNode> proposals = CompletableFuture.supplyAsync(
                () -> studio.post("/images/" + image + "/proposals", null).expect(200));
        Thread.sleep(400);
        ObjectNode click = Json.object();
        click.putArray("positive").addArray().add(44).add(48);
        double seconds = select(image, click).get("seconds").asDouble();
        assertThat(seconds)
                .isLessThan(proposals.get(5, TimeUnit.MINUTES).get("seconds").asDouble() / 2);
    }

    private static JsonNode select(String image, ObjectNode click) {
        return studio.post("/images/" + image + "/segmentations", click).expect(200);
    }
}
