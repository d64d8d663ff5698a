// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.image;

import dev.tractrix.fault.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** NumPy's {@code .npz}: a zip of {@link Npy} arrays by name. */
public final class Npz {
    private static final int MAX_ARRAYS = 1000;

    private Npz() {}

    /**
     * Reads all arrays of a file, in its order.
     *
     * @throws BadInputException when it is missing, damaged, or holds anything but plain numbers
     */
    public static Map<String, Npy.Array> read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new BadInputException(file + ": no such file; check the path");
        }
        Map<String, Npy.Array> arrays = new LinkedHashMap<>();
        try (InputStream in = Files.newInputStream(file);
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
                String what = file + ": " + e.getName();
                byte[] bytes = zip.readNBytes((int) Npy.MAX_BYTES);
                if (bytes.length == Npy.MAX_BYTES || arrays.size() == MAX_ARRAYS) {
                    throw BadInputException.of(what, "less than 1 GiB and few arrays", "more", "store smaller arrays");
                }
                arrays.put(e.getName().replaceFirst("\\.npy$", ""), Npy.parse(what, bytes));
            }
        } catch (IOException e) {
            throw new BadInputException(file + ": cannot be read (" + e.getMessage() + "); save it again", e);
        }
        if (arrays.isEmpty()) {
            throw BadInputException.of(file.toString(), "a zip of arrays", "no entry", "save it with numpy.savez");
        }
        return arrays;
    }

    /** Writes a file that {@code numpy.load} reads; beside the target first, then renamed. */
    public static void write(Map<String, Npy.Array> arrays, Path file) {
        Path beside = file.resolveSibling(file.getFileName() + ".part");
        try {
            if (file.toAbsolutePath().getParent() != null) {
                Files.createDirectories(file.toAbsolutePath().getParent());
            }
            try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(beside))) {
                zip.setLevel(1); // covariances hardly shrink
                for (Map.Entry<String, Npy.Array> e : arrays.entrySet()) {
                    ZipEntry entry = new ZipEntry(e.getKey() + ".npy");
                    entry.setTime(0); // equal content, equal bytes
                    zip.putNextEntry(entry);
                    zip.write(Npy.bytes(e.getValue()));
                    zip.closeEntry();
                }
            }
            Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new BadInputException(file + ": cannot be written (" + e.getMessage() + ")", e);
        }
    }
}
