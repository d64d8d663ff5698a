// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tractrix.checkpoint.Safetensors;
import dev.tractrix.checkpoint.StateDict;
import dev.tractrix.image.Mask;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.Disc;
import dev.tractrix.scene.Entity;
import dev.tractrix.scene.Fidelity;
import dev.tractrix.scene.LoadedScene;
import dev.tractrix.scene.Region;
import dev.tractrix.scene.Scene;
import dev.tractrix.scene.Trajectory;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every fixture of control maps and of incircles, bit for bit: both sides draw whole bytes. */
class ControlMapsFixtureTest {
    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");

    /** What a case does with a fixture's tensors. */
    private interface Comparison {
        void run(JsonNode config, StateDict in, StateDict out);
    }

    @TestFactory
    Stream<DynamicTest> controlMaps() throws IOException {
        return each("control-maps", (config, in, out) -> {
            Fidelity fidelity = Fidelity.parse(config.get("fidelity").asText());
            List<Mask> masks = masks(in.get("masks"), fidelity.maskThreshold().grey());
            long frames = in.get("trajectories").size(1);
            float[] points = floats(in.get("trajectories"));
            float[] features = floats(in.get("features"));
            List<Entity> entities = new ArrayList<>();
            List<float[]> embeddings = new ArrayList<>();
            for (int e = 0; e < masks.size(); e++) {
                double[][] path = new double[(int) frames][2];
                for (int f = 0; f < frames; f++) {
                    path[f][0] = points[2 * (int) (e * frames + f)];
                    path[f][1] = points[2 * (int) (e * frames + f) + 1];
                }
                // the masks are at hand: the region is never drawn
                entities.add(
                        Entity.thing("e" + e, new Region.Whole(), Trajectory.evenly(path, Trajectory.Anchor.PATH)));
                int channels = features.length / masks.size();
                float[] feature = Arrays.copyOfRange(features, e * channels, (e + 1) * channels);
                embeddings.add(EntityEmbedding.of(feature, fidelity.entityEmbedding()));
            }
            int width = masks.get(0).width();
            int height = masks.get(0).height();
            Scene scene = Scene.of(Path.of("none.png"), width, height, entities);
            LoadedScene loaded = new LoadedScene(scene, Picture.black(width, height), masks, List.of());
            ControlMaps maps = ControlMaps.draw(
                    loaded,
                    (int) frames,
                    fidelity,
                    config.get("width").asInt(),
                    config.get("height").asInt());
            compareDiscs(maps, fidelity, floats(out.get("radius")), floats(out.get("centre")));
            float[] gaussians = floats(out.get("controlnet_cond"));
            float[] wholes = floats(out.get("ids_embedding"));
            for (int f = 0; f < frames; f++) {
                assertThat(maps.gaussian(f)).as("Gaussian, frame %d", f).isEqualTo(slice(gaussians, f, (int) frames));
                assertThat(maps.entities().get(f).materialise(embeddings))
                        .as("entity map, frame %d", f)
                        .isEqualTo(slice(wholes, f, (int) frames));
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> incircles() throws IOException {
        return each("incircle", (config, in, out) -> {
            List<Mask> masks = masks(in.get("masks"), 255);
            float[] radii = floats(out.get("radius"));
            float[] centres = floats(out.get("centre"));
            float[] depths = floats(out.get("depth"));
            for (int i = 0; i < masks.size(); i++) {
                Incircle incircle = Incircle.of(masks.get(i));
                assertThat(incircle)
                        .as("mask %d", i)
                        .isEqualTo(new Incircle((int) centres[2 * i], (int) centres[2 * i + 1], (int) radii[i]));
                assertThat(
                                Incircle.distances(masks.get(i))[
                                        incircle.y() * masks.get(i).width() + incircle.x()])
                        .isEqualTo(depths[i]);
            }
        });
    }

    private static Stream<DynamicTest> each(String component, Comparison comparison) throws IOException {
        List<Path> folders;
        try (Stream<Path> found = Files.list(FIXTURES.resolve(component))) {
            folders = found.sorted().toList();
        }
        assertThat(folders).isNotEmpty();
        return folders.stream()
                .map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> {
                    JsonNode fixture = new ObjectMapper()
                            .readTree(folder.resolve("fixture.json").toFile());
                    try (TensorScope scope = TensorScope.open();
                            StateDict in = Safetensors.read(folder.resolve("inputs.safetensors"));
                            StateDict out = Safetensors.read(folder.resolve("outputs.safetensors"))) {
                        comparison.run(fixture.get("config"), in, out);
                    }
                }));
    }

    private static void compareDiscs(ControlMaps maps, Fidelity fidelity, float[] radii, float[] centres) {
        for (int e = 0; e < maps.layers().size(); e++) {
            for (int f = 0; f < maps.frames(); f++) {
                Disc disc = maps.layers().get(e).discs()[f];
                if (disc != null) {
                    int cap = fidelity.radiusCap() == Fidelity.RadiusCap.DEMO ? 50 : Integer.MAX_VALUE;
                    assertThat(Math.min(cap, disc.radius())).as("radius %d", e).isEqualTo(radii[e]);
                    assertThat(disc.x()).as("x %d, %d", e, f).isEqualTo(centres[2 * (e * maps.frames() + f)]);
                    assertThat(disc.y()).as("y %d, %d", e, f).isEqualTo(centres[2 * (e * maps.frames() + f) + 1]);
                }
            }
        }
    }

    /** (N, height, width) bytes. */
    private static List<Mask> masks(Tensor stack, int threshold) {
        byte[] grey = Ops.toBytes(stack);
        int height = (int) stack.size(1);
        int width = (int) stack.size(2);
        List<Mask> masks = new ArrayList<>();
        for (int n = 0; n < stack.size(0); n++) {
            boolean[] inside = new boolean[height * width];
            for (int i = 0; i < inside.length; i++) {
                inside[i] = (grey[n * inside.length + i] & 0xff) >= threshold;
            }
            masks.add(new Mask(width, height, inside));
        }
        return masks;
    }

    private static float[] floats(Tensor tensor) {
        return Ops.toFloats(tensor);
    }

    private static float[] slice(float[] all, int part, int parts) {
        int length = all.length / parts;
        return Arrays.copyOfRange(all, part * length, (part + 1) * length);
    }
}
