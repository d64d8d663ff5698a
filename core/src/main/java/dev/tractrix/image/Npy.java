// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.image;

import dev.tractrix.fault.BadInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * NumPy's {@code .npy} arrays of plain numbers, versions 1 to 3 of the format (numpy.lib.format). Objects and
 * structured types are refused, so reading never runs code; so is a file with a byte too few or too many.
 */
public final class Npy {
    /** The largest array that is read. */
    public static final long MAX_BYTES = 1L << 30;

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final Pattern HEADER = Pattern.compile("\\{\\s*'descr':\\s*'([<>|=]?[a-zA-Z]\\d*)'\\s*,"
            + "\\s*'fortran_order':\\s*(True|False)\\s*,\\s*'shape':\\s*\\(([\\d\\s,]*)\\)\\s*,?\\s*\\}\\s*");

    private Npy() {}

    /** A kind of number. */
    public enum Type {
        BOOL("b1", 1),
        INT8("i1", 1),
        UINT8("u1", 1),
        INT16("i2", 2),
        UINT16("u2", 2),
        INT32("i4", 4),
        UINT32("u4", 4),
        INT64("i8", 8),
        FLOAT16("f2", 2),
        FLOAT32("f4", 4),
        FLOAT64("f8", 8);

        private final String code;
        private final int bytes;

        Type(String code, int bytes) {
            this.code = code;
            this.bytes = bytes;
        }
    }

    /**
     * An array.
     *
     * @param type of its numbers
     * @param shape may be empty: one number
     * @param data little-endian, the last dimension fastest; read only from position 0
     */
    public record Array(Type type, int[] shape, ByteBuffer data) {
        public Array {
            if (data.order() != ByteOrder.LITTLE_ENDIAN || data.capacity() != elements(shape) * type.bytes) {
                throw new IllegalArgumentException(
                        Arrays.toString(shape) + " " + type + " in " + data.capacity() + " bytes " + data.order());
            }
        }

        public static Array of(float[] values, int... shape) {
            ByteBuffer data = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
            data.asFloatBuffer().put(values);
            return new Array(Type.FLOAT32, shape, data);
        }

        public static Array of(double[] values, int... shape) {
            ByteBuffer data = ByteBuffer.allocate(values.length * 8).order(ByteOrder.LITTLE_ENDIAN);
            data.asDoubleBuffer().put(values);
            return new Array(Type.FLOAT64, shape, data);
        }

        public static Array of(boolean[] values, int... shape) {
            ByteBuffer data = ByteBuffer.allocate(values.length).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < values.length; i++) {
                data.put(i, (byte) (values[i] ? 1 : 0));
            }
            return new Array(Type.BOOL, shape, data);
        }

        /** How many numbers. */
        public int size() {
            return data.capacity() / type.bytes;
        }

        /** Number i in reading order; beyond 2^53 a 64-bit integer is rounded. */
        public double get(int i) {
            return switch (type) {
                case BOOL, UINT8 -> data.get(i) & 0xff;
                case INT8 -> data.get(i);
                case INT16 -> data.getShort(2 * i);
                case UINT16 -> data.getShort(2 * i) & 0xffff;
                case INT32 -> data.getInt(4 * i);
                case UINT32 -> data.getInt(4 * i) & 0xffff_ffffL;
                case INT64 -> data.getLong(8 * i);
                case FLOAT16 -> half(data.getShort(2 * i));
                case FLOAT32 -> data.getFloat(4 * i);
                case FLOAT64 -> data.getDouble(8 * i);
            };
        }

        /** All numbers in reading order. */
        public double[] doubles() {
            double[] values = new double[size()];
            Arrays.setAll(values, this::get);
            return values;
        }

