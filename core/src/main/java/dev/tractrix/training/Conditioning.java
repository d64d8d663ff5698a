// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.training;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.pipeline.ControlTensors;
import dev.tractrix.pipeline.Pixels;
import dev.tractrix.scene.Fidelity;
import dev.tractrix.svd.ClipPreprocess;
import dev.tractrix.svd.TemporalVae;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Rng;
import dev.tractrix.tensor.Shapes;
import dev.tractrix.tensor.TensorScope;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * From clips to all that the networks that learn are given, without a graph: latents, the still, maps, feature vectors,
 * the loss's weight. Latents and vectors of a sample that comes again are kept.
 */
final class Conditioning {
    private static final double FPS_ID = 6;
    private static final double MOTION_BUCKET = 127;

    /**
     * A batch of B clips of F frames.
     *
     * @param clean (B, F, C, h, w), scaled latents to arrive at
     * @param start the same, or the animatic's where there is one: what gets the noise
     * @param still (B, F, C, h, w), unscaled latents of the still on every frame, zeros where it is dropped
     * @param towerPixels (B, 3, S, S)
     * @param keep (B), 0 where the still is dropped, else 1
     * @param timeIds (B, 3)
     * @param weight (B, F, 1, h, w), how much the error counts
     * @param things (B, F, 1, h, w), what share of a cell the things cover
     * @param maps a clip: (F, 3, H, W), or null
     * @param masks a clip: (F, K, H, W), or null
     * @param vectors a clip: (K, D)
     */
    record Inputs(
            Tensor clean,
            Tensor start,
            Tensor still,
            Tensor towerPixels,
            Tensor keep,
            Tensor timeIds,
            Tensor weight,
            Tensor things,
            List<Tensor> maps,
            List<Tensor> masks,
            List<Tensor> vectors) {}

    private final TemporalVae vae;
    private final EntityDescriber describer;
    private final ControlPreset preset;
    private final int vectorWidth;
    private final int towerSize;
    private final Device device;
    private final SampleCache kept;

    /**
     * @param describer null where the ablation shows no entity map
     * @param vectorWidth D
     * @param towerSize S
     * @param kept of samples that come again; the caller's
     * @param device where everything goes; random numbers are drawn on the CPU
     */
    Conditioning(
            TemporalVae vae,
            EntityDescriber describer,
            ControlPreset preset,
            int vectorWidth,
            int towerSize,
            Device device,
            SampleCache kept) {
        this.device = device;
        this.vae = vae;
        this.describer = describer;
        this.preset = preset;
        this.vectorWidth = vectorWidth;
        this.towerSize = towerSize;
        this.kept = kept;
    }

    /**
     * The tensors belong to the caller's scope.
     *
     * @param featureSeed of the first clip's feature noise; the next ones' follow
     * @param dropImage how often the still is hidden
     */
    Inputs of(List<ControlSample> samples, Rng rng, long featureSeed, double dropImage) {
        int b = samples.size();
        int f = samples.get(0).frames().size();
        List<Tensor> clean = new ArrayList<>();
        List<Tensor> start = new ArrayList<>();
        List<Tensor> still = new ArrayList<>();
        List<Tensor> firsts = new ArrayList<>();
        List<Tensor> things = new ArrayList<>();
        List<Tensor> maps = new ArrayList<>();
        List<Tensor> masks = new ArrayList<>();
        List<Tensor> vectors = new ArrayList<>();
        Tensor keep = here(rng.uniform(b).ge(new Scalar(dropImage)));
        for (int i = 0; i < b; i++) {
            ControlSample sample = samples.get(i);
            Tensor first = here(Pixels.toTensor(sample.frames().subList(0, 1)));
            Tensor own = latents(sample);
            clean.add(own);
            start.add(sample.animatic() == null ? own : latents(here(Pixels.toTensor(sample.animatic()))));
            still.add(stillLatents(own, first, rng)
                    .mul(keep.narrow(0, i, 1).view(1, 1, 1, 1))
                    .expand(f, -1, -1, -1)); // (1,C,h,w) -> (F,C,h,w)
            firsts.add(Ops.mul(Ops.add(first, 1), 0.5));
            things.add(here(LatentCells.share(sample.moving(), own.size(2), own.size(3))));
            maps.add(
                    preset.ablation().map
                            ? here(PathMaps.of(preset.ablation(), sample.maps(), sample.regions()))
                            : null);
            masks.add(preset.ablation().entity ? here(ControlTensors.masks(sample.maps())) : null);
            vectors.add(keptVectors(sample, first, featureSeed + i));
        }
        Tensor thing = Ops.stack(0, things); // (B, F, 1, h, w)
        Tensor ids = here(Ops.tensor(
                new float[] {(float) FPS_ID, (float) MOTION_BUCKET, (float) preset.noiseAugmentation()}, 1, 3));
        return new Inputs(
                Ops.stack(0, clean),
                Ops.stack(0, start),
                Ops.stack(0, still),
                ClipPreprocess.forward(Ops.cat(0, firsts), towerSize, Fidelity.PAPER.clipPreprocessing()),
                keep,
                ids.expand(b, -1),
                Ops.add(Ops.mul(thing, 1 - preset.background()), preset.background()),
                thing,
                maps,
                masks,
                vectors);
    }

