// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.svd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tractrix.checkpoint.Fixture;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.Weights;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import java.nio.file.Path;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The U-Net's gradients against the reference's, under Stable Video Diffusion's loss. */
class UNetGradientTest {
    private static final Path FIXTURE = Path.of("src/test/resources/fixtures/training-objective/edm-v-prediction");

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void gradientsAreTheReferences(boolean masked) {
        try (Fixture f = Fixture.read(FIXTURE);
                TensorScope scope = TensorScope.open()) {
            Params params = Params.from(f.model());
            SpatioTemporalUNet unet = new SpatioTemporalUNet(params, SpatioTemporalUNetConfig.of(f.config()));
            Weights weights = params.finish("unet");
            weights.tensors().values().forEach(t -> t.set_requires_grad(true));

            Tensor error = weightedError(unet, f);
            Tensor loss = (masked ? error.mul(f.input("mask")) : error).mean();
            assertThat(Ops.relativeError(loss.view(1), f.outputs().get(masked ? "loss_masked" : "loss")))
                    .isLessThan(1e-5);

            loss.backward();
            String prefix = masked ? "grad_masked." : "grad.";
            f.outputs().tensors().forEach((name, expected) -> {
                if (name.startsWith(prefix)) {
                    Tensor got = weights.tensors().get(name.substring(prefix.length())).grad();
                    assertThat(Ops.relativeError(got, expected)).as(name).isLessThan(f.tolerance());
                }
            });
            weights.close();
        }
    }

    private static Tensor weightedError(SpatioTemporalUNet unet, Fixture f) {
        Tensor clean = f.input("latents");
        Tensor s = f.input("sigmas").view(-1, 1, 1, 1, 1);
        Tensor variance = Ops.add(s.square(), 1);
        Tensor noisy = clean.add(s.mul(f.input("noise")));
        Tensor sample = Ops.cat(2, noisy.div(variance.sqrt()), f.input("image_latents"));
        Tensor predicted = unet.forward(
                sample,
                Ops.mul(f.input("sigmas").log(), 0.25),
                f.input("encoder_hidden_states"),
                f.input("added_time_ids"),
                null,
                null);
        Tensor denoised = noisy.div(variance).sub(predicted.mul(s.div(variance.sqrt())));
        return variance.div(s.square()).mul(denoised.sub(clean).square());
    }
}
