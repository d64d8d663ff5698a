// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import dev.tractrix.checkpoint.Fixture;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.Weights;
import dev.tractrix.pipeline.FixtureRunner;
import dev.tractrix.svd.SpatioTemporalUNet;
import dev.tractrix.svd.SpatioTemporalUNetConfig;
import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Recomputed;
import dev.tractrix.training.EdmObjective.MaskMean;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.bytedeco.pytorch.Tensor;

/** The golden fixtures of training, for {@link FixtureRunner#run(java.nio.file.Path, Map)}. */
public final class TrainingFixtures {
    /** Every numeric step of training, by the fixture's component name. */
    public static final Map<String, FixtureRunner.Step> STEPS =
            Map.of("training-objective", f -> objective(f, 1, false));

    private TrainingFixtures() {}

    /**
     * The loss over everything and over the mask, with each parameter's gradient.
     *
     * @param parts micro-batches whose gradients are averaged; divides the batch
     * @param recompute whether activations are computed again in the backward pass
     */
    static Map<String, Tensor> objective(Fixture f, int parts, boolean recompute) {
        Params params = Params.from(f.model());
        SpatioTemporalUNet unet = new SpatioTemporalUNet(params, SpatioTemporalUNetConfig.of(f.config()));
        try (Weights weights = params.finish("SpatioTemporalUNet")) {
            Map<String, Tensor> out = new HashMap<>();
            Guards.noGrad(() -> out.put(
                    "loss_masked_inside",
                    loss(
                                    unet,
                                    f,
                                    f.input("mask"),
                                    MaskMean.INSIDE,
                                    0,
                                    f.input("latents").size(0))
                            .view(1)));
            return Guards.grad(() -> {
                weights.tensors().values().forEach(t -> t.set_requires_grad(true));
                out.put("loss", accumulated(unet, f, null, parts, recompute));
                takeGradients(weights, "grad.", out);
                out.put("loss_masked", accumulated(unet, f, f.input("mask"), parts, recompute));
                takeGradients(weights, "grad_masked.", out);
                return out;
            });
        }
    }

    /** The mean of the micro-batches' losses, (1), after its backward pass. */
    private static Tensor accumulated(SpatioTemporalUNet unet, Fixture f, Tensor mask, int parts, boolean recompute) {
        Tensor sum = Ops.zeros(1);
        long size = f.input("latents").size(0) / parts;
        for (int i = 0; i < parts; i++) {
            try (Recomputed segments = recompute ? Recomputed.open() : null) {
                Tensor loss = Ops.mul(loss(unet, f, mask, MaskMean.ALL, i * size, size), 1.0 / parts);
                loss.backward();
                sum = sum.add(loss.detach().view(1));
            }
        }
        return sum;
    }

    /** Of some of the fixture's clips. */
    private static Tensor loss(SpatioTemporalUNet unet, Fixture f, Tensor mask, MaskMean over, long first, long count) {
        UnaryOperator<Tensor> part = t -> t.narrow(0, first, count);
        Tensor clean = part.apply(f.input("latents"));
        Tensor sigma = part.apply(f.input("sigmas"));
        Tensor noisy = EdmObjective.noised(clean, part.apply(f.input("noise")), sigma);
        Tensor input = Ops.cat(2, EdmObjective.scaledInput(noisy, sigma), part.apply(f.input("image_latents")));
        Tensor output = unet.forward(
                input,
                EdmObjective.timestep(sigma),
                part.apply(f.input("encoder_hidden_states")),
                part.apply(f.input("added_time_ids")),
                null,
                null);
        Tensor counted = mask == null ? null : part.apply(mask);
        return EdmObjective.loss(EdmObjective.denoised(output, noisy, sigma), clean, sigma, counted, over);
    }

    /** Copies what is there and starts anew. */
    private static void takeGradients(Weights weights, String prefix, Map<String, Tensor> out) {
        weights.tensors().forEach((name, t) -> {
            if (t.grad().defined()) {
                out.put(prefix + name, t.grad().clone());
                t.grad().zero_();
            }
        });
    }
}
