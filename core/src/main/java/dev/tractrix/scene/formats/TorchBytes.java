// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.scene.formats;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.Npy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * A NumPy archive wrapped as bytes by {@code torch.save}: what ATI's tracks are. The pickle inside is accepted in the
 * one form that Python writes for bytes at protocol 2, {@code _codecs.encode(text, "latin1")}, or as plain bytes;
 * anything else is refused, so no code can run.
 */
final class TorchBytes {
    private static final long MAX_BYTES = 256L << 20;

    private TorchBytes() {}

    /** The array of that name. */
    static Npy.Array readArray(Path file, String name) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw BadInputException.of(
                        file.toString(), "at most 256 MiB", Files.size(file) + " bytes", "is it a track?");
            }
            byte[] pickle = entry(file, file, "/data.pkl");
            // a zip is read by the directory at its end, so it has to be a file
            Path npz = Files.createTempFile("tractrix", ".npz");
            try {
                Files.write(npz, unpickle(file, pickle));
                return Npy.parse(file + ": " + name, entry(file, npz, name + ".npy"));
            } finally {
                Files.deleteIfExists(npz);
            }
        } catch (IOException e) {
            throw new BadInputException(file + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }

    /** Writes the array in a form that {@code torch.load} gives back as bytes. */
    static void writeArray(Npy.Array array, String name, Path file) {
        Path beside = file.resolveSibling(file.getFileName() + ".part");
        try {
            ByteArrayOutputStream npz = new ByteArrayOutputStream();
            try (ZipOutputStream zip = new ZipOutputStream(npz)) {
                zip.putNextEntry(new ZipEntry(name + ".npy"));
                zip.write(Npy.bytes(array));
            }
            ByteArrayOutputStream torch = new ByteArrayOutputStream();
            try (ZipOutputStream zip = new ZipOutputStream(torch)) {
                // torch reads its archives only when nothing in them is deflated
                store(zip, "archive/data.pkl", pickle(npz.toByteArray()));
                store(zip, "archive/byteorder", "little".getBytes(StandardCharsets.US_ASCII));
                store(zip, "archive/version", "3\n".getBytes(StandardCharsets.US_ASCII));
            }
            Files.write(beside, torch.toByteArray());
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

    private static byte[] entry(Path file, Path zip, String ending) throws IOException {
        try (ZipFile archive = new ZipFile(zip.toFile())) {
            ZipEntry entry = archive.stream()
                    .filter(e -> e.getName().endsWith(ending))
                    .findFirst()
                    .orElseThrow(() -> BadInputException.of(
                            file.toString(), "an archive with " + ending, "none", "is it ATI's track?"));
            try (InputStream in = archive.getInputStream(entry)) {
                return bounded(file, in);
            }
        } catch (ZipException e) {
            throw new BadInputException(file + ": no archive, or a damaged one (" + e.getMessage() + ")", e);
        }
    }

    private static byte[] bounded(Path file, InputStream in) throws IOException {
        byte[] bytes = in.readNBytes((int) MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw BadInputException.of(file.toString(), "at most 256 MiB unpacked", "more", "is it ATI's track?");
        }
        return bytes;
    }

    private static byte[] pickle(byte[] bytes) throws IOException {
        byte[] text = new String(bytes, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(new byte[] {(byte) 0x80, 2});
        out.write("c_codecs\nencode\nX".getBytes(StandardCharsets.US_ASCII));
        out.write(length(text.length));
        out.write(text);
        out.write('X');
        out.write(length(6));
        out.write("latin1".getBytes(StandardCharsets.US_ASCII));
        out.write(new byte[] {(byte) 0x86, 'R', '.'});
        return out.toByteArray();
    }

    private static byte[] unpickle(Path file, byte[] pickle) {
        ByteBuffer in = ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN);
        try {
            StringBuilder seen = new StringBuilder();
            byte[] payload = null;
            String encoding = null;
            boolean text = false;
            while (in.hasRemaining()) {
                int op = in.get() & 0xff;
                if (op == 0x94) {
                    // memoize: nothing is ever fetched back
                    continue;
                }
                switch (op) {
                    case 0x80 -> in.get();
                    case 0x95 -> in.getLong();
                    case 'q' -> in.get();
                    case 'r' -> in.getInt();
                    case 'c' ->
                        seen.append(line(in)).append('.').append(line(in)).append(' ');
                    case 'X' -> {
                        byte[] value = take(in, in.getInt() & 0xffff_ffffL);
                        if (payload == null) {
                            payload = value;
                            text = true;
                        } else {
                            encoding = new String(value, StandardCharsets.UTF_8);
                        }
                    }
                    case 'B' -> payload = take(in, in.getInt() & 0xffff_ffffL);
                    case 'C' -> payload = take(in, in.get() & 0xff);
                    case 0x86 -> seen.append("pair ");
                    case 'R' -> seen.append("call ");
                    case '.' -> {
                        return result(file, seen.toString(), payload, text, encoding);
                    }
                    default ->
                        throw BadInputException.of(
                                file.toString(),
                                "pickled bytes",
                                "pickle opcode 0x" + Integer.toHexString(op),
                                "it is refused");
                }
            }
        } catch (java.nio.BufferUnderflowException e) {
            throw new BadInputException(file + ": the pickle is cut off; save it again", e);
        }
        throw new BadInputException(file + ": the pickle is cut off; save it again");
    }

    private static byte[] result(Path file, String seen, byte[] payload, boolean text, String encoding) {
        if (payload != null && !text && seen.isEmpty()) {
            return payload;
        }
        if (payload != null && text && seen.equals("_codecs.encode pair call ") && "latin1".equals(encoding)) {
            return new String(payload, StandardCharsets.UTF_8).getBytes(StandardCharsets.ISO_8859_1);
        }
        throw BadInputException.of(
                file.toString(), "pickled bytes", "a pickle that is something else", "it is refused");
    }

    private static String line(ByteBuffer in) {
        StringBuilder line = new StringBuilder();
        for (char c = (char) in.get(); c != '\n'; c = (char) in.get()) {
            line.append(c);
        }
        return line.toString();
    }

    private static byte[] take(ByteBuffer in, long length) {
        if (length > in.remaining()) {
            throw new java.nio.BufferUnderflowException();
        }
        byte[] bytes = new byte[(int) length];
        in.get(bytes);
        return bytes;
    }

    private static byte[] length(int n) {
        return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(n).array();
    }

    private static void store(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(bytes);
    }
}
