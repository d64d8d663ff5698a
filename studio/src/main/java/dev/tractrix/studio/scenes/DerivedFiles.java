// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.scenes;

import dev.tractrix.studio.store.ContentFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * What can be made again at any time: thumbnails, plates, strips. Each is a folder under a key that says what it was made
 * from; the longest unused go when there are too many.
 */
public final class DerivedFiles {
    private static final int KEPT = 2_000;

    private final Path root;
    private final ContentFiles files;
    private final ConcurrentHashMap<String, Object> locks = new ConcurrentHashMap<>();

    public DerivedFiles(ContentFiles files, Path data) {
        this.files = files;
        root = data.resolve("derived");
        try {
            Files.createDirectories(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes files into an empty folder. */
    @FunctionalInterface
    public interface Maker {
        void into(Path folder) throws IOException;
    }

    /**
     * The folder of a key, made when it is not there; two that ask at once make it once.
     *
     * @param key 64 hexadecimal digits, see {@link ContentFiles#sha256(String)}
     */
    public Path get(String key, Maker maker) {
        Path folder = folder(key);
        synchronized (locks.computeIfAbsent(key, k -> new Object())) {
            try {
                if (!Files.isDirectory(folder)) {
                    Path part = files.partFolder();
                    try {
                        maker.into(part);
                        place(part, folder);
                    } finally {
                        ContentFiles.deleteQuietly(part);
                    }
                } else {
                    Files.setLastModifiedTime(folder, FileTime.fromMillis(System.currentTimeMillis()));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                locks.remove(key);
            }
        }
        return folder;
    }

    /** A maker that was ended gives up its lock to several that wait, of which two may then make the same. */
    private static void place(Path made, Path folder) throws IOException {
        try {
            Files.move(made, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }

    /** Where a key's folder is, or would be. */
    public Path folder(String key) {
        if (!key.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("no key: " + key);
        }
        return root.resolve(key);
    }

    /** Forgets the longest unused. */
    public void clean() {
        try (Stream<Path> all = Files.list(root)) {
            List<Path> oldestLast = all.sorted(
                            Comparator.comparing(DerivedFiles::used).reversed())
                    .toList();
            oldestLast.stream().skip(KEPT).forEach(ContentFiles::deleteQuietly);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileTime used(Path folder) {
        try {
            return Files.getLastModifiedTime(folder);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }
}
