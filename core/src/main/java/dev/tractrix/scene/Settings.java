// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene;

import dev.tractrix.fault.BadInputException;

/**
 * What the user set. Each component is null where the user said nothing: the model's own default then holds.
 *
 * @param model weights folder, or {@code embedded}; or null
 * @param width network's frame, pixels, 16..8192; or null
 * @param height network's frame, pixels, 16..8192; or null
 * @param output which frames the clip has; or null
 * @param steps denoising steps, 1..1000; or null
 * @param featureSeed seed of the entity features' noise; or null
 * @param augmentationSeed seed of the noise on the conditioning image; or null
 * @param latentSeed seed of the first latents; or null
 * @param fidelity paper or checkpoint, with single switches; or null
 * @param guidanceMin guidance at the first frame, 0..100; or null
 * @param guidanceMax guidance at the last frame, 0..100; or null
 * @param guideInside how much of the denoising the animatic replaces within the moving masks, 0 (off)..1; or null
 * @param guideOutside as guideInside, for all the rest, 0 (off)..1; or null
 * @param guideDetail how much of what the autoencoder takes from the animatic a guided clip of the network's size gets back
 *     where it shows the animatic, 0 (the network's frames as they are)..1; or null
 * @param guideFill how much of the change that the model's fill makes to uncovered ground is made, 0 (none)..1; or null
 * @param guideComplete how readily moving things that the picture's edge cuts or another thing covers are completed, 0 (not at all)..1: a
 *     pixel is taken for the thing where the model's completion holds it for at least 1 - guideComplete likely; above 0 only with a
 *     model that has one
 * @param guideRefine how much of the model's refiner's change the animatic gets before it guides, 0 (none)..1; or null
 * @param controlScale strength of the ControlNet, 0..10; or null
 * @param fpsId frames a second that the network is told, 1..120; or null
 * @param motionBucket amount of motion that the network is told, 0..1023; or null
 * @param noiseAugmentation noise on the conditioning image, 0..10; or null
 * @param featureEnsemble noises averaged for the entity features, 1..64; or null
 * @param decodeChunk frames decoded at a time, 1..4096; or null
 * @param device {@code cpu} or {@code cuda}, {@code cuda:1}, ...; or null
 * @param dtype {@code float32}, {@code float16} or {@code bfloat16}; or null
 * @param offload whether only the networks in use are in the device's memory: {@code auto} (when memory is short), {@code
 *     never} or {@code always}; or null
 */
