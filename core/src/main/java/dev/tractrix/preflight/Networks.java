// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.preflight;

import dev.tractrix.control.ControlNetConfig;
import dev.tractrix.features.FeatureUNetConfig;
import dev.tractrix.refiner.RefinerConfig;
import dev.tractrix.svd.SpatioTemporalUNetConfig;
import dev.tractrix.svd.TemporalVaeConfig;
import dev.tractrix.tensor.Speed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * A model as a preflight sees it: shapes and sizes, no weights.
 *
 * @param unet of the video
 * @param controlNet beside it
 * @param vae of the video
 * @param features U-Net of the entity features; null where the scene's entities have none
 * @param refiner of animatics; null for a model without one
 * @param weights as they are computed with
 */
record Networks(
        SpatioTemporalUNetConfig unet,
        ControlNetConfig controlNet,
        TemporalVaeConfig vae,
        FeatureUNetConfig features,
        RefinerConfig refiner,
        WeightBytes weights) {
    /** Java, libtorch, its kernels' caches, the codecs and the pictures: what a run of the embedded model held beside the rest. */
    private static final long RUNTIME_BYTES = 900_000_000L;

    /**
     * What is no network, in seconds: opening the model, the layers cut and filled, the clip written. As it was with the two
     * below on two cores over seven scenes: it is not timed on the machine at hand.
     */
    private static final double OPENING = 2.3;
    /** Looking where the network's clip departs from the moved pixels, at its small size. */
    private static final double DEPARTING = 2;
    /** Each pixel of the enlarged clip. */
    private static final double ENLARGING = 0.55e-6;
    /** Held for each pixel of the enlarged clip: frames, layers, what is uncovered. */
    private static final double ENLARGING_BYTES = 64;

    public Networks {
        Objects.requireNonNull(unet, "unet");
        Objects.requireNonNull(controlNet, "controlNet");
        Objects.requireNonNull(vae, "vae");
        Objects.requireNonNull(weights, "weights");
    }

    /** Sides that the network can take are multiples of this: each level halves the latent size without a rest. */
    public int multiple() {
        return vae.factor() << (unet.blocks() - 1);
    }

    /** What a run needs; the first time in a process, layers like the networks' are timed for about a second. */
    public Estimate estimate(Plan plan, Machine machine) {
        return estimate(plan, machine, Speed::of);
    }

    Estimate estimate(Plan plan, Machine machine, PassCost.Rates rates) {
        int h = Math.max(1, plan.height() / vae.factor());
        int w = Math.max(1, plan.width() / vae.factor());
        // both predictions of the guidance, one after the other
        int passes = plan.steps() * (plan.guided() ? 2 : 1);
        PassCost step = NetworkCosts.unet(unet, 1, plan.frames(), h, w);
        PassCost control = NetworkCosts.controlNet(controlNet.unet(), 1, plan.frames(), h, w);
        PassCost embed = NetworkCosts.controlEncoder(controlNet, plan.height(), plan.width());
        int chunk = Math.min(plan.decodeChunk(), plan.frames());
        PassCost decode = NetworkCosts.decode(vae, chunk, h, w);
        PassCost encode =
                NetworkCosts.encode(vae.blockOutChannels(), vae.layersPerBlock(), vae.latentChannels(), 1, h, w);
        Map<PassCost, Double> times = new LinkedHashMap<>();
        times.put(step, (double) passes);
        times.put(control, (double) passes);
        times.put(embed, (double) plan.frames());
        times.put(decode, (double) plan.frames() / chunk * (plan.detail() ? 2 : 1));
        // the still twice, for its latents and for the features, and the frames of an animatic
        times.put(encode, 2.0 + (plan.animatic() ? plan.frames() : 0));
        PassCost refine = null;
        if (refiner != null && plan.refine()) {
            refine = NetworkCosts.refiner(refiner, plan.height(), plan.width());
            times.put(refine, (double) plan.frames());
        }
        List<Moment> moments = new ArrayList<>();
        // the ControlNet's residuals are as large as the U-Net's skips, and wait while the U-Net runs
        moments.add(new Moment(
                weights.unet() + weights.controlNet(), Math.max(step.bytes() + control.keptBytes(), embed.bytes())));
        double mending = refine == null ? 0 : refine.bytes();
        moments.add(new Moment(weights.vae(), Math.max(mending, Math.max(decode.bytes(), encode.bytes()))));
        moments.add(new Moment(weights.imageEncoder(), 0));
        double ensembleBytes = 0;
        if (features != null) {
            PassCost look = NetworkCosts.features(features, 1, h, w);
            times.put(look, (double) plan.ensemble());
            ensembleBytes = look.bytes();
        }
        moments.add(new Moment(weights.features(), ensembleBytes));
        if (plan.enlarged()) {
            moments.add(new Moment(0, ENLARGING_BYTES * plan.clipPixels()));
        }
        Moment together = new Moment(
                weights.all(),
                moments.stream().mapToDouble(Moment::activations).max().orElse(0));
        boolean offload = plan.offload().equals("always")
                || plan.offload().equals("auto") && together.bytes() + RUNTIME_BYTES > machine.availableBytes();
        Moment worst = offload ? Collections.max(moments, Comparator.comparing(Moment::bytes)) : together;
        double besides = OPENING + (plan.enlarged() ? DEPARTING + ENLARGING * plan.clipPixels() : 0);
        return new Estimate(
                offload,
                worst.weights(),
                (long) worst.activations(),
                RUNTIME_BYTES,
                sum(times, PassCost::operations),
                sum(times, cost -> cost.seconds(rates)) + besides,
                machine.availableBytes());
    }

    private static double sum(Map<PassCost, Double> times, ToDoubleFunction<PassCost> of) {
        return times.entrySet().stream()
                .mapToDouble(e -> e.getValue() * of.applyAsDouble(e.getKey()))
                .sum();
    }

    /** What is in memory at one time: the weights of the networks in use, and what they compute. */
    private record Moment(long weights, double activations) {
        double bytes() {
            return weights + activations;
        }
    }

    /** The plan's numbers against what the networks take, and the memory against what is free. */
    Report check(Plan plan, Machine machine) {
        List<Finding> findings = new ArrayList<>();
        int m = multiple();
        if (plan.width() % m != 0 || plan.height() % m != 0) {
            findings.add(Finding.error(
                    "size",
                    "",
                    plan.width() + "x" + plan.height() + " is not divisible by " + m + " as this model needs",
                    "take --size " + nearest(plan.width(), m) + "x" + nearest(plan.height(), m)));
        }
        if (plan.frames() > 2 * unet.numFrames()) {
            findings.add(Finding.warning(
                    "many-frames",
                    "",
                    plan.frames() + " frames are far from the " + unet.numFrames() + " that the model was trained with",
                    "take --frames " + unet.numFrames()));
        }
        Estimate estimate = estimate(plan, machine);
        if (estimate.peakBytes() > estimate.availableBytes()) {
            findings.add(Finding.error(
                    Report.MEMORY,
                    "",
                    "about " + gigabytes(estimate.peakBytes()) + " of memory would be needed, "
                            + gigabytes(estimate.availableBytes()) + " are free",
                    "ask for a smaller --size or fewer --frames, or close other programs"
                            + (plan.offload().equals("never") ? ", or leave --offload never out" : "")));
        }
        return new Report(findings, Optional.of(estimate));
    }

    private static int nearest(int side, int multiple) {
        return Math.max(multiple, Math.round((float) side / multiple) * multiple);
    }

    private static String gigabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }
}
