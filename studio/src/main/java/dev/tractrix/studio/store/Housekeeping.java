// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.store;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes away what nobody can reach any more: old bins, masks and pictures that nothing names, files without a row, jobs and
 * pulls that were over long ago.
 */
public final class Housekeeping {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    /** The bin is kept so many times as long as what was never used. */
    private static final int BIN = 30;

    private final Database database;
    private final ContentFiles files;
    private final Uploads uploads;
    private final Events events;
    private final Duration retention;

    /** @param retention how long what nothing names is kept */
    public Housekeeping(Database database, ContentFiles files, Uploads uploads, Events events, Duration retention) {
        this.database = database;
        this.files = files;
        this.uploads = uploads;
        this.events = events;
        this.retention = retention;
    }

    /** One round; how many files went. */
    public int clean() {
        long now = System.currentTimeMillis();
        long before = now - retention.toMillis();
        long longBefore = now - BIN * retention.toMillis();
        emptyBins(longBefore);
        forgetWork(longBefore);
        forget(before, longBefore);
        database.jdbi()
                .useHandle(handle -> handle.createUpdate("delete from session where expires < :now")
                        .bind("now", now)
                        .execute());
        events.trim();
        int gone = uploads.sweep(now, before) + files.sweep(before);
        if (gone > 0) {
            LOG.info("{} files that nothing named are gone", gone);
        }
        return gone;
    }

    private void emptyBins(long before) {
        database.jdbi().useTransaction(handle -> {
            for (String table : List.of("project", "clip")) {
                handle.createUpdate("delete from " + table + " where deleted < :before")
                        .bind("before", before)
                        .execute();
            }
            handle.createUpdate("delete from clip_file where clip not in (select id from clip)")
                    .execute();
        });
    }

    /** A job stays as long as its clip, which names it. */
    private void forgetWork(long before) {
        database.jdbi().useTransaction(handle -> {
            handle.createUpdate("""
                            delete from job where finished < :before and state in ('done', 'failed', 'cancelled')
                            and not exists (select 1 from clip c where c.job = job.id)
                            """).bind("before", before).execute();
            handle.createUpdate("delete from pull where created < :before and state <> 'running'")
                    .bind("before", before)
                    .execute();
        });
    }

    /** A project's document may keep masks and pictures in its undo history too, so its whole text is looked through. */
    private void forget(long before, long longBefore) {
        Set<String> named = new HashSet<>();
        for (String text : List.of(
                "select document from project",
                "select request from job",
                "select scene from clip",
                "select image from clip")) {
            database.jdbi()
                    .useHandle(handle -> handle.createQuery(text)
                            .mapTo(String.class)
                            .forEach(document -> {
                                named.addAll(Ids.in("msk", document));
                                named.addAll(Ids.in("img", document));
                            }));
        }
        forget(
                named,
                "select id from mask where touched < :before",
                "delete from mask where id = :id and touched < :before",
                before);
        // later than masks: whoever brought one may still think about it
        forget(
                named,
                "select i.id from image i join content c on c.hash = i.hash where c.touched < :before",
                "delete from image where id = :id and hash in (select hash from content where touched < :before)",
                longBefore);
    }

    private void forget(Set<String> named, String old, String delete, long before) {
        List<String> ids = database.jdbi()
                .withHandle(handle -> handle.createQuery(old)
                        .bind("before", before)
                        .mapTo(String.class)
                        .list());
        for (String id : ids) {
            if (!named.contains(id)) {
                // asked again, for it may have been touched meanwhile
                database.jdbi()
                        .useHandle(handle -> handle.createUpdate(delete)
                                .bind("id", id)
                                .bind("before", before)
                                .execute());
            }
        }
    }
}
