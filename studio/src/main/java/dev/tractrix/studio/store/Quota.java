// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.store;

import dev.tractrix.fault.BadInputException;

/** How much a user's files take, and may. */
public final class Quota {
    private final Database database;
    private final long most;

    /** @param most bytes of one user */
    public Quota(Database database, long most) {
        this.database = database;
        this.most = most;
    }

    public long most() {
        return most;
    }

    public long used(String owner) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("""
                        select cast(coalesce((select sum(bytes) from image where owner = :owner), 0)
                        + coalesce((select sum(bytes) from mask where owner = :owner), 0)
                        + coalesce((select sum(f.bytes) from clip_file f join clip c on c.id = f.clip
                            where c.owner = :owner), 0) as bigint)
                        """)
                        .bind("owner", owner)
                        .mapTo(Long.class)
                        .one());
    }

    /**
     * Before something is stored.
     *
     * @throws NoRoomException when it would be too much
     */
    public void require(String owner, long bytes) {
        long used = used(owner);
        if (used + bytes > most) {
            BadInputException told = BadInputException.of(
                    "quota",
                    "at most " + (most >> 20) + " MiB of files",
                    (used >> 20) + " MiB and " + bytes + " bytes more",
                    "empty the bin, or delete what you no longer need");
            throw new NoRoomException(told.getMessage(), told);
        }
    }
}
