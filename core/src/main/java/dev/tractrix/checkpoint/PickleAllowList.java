// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.checkpoint;

import dev.tractrix.checkpoint.PickleReader.Global;
import dev.tractrix.fault.BadInputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The Python names that a pickle of weights may contain, and what stands for them here. Every other name is refused
 * when it is read, before anything could be called.
 */
final class PickleAllowList {
    /** Turns a persistent id into a {@link Storage}. */
    @FunctionalInterface
    interface PersistentLoad {
        Object load(List<?> id);
    }

    /** A run of numbers in the file that tensors look into. @param begin first number, counted from the key's own */
    record Storage(String key, ScalarType type, long begin, long numel) {}

    /** A tensor that is not made yet. @param offset first number in the storage */
    record TensorPlan(Storage storage, long offset, long[] size, long[] stride) {}

    /** numpy's type of a number, for example {@code u2}; its byte order comes later, by a build. */
    private static final class NumpyType {
        final String code;
        boolean bigEndian;

        NumpyType(String code) {
            this.code = code;
        }
    }

    private static final Map<String, ScalarType> STORAGES = Map.of(
            "torch.DoubleStorage", ScalarType.Double,
            "torch.FloatStorage", ScalarType.Float,
            "torch.HalfStorage", ScalarType.Half,
            "torch.BFloat16Storage", ScalarType.BFloat16,
            "torch.LongStorage", ScalarType.Long,
            "torch.IntStorage", ScalarType.Int,
            "torch.ShortStorage", ScalarType.Short,
            "torch.CharStorage", ScalarType.Char,
            "torch.ByteStorage", ScalarType.Byte,
            "torch.BoolStorage", ScalarType.Bool);

    private static final Set<String> CALLED = Set.of(
            "collections.OrderedDict",
            "torch._utils._rebuild_tensor",
            "torch._utils._rebuild_tensor_v2",
            "torch._utils._rebuild_parameter",
            "torch.Size",
            "torch.device",
            "_codecs.encode",
            "numpy.dtype",
            "numpy.core.multiarray.scalar",
            "numpy._core.multiarray.scalar",
            "builtins.set",
            "__builtin__.set");

    /** Types of numbers: kept as their name. */
    private static final Set<String> TYPES = Set.of(
            "torch.float64",
            "torch.float32",
            "torch.float16",
            "torch.bfloat16",
            "torch.int64",
            "torch.int32",
            "torch.int16",
            "torch.int8",
            "torch.uint8",
            "torch.bool");

    private PickleAllowList() {}

    /** The type of number of a storage class, or null. */
    static ScalarType storageType(Object global) {
        return global instanceof Global g ? STORAGES.get(g.name()) : null;
    }

    /** @throws BadInputException naming a global that is not on the list */
    static void require(String source, Global global) {
        String name = global.name();
        if (!STORAGES.containsKey(name) && !CALLED.contains(name) && !TYPES.contains(name)) {
            throw BadInputException.of(
                    source,
                    "a file of tensors and plain containers alone",
                    "the Python class or function " + name + ", which is never loaded",
                    "save only the state dict, or convert the weights to safetensors");
        }
    }

    /** What calling an allowed name gives. */
    static Object call(String source, Global global, List<?> arguments) {
        try {
            return switch (global.name()) {
                case "collections.OrderedDict" -> orderedDict(arguments);
                case "torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2" -> tensor(arguments);
                case "torch._utils._rebuild_parameter" -> (TensorPlan) arguments.get(0);
                case "torch.Size", "builtins.set", "__builtin__.set" -> new ArrayList<>((List<?>) arguments.get(0));
                case "torch.device" -> String.valueOf(arguments.get(0));
                case "_codecs.encode" -> ((String) arguments.get(0)).getBytes(StandardCharsets.ISO_8859_1);
                case "numpy.dtype" -> new NumpyType((String) arguments.get(0));
                case "numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar" -> number(arguments);
                default ->
                    throw BadInputException.of(
                            source, "a name that can be called", global.name(), "fetch the file again");
            };
        } catch (ClassCastException | IndexOutOfBoundsException | NullPointerException e) {
            throw new BadInputException(
                    source + ": unusual arguments of " + global.name() + "; fetch the file again", e);
        }
    }

    /** Sets the state of an object that {@link #call} made. */
    static void build(String source, Object object, Object state) {
        if (object instanceof NumpyType type) {
            type.bigEndian = state instanceof List<?> l && l.size() > 1 && ">".equals(l.get(1));
        } else if (!(object instanceof LinkedHashMap)) {
            throw BadInputException.of(
                    source, "a state for a dictionary", "a state for something else", "fetch the file again");
        }
        // An OrderedDict's state holds a module's version numbers, which weights do not need.
    }

    private static Object orderedDict(List<?> arguments) {
        Map<Object, Object> map = new LinkedHashMap<>();
        if (!arguments.isEmpty()) {
            for (Object pair : (List<?>) arguments.get(0)) {
                Object key = ((List<?>) pair).get(0);
                if (!(key instanceof String || key instanceof Long)) {
                    throw new ClassCastException("a key of an OrderedDict");
                }
                map.put(key, ((List<?>) pair).get(1));
            }
        }
        return map;
    }

    private static TensorPlan tensor(List<?> arguments) {
        return new TensorPlan(
                (Storage) arguments.get(0), (Long) arguments.get(1), longs(arguments.get(2)), longs(arguments.get(3)));
    }

    private static long[] longs(Object list) {
        return ((List<?>) list).stream().mapToLong(n -> (Long) n).toArray();
    }

    private static Object number(List<?> arguments) {
        NumpyType type = (NumpyType) arguments.get(0);
        ByteBuffer bytes = ByteBuffer.wrap((byte[]) arguments.get(1))
                .order(type.bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        if (bytes.capacity() != type.code.charAt(type.code.length() - 1) - '0') {
            throw new ClassCastException("bytes of a " + type.code);
        }
        return switch (type.code) {
            case "b1" -> bytes.get(0) != 0;
            case "i1" -> (long) bytes.get(0);
            case "u1" -> bytes.get(0) & 0xffL;
            case "i2" -> (long) bytes.getShort(0);
            case "u2" -> bytes.getShort(0) & 0xffffL;
            case "i4" -> (long) bytes.getInt(0);
            case "u4" -> bytes.getInt(0) & 0xffff_ffffL;
            case "i8", "u8" -> bytes.getLong(0);
            case "f4" -> (double) bytes.getFloat(0);
            case "f8" -> bytes.getDouble(0);
            default -> throw new ClassCastException("a number of type " + type.code);
        };
    }
}
