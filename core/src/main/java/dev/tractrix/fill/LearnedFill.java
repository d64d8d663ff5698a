// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.fill;

import dev.tractrix.animatic.ExemplarFill;
import dev.tractrix.animatic.GroundFill;
import dev.tractrix.image.Mask;
import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import dev.tractrix.vision.FloatImage;
import dev.tractrix.vision.Resampling;
import dev.tractrix.vision.Resampling.Kernel;
import java.util.function.BooleanSupplier;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * What examples say of a hole, as far as a network believes them: where it does not, they are mixed with what is smooth, and where
 * it knows better it adds colours. Examples are copies of what is elsewhere; where the picture has no second such place they show a
 * thing that is not there.
 *
 * <p>The network looks at a picture of some 192x112 pixels, whatever the size that is filled; its answer is enlarged. Does not own
 * its weights.
 */
public final class LearnedFill {
    /** Pixels of the picture that the network looks at, at most: what it was trained on. */
    private static final double SEEN = 192 * 112;
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
        FloatImage answer = resized(
                answer(smallExemplar, smooth, smallHole, resized(filled.misfit(), smallWidth, smallHeight)), w, h);
        float[] base = resized(smooth, w, h).values();
        float[] within = resized(FloatImage.of(smallHole), w, h).values();
        float[] out = exemplar.values().clone();
        for (int i = 0; i < w * h; i++) {
            float most = hole.inside()[i] ? amount * Math.max(0, Math.min(1, within[i])) : 0;
            float share = answer.values()[4 * i + 3];
            for (int c = 0; c < 3 && most > 0; c++) {
                float e = out[3 * i + c];
                float better = e + most * (share * (base[3 * i + c] - e) + answer.values()[4 * i + c]);
                out[3 * i + c] = Math.max(0, Math.min(1, better));
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

    /** The network's answer, colours to add in 0..1. */
    private FloatImage answer(FloatImage exemplar, FloatImage smooth, Mask hole, FloatImage misfit) {
        int w = hole.width();
        int h = hole.height();
        float[] planes = Guards.noGrad(() -> TensorScope.inside(() -> {
            Tensor e = colours(exemplar);
            Tensor missing = plane(FloatImage.of(hole));
            return Ops.toFloats(network.forward(e, e, colours(smooth), missing, plane(misfit)));
        }));
        FloatImage out = FloatImage.zeros(w, h, 4);
        for (int i = 0; i < w * h; i++) {
            for (int c = 0; c < 4; c++) {
                float value = planes[c * w * h + i];
                out.values()[4 * i + c] = c < 3 ? value / 2 : value;
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
