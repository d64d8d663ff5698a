// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.refiner;

import dev.tractrix.animatic.AnimaticFrames;
import dev.tractrix.image.Picture;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Mends an animatic. The network looks at each frame alone; where neighbouring frames show the same, what it would change is
 * made the same in them, so that nothing flickers. Does not own the network's weights.
 */
public final class Refiner {
    /** How many frames before and after are asked. */
    private static final int NEIGHBOURS = 3;
    /** Deviation of the difference in one colour, of 255, up to which two frames show the same. */
    private static final float SAME = 4;

    private final RefinerNetwork network;
    private final RefinerConfig config;
    private final Device device;

    /** @param device where the network's weights are */
    public Refiner(RefinerNetwork network, RefinerConfig config, Device device) {
        this.network = network;
        this.config = config;
        this.device = device;
    }

    /**
     * The mended animatic. A frame in which nothing has moved yet, and what lies outside {@link RefinerZone}, stays as it is.
     *
     * @param still the picture without motion, of the frames' size
     * @param amount how much of the network's change is made, 0..1
     * @param before is told of each frame's number before the network sees it; may throw
     */
    public AnimaticFrames refine(Picture still, AnimaticFrames animatic, double amount, IntConsumer before) {
        int count = animatic.frames().size();
        List<Change> changes = new ArrayList<>();
        for (int f = 0; f < count; f++) {
            before.accept(f);
            changes.add(moved(animatic, f) ? change(still, animatic, f) : null);
        }
        List<Picture> out = new ArrayList<>();
        for (int f = 0; f < count; f++) {
            out.add(
                    changes.get(f) == null
                            ? animatic.frames().get(f)
                            : changed(animatic.frames(), changes, f, (float) amount));
        }
        return animatic.withFrames(out);
    }

    /** What the network would change. @param values 3 x height x width, of 255 @param zone height x width, 0..1 */
    private record Change(float[] values, float[] zone) {}

    private static boolean moved(AnimaticFrames animatic, int f) {
        for (float value : animatic.uncovered().get(f)) {
            if (value > 0) {
                return true;
            }
        }
        return false;
    }

    private static Picture changed(List<Picture> frames, List<Change> changes, int f, float amount) {
        Picture frame = frames.get(f);
        int pixels = frame.width() * frame.height();
        float[] zone = changes.get(f).zone;
        byte[] rgb = frame.rgb().clone();
        int first = Math.max(0, f - NEIGHBOURS);
        int last = Math.min(frames.size() - 1, f + NEIGHBOURS);
        float[] sum = new float[3];
        for (int i = 0; i < pixels; i++) {
            if (zone[i] == 0) {
                continue;
            }
            Arrays.fill(sum, 0);
            float weights = 0;
            for (int g = first; g <= last; g++) {
                Change other = changes.get(g);
                float weight = other == null ? 0 : other.zone[i] * alike(frame, frames.get(g), i);
                weights += weight;
                for (int c = 0; c < 3 && weight > 0; c++) {
                    sum[c] += weight * other.values[c * pixels + i];
                }
            }
            for (int c = 0; c < 3; c++) {
                float value = (rgb[3 * i + c] & 0xff) + amount * zone[i] * sum[c] / weights;
                rgb[3 * i + c] = (byte) Math.round(Math.max(0, Math.min(255, value)));
            }
        }
        return new Picture(frame.width(), frame.height(), rgb);
    }

    /** 1 for the same colour, 0 for another. */
    private static float alike(Picture a, Picture b, int pixel) {
        int most = 0;
        for (int c = 3 * pixel; c < 3 * pixel + 3; c++) {
            most = Math.max(most, Math.abs((a.rgb()[c] & 0xff) - (b.rgb()[c] & 0xff)));
        }
        return most > 3 * SAME ? 0 : (float) Math.exp(-most * most / (2 * SAME * SAME));
    }

    /** The input is continued to a size that the network takes. */
    private Change change(Picture still, AnimaticFrames animatic, int f) {
        int w = still.width();
        int h = still.height();
        long right = Math.floorMod(-w, config.multiple());
        long below = Math.floorMod(-h, config.multiple());
        float[] input = RefinerInput.of(still, animatic, f, 0, 0, w, h);
        float[] values = TensorScope.inside(() -> {
            Tensor x = Ops.tensor(input, 1, RefinerInput.CHANNELS, h, w).to(device, ScalarType.Float);
            Tensor padded = right + below == 0 ? x : Ops.pad(x, "replicate", 0, right, 0, below);
            return Ops.toFloats(Ops.mul(network.forward(padded).narrow(2, 0, h).narrow(3, 0, w), 127.5));
        });
        return new Change(values, RefinerZone.of(animatic, f));
    }
}
