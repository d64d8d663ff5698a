// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.tensor;

import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Who frees a tensor. libtorch's memory is invisible to the garbage collector, so every temporary belongs to the
 * innermost open scope of its thread and is freed when that scope closes. A method that makes temporaries wraps its
 * body in {@link #tidy} and lets exactly one tensor out, which then belongs to the caller's scope.
 *
 * <p>A tensor that autograd needs stays alive in the graph when its handle is freed here, so training code uses the
 * same idiom. Scopes are bound to their thread.
 */
public final class TensorScope implements AutoCloseable {
    static {
        NativeRuntime.load();
    }

    private final PointerScope scope = new PointerScope();

    private TensorScope() {}

    /** Opens a scope: whatever this thread allocates until {@link #close} is freed then. */
    public static TensorScope open() {
        return new TensorScope();
    }

    /** Frees everything allocated in this scope and not kept. */
    @Override
    public void close() {
        scope.close();
    }

    /** Runs the body in a scope of its own; only its result survives, owned by the enclosing scope. */
    public static Tensor tidy(Supplier<Tensor> body) {
        PointerScope outer = PointerScope.getInnerScope();
        try (PointerScope inner = new PointerScope()) {
            Tensor y = body.get();
            handOver(y, outer);
            return y;
        }
    }

    /** As {@link #tidy} for several results. */
    public static List<Tensor> tidyAll(Supplier<List<Tensor>> body) {
        PointerScope outer = PointerScope.getInnerScope();
        try (PointerScope inner = new PointerScope()) {
            List<Tensor> results = body.get();
            for (Tensor y : results) {
                handOver(y, outer);
            }
            return results;
        }
    }

    /** Runs the body in a scope of its own; its result holds no tensor. */
    public static <R> R inside(Supplier<R> body) {
        try (PointerScope inner = new PointerScope()) {
            return body.get();
        }
    }

    /** {@code f(h)}, after which {@code h} is freed, unless f returned it. */
    public static Tensor then(Tensor h, UnaryOperator<Tensor> f) {
        Tensor y = tidy(() -> f.apply(h));
        if (y != h) {
            h.close();
        }
        return y;
    }

    /**
     * Takes a tensor that was made in the innermost open scope out of it: it lives until {@link Tensor#close} is
     * called. For weights and results. Outside every scope a tensor already belongs to its holder, and nothing changes.
     */
    public static Tensor keep(Tensor t) {
        if (PointerScope.getInnerScope() != null || t.referenceCount() == 0) {
            t.retainReference();
        }
        return t;
    }

    private static void handOver(Tensor y, PointerScope outer) {
        if (outer != null) {
            outer.attach(y);
        } else {
            y.retainReference();
        }
    }
}
