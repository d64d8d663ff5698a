// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.tensor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorBase;
import org.bytedeco.pytorch.TensorTensorHook;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Activation checkpointing: a segment of a network is run without a graph, so that only its inputs are kept, and run again
 * with a graph when its gradient is needed. A third more time for a fraction of the memory.
 *
 * <p>libtorch's C++ has no such thing. Here the segment's result gets, for each input, the sum of none of its elements
 * added: zero, but an edge of the graph. A hook on the result takes its gradient; a hook on each input's edge puts the
 * gradient that the second run gives in place of the zeros.
 *
 * <p>One hook serves all segments, since JavaCPP allows ten of a class. It needs no name for the tensor it is called for:
 * autograd runs nodes in falling order of their making (a node's users are always younger), so calls come in exactly the
 * reverse order of the registrations.
 *
 * <p>For one thread, and for segments without randomness. Every segment's result must take part in the loss.
 */
public final class Recomputed implements AutoCloseable {
    private static final ThreadLocal<Recomputed> CURRENT = new ThreadLocal<>();

    private final Deque<Call> calls = new ArrayDeque<>();
    private final List<Segment> segments = new ArrayList<>();
    private final TensorTensorHook hook;

    private Recomputed() {
        hook = new TensorTensorHook() {
            @Override
            public TensorBase call(TensorBase gradient) {
                // the argument belongs to the scope around backward(): not freed here, gradients would add up
                try (Tensor own = new Tensor(gradient)) {
                    gradient.close();
                    return calls.pop().answer(own);
                }
            }
        };
        hook.retainReference();
    }

    /** From now until {@link #close}, which comes after the backward pass, this thread's segments are recomputed. */
    public static Recomputed open() {
        if (CURRENT.get() != null) {
            throw new IllegalStateException("segments of this thread are already recomputed");
        }
        Recomputed session = new Recomputed();
        CURRENT.set(session);
        return session;
    }

    /** Whether a segment would be recomputed now. */
    public static boolean active() {
        return CURRENT.get() != null && Guards.recording();
    }

    /**
     * A segment of a network; run plainly unless {@link #active}. The result belongs to the caller's scope.
     *
     * @param inputs all tensors that need a gradient and on which the segment depends, except weights
     * @param segment from the inputs to the result; it may not free or overwrite them, and depends on nothing else that has
     *     a graph
     */
    public static Tensor of(List<Tensor> inputs, Function<List<Tensor>, Tensor> segment) {
        return active() ? CURRENT.get().wrap(inputs, segment) : segment.apply(inputs);
    }

    private Tensor wrap(List<Tensor> inputs, Function<List<Tensor>, Tensor> segment) {
        boolean follows = inputs.stream().anyMatch(TensorBase::requires_grad);
        // weights that learn cannot be seen from outside: where no input asks for a gradient, the result tells
        Tensor plain = follows
                ? TensorScope.tidy(() -> Guards.noGrad(() -> segment.apply(inputs)))
                : TensorScope.tidy(() -> segment.apply(inputs));
        if (!follows && !plain.requires_grad()) {
            return plain;
        }
        return TensorScope.tidy(() -> {
            Tensor result = plain.detach();
            plain.close();
            Segment s = new Segment(inputs, segment, Shapes.dims(result));
            segments.add(s);
            List<Tensor> edges = new ArrayList<>();
            for (int i = 0; i < inputs.size(); i++) {
                if (inputs.get(i).requires_grad()) {
                    edges.add(edge(inputs.get(i), s, i));
                }
            }
            if (edges.isEmpty()) {
                Tensor own = Ops.zeros(1).to(result.device(), ScalarType.Float);
                edges.add(edge(own.set_requires_grad(true), s, -1));
            }
            for (Tensor edge : edges) {
                result = result.add(edge);
            }
            register(result, s::take);
            return result;
        });
    }

    /** Zero, with an edge to x. */
    private Tensor edge(Tensor x, Segment s, int input) {
        Tensor z = x.view_as(x);
        register(z, zeros -> s.gradient(input, zeros));
        return z.flatten().narrow(0, 0, 0).sum().to(z.scalar_type());
    }

    private void register(Tensor t, Call call) {
        t.register_hook(hook);
        calls.push(call);
    }

    /** Frees what was kept. */
    @Override
    public void close() {
        CURRENT.remove();
        segments.forEach(Segment::free);
        hook.releaseReference();
    }

    /** From the gradient that autograd has to the one that goes on. */
    @FunctionalInterface
    private interface Call {
        Tensor answer(Tensor gradient);
    }

    private static final class Segment {
        private final Function<List<Tensor>, Tensor> body;
        private final List<Tensor> saved = new ArrayList<>();
        private final boolean[] wanted;
        private final long[] shape;
        private final DeviceType kind;
        private final ScalarType autocast;
        private final Tensor[] gradients;
        private Tensor ofResult;

        Segment(List<Tensor> inputs, Function<List<Tensor>, Tensor> body, long[] shape) {
            this.body = body;
            this.shape = shape;
            wanted = new boolean[inputs.size()];
            gradients = new Tensor[inputs.size()];
            for (int i = 0; i < wanted.length; i++) {
                wanted[i] = inputs.get(i).requires_grad();
                saved.add(TensorScope.keep(inputs.get(i).detach()));
            }
            kind = inputs.isEmpty() ? DeviceType.CPU : inputs.get(0).device().type();
            autocast = torch.is_autocast_enabled(kind) ? torch.get_autocast_dtype(kind) : null;
        }

        /** The result's gradient; it goes on as it is, to the zeros of the edges. */
        Tensor take(Tensor gradient) {
            if (!Arrays.equals(Shapes.dims(gradient), shape)) {
                throw new IllegalStateException("recomputed segments came out of order: expected a gradient "
                        + Arrays.toString(shape) + ", got " + Shapes.of(gradient));
            }
            ofResult = TensorScope.keep(new Tensor(gradient));
            return new Tensor(gradient);
        }

        /** @param input -1 for the edge of a segment whose weights alone learn */
        Tensor gradient(int input, Tensor zeros) {
            if (ofResult != null) {
                TensorScope.inside(() -> {
                    again();
                    return null;
                });
            }
            return input < 0 || gradients[input] == null ? new Tensor(zeros) : new Tensor(gradients[input]);
        }

        private void again() {
            List<Tensor> inputs = new ArrayList<>();
            for (int i = 0; i < wanted.length; i++) {
                inputs.add(saved.get(i).detach().set_requires_grad(wanted[i]));
            }
            Tensor y = Guards.grad(() -> cast(() -> body.apply(inputs)));
            torch.backward(
                    new TensorVector(y),
                    new TensorVector(ofResult),
                    new org.bytedeco.pytorch.BoolOptional(),
                    false,
                    new TensorVector());
            for (int i = 0; i < wanted.length; i++) {
                Tensor g = inputs.get(i).grad();
                gradients[i] = wanted[i] && g.defined() ? TensorScope.keep(new Tensor(g)) : null;
            }
            ofResult.close();
            ofResult = null;
            saved.forEach(Tensor::close);
            saved.clear();
        }

        private Tensor cast(Supplier<Tensor> run) {
            return autocast == null ? run.get() : Guards.autocast(kind, autocast, run);
        }

        void free() {
            saved.forEach(Tensor::close);
            saved.clear();
            if (ofResult != null) {
                ofResult.close();
            }
            for (Tensor g : gradients) {
                if (g != null) {
                    g.close();
                }
            }
        }
    }
}