    private Tensor latents(ControlSample sample) {
        return sample.comesAgain()
                ? kept.latents(sample.number(), () -> latents(here(Pixels.toTensor(sample.frames()))))
                : latents(here(Pixels.toTensor(sample.frames())));
    }

    private Tensor keptVectors(ControlSample sample, Tensor first, long featureSeed) {
        return preset.ablation().entity && sample.comesAgain()
                ? kept.vectors(sample.number(), () -> vectors(sample, first, sample.number()))
                : vectors(sample, first, featureSeed);
    }

    private Tensor vectors(ControlSample sample, Tensor first, long featureSeed) {
        if (preset.ablation().entity && sample.vectors() != null) {
            return annotated(sample.vectors());
        }
        return preset.ablation().entity && !sample.regions().isEmpty()
                ? describer.vectors(first, sample.regions(), featureSeed)
                : here(Ops.zeros(0, vectorWidth));
    }

    /** K vectors of all channels -> (K, D), the means of channel pairs, as the entity map carries them. */
    private Tensor annotated(List<float[]> vectors) {
        float[] all = new float[vectors.size() * vectorWidth];
        for (int k = 0; k < vectors.size(); k++) {
            float[] v = vectors.get(k);
            if (v.length != 2 * vectorWidth) {
                throw BadInputException.of(
                        "annotated feature vectors",
                        2 * vectorWidth + " channels, as the base's feature network has",
                        v.length,
                        "annotate with --features-model BASE, or set data.annotatedVectors=false");
            }
            for (int d = 0; d < vectorWidth; d++) {
                all[k * vectorWidth + d] = (v[2 * d] + v[2 * d + 1]) / 2;
            }
        }
        return here(Ops.tensor(all, vectors.size(), vectorWidth));
    }

    /** (N, 3, H, W) -> (N, C, h, w), scaled. */
    private Tensor latents(Tensor frames) {
        return TensorScope.tidy(
                () -> Ops.mul(vae.encode(frames).mean(), vae.config().scalingFactor()));
    }

    private Tensor here(Tensor made) {
        return made.to(device, ScalarType.Float);
    }

    /** (1, C, h, w), unscaled; a still without noise is the clip's first frame. */
    private Tensor stillLatents(Tensor latents, Tensor first, Rng rng) {
        return TensorScope.tidy(() -> {
            if (preset.noiseAugmentation() == 0) {
                return Ops.mul(latents.narrow(0, 0, 1), 1 / vae.config().scalingFactor());
            }
            Tensor noisy = Ops.addScaled(first, here(rng.normal(Shapes.dims(first))), preset.noiseAugmentation());
            return vae.encode(noisy).mean();
        });
    }
}
