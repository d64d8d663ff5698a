// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.access;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.studio.store.Database;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Users with passwords, kept as bcrypt hashes. */
public final class Accounts {
    /** 2^11 rounds: about a tenth of a second a try. */
    private static final int COST = 11;

    private static final int SHORTEST = 10;

    /** What a password is compared with where there is no such user, so that the answer takes as long. */
    private static final byte[] NOBODY = hash("nobody has this password");

    private final Database database;

    public Accounts(Database database) {
        this.database = database;
    }

    /** @param admin may fetch models */
    public record Account(String name, boolean admin) {}

    /** Adds a user, or gives one another password. */
    public void put(String name, String password, boolean admin) {
        if (name == null || !name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
            throw BadInputException.of("user", "a name of letters, digits, . _ -", name, "choose another");
        }
        if (password.length() < SHORTEST) {
            throw BadInputException.of(
                    "password", SHORTEST + " characters or more", password.length() + "", "choose a longer one");
        }
        database.write(handle -> {
            handle.createUpdate("delete from account where name = :name")
                    .bind("name", name)
                    .execute();
            handle.createUpdate("delete from session where account = :name")
                    .bind("name", name)
                    .execute();
            handle.createUpdate(
                            "insert into account (name, password, admin, created) values (:name, :password, :admin, :now)")
                    .bind("name", name)
                    .bind("password", new String(hash(password), StandardCharsets.US_ASCII))
                    .bind("admin", admin)
                    .bind("now", System.currentTimeMillis())
                    .execute();
        });
    }

    public void remove(String name) {
        database.write(handle -> {
            handle.createUpdate("delete from account where name = :name")
                    .bind("name", name)
                    .execute();
            handle.createUpdate("delete from session where account = :name")
                    .bind("name", name)
                    .execute();
        });
    }

    public List<Account> list() {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("select name, admin from account order by name")
                        .map((row, context) -> new Account(row.getString("name"), row.getBoolean("admin")))
                        .list());
    }

    /** Whether name and password belong together. */
    public boolean check(String name, String password) {
        byte[] hash = database.jdbi()
                .withHandle(handle -> handle.createQuery("select password from account where name = :name")
                        .bind("name", name)
                        .mapTo(String.class)
                        .findOne())
                .map(text -> text.getBytes(StandardCharsets.US_ASCII))
                .orElse(NOBODY);
        boolean right = BCrypt.verifyer(
                        BCrypt.Version.VERSION_2A, LongPasswordStrategies.hashSha512(BCrypt.Version.VERSION_2A))
                .verify(password.getBytes(StandardCharsets.UTF_8), hash)
                .verified;
        return right && hash != NOBODY;
    }

    /** bcrypt itself looks at 72 bytes only: longer passwords are hashed before. */
    private static byte[] hash(String password) {
        return BCrypt.with(LongPasswordStrategies.hashSha512(BCrypt.Version.VERSION_2A))
                .hash(COST, password.getBytes(StandardCharsets.UTF_8));
    }
}
