// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.completion;

import dev.tractrix.animatic.CutOut;
import dev.tractrix.animatic.ExemplarFill;
import dev.tractrix.animatic.ThingCompletion;
import dev.tractrix.image.Mask;
import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import dev.tractrix.vision.Filters;
import dev.tractrix.vision.FloatImage;
import dev.tractrix.vision.SmoothFill;
import java.util.ArrayDeque;
import java.util.function.BooleanSupplier;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Completes things: a network says their shape and, roughly, their colours; their texture is what the rest of the thing looks like.
 * The network looks at a small square, whatever the thing's size. Does not own its weights.
 */
public final class LearnedCompletion {
    /** A thing of which less is seen stays as it is, pixels. */
    private static final int LEAST_SEEN = 30;
    /** So does one that would grow by less, a share of what is seen. */
    private static final double LEAST_ADDED = 0.01;
    /** Over so many pixels a made-up outline fades. */
    private static final float SOFT = 1.5f;
    /** A logit that changes less over a pixel is the same. */
    private static final float FLAT = 1e-3f;
    /** Logits of the square beyond which it is sure; what is seen is as sure as that. */
    private static final float SURE = 6;
    /** Deviation of the Gaussian that keeps the outline from wavering, and joins it to what is seen, pixels of the square. */
    private static final double STEADY = 1;
    /** How much of a pixel is certainly the thing. */
    private static final float CORE = 0.98f;

    private static final float SHARE = 0.02f;
    /** Deviation of the Gaussian that makes colours right and leaves texture, pixels of the network's square. */
    private static final double SLOW = 2;

    private final CompletionNetwork network;
    private final Device device;

    /** @param device where the network's weights are */
    public LearnedCompletion(CompletionNetwork network, Device device) {
        this.network = network;
        this.device = device;
    }

    /**
     * A way to complete.
     *
     * @param readiness 0..1: a pixel is taken for the thing where that is at least 1 - readiness likely; 0 completes nothing
     */
    public ThingCompletion completion(double readiness) {
        return readiness == 0
                ? ThingCompletion.NONE
                : (cutOut, covered, cancelled) ->
                        complete(cutOut, covered, cancelled, (float) Math.log((1 - readiness) / readiness));
    }

    private CutOut complete(FloatImage cutOut, Mask covered, BooleanSupplier cancelled, float least) {
        Mask over = over(cutOut, covered);
        FloatImage visible = without(cutOut, over);
        Mask seen = matte(visible, 0.5f);
        if (seen.area() < LEAST_SEEN) {
            return new CutOut(cutOut, 0, 0);
        }
        CompletionCanvas canvas = CompletionCanvas.around(seen, over);
        if (canvas == null) {
            return new CutOut(cutOut, 0, 0);
        }
        Said said = ask(canvas, visible, over);
        Sheet sheet = new Sheet(canvas, visible, over);
        double more = 0;
        for (float a : sheet.added(said.logit, least)) {
            more += a;
        }
        return more < LEAST_ADDED * seen.area()
                ? new CutOut(cutOut, 0, 0)
                : sheet.completed(
                        sheet.added(steady(canvas, said.logit, visible, over), least), said.colours, cancelled);
    }

    /** What is covered, and, where it meets the thing, a little around: there the matte is soft, and the colours are of both. */
    private static Mask over(FloatImage cutOut, Mask covered) {
        int soft = Math.max(2, Math.min(cutOut.width(), cutOut.height()) / 100);
        boolean[] around = Filters.dilate(covered, soft).inside();
        boolean[] near = Filters.dilate(matte(cutOut, 0.5f), soft).inside();
        Mask out = Mask.empty(cutOut.width(), cutOut.height());
        for (int i = 0; i < around.length; i++) {
            out.inside()[i] = covered.inside()[i] || around[i] && near[i];
        }
        return out;
    }

