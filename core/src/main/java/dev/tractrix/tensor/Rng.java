// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.tensor;

import java.util.Arrays;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/**
 * A seeded stream of random tensors. Always drawn on the CPU (mt19937, the stream of {@code torch.manual_seed}), so a
 * seed means the same noise on every device. Not thread-safe.
 */
public final class Rng implements AutoCloseable {
    static {
        NativeRuntime.load();
    }

    private final Generator generator;

    /** @param seed any value */
    public Rng(long seed) {
        try (org.bytedeco.javacpp.PointerScope none = new org.bytedeco.javacpp.PointerScope()) {
            generator = torch.createCPUGenerator(seed);
            generator.retainReference();
        }
    }

    /** Standard normal values, float32. */
    public Tensor normal(long... shape) {
        return TensorScope.tidy(() -> torch.randn(shape, new GeneratorOptional(generator), new TensorOptions()));
    }

    /** Uniform values in [0, 1), float32. */
    public Tensor uniform(long... shape) {
        return TensorScope.tidy(() -> torch.rand(shape, new GeneratorOptional(generator), new TensorOptions()));
    }

    /** The state as bytes, to continue the stream later. */
    public byte[] state() {
        return TensorScope.inside(() -> Ops.toBytes(generator.get_state()));
    }

    /** Continues a stream from {@link #state()}. */
    public void state(byte[] state) {
        TensorScope.inside(() -> {
            generator.set_state(Ops.bytes(Arrays.copyOf(state, state.length), state.length));
            return null;
        });
    }

    @Override
    public void close() {
        generator.close();
    }
}
