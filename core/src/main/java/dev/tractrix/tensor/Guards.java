// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.tensor;

import java.util.function.Supplier;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** libtorch's thread-local switches as blocks that cannot stay switched by accident. */
public final class Guards {
    static {
        NativeRuntime.load();
    }

    private Guards() {}

    /** Pure inference: no graph, no version counting. Tensors made inside may never enter a graph. */
    public static <R> R inference(Supplier<R> body) {
        try (InferenceMode mode = new InferenceMode(true)) {
            return body.get();
        }
    }

    /** No graph is recorded; tensors made inside may be used in a graph later. */
    public static <R> R noGrad(Supplier<R> body) {
        try (AutoGradMode mode = new AutoGradMode(false)) {
            return body.get();
        }
    }

    /** A graph is recorded, also inside {@link #noGrad}. */
    public static <R> R grad(Supplier<R> body) {
        try (AutoGradMode mode = new AutoGradMode(true)) {
            return body.get();
        }
    }

    /** Whether this thread records a graph now: then no operand may be overwritten in place. */
    public static boolean recording() {
        return org.bytedeco.pytorch.GradMode.is_enabled();
    }

    /** Matrix products and convolutions inside run in {@code type}; norms and losses stay float32. */
    public static <R> R autocast(DeviceType device, ScalarType type, Supplier<R> body) {
        torch.set_autocast_dtype(device, type);
        torch.set_autocast_enabled(device, true);
        torch.increment_nesting();
        try {
            return body.get();
        } finally {
            if (torch.decrement_nesting() == 0) {
                torch.clear_cache();
            }
            torch.set_autocast_enabled(device, false);
        }
    }
}
