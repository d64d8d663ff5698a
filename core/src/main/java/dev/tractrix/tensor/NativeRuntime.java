// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.tensor;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.global.torch;

/**
 * Loads libtorch once, in the order that works, and fixes what libtorch leaves to the process: BLAS threads, and the
 * order in which the shared libraries are unpacked. Every class of this package that touches a native operator calls
 * {@link #load()} from its static initialiser, so callers need not.
 */
public final class NativeRuntime {
    private static final boolean LOADED = start();

    private NativeRuntime() {}

    /** Loads the natives; cheap after the first call. */
    public static void load() {
        if (!LOADED) {
            throw new IllegalStateException("libtorch is not loaded");
        }
    }

    /** How many threads an operator may use. */
    public static void threads(int n) {
        if (n < 1) {
            throw new IllegalArgumentException("threads: expected at least 1, got " + n);
        }
        torch.set_num_threads(n);
    }

    /** How many threads an operator may use now. */
    public static int threads() {
        return torch.get_num_threads();
    }

    /** Bytes of this process in physical memory now. */
    public static long residentBytes() {
        return org.bytedeco.javacpp.Pointer.physicalBytes();
    }

    /** Native objects that live handles hold; flat over many runs when every temporary is in a scope. */
    public static long liveHandles() {
        return org.bytedeco.javacpp.Pointer.totalCount();
    }

    /** CUDA devices that libtorch can use; 0 without the natives for CUDA or without a device. */
    public static int cudaDevices() {
        return torch.cuda_is_available() ? (int) torch.cuda_device_count() : 0;
    }

    /** The libtorch version that is loaded, for example {@code 2.10.0}. */
    public static String torchVersion() {
        try {
            return Loader.getVersion("org.bytedeco", "pytorch");
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static boolean start() {
        try {
            // A libtorch installed in the system is bound by the loader when ours is not unpacked as a whole first.
            Loader.cacheResources("/org/bytedeco/pytorch/" + Loader.getPlatform() + "/");
        } catch (IOException e) {
            throw new UncheckedIOException("libtorch cannot be unpacked; is the cache folder writable?", e);
        }
        Loader.load(torch.class);
        // Each ATen thread calls BLAS: a second pool inside them makes both wait (attention fell from 50 to 2 GFLOP/s).
        openblas.blas_set_num_threads(1);
        return true;
    }
}
