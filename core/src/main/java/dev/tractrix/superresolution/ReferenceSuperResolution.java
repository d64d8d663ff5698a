// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.superresolution;

import dev.tractrix.animatic.Animatic;
import dev.tractrix.animatic.AnimaticFrame;
import dev.tractrix.image.Picture;
import dev.tractrix.scene.Motion;
import dev.tractrix.vision.FloatImage;
import dev.tractrix.vision.Resampling.Border;
import dev.tractrix.vision.Resampling.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * A small clip of a scene at the photograph's size. The scene's own layers, cut from the photograph and moved as the scene
 * says, predict the clip; where the clip shows a layer elsewhere, the layer goes there; and where the clip shows what the
 * photograph does not have, the clip is laid over it. Everything else is the photograph's pixels, moved.
 *
 * <p>Deterministic, and without a network of its own: it takes any model's clip.
 */
public final class ReferenceSuperResolution {
    /** Flow falls short of far departures; each round finds most of what is left. */
    private static final int ROUNDS = 3;

    private ReferenceSuperResolution() {}

    /**
     * The clip's frames at the large size.
     *
     * @param animatic of the scene, prepared at the window's large size
     * @param motion of the scene, as many frames as the clip
     * @param clip the model's frames, the window's small size
     * @param done told of the number of frames that are done; may throw to end it
     */
    public static List<Picture> enlarge(
            Animatic animatic, Motion motion, Window window, List<Picture> clip, IntConsumer done) {
        if (clip.size() != motion.frames()
                || clip.get(0).width() != window.smallWidth()
                || clip.get(0).height() != window.smallHeight()) {
            throw new IllegalArgumentException("super-resolution: a clip of " + window.smallWidth() + "x"
                    + window.smallHeight() + "x" + motion.frames() + ", got "
                    + clip.get(0).width() + "x" + clip.get(0).height() + "x" + clip.size());
        }
        // 1. The frames as the scene says, and as the clip would show them.
        done.accept(0);
        Prediction prediction = new Prediction(window);
        for (int f = 0; f < clip.size(); f++) {
            prediction.add(animatic.frame(motion, f, layer -> null));
        }
        AlongMotion along = new AlongMotion(window, animatic, motion, prediction.top);

        // 2. Where the clip shows a layer elsewhere; the layers go there, and what is still missing is looked for
        // again.
        Departures departures = null;
        for (int round = 0; round < ROUNDS; round++) {
            Departures found = Departures.find(window, animatic, prediction.small, clip, prediction.top, along);
            if (!found.any()) {
                break;
            }
            Departures all = departures == null ? found : departures.plus(found);
            departures = all;
            prediction = new Prediction(window);
            for (int f = 0; f < clip.size(); f++) {
                int frame = f;
                prediction.add(animatic.frame(motion, f, layer -> all.at(layer, frame)));
            }
            along = new AlongMotion(window, animatic, motion, prediction.top);
        }

        // 3. What the clip shows that the moved pixels do not, steady over time.
        Repair repair = Repair.find(prediction.small, clip, prediction.uncovered, along);

        // 4. Laid over the moved pixels, following their detail.
        List<Picture> out = new ArrayList<>();
        for (int f = 0; f < clip.size(); f++) {
            FloatImage large = FloatImage.of(prediction.large.get(f));
            FloatImage weight = weight(window, repair, f, prediction.uncoveredLarge.get(f));
            JointUpsampling.add(window, large, repair.predicted(f), repair.change(f), weight);
            out.add(large.toPicture());
            done.accept(f + 1);
        }
        return out;
    }

    /** The uncovered part is known to the large pixel; what the clip has elsewhere only to the small; nothing beyond the window. */
    private static FloatImage weight(Window window, Repair repair, int f, float[] uncovered) {
        FloatImage weight = window.toLarge(repair.unexplained(f), Kernel.LINEAR, Border.EMPTY);
        float[] certain =
                window.toLarge(repair.certain(f), Kernel.LINEAR, Border.EMPTY).values();
        float[] inside =
                window.toLarge(ones(window), Kernel.LINEAR, Border.EMPTY).values();
        for (int i = 0; i < uncovered.length; i++) {
            float elsewhere = (1 - uncovered[i]) * weight.values()[i];
            weight.values()[i] = inside[i] * Math.max(elsewhere, uncovered[i] * certain[i]);
        }
        return weight;
    }

    private static FloatImage ones(Window window) {
        FloatImage ones = FloatImage.zeros(window.smallWidth(), window.smallHeight(), 1);
        java.util.Arrays.fill(ones.values(), 1);
        return ones;
    }

    /** Predicted frames at both sizes. */
    private static final class Prediction {
        final List<Picture> large = new ArrayList<>();
        final List<Picture> small = new ArrayList<>();
        final List<float[]> uncoveredLarge = new ArrayList<>();
        final List<FloatImage> uncovered = new ArrayList<>();
        final List<short[]> top = new ArrayList<>();
        private final Window window;

        Prediction(Window window) {
            this.window = window;
        }

        void add(AnimaticFrame frame) {
            large.add(frame.picture());
            small.add(window.toSmall(frame.picture()));
            uncoveredLarge.add(frame.uncovered());
            uncovered.add(window.toSmall(new FloatImage(window.width(), window.height(), 1, frame.uncovered())));
            top.add(window.toSmall(frame.top()));
        }
    }
}
