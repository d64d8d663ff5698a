// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.preflight;

import dev.tractrix.tensor.Speed;
import dev.tractrix.tensor.Speed.Kind;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts one pass of a network: multiplications and additions by kind and width of the layer, passes over the values
 * besides, and how many float32 values are alive at the worst moment.
 */
final class PassCost {
    /** Besides a block's input and output: the norm's result and the convolution's reordered copy. */
    private static final double RESIDUAL_COPIES = 2;
    /** Measured on two small U-Nets (resident peak of the third pass): 12 for the gated layer, the rest is what the allocator holds back. */
    private static final double TRANSFORMER_COPIES = 48;

    /** Passes over the values of a residual block's input and of its output: norms, activations, the time, the sum. */
    private static final double RESIDUAL_IN = 2;

    private static final double RESIDUAL_OUT = 5;
    /** The same for the block over time, its reordered copies and the mixing of both. */
    private static final double RESIDUAL_TEMPORAL = 11;
    /** Passes of a transformer layer: three norms, three sums, heads apart and together, the gated layer's fourfold width. */
    private static final double TRANSFORMER_PASSES = 22;
    /** The same over time, with its second gated layer and the mixing. */
    private static final double TRANSFORMER_TEMPORAL = 34;

    private record Work(Kind kind, int width) {}

    /** What a second does of some work; {@link Speed#of} on this machine. */
    @FunctionalInterface
    interface Rates {
        double perSecond(Kind kind, int width);
    }

    private final boolean temporal;
    private final int frames;
    private final Map<Work, Double> work = new LinkedHashMap<>();
    private double kept;
    private double widest;

    /**
     * @param temporal whether each block is followed by one over time
     * @param frames of a video, 1 for pictures
     */
    PassCost(boolean temporal, int frames) {
        this.temporal = temporal;
        this.frames = frames;
    }

    /** A convolution or linear layer over some positions, with so many taps. */
    void layer(double positions, int in, int out, int taps) {
        Kind kind = taps == 9 ? Kind.CONVOLUTION : taps == 3 ? Kind.CONVOLUTION_OVER_TIME : Kind.LINEAR;
        add(kind, (int) Math.sqrt((double) in * out), 2 * positions * in * out * taps);
        alive(positions * (in + 2.0 * out));
    }

    void residual(double positions, int in, int out) {
        layer(positions, in, out, 9);
        layer(positions, out, out, 9);
        if (in != out) {
            layer(positions, in, out, 1);
        }
        if (temporal) {
            layer(positions, out, out, 3);
            layer(positions, out, out, 3);
            add(Kind.ELEMENTS, out, positions * out * RESIDUAL_TEMPORAL);
        }
        add(Kind.ELEMENTS, out, positions * (in * RESIDUAL_IN + out * RESIDUAL_OUT));
        alive(positions * (in + out) * (1 + RESIDUAL_COPIES));
    }

    /**
     * Pairs of a spatial and, in a video network, a temporal transformer block.
     *
     * @param tokens that attend to each other: a picture's positions
     */
    void transformer(double positions, double tokens, int width, int layers) {
        double square = 2 * positions * width * width;
        add(Kind.LINEAR, width, 2 * square);
        for (int i = 0; i < layers; i++) {
            // queries, keys, values, out: 4; gated feed-forward: 8 in, 4 out
            add(Kind.LINEAR, width, 16 * square);
            attention(positions, tokens, width);
            add(Kind.ELEMENTS, width, positions * width * TRANSFORMER_PASSES);
            if (temporal) {
                // one more feed-forward before the attention over time
                add(Kind.LINEAR, width, 28 * square);
                add(Kind.ATTENTION_OVER_TIME, width, 4 * positions * frames * width);
                add(Kind.ELEMENTS, width, positions * width * TRANSFORMER_TEMPORAL);
            }
        }
        alive(positions * width * TRANSFORMER_COPIES);
    }

    /** Scores and their sums, at each position over so many others. */
    void attention(double positions, double tokens, int width) {
        add(Kind.ATTENTION, width, 4 * positions * tokens * width);
    }

    private void add(Kind kind, int width, double amount) {
        work.merge(new Work(kind, width), amount, Double::sum);
    }

    /** Values that stay until the pass is over, as skips do. */
    void keep(double values) {
        kept += values;
        alive(0);
    }

    private void alive(double values) {
        widest = Math.max(widest, kept + values);
    }

    double operations() {
        return work.entrySet().stream()
                .filter(e -> e.getKey().kind != Kind.ELEMENTS)
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    /** Of one pass. */
    double seconds(Rates rates) {
        return work.entrySet().stream()
                .mapToDouble(e -> e.getValue() / rates.perSecond(e.getKey().kind, e.getKey().width))
                .sum();
    }

    /** Bytes of what stays to the pass's end. */
    double keptBytes() {
        return 4 * kept;
    }

    /** Bytes at the worst moment, float32. */
    double bytes() {
        return 4 * widest;
    }
}
