// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio;

import dev.tractrix.studio.access.Accounts;
import dev.tractrix.studio.store.Database;
import java.util.function.Function;

/** Users of a studio that is not running, or of one on PostgreSQL, which may be. */
public final class StudioUsers {
    private StudioUsers() {}

    /** Whether there are any. */
    public static boolean exist(StudioOptions options) {
        return on(options, accounts -> !accounts.list().isEmpty());
    }

    /** Adds a user, or gives one another password and ends the user's sessions. */
    public static void put(StudioOptions options, String name, String password, boolean admin) {
        on(options, accounts -> {
            accounts.put(name, password, admin);
            return null;
        });
    }

    public static void remove(StudioOptions options, String name) {
        on(options, accounts -> {
            accounts.remove(name);
            return null;
        });
    }

    private static <T> T on(StudioOptions options, Function<Accounts, T> work) {
        try (Database database = new Database(options.data(), options.database())) {
            return work.apply(new Accounts(database));
        }
    }
}
