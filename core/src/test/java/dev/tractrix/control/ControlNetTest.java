// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.checkpoint.StateDict;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.Weights;
import dev.tractrix.scene.Fidelity.ResidualAddition;
import dev.tractrix.svd.ControlResiduals;
import dev.tractrix.svd.SpatioTemporalUNet;
import dev.tractrix.svd.SpatioTemporalUNetConfig;
import dev.tractrix.svd.UNetContext;
import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.NativeRuntime;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Rng;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.assertj.core.data.Percentage;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ControlNetTest {
    private static final String SHARED = "\"in_channels\": 4, \"out_channels\": 2, \"block_out_channels\": [8, 16],"
            + "\"down_block_types\": [\"CrossAttnDownBlockSpatioTemporal\", \"DownBlockSpatioTemporal\"],"
            + "\"up_block_types\": [\"UpBlockSpatioTemporal\", \"CrossAttnUpBlockSpatioTemporal\"],"
            + "\"addition_time_embed_dim\": 4, \"projection_class_embeddings_input_dim\": 12,"
            + "\"layers_per_block\": 1, \"cross_attention_dim\": 6, \"num_attention_heads\": 2, \"norm_num_groups\": 4";
    private static final String CONTROL = "{" + SHARED
            + ", \"conditioning_embedding_out_channels\": [2, 3, 4, 5], \"feature_out_channels\": [6, 6, 7, 8]}";
    private static final SpatioTemporalUNetConfig UNET =
            SpatioTemporalUNetConfig.of(ConfigJson.parse("unet", "{" + SHARED + "}"));
    private static final ControlNetConfig NET = ControlNetConfig.of(ConfigJson.parse("control", CONTROL));
    private static final long B = 2;
    private static final long F = 3;

    private final Rng rng = new Rng(5);
    private TensorScope scope;
    private Weights unetWeights;
    private Weights netWeights;
    private SpatioTemporalUNet unet;
    private ControlNet net;
    private Tensor sample;
    private Tensor timestep;
    private Tensor tokens;
    private Tensor ids;
    private Tensor gaussians;
    private Tensor masks;
    private Tensor vectors;

    /** float64, so that a difference quotient has digits left; weights all random, as zero convolutions hide errors. */
    @BeforeEach
    void build() {
        scope = TensorScope.open();
        Params up = randomised(p -> new SpatioTemporalUNet(p, UNET));
        unet = new SpatioTemporalUNet(up, UNET);
        unetWeights = up.finish("unet");
        Params np = randomised(p -> new ControlNet(p, NET));
        net = new ControlNet(np, NET);
        netWeights = np.finish("control");
        sample = noise(B, F, 4, 5, 6); // an odd height: halving rounds it
        timestep = Ops.tensor(new float[] {0.4f, -1.1f}, B);
        tokens = noise(B, 1, 6);
        ids = Ops.tensor(new float[] {6, 127, 0.02f, 7, 40, 0.1f}, B, 3);
        gaussians = noise(F, 3, 40, 48);
        masks = discs();
        vectors = noise(2, 6);
    }

    @AfterEach
    void free() {
        unetWeights.close();
        netWeights.close();
        rng.close();
        scope.close();
    }

    private Params randomised(Consumer<Params> model) {
        Params shapes = Params.shapes();
        model.accept(shapes);
        Map<String, Tensor> values = new LinkedHashMap<>();
        shapes.finish("shapes").tensors().forEach((name, t) -> values.put(name, Ops.mul(noise(Shapes.dims(t)), 0.25)));
        return Params.from(new StateDict("random", values, Map.of()), new Device("cpu"), ScalarType.Double);
    }

    private Tensor noise(long... shape) {
        return rng.normal(shape).to(ScalarType.Double);
    }

    private static Tensor discs() {
        float[] m = new float[(int) (F * 2 * 40 * 48)];
        for (int f = 0; f < F; f++) {
            for (int y = 0; y < 40; y++) {
                for (int x = 0; x < 48; x++) {
                    int first = Math.hypot(x - 10 - 5 * f, y - 8) < 6 ? 1 : 0;
                    // The second touches the border, where the padding must not matter.
                    int second = first == 0 && Math.hypot(x - 44, y - 39 + 3 * f) < 9 ? 1 : 0;
                    m[((f * 2) * 40 + y) * 48 + x] = first;
                    m[((f * 2 + 1) * 40 + y) * 48 + x] = second;
                }
            }
        }
        return Ops.tensor(m, F, 2, 40, 48).to(ScalarType.Double);
    }

    private Tensor predict() {
        Tensor embedding = net.embed(gaussians, masks, vectors);
        ControlResiduals residuals = net.forward(sample, timestep, net.prepare(tokens, F), ids, embedding, 0.7);
        return unet.forward(sample, timestep, tokens, ids, residuals, ResidualAddition.ONCE);
    }

    private double loss(Tensor weights) {
        return Guards.noGrad(
                () -> TensorScope.inside(() -> Ops.item(predict().mul(weights).sum())));
    }

    @Test
    void gradientsAreTheDerivative() {
        Tensor weights = noise(B, F, 2, 5, 6);
        Map<String, Tensor> all = new HashMap<>();
        unetWeights.tensors().forEach((name, t) -> all.put("unet." + name, t));
        netWeights.tensors().forEach((name, t) -> all.put("control." + name, t));
        all.values().forEach(t -> t.set_requires_grad(true));
        TensorScope.inside(() -> {
            predict().mul(weights).sum().backward();
            return null;
        });

        double expected = 0;
        double step = 1e-5;
        Map<String, Tensor> directions = new HashMap<>();
        for (Map.Entry<String, Tensor> e : all.entrySet()) {
            Tensor grad = e.getValue().grad();
            // Softmax over a single key is 1: these cannot matter.
            boolean inert = e.getKey().matches(".*attn2\\.to_[qk]\\.weight|.*transformer_blocks\\.\\d+\\.norm2\\..*");
            assertThat(grad.defined()).as(e.getKey()).isEqualTo(!inert);
            if (!inert) {
                double norm = Ops.item(grad.norm());
                assertThat(norm).as(e.getKey()).isFinite();
                Tensor d = noise(Shapes.dims(grad));
                directions.put(e.getKey(), d);
                expected += Ops.item(grad.mul(d).sum());
            }
        }
        all.values().forEach(t -> t.set_requires_grad(false));
        double up = shifted(all, directions, step, weights);
        double down = shifted(all, directions, -2 * step, weights);
        assertThat((up - down) / (2 * step)).isCloseTo(expected, Percentage.withPercentage(1e-3));
    }

    private double shifted(Map<String, Tensor> all, Map<String, Tensor> directions, double step, Tensor weights) {
        Guards.noGrad(() -> {
            directions.forEach((name, d) -> Ops.addInPlace(all.get(name), d, step));
            return null;
        });
        return loss(weights);
    }

    @Test
    void recordingChangesNothing() {
        Tensor recorded = predict();
        Tensor free = Guards.inference(this::predict);
        assertThat(Ops.relativeError(free, recorded)).isLessThan(1e-12);
    }

    @Test
    void entityVectorsOverMasksAreTheFullMap() {
        Tensor map = Ops.einsum("fkhw,kc->fchw", masks, vectors);
        Tensor full = net.embedDense(gaussians, map);
        assertThat(Ops.relativeError(net.embed(gaussians, masks, vectors), full))
                .isLessThan(1e-12);
        assertThat(Ops.relativeError(Guards.inference(() -> net.embed(gaussians, masks, vectors)), full))
                .isLessThan(1e-12);
    }

    @Test
    void noEntityIsAnEmptyMap() {
        Tensor none = net.embed(gaussians, masks.narrow(1, 0, 0), vectors.narrow(0, 0, 0));
        Tensor full = net.embedDense(gaussians, Ops.zeros(F, 6, 40, 48).to(ScalarType.Double));
        assertThat(Ops.relativeError(none, full)).isLessThan(1e-12);
    }

    @Test
    void branchesAddUp() {
        Tensor both = net.embed(gaussians, masks, vectors);
        Tensor sum = net.embed(gaussians, null, null).add(net.embed(null, masks, vectors));
        assertThat(Ops.relativeError(both, sum)).isLessThan(1e-12);
    }

    @Test
    void bothHalvesOfTheGuidanceShareOneEmbedding() {
        Tensor embedding = net.embed(gaussians, masks, vectors);
        UNetContext context = net.prepare(tokens, F);
        ControlResiduals shared = net.forward(sample, timestep, context, ids, embedding, 1);
        ControlResiduals twice = net.forward(sample, timestep, context, ids, embedding.repeat(2, 1, 1, 1), 1);
        assertThat(Ops.relativeError(shared.mid(), twice.mid())).isZero();
    }

    @Test
    void aNewControlNetChangesNothingAndKnowsWhatTheUNetKnows() {
        Params p = Params.random(3);
        ControlNet fresh = new ControlNet(p, NET);
        try (Weights own = p.finish("control")) {
            ControlNet.initialise(own, unetWeights, false);
            assertThat(Ops.relativeError(
                            own.tensors().get("down_blocks.0.resnets.0.spatial_res_block.conv1.weight"),
                            unetWeights.tensors().get("down_blocks.0.resnets.0.spatial_res_block.conv1.weight")))
                    .isLessThan(1e-6);
            assertThat(Ops.relativeError(
                            own.tensors().get("add_embedding.linear_1.weight"),
                            unetWeights.tensors().get("add_embedding.linear_1.weight")))
                    .isGreaterThan(0.1);
            Tensor x = sample.to(ScalarType.Float);
            ControlResiduals residuals = fresh.forward(
                    x,
                    timestep,
                    fresh.prepare(tokens.to(ScalarType.Float), F),
                    ids,
                    fresh.embed(
                            gaussians.to(ScalarType.Float), masks.to(ScalarType.Float), vectors.to(ScalarType.Float)),
                    1);
            assertThat(residuals.down()).hasSize(4).allMatch(t -> Ops.item(t.norm()) == 0);
            assertThat(Ops.item(residuals.mid().norm())).isZero();
        }
    }

    @Test
    void interleavedTokensAreTheSameOneVideoAtATime() {
        Tensor both = unet.forward(
                sample, timestep, unet.prepareInterleaved(tokens, 0, B, F), ids, null, ResidualAddition.ONCE);
        assertThat(Ops.relativeError(both, unet.forward(sample, timestep, tokens, ids, null, null)))
                .isGreaterThan(1e-4);
        for (int b = 0; b < B; b++) {
            Tensor one = unet.forward(
                    sample.narrow(0, b, 1),
                    timestep.narrow(0, b, 1),
                    unet.prepareInterleaved(tokens, b, 1, F),
                    ids.narrow(0, b, 1),
                    null,
                    null);
            assertThat(Ops.relativeError(one, both.narrow(0, b, 1))).isLessThan(1e-12);
        }
    }

    @Test
    void anothersContextIsRefused() {
        UNetContext context = unet.prepare(tokens, F);
        Tensor embedding = net.embed(gaussians, masks, vectors);
        assertThatThrownBy(() -> net.forward(sample, timestep, context, ids, embedding, 1))
                .hasMessageContaining("another model");
    }

    @Test
    void aSampleOfAnotherShapeIsRefused() {
        assertThatThrownBy(() -> unet.forward(sample.narrow(2, 0, 3), timestep, tokens, ids, null, null))
                .hasMessageContaining("sample: expected shape [2, 3, 4, -1, -1], got [2, 3, 3, 5, 6]");
    }

    @Test
    void anUnknownBlockTypeIsRefused() {
        String json = "{" + SHARED.replace("\"DownBlockSpatioTemporal\"", "\"DownBlock3D\"") + "}";
        assertThatThrownBy(() -> SpatioTemporalUNetConfig.of(ConfigJson.parse("config.json", json)))
                .hasMessageContaining("config.json: down_block_types: expected one of")
                .hasMessageContaining("got DownBlock3D");
    }

    @Test
    void nothingIsLeftBehind() {
        Tensor embedding = net.embed(gaussians, masks, vectors);
        UNetContext netContext = net.prepare(tokens, F);
        UNetContext unetContext = unet.prepare(tokens, F);
        Runnable step = () -> Guards.inference(() -> TensorScope.inside(() -> {
            ControlResiduals r = net.forward(sample, timestep, netContext, ids, embedding, 1);
            return Ops.item(unet.forward(sample, timestep, unetContext, ids, r, ResidualAddition.REPEATED)
                    .sum());
        }));
        step.run();
        long before = NativeRuntime.liveHandles();
        step.run();
        assertThat(NativeRuntime.liveHandles()).isEqualTo(before);
    }
}
