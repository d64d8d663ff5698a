// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tractrix.checkpoint.ConfigJson;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.nn.Params;
import dev.tractrix.nn.Weights;
import dev.tractrix.scene.Fidelity;
import dev.tractrix.svd.SpatioTemporalUNet;
import dev.tractrix.svd.SpatioTemporalUNetConfig;
import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Rng;
import dev.tractrix.tensor.TensorScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/** The start of a U-Net that is trained from nothing: the clip that never moves. */
class HeldStartTest {
    private static final int LATENTS = 4;
    private static final int FRAMES = 3;

    private static SpatioTemporalUNetConfig config(int channels, int groups) {
        TrainingPreset preset = TrainingPreset.ablation()
                .with("unet.in_channels", Integer.toString(2 * LATENTS))
                .with("unet.out_channels", Integer.toString(LATENTS))
                .with("unet.block_out_channels", "[" + channels + "]")
                .with("unet.num_attention_heads", "[2]")
                .with("unet.down_block_types", "[\"CrossAttnDownBlockSpatioTemporal\"]")
                .with("unet.up_block_types", "[\"CrossAttnUpBlockSpatioTemporal\"]")
                .with("unet.norm_num_groups", Integer.toString(groups));
        return SpatioTemporalUNetConfig.of(ConfigJson.of("unet", preset.json().get("unet")));
    }

    @Test
    void fromMuchNoiseTheStillComesOutInEveryFrame() {
        double scale = 1.3;
        SpatioTemporalUNetConfig config = config(12, 3);
        Params p = Params.random(5);
        SpatioTemporalUNet unet = new SpatioTemporalUNet(p, config);
        double[] off = TensorScope.inside(() -> Guards.noGrad(() -> {
            try (Weights weights = p.finish("unet");
                    Rng rng = new Rng(6)) {
                ResidualStart.apply(weights.tensors());
                double random = distance(unet, config, rng, scale);
                HeldStart.apply(weights.tensors(), config, scale);
                return new double[] {random, distance(unet, config, rng, scale)};
            }
        }));
        assertThat(off[0]).as("the start without it").isGreaterThan(0.5);
        assertThat(off[1]).as("relative L2 from the still").isLessThan(0.1);
    }

    /** How far what is made from noise of sigma 1000 is from the still: relative L2. */
    private static double distance(SpatioTemporalUNet unet, SpatioTemporalUNetConfig config, Rng rng, double scale) {
        Tensor still = rng.normal(1, 1, LATENTS, 6, 8);
        // each pair of channels of a norm's group has a root mean square of 1 in the scaled latents
        still = still.div(Ops.pow(still.square().mean(), 0.5));
        Tensor held = Ops.mul(still, 1 / scale).expand(1, FRAMES, LATENTS, 6, 8);
        Tensor sigma = Ops.full(1000, 1);
        Tensor noisy = EdmObjective.noised(Ops.mul(held, scale), rng.normal(1, FRAMES, LATENTS, 6, 8), sigma);
        Tensor output = unet.forward(
                Ops.cat(2, EdmObjective.scaledInput(noisy, sigma), held),
                EdmObjective.timestep(sigma),
                rng.normal(1, 1, config.crossAttentionDim().get(0)),
                Ops.zeros(1, 3),
                null,
                Fidelity.ResidualAddition.ONCE);
        Tensor made = EdmObjective.denoised(output, noisy, sigma);
        Tensor wanted = Ops.mul(held, scale);
        return Math.sqrt(Ops.item(made.sub(wanted).square().sum())
                / Ops.item(wanted.square().sum()));
    }

    @Test
    void channelsThatCannotHoldBothSignsAreRefused() {
        SpatioTemporalUNetConfig narrow = config(6, 1);
        Params p = Params.random(5);
        new SpatioTemporalUNet(p, narrow);
        try (Weights weights = p.finish("unet")) {
            assertThatThrownBy(() -> HeldStart.apply(weights.tensors(), narrow, 1))
                    .isInstanceOf(BadInputException.class)
                    .hasMessageContaining("at least twice the 4 latent channels")
                    .hasMessageContaining("got 6 channels in 1 groups");
        }
    }
}
