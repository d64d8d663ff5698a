// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.scenes;

import dev.tractrix.studio.store.ContentFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * What can be made again at any time: thumbnails, plates, strips. Each is a folder under a key that says what it was made
 * from; what is not used for a month goes, and the longest unused when there are too many or they are too large. What else
 * lies beside them has its own limits.
 */
public final class DerivedFiles {
    private static final String KEY = "[0-9a-f]{64}";

    private static final int KEPT = 2_000;
    private static final long KEPT_BYTES = 4L << 30;
    private static final Duration KEPT_UNUSED = Duration.ofDays(30);

    private final Path root;
    private final long most;
    private final ContentFiles files;
    private final ConcurrentHashMap<String, Object> locks = new ConcurrentHashMap<>();

    public DerivedFiles(ContentFiles files, Path data) {
        this(files, data, KEPT_BYTES);
    }

    /** @param most bytes that {@link #clean} leaves */
    DerivedFiles(ContentFiles files, Path data, long most) {
        this.files = files;
        this.most = most;
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
        if (!key.matches(KEY)) {
            throw new IllegalArgumentException("no key: " + key);
        }
        return root.resolve(key);
    }

    /** Forgets what was not used for a month, and the longest unused of what is too much. */
    public void clean() {
        FileTime old = FileTime.fromMillis(System.currentTimeMillis() - KEPT_UNUSED.toMillis());
        try (Stream<Path> all = Files.list(root)) {
            List<Path> oldestLast = all.filter(
                            folder -> folder.getFileName().toString().matches(KEY))
                    .sorted(Comparator.comparing(DerivedFiles::used).reversed())
                    .toList();
            int count = 0;
            long bytes = 0;
            for (Path folder : oldestLast) {
                bytes += bytes(folder);
                if (++count > KEPT || bytes > most || used(folder).compareTo(old) < 0) {
                    ContentFiles.deleteQuietly(folder);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long bytes(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException | UncheckedIOException e) {
            // it is being deleted
            return 0;
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
