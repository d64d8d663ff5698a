// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jdbi.v3.core.Handle;

/** What happened, numbered in the order in which it can be seen; kept for a while, so that nobody misses any. */
public final class Events {
    /** The owner of events that are for everybody. */
    public static final String EVERYBODY = "*";

    private static final int KEPT = 20_000;

    private final Database database;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    public Events(Database database) {
        this.database = database;
    }

    /** @param data JSON */
    public record Event(long seq, String owner, String name, String data) {}

    /** Adds an event to a transaction of {@link Database#ordered}; call {@link #wake} after it. */
    public long write(Handle handle, String owner, String name, JsonNode data) {
        return handle.createUpdate("insert into event (owner, name, data, created) values (:owner, :name, :data, :now)")
                .bind("owner", owner)
                .bind("name", name)
                .bind("data", Json.text(data))
                .bind("now", System.currentTimeMillis())
                .executeAndReturnGeneratedKeys("seq")
                .mapTo(Long.class)
                .one();
    }

    /** Adds an event on its own. */
    public void publish(String owner, String name, JsonNode data) {
        database.ordered(handle -> write(handle, owner, name, data));
        wake();
    }

    /** Tells this process's listeners to look. */
    public void wake() {
        listeners.forEach(Runnable::run);
    }

    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** Events after a number, oldest first. */
    public List<Event> after(long seq, int limit) {
        return database.jdbi()
                .withHandle(
                        handle -> handle.createQuery("select * from event where seq > :seq order by seq limit :limit")
                                .bind("seq", seq)
                                .bind("limit", limit)
                                .map((row, context) -> new Event(
                                        row.getLong("seq"),
                                        row.getString("owner"),
                                        row.getString("name"),
                                        row.getString("data")))
                                .list());
    }

    /** The newest number; 0 before the first. */
    public long newest() {
        return bound("max");
    }

    /** The oldest number that is still kept; 0 before the first. */
    public long oldest() {
        return bound("min");
    }

    private long bound(String function) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("select coalesce(" + function + "(seq), 0) from event")
                        .mapTo(Long.class)
                        .one());
    }

    /** Forgets all but the newest. */
    public void trim() {
        long before = newest() - KEPT;
        database.jdbi()
                .useHandle(handle -> handle.createUpdate("delete from event where seq < :before")
                        .bind("before", before)
                        .execute());
    }
}
