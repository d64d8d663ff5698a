// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.store;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.image.ImageFiles;
import dev.tractrix.image.Mask;
import dev.tractrix.scene.Disc;
import dev.tractrix.scene.DiscFinder;
import dev.tractrix.vision.MaskPng;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;

/** The users' masks. One that no project, job or clip names is forgotten after a while. */
public final class StoredMasks {
    private final Database database;
    private final ContentFiles files;

    public StoredMasks(Database database, ContentFiles files) {
        this.database = database;
        this.files = files;
    }

    /** A mask; {@code described} has what a page shows of it. */
    public record StoredMask(String id, String hash, int width, int height, ObjectNode described) {
        static StoredMask of(ResultSet row) throws SQLException {
            return new StoredMask(
                    row.getString("id"), row.getString("hash"), row.getInt("width"), row.getInt("height"), (ObjectNode)
                            Json.stored(row.getString("described")));
        }

        public ObjectNode json() {
            ObjectNode json = Json.object().put("id", id).put("width", width).put("height", height);
            json.setAll(described);
            return json;
        }
    }

    /** A mask that is written and not yet entered. */
    private record Written(Mask mask, ObjectNode described, Path part, ContentFiles.Stored stored) {}

    /**
     * Keeps a mask as a grey PNG.
     *
     * @throws BadInputException when it is empty
     */
    public StoredMask add(String owner, Mask mask) {
        return addAll(owner, List.of(mask)).get(0);
    }

    /** As {@link #add}, all at once and in their order: what several cost one after another a person waits for. */
    public List<StoredMask> addAll(String owner, List<Mask> all) {
        List<Path> parts = all.stream().map(mask -> files.part(".png")).toList();
        try {
            List<Written> written = IntStream.range(0, all.size())
                    .parallel()
                    .mapToObj(i -> write(all.get(i), parts.get(i)))
                    .toList();
            Map<String, StoredMask> rows = database.transaction(handle -> {
                Map<String, StoredMask> entered = new TreeMap<>();
                List<Written> sorted = new ArrayList<>(written);
                sorted.sort(Comparator.comparing(each -> each.stored.hash()));
                for (Written each : sorted) {
                    entered.computeIfAbsent(each.stored.hash(), hash -> enter(handle, owner, each));
                }
                return entered;
            });
            return written.stream().map(each -> rows.get(each.stored.hash())).toList();
        } finally {
            parts.forEach(ContentFiles::deleteQuietly);
        }
    }

    private Written write(Mask mask, Path part) {
        ObjectNode described = described(mask);
        ContentFiles.write(part, MaskPng.of(mask));
        return new Written(mask, described, part, files.forced(part));
    }

    /** Does all that {@link #add} does but entering it: nothing is kept. */
    public void rehearse(Mask mask) {
        Path part = files.part(".png");
        try {
            write(mask, part);
        } finally {
            ContentFiles.deleteQuietly(part);
        }
    }

    private StoredMask enter(Handle handle, String owner, Written written) {
        files.enter(handle, written.part, written.stored);
        int known = handle.createUpdate("update mask set touched = :now where owner = :owner and hash = :hash")
                .bind("now", System.currentTimeMillis())
                .bind("owner", owner)
                .bind("hash", written.stored.hash())
                .execute();
        if (known == 0) {
            handle.createUpdate("""
                            insert into mask (id, owner, hash, width, height, bytes, described, touched)
                            values (:id, :owner, :hash, :width, :height, :bytes, :described, :now)
                            on conflict do nothing
                            """)
                    .bind("id", Ids.next("msk"))
                    .bind("owner", owner)
                    .bind("hash", written.stored.hash())
                    .bind("width", written.mask.width())
                    .bind("height", written.mask.height())
                    .bind("bytes", written.stored.bytes())
                    .bind("described", Json.text(written.described))
                    .bind("now", System.currentTimeMillis())
                    .execute();
        }
        return handle.createQuery("select * from mask where owner = :owner and hash = :hash")
                .bind("owner", owner)
                .bind("hash", written.stored.hash())
                .map((row, context) -> StoredMask.of(row))
                .one();
    }

    /** @throws MissingException when the user has no such mask */
    public StoredMask get(String owner, String id) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("select * from mask where owner = :owner and id = :id")
                        .bind("owner", owner)
                        .bind("id", id)
                        .map((row, context) -> StoredMask.of(row))
                        .findOne())
                .orElseThrow(() -> new MissingException("mask " + id));
    }

    public Path file(StoredMask mask) {
        return files.path(mask.hash());
    }

    public Mask read(String owner, String id) {
        return ImageFiles.readMask(file(get(owner, id)), 128);
    }

    private static ObjectNode described(Mask mask) {
        Mask.Bounds bounds = mask.bounds()
                .orElseThrow(() -> BadInputException.of(
                        "mask", "at least one pixel inside", "an empty mask", "draw or select something"));
        Disc disc = DiscFinder.exact().find(mask);
        ObjectNode json = Json.object().put("area", mask.area());
        ArrayNode box = json.putArray("box");
        box.add(bounds.left()).add(bounds.top()).add(bounds.right() + 1).add(bounds.bottom() + 1);
        json.putArray("disc").add(disc.x()).add(disc.y()).add(disc.radius());
        return json;
    }
}