public record Settings(
        String model,
        Integer width,
        Integer height,
        Output output,
        Integer steps,
        Long featureSeed,
        Long augmentationSeed,
        Long latentSeed,
        Fidelity fidelity,
        Double guidanceMin,
        Double guidanceMax,
        Double guideInside,
        Double guideOutside,
        Double guideDetail,
        Double guideFill,
        Double guideComplete,
        Double guideRefine,
        Double controlScale,
        Integer fpsId,
        Integer motionBucket,
        Double noiseAugmentation,
        Integer featureEnsemble,
        Integer decodeChunk,
        String device,
        String dtype,
        String offload) {
    /** Which frames a clip has. */
    public enum Output {
        /** The network's own. */
        NETWORK,
        /** The photograph's size, and its pixels wherever they explain what the network shows. */
        SOURCE
    }

    /** Nothing set. */
    public static final Settings NONE = builder().build();

    public Settings {
        check("width", width, 16, 8192);
        check("height", height, 16, 8192);
        check("steps", steps, 1, 1000);
        check("guidanceMin", guidanceMin, 0, 100);
        check("guidanceMax", guidanceMax, 0, 100);
        check("guideInside", guideInside, 0, 1);
        check("guideOutside", guideOutside, 0, 1);
        check("guideDetail", guideDetail, 0, 1);
        check("guideFill", guideFill, 0, 1);
        check("guideComplete", guideComplete, 0, 1);
        check("guideRefine", guideRefine, 0, 1);
        check("controlScale", controlScale, 0, 10);
        check("fpsId", fpsId, 1, 120);
        check("motionBucket", motionBucket, 0, 1023);
        check("noiseAugmentation", noiseAugmentation, 0, 10);
        check("featureEnsemble", featureEnsemble, 1, 64);
        check("decodeChunk", decodeChunk, 1, 4096);
        if (dtype != null && !dtype.matches("float32|float16|bfloat16")) {
            throw BadInputException.of("settings.dtype", "float32, float16 or bfloat16", dtype, "use one of them");
        }
        if (offload != null && !offload.matches("auto|never|always")) {
            throw BadInputException.of("settings.offload", "auto, never or always", offload, "use one of them");
        }
        if (device != null && !device.matches("cpu|cuda(:\\d{1,3})?")) {
            throw BadInputException.of(
                    "settings.device", "cpu, cuda or cuda:0, cuda:1, ...", device, "use one of them");
        }
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The same, to change some. */
    public Builder toBuilder() {
        Builder b = new Builder();
        b.model = model;
        b.width = width;
        b.height = height;
        b.output = output;
        b.steps = steps;
        b.featureSeed = featureSeed;
        b.augmentationSeed = augmentationSeed;
        b.latentSeed = latentSeed;
        b.fidelity = fidelity;
        b.guidanceMin = guidanceMin;
        b.guidanceMax = guidanceMax;
        b.guideInside = guideInside;
        b.guideOutside = guideOutside;
        b.guideDetail = guideDetail;
        b.guideFill = guideFill;
        b.guideComplete = guideComplete;
        b.guideRefine = guideRefine;
        b.controlScale = controlScale;
        b.fpsId = fpsId;
        b.motionBucket = motionBucket;
        b.noiseAugmentation = noiseAugmentation;
        b.featureEnsemble = featureEnsemble;
        b.decodeChunk = decodeChunk;
        b.device = device;
        b.dtype = dtype;
        b.offload = offload;
        return b;
    }

    /** These settings, with the others' where these say nothing. */
    public Settings or(Settings others) {
        Builder b = toBuilder();
        b.model = model != null ? model : others.model;
        b.width = width != null ? width : others.width;
        b.height = height != null ? height : others.height;
        b.output = output != null ? output : others.output;
        b.steps = steps != null ? steps : others.steps;
        b.featureSeed = featureSeed != null ? featureSeed : others.featureSeed;
        b.augmentationSeed = augmentationSeed != null ? augmentationSeed : others.augmentationSeed;
        b.latentSeed = latentSeed != null ? latentSeed : others.latentSeed;
        b.fidelity = fidelity != null ? fidelity : others.fidelity;
        b.guidanceMin = guidanceMin != null ? guidanceMin : others.guidanceMin;
        b.guidanceMax = guidanceMax != null ? guidanceMax : others.guidanceMax;
        b.guideInside = guideInside != null ? guideInside : others.guideInside;
        b.guideOutside = guideOutside != null ? guideOutside : others.guideOutside;
        b.guideDetail = guideDetail != null ? guideDetail : others.guideDetail;
        b.guideFill = guideFill != null ? guideFill : others.guideFill;
        b.guideComplete = guideComplete != null ? guideComplete : others.guideComplete;
        b.guideRefine = guideRefine != null ? guideRefine : others.guideRefine;
        b.controlScale = controlScale != null ? controlScale : others.controlScale;
        b.fpsId = fpsId != null ? fpsId : others.fpsId;
        b.motionBucket = motionBucket != null ? motionBucket : others.motionBucket;
        b.noiseAugmentation = noiseAugmentation != null ? noiseAugmentation : others.noiseAugmentation;
        b.featureEnsemble = featureEnsemble != null ? featureEnsemble : others.featureEnsemble;
        b.decodeChunk = decodeChunk != null ? decodeChunk : others.decodeChunk;
        b.device = device != null ? device : others.device;
        b.dtype = dtype != null ? dtype : others.dtype;
        b.offload = offload != null ? offload : others.offload;
        return b.build();
    }

    private static void check(String name, Number value, double low, double high) {
        if (value != null) {
            Checks.within("settings." + name, value.doubleValue(), low, high);
        }
    }

    /** Sets some of the settings by name; see {@link Settings}. */
    public static final class Builder {
        private String model;
        private Integer width;
        private Integer height;
        private Output output;
        private Integer steps;
        private Long featureSeed;
        private Long augmentationSeed;
        private Long latentSeed;
        private Fidelity fidelity;
        private Double guidanceMin;
        private Double guidanceMax;
        private Double guideInside;
        private Double guideOutside;
        private Double guideDetail;
        private Double guideFill;
        private Double guideComplete;
        private Double guideRefine;
        private Double controlScale;
        private Integer fpsId;
        private Integer motionBucket;
        private Double noiseAugmentation;
        private Integer featureEnsemble;
        private Integer decodeChunk;
        private String device;
        private String dtype;
        private String offload;

        private Builder() {}

        public Builder model(String value) {
            model = value;
            return this;
        }

        public Builder width(Integer value) {
            width = value;
            return this;
        }

        public Builder height(Integer value) {
            height = value;
            return this;
        }

        public Builder output(Output value) {
            output = value;
            return this;
        }

        public Builder steps(Integer value) {
            steps = value;
            return this;
        }

        public Builder featureSeed(Long value) {
            featureSeed = value;
            return this;
        }

        public Builder augmentationSeed(Long value) {
            augmentationSeed = value;
            return this;
        }

        public Builder latentSeed(Long value) {
            latentSeed = value;
            return this;
        }

        public Builder fidelity(Fidelity value) {
            fidelity = value;
            return this;
        }

        public Builder guidanceMin(Double value) {
            guidanceMin = value;
            return this;
        }

        public Builder guidanceMax(Double value) {
            guidanceMax = value;
            return this;
        }

        public Builder guideInside(Double value) {
            guideInside = value;
            return this;
        }

        public Builder guideOutside(Double value) {
            guideOutside = value;
            return this;
        }

        public Builder guideDetail(Double value) {
            guideDetail = value;
            return this;
        }

        public Builder guideFill(Double value) {
            guideFill = value;
            return this;
        }

        public Builder guideComplete(Double value) {
            guideComplete = value;
            return this;
        }

        public Builder guideRefine(Double value) {
            guideRefine = value;
            return this;
        }

        public Builder controlScale(Double value) {
            controlScale = value;
            return this;
        }

        public Builder fpsId(Integer value) {
            fpsId = value;
            return this;
        }

        public Builder motionBucket(Integer value) {
            motionBucket = value;
            return this;
        }

        public Builder noiseAugmentation(Double value) {
            noiseAugmentation = value;
            return this;
        }

        public Builder featureEnsemble(Integer value) {
            featureEnsemble = value;
            return this;
        }

        public Builder decodeChunk(Integer value) {
            decodeChunk = value;
            return this;
        }

        public Builder device(String value) {
            device = value;
            return this;
        }

        public Builder dtype(String value) {
            dtype = value;
            return this;
        }

        public Builder offload(String value) {
            offload = value;
            return this;
        }

        /** Feature, augmentation and latent seed at once. */
        public Builder seed(long value) {
            featureSeed = value;
            augmentationSeed = value;
            latentSeed = value;
            return this;
        }

        public Settings build() {
            return new Settings(
                    model,
                    width,
                    height,
                    output,
                    steps,
                    featureSeed,
                    augmentationSeed,
                    latentSeed,
                    fidelity,
                    guidanceMin,
                    guidanceMax,
                    guideInside,
                    guideOutside,
                    guideDetail,
                    guideFill,
                    guideComplete,
                    guideRefine,
                    controlScale,
                    fpsId,
                    motionBucket,
                    noiseAugmentation,
                    featureEnsemble,
                    decodeChunk,
                    device,
                    dtype,
                    offload);
        }
    }
}
