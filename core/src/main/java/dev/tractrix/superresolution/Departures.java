// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.superresolution;

import dev.tractrix.animatic.Animatic;
import dev.tractrix.image.Picture;
import dev.tractrix.vision.DenseFlow;
import dev.tractrix.vision.Filters;
import dev.tractrix.vision.FloatImage;
import dev.tractrix.vision.Resampling;
import dev.tractrix.vision.Resampling.Border;
import dev.tractrix.vision.Resampling.Kernel;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a clip's layers are seen elsewhere than the scene says: a model may turn a thing a little, lag behind the line, or
 * let water flow. Found by dense flow from the frames as the scene predicts them to the clip's, made smooth within each
 * layer and along its motion, and believed only where it explains the clip clearly better than no departure: a network's
 * noise must not shake what stands still.
 */
final class Departures {
    /** Smoothness within a layer, as a share of the small frame's shorter side; and that of the weak wide mean. */
    private static final double NEAR = 1.0 / 40;

    private static final double WIDE = 1.0 / 8;
    private static final float WIDE_SAY = 0.05f;
    /** Weight of no departure at all, where little is seen of a layer. */
    private static final float PRIOR = 1e-4f;
    /** The forward and the backward flow may differ by that much, small pixels. */
    private static final double ROUND_TRIP = 0.7;
    /** Share of the squared difference that a departure must explain to be believed at all, and fully. */
    private static final float DOUBTED = 0.25f;

    private static final float BELIEVED = 0.5f;
    /** Departures that stay below this are none, small pixels. */
    private static final double LEAST = 0.2;
    /** Temporal smoothness, frames. */
    private static final double SIGMA = 1;
    /** Squared difference of 0..1 colours that counts as nothing: a level and a half of 255, three colours. */
    private static final float NOTHING = 1e-4f;

    private final Window window;
    private final FloatImage[][] fields;

    private Departures(Window window, FloatImage[][] fields) {
        this.window = window;
        this.fields = fields;
    }

    /**
     * Finds them.
     *
     * @param predicted frames as the scene says, small
     * @param seen the clip
     * @param top the layers of the predicted frames, small
     */
    static Departures find(
            Window window,
            Animatic animatic,
            List<Picture> predicted,
            List<Picture> seen,
            List<short[]> top,
            AlongMotion along) {
        List<FloatImage> flows = new ArrayList<>();
        List<FloatImage> weights = new ArrayList<>();
        for (int f = 0; f < seen.size(); f++) {
            FloatImage flow = DenseFlow.between(predicted.get(f), seen.get(f));
            flows.add(flow);
            weights.add(reliability(predicted.get(f), flow, DenseFlow.between(seen.get(f), predicted.get(f))));
        }
        List<FloatImage> smooth = along.smooth(flows, weights, SIGMA);
        FloatImage[][] fields = new FloatImage[animatic.layers()][seen.size()];
        for (int f = 0; f < seen.size(); f++) {
            for (int l = 0; l < fields.length; l++) {
                fields[l][f] = field(l, top.get(f), smooth.get(f), weights.get(f), predicted.get(f), seen.get(f));
            }
        }
        return new Departures(window, fields);
    }

    /** These and, from where they lead, the others. */
    Departures plus(Departures others) {
        FloatImage[][] sum = new FloatImage[fields.length][fields[0].length];
        for (int l = 0; l < sum.length; l++) {
            for (int f = 0; f < sum[l].length; f++) {
                FloatImage a = fields[l][f];
                FloatImage b = others.fields[l][f];
                sum[l][f] = a == null ? b : a;
                if (a != null && b != null) {
                    float[] both = a.values().clone();
                    for (int i = 0; i < both.length; i++) {
                        both[i] += b.values()[i];
                    }
                    sum[l][f] = new FloatImage(a.width(), a.height(), 2, both);
                }
            }
        }
        return new Departures(window, sum);
    }

    /** Whether any layer departs. */
    boolean any() {
        for (FloatImage[] layer : fields) {
            for (FloatImage field : layer) {
                if (field != null) {
                    return true;
                }
            }
        }
        return false;
    }

    /** A layer's departure at the large size, as {@link Animatic#frame} asks for it; null for none. */
    FloatImage at(int layer, int f) {
        FloatImage small = fields[layer][f];
        if (small == null) {
            return null;
        }
        FloatImage large = window.toLarge(small, Kernel.LINEAR, Border.REPEATED);
        float x = (float) window.shownWidth() / window.smallWidth();
        float y = (float) window.shownHeight() / window.smallHeight();
        for (int i = 0; i < large.values().length; i += 2) {
            large.values()[i] *= x;
            large.values()[i + 1] *= y;
        }
        return large;
    }

