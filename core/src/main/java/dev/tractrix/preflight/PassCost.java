// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.preflight;

/**
 * Counts one pass of a network: multiplications and additions, and how many float32 values are alive at the worst
 * moment. Norms and activations are left out of the arithmetic: they are of the order of the values, not of their
 * products.
 */
final class PassCost {
    /** Besides a block's input and output: the norm's result and the convolution's reordered copy. */
    private static final double RESIDUAL_COPIES = 2;
    /** Measured on two small U-Nets (resident peak of the third pass): 12 for the gated layer, the rest is what the allocator holds back. */
    private static final double TRANSFORMER_COPIES = 48;

    private final boolean temporal;
    private final int frames;
    private double operations;
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
        operations += 2 * positions * in * out * taps;
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
        }
        alive(positions * (in + out) * (1 + RESIDUAL_COPIES));
    }

    /**
     * Pairs of a spatial and, in a video network, a temporal transformer block.
     *
     * @param tokens that attend to each other: a picture's positions
     */
    void transformer(double positions, double tokens, int width, int layers) {
        double square = 2 * positions * width * width;
        operations += 2 * square;
        for (int i = 0; i < layers; i++) {
            // queries, keys, values, out: 4; gated feed-forward: 8 in, 4 out
            operations += 16 * square + 4 * positions * tokens * width;
            if (temporal) {
                // one more feed-forward before the attention over time
                operations += 28 * square + 4 * positions * frames * width;
            }
        }
        alive(positions * width * TRANSFORMER_COPIES);
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
        return operations;
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
