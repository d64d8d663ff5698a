// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The users' clips: history and bin. */
public final class Clips {
    /** Of a clip's files, the exact one that all others are made from. */
    public static final String FRAMES = "frames";

    private static final String SELECT =
            "select c.*, (select coalesce(sum(f.bytes), 0) from clip_file f where f.clip = c.id) as total from clip c ";

    private final Database database;
    private final Events events;
    private final Jobs jobs;

    public Clips(Database database, Events events, Jobs jobs) {
        this.database = database;
        this.events = events;
        this.jobs = jobs;
    }

    /** What a job made. {@code report} may be null. */
    public record Made(
            String image,
            JsonNode scene,
            JsonNode record,
            int width,
            int height,
            int frames,
            double fps,
            Long seed,
            double seconds,
            JsonNode report,
            Map<String, ContentFiles.Stored> files) {}

    /**
     * Enters a job's clip and ends the job, both or neither.
     *
     * @return empty when the job was ended, or taken over, by another meanwhile
     */
    public Optional<StoredClip> finish(Job job, Made made) {
        String id = Ids.next("clp");
        boolean entered = database.ordered(handle -> {
            if (!jobs.finish(handle, job, id)) {
                return false;
            }
            insert(handle, id, job, made);
            made.files().forEach((kind, stored) -> insertFile(handle, id, kind, stored));
            events.write(
                    handle,
                    job.owner(),
                    "clip",
                    find(handle, job.owner(), id).orElseThrow().json());
            return true;
        });
        events.wake();
        return entered ? Optional.of(get(job.owner(), id)) : Optional.empty();
    }

    private static void insert(Handle handle, String id, Job job, Made made) {
        handle.createUpdate("""
                        insert into clip (id, owner, name, job, project, image, scene, record, width, height, frames, fps,
                            seed, model, preset, seconds, starred, report, created)
                        values (:id, :owner, :name, :job, :project, :image, :scene, :record, :width, :height, :frames, :fps,
                            :seed, :model, :preset, :seconds, false, :report, :now)
                        """)
                .bind("id", id)
                .bind("owner", job.owner())
                .bind("name", job.name())
                .bind("job", job.id())
                .bind("project", job.project())
                .bind("image", made.image())
                .bind("scene", Json.text(made.scene()))
                .bind("record", Json.text(made.record()))
                .bind("width", made.width())
                .bind("height", made.height())
                .bind("frames", made.frames())
                .bind("fps", made.fps())
                .bind("seed", made.seed())
                .bind("model", job.model())
                .bind("preset", job.preset())
                .bind("seconds", made.seconds())
                .bind("report", made.report() == null ? null : Json.text(made.report()))
                .bind("now", System.currentTimeMillis())
                .execute();
    }

    private static void insertFile(Handle handle, String clip, String kind, ContentFiles.Stored stored) {
        handle.createUpdate(
                        "insert into clip_file (clip, kind, hash, bytes) values (:clip, :kind, :hash, :bytes) on conflict do nothing")
                .bind("clip", clip)
                .bind("kind", kind)
                .bind("hash", stored.hash())
                .bind("bytes", stored.bytes())
                .execute();
    }

    /** Another form of the clip, made when it was first asked for. */
    public void addFile(StoredClip clip, String kind, ContentFiles.Stored stored) {
        database.write(handle -> insertFile(handle, clip.id(), kind, stored));
    }

    /** The hash of one of its files. */
    public Optional<String> file(StoredClip clip, String kind) {
        return database.jdbi()
                .withHandle(
                        handle -> handle.createQuery("select hash from clip_file where clip = :clip and kind = :kind")
                                .bind("clip", clip.id())
                                .bind("kind", kind)
                                .mapTo(String.class)
                                .findOne());
    }

    private static Optional<StoredClip> find(Handle handle, String owner, String id) {
        return handle.createQuery(SELECT + "where c.owner = :owner and c.id = :id")
                .bind("owner", owner)
                .bind("id", id)
                .map((row, context) -> StoredClip.of(row))
                .findOne();
    }

    /** @throws MissingException when the user has no such clip */
    public StoredClip get(String owner, String id) {
        return database.jdbi()
                .withHandle(handle -> find(handle, owner, id))
                .orElseThrow(() -> new MissingException("clip " + id));
    }

    /** Any user's, for a study that names it. */
    public Optional<StoredClip> find(String id) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery(SELECT + "where c.id = :id")
                        .bind("id", id)
                        .map((row, context) -> StoredClip.of(row))
                        .findOne());
    }

    /** Newest first, older than {@code before}; {@code starred} null is both. */
    public List<StoredClip> list(
            String owner, boolean bin, String search, Boolean starred, String project, long before, int limit) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery(SELECT + """
                                where c.owner = :owner and c.seq < :before and (c.deleted is not null) = :bin
                                and lower(c.name) like :search and (:either or c.starred = :starred)
                                and (:project = '' or c.project = :project) order by c.seq desc limit :limit
                                """)
                        .bind("owner", owner)
                        .bind("before", before)
                        .bind("bin", bin)
                        .bind("search", Projects.containing(search))
                        .bind("either", starred == null)
                        .bind("starred", starred != null && starred)
                        .bind("project", project)
                        .bind("limit", limit)
                        .map((row, context) -> StoredClip.of(row))
                        .list());
    }

    /** Null leaves a thing as it is. */
    public StoredClip change(String owner, String id, String name, Boolean starred) {
        return update(
                owner,
                id,
                "name = coalesce(:name, name), starred = coalesce(:starred, starred)",
                update -> update.bind("name", name).bind("starred", starred));
    }

    public StoredClip report(String owner, String id, ObjectNode report) {
        return update(owner, id, "report = :report", update -> update.bind("report", Json.text(report)));
    }

    /** Into the bin, or out of it. */
    public StoredClip bin(String owner, String id, boolean in) {
        return update(
                owner,
                id,
                "deleted = :deleted",
                update -> update.bind("deleted", in ? (Long) System.currentTimeMillis() : null));
    }

    /** For good. */
    public void delete(String owner, String id) {
        StoredClip clip = get(owner, id);
        database.ordered(handle -> {
            handle.createUpdate("delete from clip_file where clip = :id")
                    .bind("id", id)
                    .execute();
            handle.createUpdate("delete from clip where id = :id")
                    .bind("id", id)
                    .execute();
            return events.write(handle, owner, "clip", clip.json().put("deleted", Json.moment(0L)));
        });
        events.wake();
    }

    private StoredClip update(
            String owner,
            String id,
            String set,
            java.util.function.UnaryOperator<org.jdbi.v3.core.statement.Update> bind) {
        StoredClip clip = database.ordered(handle -> {
            bind.apply(handle.createUpdate("update clip set " + set + " where owner = :owner and id = :id")
                            .bind("owner", owner)
                            .bind("id", id))
                    .execute();
            StoredClip now = find(handle, owner, id).orElseThrow(() -> new MissingException("clip " + id));
            events.write(handle, owner, "clip", now.json());
            return now;
        });
        events.wake();
        return clip;
    }
}