    private static FloatImage without(FloatImage cutOut, Mask over) {
        float[] values = cutOut.values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = over.inside()[i / 4] ? 0 : values[i];
        }
        return new FloatImage(cutOut.width(), cutOut.height(), 4, values);
    }

    private static Mask matte(FloatImage cutOut, float least) {
        Mask out = Mask.empty(cutOut.width(), cutOut.height());
        for (int i = 0; i < out.inside().length; i++) {
            out.inside()[i] = cutOut.values()[4 * i + 3] > least;
        }
        return out;
    }

    /** On the square. @param logit 1 channel, of how likely the pixel is the thing @param colours 3 channels */
    private record Said(FloatImage logit, FloatImage colours) {}

    private Said ask(CompletionCanvas canvas, FloatImage visible, Mask over) {
        FloatImage there = canvas.of(visible, 0, 0);
        FloatImage hidden = canvas.hidden(over);
        FloatImage smooth = CompletionCanvas.smooth(there);
        int side = CompletionCanvas.SIDE;
        float[] planes = Guards.noGrad(() -> TensorScope.inside(() -> {
            Tensor answer = network.forward(planes(there), planes(hidden), planes(smooth));
            return Ops.toFloats(Ops.cat(
                    1, Ops.clamp(answer.narrow(1, 0, 3), 0, 1), Ops.clamp(answer.narrow(1, 3, 1), -SURE, SURE)));
        }));
        FloatImage logit = FloatImage.zeros(side, side, 1);
        FloatImage colours = FloatImage.zeros(side, side, 3);
        for (int i = 0; i < side * side; i++) {
            for (int c = 0; c < 3; c++) {
                colours.values()[3 * i + c] = planes[c * side * side + i];
            }
            logit.values()[i] = planes[3 * side * side + i];
        }
        return new Said(logit, colours);
    }

    /** An outline that does not waver, and goes on from what is seen. */
    private static FloatImage steady(CompletionCanvas canvas, FloatImage logit, FloatImage visible, Mask over) {
        float[] seen = canvas.of(visible, 0, 0).values();
        float[] hidden = canvas.hidden(over).values();
        FloatImage joined = FloatImage.zeros(logit.width(), logit.height(), 1);
        for (int i = 0; i < hidden.length; i++) {
            float open = SURE * (2 * seen[4 * i + 3] - 1);
            joined.values()[i] = hidden[i] * logit.values()[i] + (1 - hidden[i]) * open;
        }
        return Filters.gaussian(joined, STEADY);
    }

    /** (1, C, H, W). */
    private Tensor planes(FloatImage image) {
        return TensorScope.tidy(() -> Ops.tensor(image.values(), 1, image.height(), image.width(), image.channels())
                .permute(0, 3, 1, 2) // (1,H,W,C) -> (1,C,H,W)
                .contiguous()
                .to(device, ScalarType.Float));
    }

    /** The picture with as much around it as the square reaches. */
    private static final class Sheet {
        private final CompletionCanvas canvas;
        private final FloatImage visible;
        private final Mask over;
        private final int left;
        private final int top;
        private final int width;
        private final int height;

        Sheet(CompletionCanvas canvas, FloatImage visible, Mask over) {
            this.canvas = canvas;
            this.visible = visible;
            this.over = over;
            left = Math.min(0, (int) Math.floor(canvas.left()));
            top = Math.min(0, (int) Math.floor(canvas.top()));
            width = Math.max(visible.width(), (int) Math.ceil(canvas.left() + canvas.side())) - left;
            height = Math.max(visible.height(), (int) Math.ceil(canvas.top() + canvas.side())) - top;
        }

        /** The pixel of the picture, or -1 beyond it. */
        private int inPicture(int i) {
            int x = i % width + left;
            int y = i / width + top;
            return x < 0 || y < 0 || x >= visible.width() || y >= visible.height() ? -1 : y * visible.width() + x;
        }

        private float seen(int i) {
            int pixel = inPicture(i);
            return pixel < 0 ? 0 : visible.values()[4 * pixel + 3];
        }

        private boolean inCanvas(int x, int y) {
            double u = x + left + 0.5 - canvas.left();
            double v = y + top + 0.5 - canvas.top();
            return u >= 0 && v >= 0 && u <= canvas.side() && v <= canvas.side();
        }

        /** How much of each pixel is the thing where it is hidden, as far as that hangs together with what is seen of it. */
        float[] added(FloatImage said, float least) {
            float[] likely = canvas.back(said, left, top, width, height).values();
            float[] out = new float[width * height];
            for (int y = 1; y < height - 1; y++) {
                for (int x = 1; x < width - 1; x++) {
                    int i = y * width + x;
                    int pixel = inPicture(i);
                    if (inCanvas(x, y) && (pixel < 0 || over.inside()[pixel])) {
                        double steep = Math.hypot(
                                (likely[i + 1] - likely[i - 1]) / 2, (likely[i + width] - likely[i - width]) / 2);
                        float beyond = (likely[i] - least) / (float) Math.max(FLAT, SOFT * steep);
                        out[i] = Math.max(0, Math.min(1, 0.5f + beyond));
                    }
                }
            }
            boolean[] joined = joined(out);
            for (int i = 0; i < out.length; i++) {
                out[i] = joined[i] ? out[i] : 0;
            }
            return out;
        }

        private boolean[] joined(float[] added) {
            boolean[] out = new boolean[added.length];
            ArrayDeque<Integer> next = new ArrayDeque<>();
            for (int i = 0; i < added.length; i++) {
                if (seen(i) > 0.5f) {
                    out[i] = true;
                    next.add(i);
                }
            }
            while (!next.isEmpty()) {
                int i = next.remove();
                for (int step : new int[] {-1, 1, -width, width}) {
                    int j = i + step;
                    boolean row = Math.abs(step) > 1 || i % width + step >= 0 && i % width + step < width;
                    if (row && j >= 0 && j < added.length && !out[j] && added[j] > SHARE) {
                        out[j] = true;
                        next.add(j);
                    }
                }
            }
            return out;
        }

        CutOut completed(float[] added, FloatImage said, BooleanSupplier cancelled) {
            float[] colours = colours(added, said, cancelled).values();
            FloatImage out = FloatImage.zeros(width, height, 4);
            for (int i = 0; i < width * height; i++) {
                int pixel = inPicture(i);
                float a = (1 - seen(i)) * added[i];
                for (int c = 0; c < 4; c++) {
                    float there = pixel < 0 ? 0 : visible.values()[4 * pixel + c];
                    out.values()[4 * i + c] = there + a * (c < 3 ? colours[3 * i + c] : 1);
                }
            }
            return new CutOut(out, left, top);
        }

        /** The thing's texture goes on, in the colours that the network says. */
        private FloatImage colours(float[] added, FloatImage said, BooleanSupplier cancelled) {
            FloatImage own = FloatImage.zeros(width, height, 3);
            Mask hole = Mask.empty(width, height);
            Mask unclear = Mask.empty(width, height);
            for (int i = 0; i < width * height; i++) {
                unclear.inside()[i] = seen(i) < CORE;
                hole.inside()[i] = unclear.inside()[i] && added[i] > SHARE;
                for (int c = 0; c < 3 && !unclear.inside()[i]; c++) {
                    own.values()[3 * i + c] = Math.min(1, visible.values()[4 * inPicture(i) + c] / seen(i));
                }
            }
            FloatImage everywhere = SmoothFill.fill(own, unclear);
            Mask around = Mask.empty(width, height);
            for (int i = 0; i < width * height; i++) {
                around.inside()[i] = unclear.inside()[i] && !hole.inside()[i];
            }
            FloatImage texture = ExemplarFill.fill(everywhere, hole, around, width * height, cancelled)
                    .picture();
            float[] rough = canvas.back(said, left, top, width, height).values();
            FloatImage change = FloatImage.zeros(width, height, 4);
            for (int i = 0; i < width * height; i++) {
                if (hole.inside()[i]) {
                    for (int c = 0; c < 3; c++) {
                        change.values()[4 * i + c] = rough[3 * i + c] - texture.values()[3 * i + c];
                    }
                    change.values()[4 * i + 3] = 1;
                }
            }
            float[] slow = Filters.gaussian(change, SLOW * canvas.side() / CompletionCanvas.SIDE)
                    .values();
            for (int i = 0; i < width * height; i++) {
                for (int c = 0; c < 3 && hole.inside()[i]; c++) {
                    float value = texture.values()[3 * i + c] + slow[4 * i + c] / Math.max(1e-3f, slow[4 * i + 3]);
                    texture.values()[3 * i + c] = Math.max(0, Math.min(1, value));
                }
            }
            return texture;
        }
    }
}
