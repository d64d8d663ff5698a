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
import dev.tractrix.training.EdmObjective.MaskMean;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** The golden fixtures of training, for {@link FixtureRunner#run(java.nio.file.Path, Map)}. */
public final class TrainingFixtures {
    /** Every numeric step of training, by the fixture's component name. */
    public static final Map<String, FixtureRunner.Step> STEPS =
            Map.of("training-objective", TrainingFixtures::objective);

    private TrainingFixtures() {}

    /** The loss over everything and over the mask, with each parameter's gradient. */
    private static Map<String, Tensor> objective(Fixture f) {
        Params params = Params.from(f.model());
        SpatioTemporalUNet unet = new SpatioTemporalUNet(params, SpatioTemporalUNetConfig.of(f.config()));
        try (Weights weights = params.finish("SpatioTemporalUNet")) {
            return Guards.grad(() -> {
                weights.tensors().values().forEach(t -> t.set_requires_grad(true));
                Map<String, Tensor> out = new HashMap<>();
                Tensor loss = loss(unet, f, null, MaskMean.ALL);
                out.put("loss", loss.detach().view(1));
                loss.backward();
                takeGradients(weights, "grad.", out);

                Tensor mask = f.input("mask");
                out.put(
                        "loss_masked_inside",
                        loss(unet, f, mask, MaskMean.INSIDE).detach().view(1));
                Tensor masked = loss(unet, f, mask, MaskMean.ALL);
                out.put("loss_masked", masked.detach().view(1));
                masked.backward();
                takeGradients(weights, "grad_masked.", out);
                return out;
            });
        }
    }

    private static Tensor loss(SpatioTemporalUNet unet, Fixture f, Tensor mask, MaskMean over) {
        Tensor clean = f.input("latents");
        Tensor sigma = f.input("sigmas");
        Tensor noisy = EdmObjective.noised(clean, f.input("noise"), sigma);
        Tensor input = Ops.cat(2, EdmObjective.scaledInput(noisy, sigma), f.input("image_latents"));
        Tensor output = unet.forward(
                input,
                EdmObjective.timestep(sigma),
                f.input("encoder_hidden_states"),
                f.input("added_time_ids"),
                null,
                null);
        return EdmObjective.loss(EdmObjective.denoised(output, noisy, sigma), clean, sigma, mask, over);
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
