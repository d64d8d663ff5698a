// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.fault.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Uploads in pieces. The file's own length is where the next piece goes, so a broken line loses nothing that came. */
public final class Uploads {
    private static final Duration PATIENCE = Duration.ofDays(1);

    private final Database database;
    private final Path folder;
    private final Set<String> busy = ConcurrentHashMap.newKeySet();

    public Uploads(Database database, Path data) {
        this.database = database;
        folder = data.resolve("uploads");
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param bytes of the whole file */
    public record Upload(String id, String owner, String purpose, String name, long bytes, long expires) {
        public ObjectNode json(long offset) {
            return Json.object()
                    .put("id", id)
                    .put("purpose", purpose)
                    .put("offset", offset)
                    .put("bytes", bytes)
                    .put("expires", Json.moment(expires));
        }
    }

    public Upload begin(String owner, String purpose, String name, long bytes) {
        Upload upload = new Upload(
                Ids.next("upl"), owner, purpose, name, bytes, System.currentTimeMillis() + PATIENCE.toMillis());
        try {
            Files.createFile(file(upload));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        database.write(handle -> handle.createUpdate("insert into upload (id, owner, purpose, name, bytes, expires)"
                        + " values (:id, :owner, :purpose, :name, :bytes, :expires)")
                .bindMethods(upload)
                .execute());
        return upload;
    }

    /** @throws MissingException when the user has no such upload, or no longer */
    public Upload get(String owner, String id) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "select * from upload where owner = :owner and id = :id and expires > :now")
                        .bind("owner", owner)
                        .bind("id", id)
                        .bind("now", System.currentTimeMillis())
                        .map((row, context) -> new Upload(
                                row.getString("id"),
                                row.getString("owner"),
                                row.getString("purpose"),
                                row.getString("name"),
                                row.getLong("bytes"),
                                row.getLong("expires")))
                        .findOne())
                .orElseThrow(() -> new MissingException("upload " + id));
    }

    public Path file(Upload upload) {
        return folder.resolve(upload.id());
    }

    public long offset(Upload upload) {
        try {
            return Files.size(file(upload));
        } catch (IOException e) {
            throw new MissingException("upload " + upload.id());
        }
    }

    /**
     * Appends a piece. What came of a piece whose line broke stays.
     *
     * @return where the next piece goes
     * @throws ConflictException with the right place, when the piece belongs elsewhere or another one is coming
     */
    public long append(Upload upload, long offset, InputStream piece) {
        if (!busy.add(upload.id())) {
            throw new ConflictException(
                    "upload " + upload.id() + ": another piece is coming; wait for it", offset(upload));
        }
        try {
            long at = offset(upload);
            if (offset != at) {
                throw new ConflictException(
                        "upload " + upload.id() + ": expected offset " + at + ", got " + offset + "; go on from there",
                        at);
            }
            try (OutputStream out = Files.newOutputStream(file(upload), StandardOpenOption.APPEND)) {
                byte[] buffer = new byte[1 << 16];
                for (int n = piece.read(buffer); n >= 0; n = piece.read(buffer)) {
                    if (at + n > upload.bytes()) {
                        throw BadInputException.of(
                                "upload " + upload.id(),
                                upload.bytes() + " bytes in all",
                                "more",
                                "begin it with the file's size");
                    }
                    out.write(buffer, 0, n);
                    at += n;
                }
            }
            return at;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            busy.remove(upload.id());
        }
    }

    public void drop(Upload upload) {
        database.write(handle -> handle.createUpdate("delete from upload where id = :id")
                .bind("id", upload.id())
                .execute());
        ContentFiles.deleteQuietly(file(upload));
    }

    /** Uploads that nobody finished, and files that belong to none. */
    int sweep(long now, long before) {
        database.write(handle -> handle.createUpdate("delete from upload where expires < :now")
                .bind("now", now)
                .execute());
        int count = 0;
        try (var all = Files.list(folder)) {
            for (Path file : all.toList()) {
                boolean known = database.jdbi()
                                .withHandle(handle -> handle.createQuery("select count(*) from upload where id = :id")
                                        .bind("id", file.getFileName().toString())
                                        .mapTo(Integer.class)
                                        .one())
                        == 1;
                if (!known && Files.getLastModifiedTime(file).toMillis() < before) {
                    ContentFiles.deleteQuietly(file);
                    count++;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return count;
    }
}
