// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.checkpoint;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Npy;
import dev.tractrix.tensor.NativeFiles;
import dev.tractrix.tensor.Ops;
import dev.tractrix.tensor.TensorScope;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** NumPy's arrays as tensors: one in a {@code .npy}, several by name in a {@code .npz}. Copied, not mapped. */
public final class NumpyTensors {
    private static final int MAX_ARRAYS = 100_000;

    private NumpyTensors() {}

    /**
     * Reads a file.
     *
     * @return the arrays by name, the one of a {@code .npy} as {@code array}; unsigned 16 and 32 bits become int64
     * @throws BadInputException for a damaged file or anything but plain numbers
     */
    public static StateDict read(Path file) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        try {
            if (file.getFileName().toString().endsWith(".npz")) {
                readAll(file, tensors);
            } else {
                tensors.put("array", tensor(Npy.read(file)));
            }
        } catch (RuntimeException e) {
            tensors.values().forEach(Tensor::close);
            throw e;
        }
        return new StateDict(file.toString(), tensors, Map.of());
    }

    private static void readAll(Path file, Map<String, Tensor> tensors) {
        if (!Files.isRegularFile(file)) {
            throw new BadInputException(file + ": no such file; check the path");
        }
        try (InputStream in = Files.newInputStream(file);
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
                String what = file + ": " + e.getName();
                byte[] bytes = zip.readNBytes((int) Npy.MAX_BYTES);
                if (bytes.length == Npy.MAX_BYTES || tensors.size() == MAX_ARRAYS) {
                    throw BadInputException.of(what, "less than 1 GiB and few arrays", "more", "store smaller arrays");
                }
                Tensor before = tensors.put(e.getName().replaceFirst("\\.npy$", ""), tensor(Npy.parse(what, bytes)));
                if (before != null) {
                    before.close();
                    throw BadInputException.of(what, "one array of this name", "two", "rename one");
                }
            }
        } catch (IOException e) {
            throw new BadInputException(file + ": cannot be read (" + e.getMessage() + "); save it again", e);
        }
        if (tensors.isEmpty()) {
            throw BadInputException.of(file.toString(), "a zip of arrays", "no entry", "save it with numpy.savez");
        }
    }

    private static Tensor tensor(Npy.Array array) {
        long[] shape = Arrays.stream(array.shape()).asLongStream().toArray();
        ScalarType type = type(array.type());
        return TensorScope.keep(TensorScope.tidy(() -> {
            if (type == null) {
                long[] wide =
                        Arrays.stream(array.doubles()).mapToLong(d -> (long) d).toArray();
                return Ops.tensor(wide, shape);
            }
            byte[] bytes = array.data().array();
            return NativeFiles.view(Ops.bytes(bytes, bytes.length), 0, bytes.length, type, shape);
        }));
    }

    /** Null for types that libtorch computes with too little of. */
    private static ScalarType type(Npy.Type type) {
        return switch (type) {
            case BOOL -> ScalarType.Bool;
            case INT8 -> ScalarType.Char;
            case UINT8 -> ScalarType.Byte;
            case INT16 -> ScalarType.Short;
            case INT32 -> ScalarType.Int;
            case INT64 -> ScalarType.Long;
            case FLOAT16 -> ScalarType.Half;
            case FLOAT32 -> ScalarType.Float;
            case FLOAT64 -> ScalarType.Double;
            case UINT16, UINT32 -> null;
        };
    }
}
