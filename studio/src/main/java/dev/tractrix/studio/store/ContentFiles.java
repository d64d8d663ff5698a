// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/**
 * Files under the SHA-256 of their content, so that the same bytes are kept once and a name never points to something
 * else. A file is written beside, forced to the disk, renamed, and only then entered into the database.
 */
public final class ContentFiles {
    private final Database database;
    private final Path files;
    private final Path parts;

    /** @param hash SHA-256, 64 hexadecimal digits */
    public record Stored(String hash, long bytes) {}

    public ContentFiles(Database database, Path data) {
        this.database = database;
        files = data.resolve("files");
        parts = data.resolve("parts");
        try {
            Files.createDirectories(files);
            Files.createDirectories(parts);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where a stored content lies. */
    public Path path(String hash) {
        if (!hash.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("no hash: " + hash);
        }
        return files.resolve(hash.substring(0, 2)).resolve(hash);
    }

    /** A new file to write to; what is left of it after a crash is swept away. */
    public Path part(String suffix) {
        return parts.resolve(Ids.random(12) + suffix);
    }

    /** A new folder to write to, as {@link #part}. */
    public Path partFolder() throws IOException {
        return Files.createDirectory(part(".d"));
    }

    /** Takes a finished file over; it is gone from its old place. */
    public Stored keep(Path part) {
        try {
            Stored stored = forced(part);
            database.write(handle -> enter(handle, part, stored));
            return stored;
        } finally {
            deleteQuietly(part);
        }
    }

    /** Forces a finished part to the disk and says what it will be called once it is {@link #enter entered}. */
    Stored forced(Path part) {
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
            channel.force(true);
            return new Stored(sha256(part), channel.size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Keeps bytes at hand. */
    public Stored keep(byte[] bytes) {
        Path part = part(".part");
        write(part, bytes);
        return keep(part);
    }

    /** Writes a whole part; nothing is left of it where that fails. */
    static void write(Path part, byte[] bytes) {
        try {
            Files.write(part, bytes);
        } catch (IOException e) {
            deleteQuietly(part);
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Takes a part over within a transaction. The row is locked first: while the sweeper removes the same content, this waits,
     * and then writes it again. Who enters several does so in the order of their hashes.
     */
    void enter(Handle handle, Path part, Stored stored) {
        String hash = stored.hash();
        int known = handle.createUpdate("update content set touched = :now where hash = :hash")
                .bind("now", System.currentTimeMillis())
                .bind("hash", hash)
                .execute();
        Path target = path(hash);
        try {
            if (known == 1 && Files.isRegularFile(target)) {
                return;
            }
            Files.createDirectories(target.getParent());
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (known == 0) {
            handle.createUpdate(
                            "insert into content (hash, bytes, touched) values (:hash, :bytes, :now) on conflict do nothing")
                    .bind("hash", hash)
                    .bind("bytes", stored.bytes())
                    .bind("now", System.currentTimeMillis())
                    .execute();
        }
    }

    /** Contents that nothing names and nobody touched since; row and file go together. */
    int sweep(long before) {
        List<String> unused = database.jdbi()
                .withHandle(handle -> handle.createQuery("""
                        select hash from content c where touched < :before
                        and not exists (select 1 from image i where i.hash = c.hash)
                        and not exists (select 1 from mask m where m.hash = c.hash)
                        and not exists (select 1 from clip_file f where f.hash = c.hash)
                        """)
                        .bind("before", before)
                        .mapTo(String.class)
                        .list());
        for (String hash : unused) {
            database.transaction(handle -> {
                int gone = handle.createUpdate("delete from content where hash = :hash and touched < :before")
                        .bind("hash", hash)
                        .bind("before", before)
                        .execute();
                if (gone == 1) {
                    deleteQuietly(path(hash));
                }
                return gone;
            });
        }
        return unused.size() + sweepStrays(before);
    }

    /** Files that a crash left between renaming and entering, and parts that nobody finished. */
    private int sweepStrays(long before) {
        int count = 0;
        for (Path file : all()) {
            String hash = file.getFileName().toString();
            boolean known = database.jdbi()
                            .withHandle(h -> h.createQuery("select count(*) from content where hash = :hash")
                                    .bind("hash", hash)
                                    .mapTo(Integer.class)
                                    .one())
                    == 1;
            if (!known && olderThan(file, before)) {
                deleteQuietly(file);
                count++;
            }
        }
        try (Stream<Path> left = Files.list(parts)) {
            for (Path part : left.toList()) {
                if (olderThan(part, before)) {
                    deleteQuietly(part);
                    count++;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return count;
    }

    /** Every stored file. */
    public List<Path> all() {
        try (Stream<Path> walk = Files.walk(files)) {
            return new ArrayList<>(walk.filter(Files::isRegularFile).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean olderThan(Path file, long before) {
        try {
            return Files.getLastModifiedTime(file).toMillis() < before;
        } catch (IOException e) {
            return false;
        }
    }

    /** Deletes a file or a folder with all in it; what cannot be deleted is swept later. */
    public static void deleteQuietly(Path path) {
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (NoSuchFileException e) {
            // it was renamed
        } catch (IOException e) {
            org.slf4j.LoggerFactory.getLogger(ContentFiles.class).warn("{} is left over: {}", path, e.toString());
        }
    }

    /** SHA-256 of a text, 64 hexadecimal digits. */
    public static String sha256(String text) {
        return HexFormat.of().formatHex(digest().digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    private static String sha256(Path file) throws IOException {
        MessageDigest digest = digest();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