    /** 0..1: flow is found where the picture has corners, and where going there and back ends at the start. */
    private static FloatImage reliability(Picture picture, FloatImage flow, FloatImage back) {
        int w = flow.width();
        int h = flow.height();
        FloatImage tensor = FloatImage.zeros(w, h, 3);
        for (int y = 1; y < h - 1; y++) {
            for (int x = 1; x < w - 1; x++) {
                float gx = grey(picture, x + 1, y) - grey(picture, x - 1, y);
                float gy = grey(picture, x, y + 1) - grey(picture, x, y - 1);
                int i = 3 * (y * w + x);
                tensor.values()[i] = gx * gx;
                tensor.values()[i + 1] = gx * gy;
                tensor.values()[i + 2] = gy * gy;
            }
        }
        float[] t = Filters.gaussian(tensor, 2).values();
        FloatImage out = FloatImage.zeros(w, h, 1);
        for (int i = 0; i < w * h; i++) {
            double trace = t[3 * i] + t[3 * i + 2];
            double root = Math.hypot(t[3 * i] - t[3 * i + 2], 2 * t[3 * i + 1]);
            double corner = Math.max(0, (trace - root) / 2);
            int x = (int) Math.rint(i % w + flow.values()[2 * i]);
            int y = (int) Math.rint(i / w + flow.values()[2 * i + 1]);
            if (x >= 0 && y >= 0 && x < w && y < h) {
                int j = 2 * (y * w + x);
                double miss = Math.hypot(
                        flow.values()[2 * i] + back.values()[j], flow.values()[2 * i + 1] + back.values()[j + 1]);
                out.values()[i] =
                        (float) (corner / (corner + 1e-3) * Math.exp(-miss * miss / (ROUND_TRIP * ROUND_TRIP)));
            }
        }
        return out;
    }

    private static float grey(Picture p, int x, int y) {
        return (p.at(x, y, 0) + 2 * p.at(x, y, 1) + p.at(x, y, 2)) / 1020f;
    }

    /** One layer's in one frame; null where there is none to speak of. */
    private static FloatImage field(
            int layer, short[] top, FloatImage flow, FloatImage weight, Picture predicted, Picture seen) {
        int w = flow.width();
        int h = flow.height();
        FloatImage own = FloatImage.zeros(w, h, 3);
        for (int i = 0; i < top.length; i++) {
            if (top[i] == layer) {
                float say = weight.values()[i];
                own.values()[3 * i] = say * flow.values()[2 * i];
                own.values()[3 * i + 1] = say * flow.values()[2 * i + 1];
                own.values()[3 * i + 2] = say;
            }
        }
        double side = Math.min(w, h);
        float[] near = Filters.gaussian(own, Math.max(1, NEAR * side)).values();
        float[] wide = Filters.gaussian(own, Math.max(1, WIDE * side)).values();
        FloatImage field = FloatImage.zeros(w, h, 2);
        for (int i = 0; i < top.length; i++) {
            float sum = near[3 * i + 2] + WIDE_SAY * wide[3 * i + 2] + PRIOR;
            for (int c = 0; c < 2; c++) {
                field.values()[2 * i + c] = (near[3 * i + c] + WIDE_SAY * wide[3 * i + c]) / sum;
            }
        }
        float[] belief = belief(layer, top, field, predicted, seen, 2 * NEAR * side);
        double most = 0;
        for (int i = 0; i < top.length; i++) {
            field.values()[2 * i] *= belief[i];
            field.values()[2 * i + 1] *= belief[i];
            if (top[i] == layer) {
                most = Math.max(most, Math.hypot(field.values()[2 * i], field.values()[2 * i + 1]));
            }
        }
        return most < LEAST ? null : field;
    }

    /** 0..1: how much better the layer's pixels agree with the clip when they depart. */
    private static float[] belief(
            int layer, short[] top, FloatImage field, Picture predicted, Picture seen, double radius) {
        int w = field.width();
        int h = field.height();
        FloatImage places = FloatImage.zeros(w, h, 2);
        for (int i = 0; i < w * h; i++) {
            places.values()[2 * i] = i % w + field.values()[2 * i];
            places.values()[2 * i + 1] = i / w + field.values()[2 * i + 1];
        }
        float[] before = FloatImage.of(predicted).values();
        FloatImage now = FloatImage.of(seen);
        float[] departed =
                Resampling.remap(now, places, Kernel.CUBIC, Border.REPEATED).values();
        FloatImage errors = FloatImage.zeros(w, h, 2);
        for (int i = 0; i < w * h; i++) {
            for (int c = 0; c < 3 && top[i] == layer; c++) {
                float stayed = now.values()[3 * i + c] - before[3 * i + c];
                float left = departed[3 * i + c] - before[3 * i + c];
                errors.values()[2 * i] += stayed * stayed;
                errors.values()[2 * i + 1] += left * left;
            }
        }
        float[] e = Filters.gaussian(errors, Math.max(1, radius)).values();
        float[] belief = new float[w * h];
        for (int i = 0; i < belief.length; i++) {
            float explained = (e[2 * i] - e[2 * i + 1]) / (e[2 * i] + NOTHING);
            belief[i] = Math.min(1, Math.max(0, (explained - DOUBTED) / (BELIEVED - DOUBTED)));
        }
        return Filters.gaussian(new FloatImage(w, h, 1, belief), Math.max(1, radius / 2))
                .values();
    }
}
