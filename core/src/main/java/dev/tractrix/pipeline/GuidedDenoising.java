// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.pipeline;

import dev.tractrix.control.ControlNet;
import dev.tractrix.scene.Fidelity.ResidualAddition;
import dev.tractrix.scene.Fidelity.TokenOrder;
import dev.tractrix.svd.ControlResiduals;
import dev.tractrix.svd.EulerScheduler;
import dev.tractrix.svd.SpatioTemporalUNet;
import dev.tractrix.svd.UNetContext;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * From noise to the latents of a clip: at every level the ControlNet and the U-Net predict twice, knowing the still and
 * not knowing it, and the sampler follows their difference, enlarged. The control is the same in both predictions. One
 * prediction runs after the other, which takes half the memory of both at once.
 *
 * @param unet predicts
 * @param controlNet steers, or null
 * @param scheduler the noise levels
 * @param addition of the residuals to the skips
 * @param tokenOrder whose image token the temporal attention of either prediction sees; see
 *     {@link dev.tractrix.nn.TransformerSpatioTemporal#prepareInterleaved}
 * @param strength of the ControlNet, 1 as trained
 * @param minGuidance how much the difference is enlarged at the first frame; 1 leaves the prediction as it is
 * @param maxGuidance the same at the last frame, linear between; where both are 1 the second prediction is left out
 */
public record GuidedDenoising(
        SpatioTemporalUNet unet,
        ControlNet controlNet,
        EulerScheduler scheduler,
        ResidualAddition addition,
        TokenOrder tokenOrder,
        double strength,
        double minGuidance,
        double maxGuidance) {

    /** Told after every step; may throw {@link dev.tractrix.fault.CancelledException} to stop the run. */
    @FunctionalInterface
    public interface Progress {
        /**
         * @param done steps done
         * @param steps of the run
         * @param clean (1, F, 4, h, w), the clean latents as the networks guess them now; freed after the call
         */
        void step(int done, int steps, Tensor clean);
    }

    /**
     * What a clip is made of; one device, one type.
     *
     * @param noise (1, F, 4, h, w), standard normal
     * @param imageLatents (1, 4, h, w), the still's, not scaled
     * @param imageToken (1, 1, D), the still's embedding
     * @param addedTimeIds (1, 3): fps - 1, motion bucket, noise augmentation
     * @param control (F, D, h, w), of {@link ControlNet#embed}; null without a ControlNet
     */
    public record Inputs(Tensor noise, Tensor imageLatents, Tensor imageToken, Tensor addedTimeIds, Tensor control) {
        public Inputs {
            Shapes.require("noise", noise, 1, -1, -1, -1, -1);
            Shapes.require("imageLatents", imageLatents, 1, -1, noise.size(3), noise.size(4));
            Shapes.require("imageToken", imageToken, 1, 1, -1);
            Shapes.require("addedTimeIds", addedTimeIds, 1, -1);
        }

        long frames() {
            return noise.size(1);
        }
    }

    /**
     * An animatic to start from instead of pure noise, for a part of the levels (the dual clock of Time-to-Move, ICLR
     * 2026): until its first step a region only carries the animatic with the level's noise; from then on it is free.
     *
     * @param latents (1, F, C, h, w), the animatic's, scaled
     * @param inside (1, F, 1, h, w), 1 where things move or ground is uncovered, 0 elsewhere, soft between
     * @param firstInside first step that is computed inside, 0..steps
     * @param firstOutside the same outside
     */
    public record Guide(Tensor latents, Tensor inside, int firstInside, int firstOutside) {
        /** Where denoising begins. */
        int first() {
            return Math.min(firstInside, firstOutside);
        }

        /**
         * The latents before a step, with the regions that are not yet free put back on the animatic. A region whose
         * first step is 0 is free from the start.
         *
         * @param sigma of the noise that the animatic gets
         */
        private Tensor hold(Tensor latents, Tensor noise, double sigma, int step) {
            boolean in = firstInside > 0 && firstInside >= step;
            boolean out = firstOutside > 0 && firstOutside >= step;
            if (!in && !out) {
                return latents;
            }
            return TensorScope.tidy(() -> {
                Tensor guided = Ops.addScaled(this.latents, noise, sigma);
                if (in && out) {
                    return guided;
                }
                return in ? Ops.lerp(latents, guided, inside) : Ops.lerp(guided, latents, inside);
            });
        }
    }

    /** One of the two predictions: what does not change from step to step. */
    private record Half(Tensor imageLatents, UNetContext unet, UNetContext control) {}

    /** @return (1, F, 4, h, w), the clean latents, in the caller's scope */
    public Tensor run(Inputs in, Progress progress) {
        return run(in, null, progress);
    }

    /**
     * As {@link #run(Inputs, Progress)}, from an animatic.
     *
     * @param guide or null for none
     */
    public Tensor run(Inputs in, Guide guide, Progress progress) {
        return TensorScope.tidy(() -> {
            boolean guided = minGuidance != 1 || maxGuidance != 1;
            Tensor tokens = guided ? Ops.cat(0, Ops.zerosLike(in.imageToken), in.imageToken) : in.imageToken;
            Half knowing = half(in, in.imageLatents, tokens, guided ? 1 : 0);
            Half unknowing = guided ? half(in, Ops.zerosLike(in.imageLatents), tokens, 0) : null;
            Tensor guidance = Ops.linspace(minGuidance, maxGuidance, in.frames())
                    .to(in.noise.device(), in.noise.scalar_type())
                    .view(1, in.frames(), 1, 1, 1); // (F) -> (1,F,1,1,1)

            int first = guide == null ? 0 : guide.first();
            Tensor latents = Ops.mul(in.noise, scheduler.initNoiseSigma());
            if (guide != null) {
                latents = TensorScope.then(latents, x -> guide.hold(x, in.noise, scheduler.sigma(first), first));
            }
            for (int i = first; i < scheduler.steps(); i++) {
                int step = i;
                Tensor x = latents;
                List<Tensor> made = TensorScope.tidyAll(() -> {
                    Tensor input = scheduler.scaleModelInput(x, step);
                    Tensor predicted = predict(in, knowing, input, step);
                    if (unknowing != null) {
                        Tensor without = predict(in, unknowing, input, step);
                        predicted = Ops.lerp(without, predicted, guidance);
                    }
                    Tensor next = scheduler.step(predicted, step, x);
                    Tensor clean = scheduler.clean(predicted, step, x);
                    return guide == null
                            ? List.of(next, clean)
                            : List.of(
                                    guide.hold(next, in.noise, scheduler.sigma(step + 1), step + 1),
                                    guide.hold(clean, in.noise, 0, step + 1));
                });
                latents.close();
                latents = made.get(0);
                progress.step(i + 1, scheduler.steps(), made.get(1));
                made.get(1).close();
            }
            return latents;
        });
    }

    /** @param tokens (M, 1, D) of all predictions; this one's is that at {@code index} */
    private Half half(Inputs in, Tensor imageLatents, Tensor tokens, long index) {
        long f = in.frames();
        Tensor own = tokens.narrow(0, index, 1);
        boolean separate = tokenOrder == TokenOrder.SEPARATE;
        long[] perFrame = {1, f, imageLatents.size(1), imageLatents.size(2), imageLatents.size(3)};
        return new Half(
                imageLatents.unsqueeze(1).expand(perFrame), // (1,4,h,w) -> (1,F,4,h,w)
                separate ? unet.prepare(own, f) : unet.prepareInterleaved(tokens, index, 1, f),
                controlNet == null
                        ? null
                        : separate ? controlNet.prepare(own, f) : controlNet.prepareInterleaved(tokens, index, 1, f));
    }

    /** (1, F, 4, h, w). */
    private Tensor predict(Inputs in, Half half, Tensor input, int step) {
        return TensorScope.tidy(() -> {
            Tensor sample = Ops.cat(2, input, half.imageLatents); // (1,F,4,h,w) -> (1,F,8,h,w)
            // float32 whatever the networks' type: a half would round the level
            Tensor time = Ops.full(scheduler.timestep(step), 1).to(in.noise.device(), ScalarType.Float);
            ControlResiduals residuals = controlNet == null
                    ? null
                    : controlNet.forward(sample, time, half.control, in.addedTimeIds, in.control, strength);
            return unet.forward(sample, time, half.unet, in.addedTimeIds, residuals, addition);
        });
    }
}
