// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.superresolution;

import dev.tractrix.image.Picture;
import dev.tractrix.vision.Filters;
import dev.tractrix.vision.FloatImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the clip shows that the photograph's moved pixels do not: the differences of the small frames, where something is
 * uncovered or is clearly other than predicted. A network's frames are softer and a little off in colour everywhere; its
 * blur is found and applied to the prediction, and its offset is taken from what surrounds a place, so that nothing but new
 * content is left and no seam shows.
 */
final class Repair {
    /** Blurs tried for the network's softness, standard deviations in small pixels; 0 is none. */
    private static final double[] BLURS = {0, 0.5, 0.8, 1.1, 1.5};
    /** A difference is new content from this many times the usual one on, and surely so from the second. */
    private static final float DOUBTED = 5;

    private static final float SURE = 9;
    /** Contrast that everything has, of 0..1 colours: the usual difference is counted in contrasts. */
    private static final float FLAT = 0.02f;
    /** How far the colour offset is taken from, as a share of the shorter side. */
    private static final double AROUND = 1.0 / 10;
    /** Blotches of a small network on plain ground, of 0..1 colours; from twice as much on a change is surely content. */
    private static final float BLOTCH = 0.08f;
    /** Over what a shade of a thing is looked for, standard deviation in small pixels. */
    private static final double GHOST = 3;
    /** Temporal smoothness, frames. */
    private static final double SIGMA = 1.5;

    private final List<FloatImage> predicted;
    private final List<FloatImage> changes;
    private final List<FloatImage> unexplained;

    private Repair(List<FloatImage> predicted, List<FloatImage> changes, List<FloatImage> unexplained) {
        this.predicted = predicted;
        this.changes = changes;
        this.unexplained = unexplained;
    }

    /**
     * @param sharp frames as the photograph's moved pixels make them, small
     * @param seen the clip
     * @param uncovered 0..1 a frame, small: what the photograph does not show
     */
    static Repair find(List<Picture> sharp, List<Picture> seen, List<FloatImage> uncovered, AlongMotion along) {
        double blur = softness(sharp, seen, uncovered);
        List<FloatImage> predicted = new ArrayList<>();
        List<FloatImage> differences = new ArrayList<>();
        List<FloatImage> ratios = new ArrayList<>();
        for (int f = 0; f < seen.size(); f++) {
            FloatImage p = soft(FloatImage.of(sharp.get(f)), blur);
            FloatImage d = difference(FloatImage.of(seen.get(f)), p);
            predicted.add(p);
            differences.add(d);
            ratios.add(ratio(d, contrast(FloatImage.of(sharp.get(f)))));
        }
        float usual = median(ratios, uncovered);
        List<FloatImage> changes = new ArrayList<>();
        List<FloatImage> unexplained = new ArrayList<>();
        for (int f = 0; f < seen.size(); f++) {
            FloatImage change = withoutOffset(differences.get(f), ratios.get(f), uncovered.get(f), usual);
            withoutGhost(change, predicted.get(0), predicted.get(f), uncovered.get(f));
            changes.add(change);
            unexplained.add(doubt(ratio(Filters.gaussian(change, 1), contrast(FloatImage.of(sharp.get(f)))), usual));
        }
        List<FloatImage> even = new ArrayList<>();
        for (FloatImage u : unexplained) {
            float[] ones = new float[u.values().length];
            Arrays.fill(ones, 1);
            even.add(new FloatImage(u.width(), u.height(), 1, ones));
        }
        return new Repair(predicted, along.smooth(changes, even, SIGMA), along.smooth(unexplained, even, SIGMA));
    }

    /** The prediction as soft as the clip is: 3 channels, 0..1, small. */
    FloatImage predicted(int f) {
        return predicted.get(f);
    }

    /** What the clip has more than the prediction: 3 channels, small. */
    FloatImage change(int f) {
        return changes.get(f);
    }

    /** 0..1, small: how surely the change is new content although the photograph shows the place. */
    FloatImage unexplained(int f) {
        return unexplained.get(f);
    }

    /**
     * 0..1, small: how surely the change belongs to ground that was uncovered. The prediction has filled that ground already,
     * without the blotches that a small network leaves on it; only what is clearly something else is taken.
     */
    FloatImage certain(int f) {
        FloatImage change = Filters.gaussian(changes.get(f), 1);
        FloatImage out = FloatImage.zeros(change.width(), change.height(), 1);
        for (int i = 0; i < out.values().length; i++) {
            float sum = 0;
            for (int c = 0; c < 3; c++) {
                sum += change.values()[3 * i + c] * change.values()[3 * i + c];
            }
            out.values()[i] = smoothStep(((float) Math.sqrt(sum / 3) - BLOTCH) / BLOTCH);
        }
        return Filters.gaussian(out, 1);
    }

    private static float smoothStep(float t) {
        float within = Math.min(1, Math.max(0, t));
        return within * within * (3 - 2 * within);
    }

    private static FloatImage soft(FloatImage image, double blur) {
        return blur == 0 ? image : Filters.gaussian(image, blur);
    }

    /** The blur that makes the predictions most like the clip, over a few of its frames. */
    private static double softness(List<Picture> sharp, List<Picture> seen, List<FloatImage> uncovered) {
        double best = 0;
        double least = Double.MAX_VALUE;
        for (double blur : BLURS) {
            double sum = 0;
            for (int f = 0; f < seen.size(); f += Math.max(1, seen.size() / 4)) {
                float[] d = difference(FloatImage.of(seen.get(f)), soft(FloatImage.of(sharp.get(f)), blur))
                        .values();
                float[] u = uncovered.get(f).values();
                for (int i = 0; i < d.length; i++) {
                    sum += (1 - u[i / 3]) * Math.abs(d[i]);
                }
            }
            if (sum < least) {
                least = sum;
                best = blur;
            }
        }
        return best;
    }

