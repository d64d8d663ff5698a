// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** The users' pictures. */
public final class Images {
    private final Database database;
    private final ContentFiles files;

    public Images(Database database, ContentFiles files) {
        this.database = database;
        this.files = files;
    }

    /** A picture; {@code type} is its media type. */
    public record Image(
            long seq,
            String id,
            String hash,
            String name,
            int width,
            int height,
            long bytes,
            String type,
            long created) {
        static Image of(ResultSet row) throws SQLException {
            return new Image(
                    row.getLong("seq"),
                    row.getString("id"),
                    row.getString("hash"),
                    row.getString("name"),
                    row.getInt("width"),
                    row.getInt("height"),
                    row.getLong("bytes"),
                    row.getString("type"),
                    row.getLong("created"));
        }

        public ObjectNode json() {
            return Json.object()
                    .put("id", id)
                    .put("name", name)
                    .put("width", width)
                    .put("height", height)
                    .put("bytes", bytes)
                    .put("type", type)
                    .put("created", Json.moment(created));
        }
    }

    /** Enters a stored file; the same file again is the same picture. */
    public Image add(String owner, String name, ContentFiles.Stored stored, int width, int height, String type) {
        return database.transaction(handle -> {
            handle.createUpdate("""
                            insert into image (id, owner, hash, name, width, height, bytes, type, created)
                            values (:id, :owner, :hash, :name, :width, :height, :bytes, :type, :now)
                            on conflict do nothing
                            """)
                    .bind("id", Ids.next("img"))
                    .bind("owner", owner)
                    .bind("hash", stored.hash())
                    .bind("name", name)
                    .bind("width", width)
                    .bind("height", height)
                    .bind("bytes", stored.bytes())
                    .bind("type", type)
                    .bind("now", System.currentTimeMillis())
                    .execute();
            return handle.createQuery("select * from image where owner = :owner and hash = :hash")
                    .bind("owner", owner)
                    .bind("hash", stored.hash())
                    .map((row, context) -> Image.of(row))
                    .one();
        });
    }

    /** @throws MissingException when the user has no such picture */
    public Image get(String owner, String id) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("select * from image where owner = :owner and id = :id")
                        .bind("owner", owner)
                        .bind("id", id)
                        .map((row, context) -> Image.of(row))
                        .findOne())
                .orElseThrow(() -> new MissingException("picture " + id));
    }

    /** Newest first, older than {@code before}. */
    public List<Image> list(String owner, long before, int limit) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery(
                                "select * from image where owner = :owner and seq < :before order by seq desc limit :limit")
                        .bind("owner", owner)
                        .bind("before", before)
                        .bind("limit", limit)
                        .map((row, context) -> Image.of(row))
                        .list());
    }

    public Path file(Image image) {
        return files.path(image.hash());
    }
}
