// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.figures;

import dev.tractrix.tensor.Guards;
import dev.tractrix.tensor.NativeRuntime;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.Rng;
import dev.tractrix.tensor.TensorScope;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/**
 * What the networks would gain if channels lay together: half a residual block (norm, SiLU, 3x3 convolution) forward and
 * backward, weights and values in either order, processor time of one thread.
 */
public final class ChannelsLast {
    private ChannelsLast() {}

    /** @param args runs of each; the median counts */
    public static void main(String[] args) {
        NativeRuntime.threads(1);
        int runs = Integer.parseInt(args[0]);
        // the embedded networks' two levels at 192x112, and a level of the full-size ones at a quarter of its frames
        for (long[] s : new long[][] {{14, 48, 14, 24}, {14, 96, 7, 12}, {4, 320, 40, 72}}) {
            double plain = median(runs, s, false);
            double last = median(runs, s, true);
            System.out.printf(
                    Locale.ROOT,
                    "%s: %.2f ms contiguous, %.2f ms channels last, %.2f of the time%n",
                    Arrays.toString(s),
                    plain,
                    last,
                    last / plain);
        }
    }

    private static double median(int runs, long[] shape, boolean last) {
        double[] times = new double[runs];
        for (int r = -2; r < runs; r++) {
            double t = step(shape, last);
            if (r >= 0) {
                times[r] = t;
            }
        }
        Arrays.sort(times);
        return times[runs / 2];
    }

    /** Milliseconds. */
    private static double step(long[] shape, boolean last) {
        return TensorScope.inside(() -> Guards.grad(() -> {
            try (Rng rng = new Rng(1)) {
                long c = shape[1];
                Tensor x = ordered(rng.normal(shape), last).set_requires_grad(true);
                Tensor w = ordered(Ops.mul(rng.normal(new long[] {c, c, 3, 3}), 0.02), last)
                        .set_requires_grad(true);
                Tensor ones = Ops.ones(c);
                Tensor zeros = Ops.zeros(c);
                long before = processorTime();
                Tensor y = Ops.conv2d(Ops.silu(Ops.groupNorm(x, 16, ones, zeros, 1e-5)), w, zeros, 1, 1);
                y.square().sum().backward();
                return (processorTime() - before) / 1e6;
            }
        }));
    }

    private static Tensor ordered(Tensor t, boolean last) {
        return last ? t.contiguous(MemoryFormat.ChannelsLast) : t;
    }

    /** Of this thread, which does all the work: nanoseconds. */
    private static long processorTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
