// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.selection;

import dev.tractrix.image.Picture;
import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import dev.tractrix.vision.FloatImage;
import dev.tractrix.vision.Resampling;
import dev.tractrix.vision.Resampling.Kernel;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * What {@link ThingNetwork} makes of one picture. Kept in plain arrays, not tensors: pictures come and go, and nobody has to
 * free anything.
 */
final class Glance {
    private static final int LONGER_SIDE = 256;

    private final ThingNetwork network;
    private final int width;
    private final int height;
    /** Of what the network gives, half of what it looks at. */
    private final int halfWidth;

    private final int halfHeight;
    private final List<Level> levels = new ArrayList<>();
    private final Level marks;
    private final float[] edges;

    private record Level(float[] values, long[] shape) {
        static Level of(Tensor t) {
            return new Level(Ops.toFloats(t), dev.tractrix.tensor.Shapes.dims(t));
        }

        Tensor tensor() {
            return Ops.tensor(values, shape);
        }
    }

    Glance(ThingNetwork network, Picture small) {
        this.network = network;
        width = small.width();
        height = small.height();
        double scale = (double) LONGER_SIDE / Math.max(width, height);
        int w = multiple(width * scale);
        int h = multiple(height * scale);
        halfWidth = w / 2;
        halfHeight = h / 2;
        Picture seen = Resampling.resize(small, w, h);
        float[] planes = new float[3 * w * h];
        for (int i = 0; i < w * h; i++) {
            for (int c = 0; c < 3; c++) {
                planes[c * w * h + i] = (seen.rgb()[3 * i + c] & 0xff) / 255f;
            }
        }
        Level[] one = new Level[1];
        float[] logits = Guards.inference(() -> TensorScope.inside(() -> {
            ThingNetwork.Seen all = network.see(Ops.tensor(planes, 1, 3, h, w));
            all.levels().forEach(level -> levels.add(Level.of(level)));
            one[0] = Level.of(all.marks());
            return Ops.toFloats(all.edges());
        }));
        marks = one[0];
        edges = chances(logits);
    }

    private static int multiple(double side) {
        int m = ThingNetwork.MULTIPLE;
        return Math.max(m, (int) Math.round(side / m) * m);
    }

    /** How likely a thing ends at each pixel, 0..1. */
    float[] edges() {
        return edges;
    }

    /** How likely each pixel is of the thing at a pixel, 0..1. */
    float[] thing(int pixel) {
        long x = Math.min(halfWidth - 1, (long) ((pixel % width + 0.5) * halfWidth / width));
        long y = Math.min(halfHeight - 1, (long) ((pixel / width + 0.5) * halfHeight / height));
        return chances(Guards.inference(() -> TensorScope.inside(() -> {
            ThingNetwork.Seen seen = new ThingNetwork.Seen(
                    levels.stream().map(Level::tensor).toList(), marks.tensor(), null);
            return Ops.toFloats(network.things(seen, new long[][] {{x, y}}));
        })));
    }

    /**
     * How likely each pixel is of what is meant.
     *
     * @param positive pixels of it
     * @param negative pixels that are not: what is rather of their things than of the positive ones' is less likely
     */
    float[] meant(int[] positive, int[] negative) {
        float[] all = new float[width * height];
        for (int pixel : positive) {
            float[] one = thing(pixel);
            for (int i = 0; i < all.length; i++) {
                all[i] = Math.max(all[i], one[i]);
            }
        }
        for (int pixel : negative) {
            float[] other = thing(pixel);
            for (int i = 0; i < all.length; i++) {
                all[i] *= all[i] / (all[i] + other[i] + 1e-6f);
            }
        }
        return all;
    }

    private float[] chances(float[] logits) {
        float[] chances = new float[logits.length];
        for (int i = 0; i < chances.length; i++) {
            chances[i] = (float) (1 / (1 + Math.exp(-logits[i])));
        }
        return Resampling.resize(new FloatImage(halfWidth, halfHeight, 1, chances), width, height, Kernel.LINEAR)
                .values();
    }
}
