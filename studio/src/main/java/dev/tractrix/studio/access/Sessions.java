// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.access;

import dev.tractrix.studio.store.ContentFiles;
import dev.tractrix.studio.store.Database;
import dev.tractrix.studio.store.Ids;
import java.time.Duration;
import java.util.Optional;

/** Sign-ins. The secret is with the browser alone; here is its hash. */
public final class Sessions {
    private final Database database;
    private final Duration length;

    public Sessions(Database database, Duration length) {
        this.database = database;
        this.length = length;
    }

    /** @param expires milliseconds since 1970 */
    public record Session(String account, long expires) {
        public boolean expired() {
            return expires <= System.currentTimeMillis();
        }
    }

    /** A new secret of 256 bits. */
    public String begin(String account) {
        String secret = Ids.random(32);
        long now = System.currentTimeMillis();
        database.write(handle -> handle.createUpdate(
                        "insert into session (hash, account, created, expires) values (:hash, :account, :now, :expires)")
                .bind("hash", ContentFiles.sha256(secret))
                .bind("account", account)
                .bind("now", now)
                .bind("expires", now + length.toMillis())
                .execute());
        return secret;
    }

    /** The session of a secret, expired or not. */
    public Optional<Session> find(String secret) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("select account, expires from session where hash = :hash")
                        .bind("hash", ContentFiles.sha256(secret))
                        .map((row, context) -> new Session(row.getString("account"), row.getLong("expires")))
                        .findOne());
    }

    public void end(String secret) {
        database.write(handle -> handle.createUpdate("delete from session where hash = :hash")
                .bind("hash", ContentFiles.sha256(secret))
                .execute());
    }
}
