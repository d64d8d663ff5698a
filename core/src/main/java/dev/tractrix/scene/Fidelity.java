// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene;

import dev.tractrix.fault.BadInputException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Where the paper and the authors' released code (showlab/DragAnything, commit 7935536) differ, as named switches. Two
 * profiles set all of them; each can then be set alone. {@link Profile#PAPER} is for what we train,
 * {@link Profile#CHECKPOINT} for the authors' weights.
 *
 * @param profile the profile that the switches started from; only told in records
 * @param entityEmbedding what is written into an entity's disc
 * @param residualAddition how often a ControlNet residual is added to its skip
 * @param tokenOrder whose image token the temporal attention sees when guided
 * @param clipPreprocessing what the image tower sees
 * @param gaussianRange the numbers of the Gaussian map that the network is fed
 * @param microConditioning where fps, motion bucket and noise augmentation come from
 * @param maskThreshold from which grey value on a mask's pixel is inside
 * @param radiusCap the largest disc
 * @param boxClipping what happens to a blob at the frame's border
 * @param overlap which of two overlapping entities wins
 * @param resize how the source comes to the network's size
 */
public record Fidelity(
        Profile profile,
        EntityEmbedding entityEmbedding,
        ResidualAddition residualAddition,
        TokenOrder tokenOrder,
        ClipPreprocessing clipPreprocessing,
        GaussianRange gaussianRange,
        MicroConditioning microConditioning,
        MaskThreshold maskThreshold,
        RadiusCap radiusCap,
        BoxClipping boxClipping,
        Overlap overlap,
        Resize resize) {

    /** All switches at once. */
    public enum Profile {
        /** As the paper says (arXiv 2403.07420). */
        PAPER,
        /** As the released code does it, with what it does wrong: what the authors' weights are used with. */
        CHECKPOINT
    }

    /** What is written into an entity's disc. */
    public enum EntityEmbedding {
        /** The mean feature vector under the mask, all channels. */
        MEAN,
        /** Its first channel, repeated to all channels (demo and gradio). */
        CHANNEL0,
        /** The full vector, as the training loader inserts it. */
        TRAINED
    }

    /** How often a ControlNet residual is added to its skip. */
    public enum ResidualAddition {
        /** Once each. */
        ONCE,
        /** Inside the down-block loop: skips 0-3 four times, 4-6 three times, 7-9 twice, 10-11 and mid once. */
        REPEATED
    }

    /**
     * Whose image token the temporal attention sees when guided. The paper says nothing of it and stands on Stable Video
     * Diffusion; the released code carries diffusers 0.25, which repeats the tokens of both predictions over the latent
     * cells in the wrong order (put right in later diffusers).
     */
    public enum TokenOrder {
        /** Each of the two predictions its own: the still's, or zero. */
        SEPARATE,
        /** Both by turns: every other cell of either prediction sees the other's. */
        INTERLEAVED
    }

    /** What the image tower sees. */
    public enum ClipPreprocessing {
        /** Stable Video Diffusion's own: anti-aliased resize in [-1,1], then CLIP's mean and deviation. */
        STOCK,
        /** Anti-aliased resize in [0,1], no mean and deviation. */
        UNNORMALISED
    }

    /** The numbers of the Gaussian map that the network is fed. */
    public enum GaussianRange {
        /** 0..1. */
        UNIT,
        /** 0..255. */
        BYTE
    }

    /** Where fps, motion bucket and noise augmentation come from. */
    public enum MicroConditioning {
        /** The caller's; fps - 1 is fed. */
        CALLER,
        /** Always fps 6, motion 128, noise 0.02. */
        FIXED
    }

    /** From which grey value on a mask's pixel is inside. */
    public enum MaskThreshold {
        /** 128. */
        HALF(128),
        /** Only 255: the code divides bytes by 255. */
        FULL(255);

        private final int grey;

        MaskThreshold(int grey) {
            this.grey = grey;
        }

        /** The lowest grey value that is inside, 1..255. */
        public int grey() {
            return grey;
        }
    }

    /** The largest disc. */
    public enum RadiusCap {
        /** Any radius. */
        NONE,
        /** At most 50 px at 576x320 (demo). */
        DEMO,
        /** A disc with a radius above 300 px is left out (training loader). */
        LOADER
    }

    /** What happens to a blob at the frame's border. */
    public enum BoxClipping {
        /** Cut off. */
        CROP,
        /** Squeezed into the clipped box [0, W-1]; none if that is 3 px or less, the entity disc is still drawn. */
        DEMO,
        /** Squeezed into the clipped box [1, W-1]; below 5 px neither blob nor entity disc. */
        LOADER
    }

    /** Which of two overlapping entities wins. */
    public enum Overlap {
        /** The scene's z for the entity disc, the maximum for the Gaussian. */
        ZORDER,
        /** The later square overwrites, its empty corners too. */
        PAINTER
    }

    /** How the source comes to the network's size. */
    public enum Resize {
        /** Fills the frame, the overhang is cut off at both sides. */
        COVER,
        /** Fits into the frame, bars at two sides. */
        LETTERBOX,
        /** Width and height each scaled by itself; coordinates cut to integers (demo). */
        SQUEEZE
    }

    public static final Fidelity PAPER = new Fidelity(
            Profile.PAPER,
            EntityEmbedding.MEAN,
            ResidualAddition.ONCE,
            TokenOrder.SEPARATE,
            ClipPreprocessing.STOCK,
            GaussianRange.UNIT,
            MicroConditioning.CALLER,
            MaskThreshold.HALF,
            RadiusCap.NONE,
            BoxClipping.CROP,
            Overlap.ZORDER,
            Resize.COVER);

    public static final Fidelity CHECKPOINT = new Fidelity(
            Profile.CHECKPOINT,
            EntityEmbedding.CHANNEL0,
            ResidualAddition.REPEATED,
            TokenOrder.INTERLEAVED,
            ClipPreprocessing.UNNORMALISED,
            GaussianRange.BYTE,
            MicroConditioning.FIXED,
            MaskThreshold.FULL,
            RadiusCap.DEMO,
            BoxClipping.DEMO,
            Overlap.PAINTER,
            Resize.SQUEEZE);

    public Fidelity {
        Objects.requireNonNull(profile, "profile");
        Objects.requireNonNull(entityEmbedding, "entityEmbedding");
        Objects.requireNonNull(residualAddition, "residualAddition");
        Objects.requireNonNull(tokenOrder, "tokenOrder");
        Objects.requireNonNull(clipPreprocessing, "clipPreprocessing");
        Objects.requireNonNull(gaussianRange, "gaussianRange");
        Objects.requireNonNull(microConditioning, "microConditioning");
        Objects.requireNonNull(maskThreshold, "maskThreshold");
        Objects.requireNonNull(radiusCap, "radiusCap");
        Objects.requireNonNull(boxClipping, "boxClipping");
        Objects.requireNonNull(overlap, "overlap");
        Objects.requireNonNull(resize, "resize");
    }

    /** A profile's switches. */
    public static Fidelity of(Profile profile) {
        return profile == Profile.PAPER ? PAPER : CHECKPOINT;
    }

    /**
     * A profile's name, then single switches: {@code checkpoint} or {@code checkpoint,radiusCap=none,overlap=zorder}.
     *
     * @throws BadInputException when a profile, switch or value is unknown
     */
    public static Fidelity parse(String text) {
        String[] parts = text.split(",");
        Fidelity fidelity = of(Words.parse(Profile.class, parts[0].strip(), "fidelity"));
        for (int i = 1; i < parts.length; i++) {
            String[] pair = parts[i].split("=", 2);
            if (pair.length < 2) {
                throw BadInputException.of("fidelity", "switch=value", parts[i].strip(), "name the switch's value");
            }
            fidelity = fidelity.with(pair[0].strip(), pair[1].strip(), "fidelity");
        }
        return fidelity;
    }

    /** Each switch's name and value, in the documented order. */
    public Map<String, String> switches() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("entityEmbedding", Words.of(entityEmbedding));
        all.put("residualAddition", Words.of(residualAddition));
        all.put("tokenOrder", Words.of(tokenOrder));
        all.put("clipPreprocessing", Words.of(clipPreprocessing));
        all.put("gaussianRange", Words.of(gaussianRange));
        all.put("microConditioning", Words.of(microConditioning));
        all.put("maskThreshold", Words.of(maskThreshold));
        all.put("radiusCap", Words.of(radiusCap));
        all.put("boxClipping", Words.of(boxClipping));
        all.put("overlap", Words.of(overlap));
        all.put("resize", Words.of(resize));
        return all;
    }

    /** The switches that differ from the profile's. */
    public Map<String, String> overrides() {
        Map<String, String> all = switches();
        of(profile).switches().forEach((name, value) -> all.remove(name, value));
        return all;
    }

    /**
     * The same with one switch set.
     *
     * @param name a switch's name
     * @param value one of its values
     * @param where what an error names, for example {@code scene.json: settings.fidelity}
     * @throws BadInputException when the switch or the value is unknown
     */
    public Fidelity with(String name, String value, String where) {
        String path = where + "." + name;
        EntityEmbedding embedding = entityEmbedding;
        ResidualAddition addition = residualAddition;
        TokenOrder order = tokenOrder;
        ClipPreprocessing clip = clipPreprocessing;
        GaussianRange range = gaussianRange;
        MicroConditioning micro = microConditioning;
        MaskThreshold threshold = maskThreshold;
        RadiusCap cap = radiusCap;
        BoxClipping clipping = boxClipping;
        Overlap over = overlap;
        Resize fit = resize;
        switch (name) {
            case "entityEmbedding" -> embedding = Words.parse(EntityEmbedding.class, value, path);
            case "residualAddition" -> addition = Words.parse(ResidualAddition.class, value, path);
            case "tokenOrder" -> order = Words.parse(TokenOrder.class, value, path);
            case "clipPreprocessing" -> clip = Words.parse(ClipPreprocessing.class, value, path);
            case "gaussianRange" -> range = Words.parse(GaussianRange.class, value, path);
            case "microConditioning" -> micro = Words.parse(MicroConditioning.class, value, path);
            case "maskThreshold" -> threshold = Words.parse(MaskThreshold.class, value, path);
            case "radiusCap" -> cap = Words.parse(RadiusCap.class, value, path);
            case "boxClipping" -> clipping = Words.parse(BoxClipping.class, value, path);
            case "overlap" -> over = Words.parse(Overlap.class, value, path);
            case "resize" -> fit = Words.parse(Resize.class, value, path);
            default -> throw Words.unknown(where, "switch", name, switches().keySet());
        }
        return new Fidelity(
                profile, embedding, addition, order, clip, range, micro, threshold, cap, clipping, over, fit);
    }

    /** The short form that {@link #parse} reads. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(profile.name().toLowerCase(Locale.ROOT));
        overrides()
                .forEach((name, value) ->
                        text.append(',').append(name).append('=').append(value));
        return text.toString();
    }
}