    private static FloatImage difference(FloatImage a, FloatImage b) {
        float[] d = new float[a.values().length];
        for (int i = 0; i < d.length; i++) {
            d[i] = a.values()[i] - b.values()[i];
        }
        return new FloatImage(a.width(), a.height(), a.channels(), d);
    }

    /** Local standard deviation of the colours. */
    private static FloatImage contrast(FloatImage image) {
        float[] squares = new float[image.values().length];
        for (int i = 0; i < squares.length; i++) {
            squares[i] = image.values()[i] * image.values()[i];
        }
        float[] mean = Filters.box(image, 2).values();
        float[] meanSquare = Filters.box(new FloatImage(image.width(), image.height(), 3, squares), 2)
                .values();
        FloatImage out = FloatImage.zeros(image.width(), image.height(), 1);
        for (int i = 0; i < out.values().length; i++) {
            float v = 0;
            for (int c = 0; c < 3; c++) {
                v += Math.max(0, meanSquare[3 * i + c] - mean[3 * i + c] * mean[3 * i + c]);
            }
            out.values()[i] = FLAT + (float) Math.sqrt(v / 3);
        }
        return out;
    }

    private static FloatImage ratio(FloatImage difference, FloatImage contrast) {
        FloatImage out = FloatImage.zeros(difference.width(), difference.height(), 1);
        for (int i = 0; i < out.values().length; i++) {
            float r = difference.values()[3 * i];
            float g = difference.values()[3 * i + 1];
            float b = difference.values()[3 * i + 2];
            out.values()[i] = (float) Math.sqrt((r * r + g * g + b * b) / 3) / contrast.values()[i];
        }
        return out;
    }

    private static float median(List<FloatImage> ratios, List<FloatImage> uncovered) {
        float[] all = new float[ratios.size() * ratios.get(0).values().length];
        int n = 0;
        for (int f = 0; f < ratios.size(); f++) {
            float[] r = ratios.get(f).values();
            for (int i = 0; i < r.length; i++) {
                if (uncovered.get(f).values()[i] < 0.1f) {
                    all[n++] = r[i];
                }
            }
        }
        Arrays.sort(all, 0, n);
        return n == 0 ? 1 : Math.max(1e-3f, all[n / 2]);
    }

    /** The difference less what the explained surroundings have of it too. */
    private static FloatImage withoutOffset(
            FloatImage difference, FloatImage ratio, FloatImage uncovered, float usual) {
        int n = ratio.values().length;
        FloatImage known = FloatImage.zeros(difference.width(), difference.height(), 4);
        for (int i = 0; i < n; i++) {
            float r = ratio.values()[i] / (3 * usual);
            float say = (1 - uncovered.values()[i]) * (float) Math.exp(-r * r) + 1e-6f;
            for (int c = 0; c < 3; c++) {
                known.values()[4 * i + c] = say * difference.values()[3 * i + c];
            }
            known.values()[4 * i + 3] = say;
        }
        double side = Math.min(difference.width(), difference.height());
        float[] around = Filters.gaussian(known, Math.max(1, AROUND * side)).values();
        float[] change = new float[3 * n];
        for (int i = 0; i < change.length; i++) {
            change[i] = difference.values()[i] - around[4 * (i / 3) + i % 3] / around[4 * (i / 3) + 3];
        }
        return new FloatImage(difference.width(), difference.height(), 3, change);
    }

    /**
     * Takes what the clip has kept of what stood at an uncovered place out of the change: there the network's frames show
     * a shade of the thing that went away, and the part of the change that goes with the thing's difference from
     * the ground is that shade.
     *
     * @param change 3 channels; changed where the frame is uncovered
     * @param before the first frame, as soft
     * @param ground the frame's prediction
     */
    private static void withoutGhost(FloatImage change, FloatImage before, FloatImage ground, FloatImage uncovered) {
        FloatImage thing = difference(before, ground);
        int n = uncovered.values().length;
        FloatImage products = FloatImage.zeros(ground.width(), ground.height(), 2);
        for (int i = 0; i < n; i++) {
            for (int c = 0; c < 3; c++) {
                float g = uncovered.values()[i] * thing.values()[3 * i + c];
                products.values()[2 * i] += g * change.values()[3 * i + c];
                products.values()[2 * i + 1] += g * thing.values()[3 * i + c];
            }
        }
        float[] local = Filters.gaussian(products, GHOST).values();
        for (int i = 0; i < n; i++) {
            float share = local[2 * i] / (local[2 * i + 1] + FLAT * FLAT);
            float less = uncovered.values()[i] * Math.max(-1, Math.min(1, share));
            for (int c = 0; c < 3; c++) {
                change.values()[3 * i + c] -= less * thing.values()[3 * i + c];
            }
        }
    }

    private static FloatImage doubt(FloatImage ratio, float usual) {
        FloatImage out = FloatImage.zeros(ratio.width(), ratio.height(), 1);
        for (int i = 0; i < out.values().length; i++) {
            out.values()[i] = smoothStep((ratio.values()[i] / usual - DOUBTED) / (SURE - DOUBTED));
        }
        return Filters.gaussian(out, 1);
    }
}
