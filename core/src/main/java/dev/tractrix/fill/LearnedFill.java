// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.fill;

import dev.tractrix.animatic.ExemplarFill;
import dev.tractrix.animatic.GroundFill;
import dev.tractrix.image.Mask;
import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import dev.tractrix.vision.Filters;
import dev.tractrix.vision.FloatImage;
import dev.tractrix.vision.Resampling;
import dev.tractrix.vision.Resampling.Kernel;
import dev.tractrix.vision.SmoothFill;
import java.util.function.BooleanSupplier;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * What examples say of a hole, in the colours that a network believes: where it does not believe them, those come nearer to what is
 * smooth, and where it knows better it adds some. Examples are copies of what is elsewhere; where the picture has no second such place they show a
 * thing that is not there.
 *
 * <p>The network looks at a picture of some 192x112 pixels, whatever the size that is filled; its answer is enlarged. Does not own
 * its weights.
 */
public final class LearnedFill {
    /** Pixels of the picture that the network looks at, at most: what it was trained on. */
    private static final double SEEN = 192 * 112;
    /**
     * Deviation of the Gaussian that its change is smoothed with, in pixels of what it sees: colours become right, and the copies'
     * texture stays. What of its change is finer is a texture taken away, since nobody knows where its lines run; that wins decibels
     * and leaves a dull patch in rippled water.
     */
    private static final double SLOW = 2;
    /** From which share of a pixel it belongs to the hole. */
    private static final float SHARE = 0.02f;

    private final FillNetwork network;
    private final Device device;

    /** @param device where the network's weights are */
    public LearnedFill(FillNetwork network, Device device) {
        this.network = network;
        this.device = device;
    }

    /** A way to fill. @param amount how much of the network's change is made, 0..1 */
    public GroundFill fill(double amount) {
        return (picture, hole, avoided, cancelled) -> fill(picture, hole, avoided, cancelled, (float) amount);
    }

    private FloatImage fill(FloatImage picture, Mask hole, Mask avoided, BooleanSupplier cancelled, float amount) {
        ExemplarFill.Filled filled = ExemplarFill.fill(picture, hole, avoided, SEEN, cancelled);
        FloatImage exemplar = filled.picture();
        if (hole.area() == 0 || hole.area() == hole.inside().length || amount == 0) {
            return exemplar;
        }
        int w = picture.width();
        int h = picture.height();
        double scale = Math.min(1, Math.sqrt(SEEN / ((double) w * h)));
        int smallWidth = folded(w * scale);
        int smallHeight = folded(h * scale);
        FloatImage missing = resized(FloatImage.of(hole), smallWidth, smallHeight);
        Mask smallHole = missing.toMask(SHARE);
        FloatImage smallExemplar = resized(exemplar, smallWidth, smallHeight);
        FloatImage smooth = SmoothFill.fill(smallExemplar, smallHole);
        FloatImage change = change(smallExemplar, smooth, smallHole, resized(filled.misfit(), smallWidth, smallHeight));
        float[] slow = resized(Filters.gaussian(change, SLOW), w, h).values();
        float[] out = exemplar.values().clone();
        for (int i = 0; i < out.length; i++) {
            if (hole.inside()[i / 3]) {
                out[i] = Math.max(0, Math.min(1, out[i] + amount * slow[i]));
            }
        }
        return new FloatImage(w, h, 3, out);
    }

    private static int folded(double length) {
        return Math.max(1, (int) Math.round(length / FillNetwork.FOLD)) * FillNetwork.FOLD;
    }

    private static FloatImage resized(FloatImage image, int width, int height) {
        if (image.width() == width && image.height() == height) {
            return image;
        }
        boolean smaller = width <= image.width() && height <= image.height();
        return Resampling.resize(image, width, height, smaller ? Kernel.AREA : Kernel.LINEAR);
    }

    /** What the network would add to the examples, 3 channels, 0..1; nothing outside the hole. */
    private FloatImage change(FloatImage exemplar, FloatImage smooth, Mask hole, FloatImage misfit) {
        int w = hole.width();
        int h = hole.height();
        float[] planes = Guards.noGrad(() -> TensorScope.inside(() -> {
            Tensor e = colours(exemplar);
            Tensor s = colours(smooth);
            Tensor missing = plane(FloatImage.of(hole));
            Tensor answer = network.forward(e, e, s, missing, plane(misfit));
            return Ops.toFloats(FillNetwork.filled(answer, e, s, missing).sub(e));
        }));
        FloatImage out = FloatImage.zeros(w, h, 3);
        for (int i = 0; i < w * h; i++) {
            for (int c = 0; c < 3; c++) {
                out.values()[3 * i + c] = planes[c * w * h + i] / 2;
            }
        }
        return out;
    }

    /** (1, 1, H, W). */
    private Tensor plane(FloatImage image) {
        return TensorScope.tidy(() ->
                Ops.tensor(image.values(), 1, 1, image.height(), image.width()).to(device, ScalarType.Float));
    }

    /** (1, 3, H, W) of -1..1. */
    private Tensor colours(FloatImage image) {
        return TensorScope.tidy(() -> {
            Tensor x = Ops.tensor(image.values(), 1, image.height(), image.width(), 3)
                    .permute(0, 3, 1, 2); // (1,H,W,3) -> (1,3,H,W)
            return Ops.add(Ops.mul(x.contiguous(), 2), -1).to(device, ScalarType.Float);
        });
    }
}
