// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/**
 * How fast this machine computes what networks are made of. Each kind of work is timed once a process, when it is first
 * asked for, at the width asked for: a thin layer reaches a small part of what a wide one does, and other work on the
 * machine slows both.
 */
public final class Speed {
    /** What work a layer is. Its amount is counted in multiplications and additions, for {@code ELEMENTS} in values. */
    public enum Kind {
        /** 3x3 over pictures. */
        CONVOLUTION,
        /** Of three frames, at each place. */
        CONVOLUTION_OVER_TIME,
        LINEAR,
        ATTENTION,
        /** Among the frames, at each place. */
        ATTENTION_OVER_TIME,
        /** Passes over values: norms, activations, sums, copies into another order. */
        ELEMENTS
    }

    private record Work(Kind kind, int width) {}

    /** Long enough for a few repetitions, short enough for a dozen of them before every run. */
    private static final double SECONDS = 0.03;
    /** Repetitions at least. */
    private static final int FEWEST = 5;
    /** Of one repetition: a few milliseconds. */
    private static final double OPERATIONS = 2e8;

    private static final int FRAMES = 14;
    private static final int HEAD = 32;
    private static final Map<Work, Double> MEASURED = new ConcurrentHashMap<>();

    private Speed() {}

    /**
     * What a second does of some work.
     *
     * @param width channels, rounded to a power of two from 8 to 512
     */
    public static double of(Kind kind, int width) {
        int rounded = 1 << Math.max(3, Math.min(9, (int) Math.round(Math.log(width) / Math.log(2))));
        return MEASURED.computeIfAbsent(
                new Work(kind, kind == Kind.ELEMENTS ? 0 : rounded),
                work -> Guards.inference(() -> TensorScope.inside(() -> measure(kind, rounded))));
    }

    private static double measure(Kind kind, int c) {
        return switch (kind) {
            case CONVOLUTION -> {
                long side = within(Math.sqrt(OPERATIONS / (18.0 * c * c)), 8, 128);
                Tensor x = Ops.ones(1, c, side, side);
                Tensor w = Ops.full(0.01, c, c, 3, 3);
                yield rate(18.0 * c * c * side * side, () -> Ops.conv2d(x, w, null, 1, 1));
            }
            case CONVOLUTION_OVER_TIME -> {
                long places = within(OPERATIONS / (6.0 * c * c * FRAMES), 16, 16_384);
                Tensor x = Ops.ones(1, c, FRAMES, places);
                Tensor w = Ops.full(0.01, c, c, 3, 1);
                yield rate(6.0 * c * c * FRAMES * places, () -> Ops.conv2d(x, w, null, 1, 1, 0));
            }
            case LINEAR -> {
                long rows = within(OPERATIONS / (2.0 * c * c), 256, 16_384);
                Tensor x = Ops.ones(rows, c);
                Tensor w = Ops.full(0.01, c, c);
                yield rate(2.0 * c * c * rows, () -> Ops.linear(x, w, null));
            }
            case ATTENTION -> {
                long tokens = within(Math.sqrt(OPERATIONS / (4.0 * c)), 64, 1024);
                Tensor x = Ops.ones(1, Math.max(1, c / HEAD), tokens, Math.min(c, HEAD));
                yield rate(4.0 * c * tokens * tokens, () -> Ops.attention(x, x, x));
            }
            case ATTENTION_OVER_TIME -> {
                int places = 512;
                Tensor x = Ops.ones(1, (long) places * Math.max(1, c / HEAD), FRAMES, Math.min(c, HEAD));
                yield rate(4.0 * c * FRAMES * FRAMES * places, () -> Ops.attention(x, x, x));
            }
            case ELEMENTS -> {
                // larger than a core's own cache, as a network's values are
                Tensor x = Ops.ones(8, 64, 64, 64);
                yield rate(
                        3.0 * x.numel(),
                        () -> TensorScope.then(
                                TensorScope.then(Ops.groupNorm(x, 8, null, null, 1e-5), Ops::silu), y -> y.add(x)));
            }
        };
    }

    private static long within(double value, long low, long high) {
        return Math.max(low, Math.min(high, Math.round(value)));
    }

    private static double rate(double amount, Supplier<Tensor> work) {
        // the first call prepares the kernel
        TensorScope.tidy(work).close();
        List<Double> seconds = new ArrayList<>();
        double all = 0;
        while (all < SECONDS || seconds.size() < FEWEST) {
            long start = System.nanoTime();
            TensorScope.tidy(work).close();
            seconds.add((System.nanoTime() - start) / 1e9);
            all += seconds.get(seconds.size() - 1);
        }
        // the middle one: Java compiles meanwhile, and a single repetition may wait for that
        Collections.sort(seconds);
        return amount / seconds.get(seconds.size() / 2);
    }
}
