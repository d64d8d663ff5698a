// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/** The users' projects. Each save names the version that it is based on, so that no tab overwrites another's work. */
public final class Projects {
    private final Database database;
    private final Events events;

    public Projects(Database database, Events events) {
        this.database = database;
        this.events = events;
    }

    /** A project; {@code document} is null in lists, {@code deleted} while it is not in the bin. */
    public record Project(
            String id,
            String name,
            long version,
            String image,
            JsonNode document,
            long created,
            long changed,
            Long deleted) {
        static Project of(ResultSet row, boolean whole) throws SQLException {
            return new Project(
                    row.getString("id"),
                    row.getString("name"),
                    row.getLong("version"),
                    row.getString("image"),
                    whole ? Json.stored(row.getString("document")) : null,
                    row.getLong("created"),
                    row.getLong("changed"),
                    row.getObject("deleted") == null ? null : row.getLong("deleted"));
        }

        /** With another document; null for none. */
        public Project with(JsonNode other) {
            return new Project(id, name, version, image, other, created, changed, deleted);
        }

        public ObjectNode json() {
            ObjectNode json = Json.object()
                    .put("id", id)
                    .put("name", name)
                    .put("version", version)
                    .put("created", Json.moment(created))
                    .put("changed", Json.moment(changed))
                    .put("deleted", Json.moment(deleted))
                    .put("image", image);
            if (document != null) {
                json.set("document", document);
            }
            return json;
        }
    }

    public Project add(String owner, String name, JsonNode document, String client) {
        String id = Ids.next("prj");
        long now = System.currentTimeMillis();
        database.ordered(handle -> {
            handle.createUpdate("""
                            insert into project (id, owner, name, version, image, document, created, changed)
                            values (:id, :owner, :name, 1, :image, :document, :now, :now)
                            """)
                    .bind("id", id)
                    .bind("owner", owner)
                    .bind("name", name)
                    .bind("image", image(document))
                    .bind("document", Json.text(document))
                    .bind("now", now)
                    .execute();
            return events.write(handle, owner, "project", changed(id, 1, false, client));
        });
        events.wake();
        return get(owner, id);
    }

    /** @throws MissingException when the user has no such project */
    public Project get(String owner, String id) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("select * from project where owner = :owner and id = :id")
                        .bind("owner", owner)
                        .bind("id", id)
                        .map((row, context) -> Project.of(row, true))
                        .findOne())
                .orElseThrow(() -> new MissingException("project " + id));
    }

    /**
     * Saves over a version. What is saved already keeps its version.
     *
     * @return the project as this call left it, whoever saves next
     * @throws ConflictException with the version now, when it is another
     */
    public Project save(String owner, String id, long version, String name, JsonNode document, String client) {
        String text = Json.text(document);
        Project saved = database.ordered(handle -> {
            int rows = handle.createUpdate("""
                            update project set name = :name, document = :document, image = :image,
                                version = version + 1, changed = :now
                            where owner = :owner and id = :id and version = :version
                            and (document <> :document or name <> :name)
                            """)
                    .bind("name", name)
                    .bind("document", text)
                    .bind("image", image(document))
                    .bind("now", System.currentTimeMillis())
                    .bind("owner", owner)
                    .bind("id", id)
                    .bind("version", version)
                    .execute();
            if (rows == 1) {
                events.write(handle, owner, "project", changed(id, version + 1, false, client));
            } else {
                requireSaved(handle, owner, id, version, name, text);
            }
            return handle.createQuery("""
                            select id, name, version, image, created, changed, deleted from project
                            where owner = :owner and id = :id
                            """)
                    .bind("owner", owner)
                    .bind("id", id)
                    .map((row, context) -> Project.of(row, false))
                    .one();
        });
        events.wake();
        return saved.with(document);
    }

    /** Nothing was saved because it is there already, which also a repeated call whose answer was lost finds; or else. */
    private static void requireSaved(
            org.jdbi.v3.core.Handle handle, String owner, String id, long version, String name, String text) {
        var row = handle.createQuery("select version, name, document from project where owner = :owner and id = :id")
                .bind("owner", owner)
                .bind("id", id)
                .map((r, context) -> new Object[] {r.getLong(1), r.getString(2), r.getString(3)})
                .findOne()
                .orElseThrow(() -> new MissingException("project " + id));
        boolean same = row[1].equals(name) && row[2].equals(text);
        if (!same) {
            throw new ConflictException(
                    "project " + id + ": expected version " + version + ", got " + row[0]
                            + "; another tab saved it, read it again",
                    (Long) row[0]);
        }
    }

    /** Last changed first; {@code before} is the {@code changed} of the last one seen. */
    public List<Project> list(String owner, boolean bin, String search, long before, int limit) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("""
                                select id, name, version, image, created, changed, deleted from project
                                where owner = :owner and changed < :before and (deleted is not null) = :bin
                                and lower(name) like :search order by changed desc limit :limit
                                """)
                        .bind("owner", owner)
                        .bind("before", before)
                        .bind("bin", bin)
                        .bind("search", containing(search))
                        .bind("limit", limit)
                        .map((row, context) -> Project.of(row, false))
                        .list());
    }

    /** A pattern for names that contain a text. */
    static String containing(String text) {
        return "%"
                + text.toLowerCase(Locale.ROOT)
                        .replace("\\", "\\\\")
                        .replace("%", "\\%")
                        .replace("_", "\\_") + "%";
    }

    /** Into the bin, or out of it. */
    public Project bin(String owner, String id, boolean in, String client) {
        Project project = get(owner, id);
        database.ordered(handle -> {
            handle.createUpdate(
                            "update project set deleted = :deleted, version = version + 1 where owner = :owner and id = :id")
                    .bind("deleted", in ? (Long) System.currentTimeMillis() : null)
                    .bind("owner", owner)
                    .bind("id", id)
                    .execute();
            return events.write(handle, owner, "project", changed(id, project.version() + 1, in, client));
        });
        events.wake();
        return get(owner, id);
    }

    /** For good. */
    public void delete(String owner, String id, String client) {
        Project project = get(owner, id);
        database.ordered(handle -> {
            handle.createUpdate("delete from project where owner = :owner and id = :id")
                    .bind("owner", owner)
                    .bind("id", id)
                    .execute();
            return events.write(handle, owner, "project", changed(id, project.version() + 1, true, client));
        });
        events.wake();
    }

    private static String image(JsonNode document) {
        String named = document.path("scene").path("image").asText("");
        return Ids.isOne("img", named) ? named : null;
    }

    private static ObjectNode changed(String id, long version, boolean deleted, String client) {
        return Json.object()
                .put("id", id)
                .put("version", version)
                .put("deleted", deleted)
                .put("client", client);
    }
}
