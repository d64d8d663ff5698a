// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.tensor;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Tensors over mapped files and files of tensors' bytes. */
public final class NativeFiles {
    static {
        NativeRuntime.load();
    }

    private NativeFiles() {}

    /**
     * Maps a file as a uint8 tensor of its size. Private mapping: writing to the tensor does not change the file. The
     * mapping ends when the last view of it is freed.
     */
    public static Tensor map(Path file, long size) {
        return TensorScope.tidy(() -> torch.from_file(
                file.toString(), new BoolOptional(false), new LongOptional(size), Ops.options(ScalarType.Byte)));
    }

    /** A typed view of bytes of a mapped file; copied only when the offset is not a multiple of the item's size. */
    public static Tensor view(Tensor bytes, long offset, long length, ScalarType type, long... shape) {
        return TensorScope.tidy(() -> {
            if (length == 0) {
                return torch.empty(shape, Ops.options(type), new org.bytedeco.pytorch.MemoryFormatOptional());
            }
            Tensor part = bytes.narrow(0, offset, length);
            if (type == ScalarType.Byte) {
                return part.view(shape);
            }
            long itemSize = length / Arrays.stream(shape).reduce(1, (a, b) -> a * b);
            boolean aligned = offset % itemSize == 0;
            return (aligned ? part : part.clone()).view(type).view(shape);
        });
    }

    /** Writes a tensor's values, row-major, in its own type. */
    public static void write(Tensor t, OutputStream out) throws IOException {
        byte[] chunk = new byte[1 << 20];
        try (TensorScope scope = TensorScope.open()) {
            Tensor c = t.detach().to(new Device("cpu"), t.scalar_type()).contiguous();
            long total = c.numel() * c.element_size();
            BytePointer p = new BytePointer(c.data_ptr());
            for (long at = 0; at < total; at += chunk.length) {
                int n = (int) Math.min(chunk.length, total - at);
                p.position(at).get(chunk, 0, n);
                out.write(chunk, 0, n);
            }
        }
    }
}
