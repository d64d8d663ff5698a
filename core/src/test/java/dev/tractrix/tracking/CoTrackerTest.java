// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.checkpoint.Safetensors;
import dev.tractrix.checkpoint.StateDict;
import dev.tractrix.data.LayeredScenes;
import dev.tractrix.data.SceneSpec;
import dev.tractrix.data.SyntheticScene;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Picture;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.Weights;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CoTrackerTest {
    private static final Path SHAPES = Path.of("src/test/resources/shapes");

    /** All but the two embeddings, which hold nothing learned and are computed where they are missing. */
    @ParameterizedTest
    @ValueSource(strings = {"cotracker2", "cotracker3-offline", "cotracker3-online"})
    void hasThePublishedTensors(String name) throws IOException {
        JsonNode published =
                new ObjectMapper().readTree(SHAPES.resolve(name + ".json").toFile());
        Params params = Params.shapes();
        CoTrackerModel.of(params, CoTrackerConfig.of(ConfigJson.of(name, published.get("config"))));
        TreeMap<String, String> expected = new TreeMap<>();
        published
                .get("tensors")
                .properties()
                .forEach(e -> expected.put(e.getKey(), e.getValue().toString()));
        assertThat(expected.remove("time_emb")).isNotNull();
        expected.remove("pos_emb");
        TreeMap<String, String> got = new TreeMap<>();
        try (Weights weights = params.finish(name)) {
            weights.tensors().forEach((key, t) -> got.put(key, Shapes.of(t).replace(" ", "")));
        }
        assertThat(got).isEqualTo(expected).hasSizeGreaterThan(150);
    }

    @Test
    void theVersionIsReadFromTheWeights() {
        try (TensorScope scope = TensorScope.open()) {
            Tensor virtual = Ops.meta(1, 64, 1, 384);
            Map<String, Tensor> two = Map.of("time_emb", Ops.meta(1, 8, 456), "updateformer.virual_tracks", virtual);
            Map<String, Tensor> offline = Map.of(
                    "time_emb", Ops.meta(1, 60, 1110),
                    "updateformer.virual_tracks", virtual,
                    "corr_mlp.fc1.weight", Ops.meta(384, 2401));
            Map<String, Tensor> online = Map.of(
                    "time_emb", Ops.meta(1, 16, 1110),
                    "updateformer.virual_tracks", virtual,
                    "corr_mlp.fc1.weight", Ops.meta(384, 2401));
            assertThat(CoTrackerConfig.of(new StateDict("a", two, Map.of())))
                    .isEqualTo(new CoTrackerConfig(2, true, 8, 384, 512, 64));
            assertThat(CoTrackerConfig.of(new StateDict("a", offline, Map.of())))
                    .isEqualTo(new CoTrackerConfig(3, false, 60, 384, 512, 64));
            assertThat(CoTrackerConfig.of(new StateDict("a", online, Map.of())))
                    .isEqualTo(new CoTrackerConfig(3, true, 16, 384, 512, 64));
        }
    }

    @Test
    void otherWeightsAreRefused(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("other.safetensors");
        try (TensorScope scope = TensorScope.open()) {
            Safetensors.write(Map.of("conv1.weight", Ops.zeros(2)), Map.of(), file);
        }
        // some other model's, which says nothing of these
        Files.writeString(folder.resolve("config.json"), "{\"_class_name\": \"AutoencoderKL\"}");
        assertThatThrownBy(() -> CoTracker.open(file))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("weights of Co-Tracker");
    }

    /** Untrained weights find nothing, but places, frames and windows go where they belong. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void tracksBothWaysThroughWindows(int version) {
        SyntheticScene scene = LayeredScenes.scene(SceneSpec.of(80, 48, 7), 3, 0);
        Params params = Params.random(5);
        CoTrackerConfig config = new CoTrackerConfig(version, true, 4, 64, 96, 4);
        CoTrackerModel model = CoTrackerModel.of(params, config);
        List<PointQuery> queries =
                List.of(new PointQuery(0, 10, 12), new PointQuery(6, 79, 47), new PointQuery(3, 0, 0));
        try (CoTracker tracker = CoTracker.of(model, params.finish("model"))) {
            PointTracks both = tracker.track(scene.frames(), queries, PointTracker.Reach.BOTH);
            PointTracks forward = tracker.track(scene.frames(), queries, PointTracker.Reach.FORWARD);

            for (int q = 0; q < 3; q++) {
                int own = queries.get(q).frame();
                assertThat(both.x()[q][own]).isEqualTo(queries.get(q).x());
                assertThat(both.visible()[q][own]).isTrue();
                for (int f = 0; f < 7; f++) {
                    assertThat(both.x()[q][f]).isFinite();
                    assertThat(forward.confidence()[q][f] == 0).isEqualTo(f < own);
                    assertThat(both.confidence()[q][f]).isPositive();
                }
            }
            assertThat(tracker.track(scene.frames().subList(0, 2), List.of(queries.get(0)))
                            .frames())
                    .isEqualTo(2);
        }
    }

    /** Frame by frame the tracks are those of the clip as a whole, and are there as soon as a window is. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void aClipThatComesFrameByFrameIsFollowedAlike(int version) {
        SyntheticScene scene = LayeredScenes.scene(SceneSpec.of(80, 48, 7), 3, 0);
        Params params = Params.random(5);
        CoTrackerConfig config = new CoTrackerConfig(version, true, 4, 64, 96, 4);
        CoTrackerModel model = CoTrackerModel.of(params, config);
        List<PointQuery> queries =
                List.of(new PointQuery(0, 10, 12), new PointQuery(6, 79, 47), new PointQuery(3, 0, 0));
        try (CoTracker tracker = CoTracker.of(model, params.finish("model"));
                CoTrackerStream stream = tracker.stream(80, 48, queries, true)) {
            PointTracks whole = tracker.track(scene.frames(), queries, PointTracker.Reach.FORWARD);
            int[] known = {0, 0, 0, 4, 4, 6, 6};
            for (int f = 0; f < 7; f++) {
                assertThat(stream.add(scene.frames().get(f))).isEqualTo(f == 3 || f == 5);
                assertThat(stream.known()).isEqualTo(known[f]);
            }
            // the second point's frame has not come
            assertThat(stream.tracks().queries()).containsExactly(queries.get(0), queries.get(2));
            stream.end();
            PointTracks streamed = stream.tracks();

            assertThat(streamed.queries()).isEqualTo(queries);
            for (int q = 0; q < 3; q++) {
                for (int f = 0; f < 7; f++) {
                    assertThat(streamed.x()[q][f]).isCloseTo(whole.x()[q][f], within(1e-3));
                    assertThat(streamed.y()[q][f]).isCloseTo(whole.y()[q][f], within(1e-3));
                    assertThat(streamed.confidence()[q][f]).isCloseTo(whole.confidence()[q][f], within(1e-4f));
                }
            }
            assertThatThrownBy(() -> stream.add(scene.frames().get(0))).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void whatCannotBeFollowedAsItComesIsRefused() {
        Params params = Params.random(5);
        CoTrackerModel model = CoTrackerModel.of(params, new CoTrackerConfig(3, true, 4, 32, 32, 2));
        PointQuery late = new PointQuery(5, 3, 3);
        try (CoTracker tracker = CoTracker.of(model, params.finish("model"))) {
            assertThatThrownBy(() -> tracker.stream(40, 30, List.of(new PointQuery(0, 40, 3)), false))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("inside 40x30");
            assertThatThrownBy(() -> tracker.stream(40, 30, List.of(), false)).isInstanceOf(BadInputException.class);
            try (CoTrackerStream stream = tracker.stream(40, 30, List.of(late), false)) {
                stream.add(Picture.black(40, 30));
                assertThatThrownBy(() -> stream.add(Picture.black(30, 40)))
                        .isInstanceOf(BadInputException.class)
                        .hasMessageContaining("frame 1: expected 40x30 like the first, got 30x40");
                stream.add(Picture.black(40, 30));
                assertThatThrownBy(stream::end)
                        .isInstanceOf(BadInputException.class)
                        .hasMessageContaining("a frame of 0..1, got 5");
            }
        }
        Params whole = Params.random(5);
        CoTrackerModel atOnce = CoTrackerModel.of(whole, new CoTrackerConfig(3, false, 8, 32, 32, 2));
        try (CoTracker tracker = CoTracker.of(atOnce, whole.finish("model"))) {
            assertThatThrownBy(() -> tracker.stream(40, 30, List.of(late), false))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("scaled_online.pth");
        }
    }
}
