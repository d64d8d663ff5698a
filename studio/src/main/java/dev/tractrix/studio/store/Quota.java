// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.store;

import dev.tractrix.fault.BadInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How much a user's files take, and may; and how much the disk has left. The last of the disk is not for files: the
 * embedded database closes itself when it cannot write, and needs that room to tell how jobs end.
 */
public final class Quota {
    private static final long RESERVE = 64L << 20;
    /** Of a small disk, one part of so many. */
    private static final int RESERVE_PART = 20;

    private final Database database;
    private final Path data;
    private final long most;

    /**
     * @param data the data folder
     * @param most bytes of one user
     */
    public Quota(Database database, Path data, long most) {
        this.database = database;
        this.data = data;
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
     * @throws NoRoomException when it would be too much for the user's quota, or for the disk
     */
    public void require(String owner, long bytes) {
        requireRoom(used(owner), bytes);
    }

    /**
     * Before an upload begins: those that are not complete count with all that they are to bring. What is complete is
     * stored by {@link #require}, which does not count it a second time.
     *
     * @throws NoRoomException as {@link #require}
     */
    public void requireUpload(String owner, long bytes) {
        requireRoom(used(owner) + coming(owner), bytes);
    }

    private long coming(String owner) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery("""
                        select cast(coalesce(sum(bytes), 0) as bigint) from upload where owner = :owner and expires > :now
                        """)
                        .bind("owner", owner)
                        .bind("now", System.currentTimeMillis())
                        .mapTo(Long.class)
                        .one());
    }

    private void requireRoom(long used, long bytes) {
        requireDisk(bytes);
        if (used + bytes > most) {
            BadInputException told = BadInputException.of(
                    "quota",
                    "at most " + (most >> 20) + " MiB of files",
                    (used >> 20) + " MiB and " + bytes + " bytes more",
                    "empty the bin, or delete what you no longer need");
            throw new NoRoomException(told.getMessage(), told);
        }
    }

    /**
     * Before something is stored that no quota counts.
     *
     * @throws NoRoomException when it would leave too little of the disk
     */
    public void requireDisk(long bytes) {
        try {
            FileStore disk = Files.getFileStore(data);
            long kept = Math.min(RESERVE, disk.getTotalSpace() / RESERVE_PART);
            long left = disk.getUsableSpace();
            if (left - bytes < kept) {
                BadInputException told = BadInputException.of(
                        "the server's disk",
                        (kept + bytes >> 10) + " KiB that are free",
                        (left >> 10) + " KiB",
                        "nothing was changed; make room on it, then try again");
                throw new NoRoomException(told.getMessage(), told);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