        /** The shape as NumPy writes it. */
        public String shapeText() {
            return Arrays.toString(shape);
        }
    }

    /**
     * Reads a file.
     *
     * @throws BadInputException when it is missing, damaged, too large or holds no plain numbers
     */
    public static Array read(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw new BadInputException(file + ": no such file; check the path");
            }
            if (Files.size(file) > MAX_BYTES) {
                throw BadInputException.of(
                        file.toString(), "at most " + MAX_BYTES + " bytes", Files.size(file), "store a smaller array");
            }
            return parse(file.toString(), Files.readAllBytes(file));
        } catch (IOException e) {
            throw new BadInputException(file + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }

    /**
     * Reads an array from the bytes of a file.
     *
     * @param name what errors call it
     */
    public static Array parse(String name, byte[] bytes) {
        if (bytes.length < 12 || !Arrays.equals(bytes, 0, 6, MAGIC, 0, 6)) {
            throw BadInputException.of(name, "a NumPy .npy file", "something else", "save it with numpy.save");
        }
        int version = bytes[6];
        if (version < 1 || version > 3) {
            throw BadInputException.of(name, "version 1, 2 or 3 of the format", version, "save it with numpy.save");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int start = version == 1 ? 10 : 12;
        long length = version == 1 ? in.getShort(8) & 0xffff : in.getInt(8) & 0xffff_ffffL;
        if (start + length > bytes.length) {
            throw BadInputException.of(
                    name, "a header of " + length + " bytes", (bytes.length - start) + " bytes", "the file is cut off");
        }
        String header = new String(bytes, start, (int) length, StandardCharsets.UTF_8);
        Matcher m = HEADER.matcher(header);
        if (!m.matches()) {
            throw BadInputException.of(
                    name, "an array of plain numbers", shortened(header), "save a plain array, no objects or structs");
        }
        Type type = type(name, m.group(1));
        int[] shape = shape(name, m.group(3));
        long size = elements(shape) * type.bytes;
        int from = start + (int) length;
        if (size != bytes.length - from) {
            throw BadInputException.of(
                    name,
                    size + " bytes for " + Arrays.toString(shape) + " " + type.code,
                    bytes.length - from,
                    "the file is damaged; save it again");
        }
        byte[] data = Arrays.copyOfRange(bytes, from, bytes.length);
        if (m.group(1).startsWith(">")) {
            swap(data, type.bytes);
        }
        if (m.group(2).equals("True")) {
            data = fromFortran(data, shape, type.bytes);
        }
        return new Array(type, shape, ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN));
    }

    /** The bytes of a file, version 1 of the format. */
    public static byte[] bytes(Array array) {
        String shape = Arrays.stream(array.shape()).mapToObj(d -> d + ",").collect(Collectors.joining(" "));
        String order = array.type().bytes == 1 ? "|" : "<";
        String header =
                "{'descr': '" + order + array.type().code + "', 'fortran_order': False, 'shape': (" + shape + "), }";
        // the data begins at a multiple of 64, the header ends with a line feed
        int padding = 63 - (10 + header.length()) % 64;
        byte[] head = (header + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII);
        ByteBuffer out =
                ByteBuffer.allocate(10 + head.length + array.data().capacity()).order(ByteOrder.LITTLE_ENDIAN);
        out.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) head.length).put(head);
        out.put(array.data().duplicate().clear());
        return out.array();
    }

    /** Writes a file beside the target, then renames it. */
    public static void write(Array array, Path file) {
        Path beside = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.write(beside, bytes(array));
            Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            try {
                Files.deleteIfExists(beside);
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw new BadInputException(file + ": cannot be written (" + e + "); choose another place", e);
        }
    }

    private static Type type(String name, String descr) {
        String code = descr.substring("<>|=".indexOf(descr.charAt(0)) >= 0 ? 1 : 0);
        for (Type type : Type.values()) {
            if (type.code.equals(code)) {
                return type;
            }
        }
        throw BadInputException.of(name, "numbers", descr, "convert it, for example to float32");
    }

    private static int[] shape(String name, String text) {
        String[] parts = Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(s -> !s.isEmpty())
                .toArray(String[]::new);
        int[] shape = new int[parts.length];
        long elements = 1;
        for (int i = 0; i < parts.length; i++) {
            long d = parts[i].length() > 10 || parts[i].contains(" ") ? Long.MAX_VALUE : Long.parseLong(parts[i]);
            if (d > MAX_BYTES || (elements *= d) > MAX_BYTES) {
                throw BadInputException.of(
                        name, "at most " + MAX_BYTES + " numbers", "(" + text + ")", "is it damaged?");
            }
            shape[i] = (int) d;
        }
        return shape;
    }

    private static long elements(int[] shape) {
        long n = 1;
        for (int d : shape) {
            n *= d;
        }
        return n;
    }

    private static void swap(byte[] data, int width) {
        for (int at = 0; at < data.length; at += width) {
            for (int i = 0; i < width / 2; i++) {
                byte b = data[at + i];
                data[at + i] = data[at + width - 1 - i];
                data[at + width - 1 - i] = b;
            }
        }
    }

    /** First dimension fastest -> last dimension fastest. */
    private static byte[] fromFortran(byte[] data, int[] shape, int width) {
        byte[] out = new byte[data.length];
        int[] index = new int[shape.length];
        for (int to = 0; to < data.length; to += width) {
            int from = 0;
            for (int d = shape.length - 1; d >= 0; d--) {
                from = from * shape[d] + index[d];
            }
            System.arraycopy(data, from * width, out, to, width);
            for (int d = shape.length - 1; d >= 0 && ++index[d] == shape[d]; d--) {
                index[d] = 0;
            }
        }
        return out;
    }

    private static double half(short bits) {
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        double value = exponent == 0
                ? fraction * 0x1p-24
                : exponent == 31
                        ? (fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN)
                        : (1024 + fraction) * Math.scalb(1.0, exponent - 25);
        return bits < 0 ? -value : value;
    }

    private static String shortened(String text) {
        return text.strip().substring(0, Math.min(80, text.strip().length()));
    }
}
