// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.superresolution;

import dev.tractrix.animatic.Animatic;
import dev.tractrix.scene.Motion;
import dev.tractrix.vision.FloatImage;
import java.util.ArrayList;
import java.util.List;

/**
 * Means over time that follow what moves: each pixel is joined with those of the neighbouring frames that show the same
 * place of the same layer. What changes from frame to frame without a cause in the scene, such as a network's flicker, is
 * smoothed away; edges of moving things are not smeared.
 */
final class AlongMotion {
    /** Frames to each side. */
    private static final int REACH = 3;

    private final int width;
    private final int height;
    private final List<short[]> top;
    /** Per layer and frame: a move from the first frame's small pixels, see {@link Window#small}. */
    private final double[][][] moves;

    /** @param top the layers seen, a frame, small size */
    AlongMotion(Window window, Animatic animatic, Motion motion, List<short[]> top) {
        width = window.smallWidth();
        height = window.smallHeight();
        this.top = top;
        moves = new double[animatic.layers()][motion.frames()][];
        for (int l = 0; l < moves.length; l++) {
            for (int f = 0; f < motion.frames(); f++) {
                moves[l][f] = window.small(animatic.pose(motion, l, f), motion.width(), motion.height());
            }
        }
    }

    /**
     * Gaussian means over time.
     *
     * @param fields one a frame, small size
     * @param weights one a frame, one channel, 0 or more
     * @param sigma frames, above 0
     * @return the weighted means; zero where nothing has weight
     */
    List<FloatImage> smooth(List<FloatImage> fields, List<FloatImage> weights, double sigma) {
        List<FloatImage> out = new ArrayList<>();
        int channels = fields.get(0).channels();
        for (int f = 0; f < fields.size(); f++) {
            FloatImage mean = FloatImage.zeros(width, height, channels);
            float[] sum = new float[width * height];
            for (int g = Math.max(0, f - REACH); g <= Math.min(fields.size() - 1, f + REACH); g++) {
                float say = (float) Math.exp(-0.5 * (g - f) * (g - f) / (sigma * sigma));
                add(mean, sum, f, g, say, fields.get(g), weights.get(g).values());
            }
            for (int i = 0; i < sum.length; i++) {
                for (int c = 0; c < channels && sum[i] > 0; c++) {
                    mean.values()[channels * i + c] /= sum[i];
                }
            }
            out.add(mean);
        }
        return out;
    }

    private void add(FloatImage mean, float[] sum, int f, int g, float say, FloatImage field, float[] weight) {
        int channels = field.channels();
        short[] here = top.get(f);
        short[] there = top.get(g);
        for (int i = 0; i < sum.length; i++) {
            double[] to = moves[here[i]][f];
            double[] from = moves[here[i]][g];
            // back to the first frame, then on to frame g
            double x = ((i % width) - to[1]) / to[0] * from[0] + from[1];
            double y = ((i / width) - to[3]) / to[2] * from[2] + from[3];
            int u = (int) Math.rint(x);
            int v = (int) Math.rint(y);
            if (u < 0 || v < 0 || u >= width || v >= height || there[v * width + u] != here[i]) {
                continue;
            }
            int j = v * width + u;
            float w = say * weight[j];
            sum[i] += w;
            for (int c = 0; c < channels; c++) {
                mean.values()[channels * i + c] += w * field.values()[channels * j + c];
            }
        }
    }
}
