// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import dev.tractrix.fault.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database: H2 in one file of the data folder, or PostgreSQL. Connections that break are replaced by new ones, so that
 * a database that went away is used again when it is back.
 */
public final class Database implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    /** Any number of our own: under this lock of PostgreSQL events get their numbers in the order of their commits. */
    private static final long EVENT_LOCK = 0x7472_6163_7472_6978L;

    private final HikariDataSource source;
    private final Jdbi jdbi;
    private final boolean embedded;
    /** There while the embedded database is open: who finds it when nobody has it open comes after a crash. */
    private final Path running;

    private final Object events = new Object();

    /**
     * Opens the database and brings its tables up to date.
     *
     * @param data the data folder, for the embedded one
     * @param postgres an address of PostgreSQL, or empty
     * @throws BadInputException when it cannot be reached, or another studio has the embedded one open
     */
    public Database(Path data, Optional<String> postgres) {
        embedded = postgres.isEmpty();
        running = data.resolve("studio.open");
        Path file = data.resolve("studio.mv.db");
        HikariConfig config = new HikariConfig();
        config.setPoolName("studio");
        config.setMaximumPoolSize(12);
        config.setMinimumIdle(embedded ? 1 : 2);
        config.setConnectionTimeout(5_000);
        config.setValidationTimeout(2_000);
        config.setInitializationFailTimeout(-1);
        if (embedded) {
            config.setExceptionOverride(new Reopening());
        }
        config.setJdbcUrl(postgres.orElseGet(() -> address(data)));
        try {
            if (embedded) {
                Files.createDirectories(data);
                if (Files.exists(running) && Files.exists(file)) {
                    recover(file);
                }
                Files.write(running, new byte[0]);
            }
            source = new HikariDataSource(config);
        } catch (IOException | RuntimeException e) {
            throw new BadInputException(
                    "database: cannot be opened (" + reason(e) + "); is the data folder in use?", e);
        }
        // opening the file may take longer than anybody waits for a connection of the pool
        try (Connection first = embedded ? DriverManager.getConnection(address(data)) : null) {
            Flyway.configure()
                    .dataSource(source)
                    .locations("classpath:dev/tractrix/studio/migrations")
                    .load()
                    .migrate();
        } catch (SQLException | RuntimeException e) {
            source.close();
            String cure = embedded
                    ? "; is another studio running on this data folder?"
                    : "; check its address, user and password";
            throw new BadInputException("database: cannot be used (" + reason(e) + ")" + cure, e);
        }
        jdbi = Jdbi.create(source);
    }

    /**
     * After a kill H2 follows its chunks from the last header and may stop before the newest, where one that was torn lies
     * between: what was acknowledged would be gone although it is in the file. Here all of the file is looked through.
     */
    private static void recover(Path file) {
        MVStore store;
        try {
            store = new MVStore.Builder()
                    .fileName(file.toString())
                    .recoveryMode()
                    .autoCommitDisabled()
                    .open();
        } catch (MVStoreException e) {
            return; // open elsewhere, or not readable: said when it is opened
        }
        LOG.info("the database was not closed; recovered as of version {}", store.getCurrentVersion());
        store.close(0);
    }

    /**
     * Without H2's background writer ({@code WRITE_DELAY=0}): what it has taken up and not yet written, a checkpoint would
     * hold for written, and {@link #settle} would acknowledge what a kill still loses.
     */
    private static String address(Path data) {
        return "jdbc:h2:file:" + data.toAbsolutePath().normalize().resolve("studio")
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";
    }

    private static String reason(Throwable e) {
        Throwable last = e;
        while (last.getCause() != null && last.getCause() != last) {
            last = last.getCause();
        }
        return String.valueOf(last.getMessage()).lines().findFirst().orElse("");
    }

    public boolean embedded() {
        return embedded;
    }

    public DataSource source() {
        return source;
    }

    public Jdbi jdbi() {
        return jdbi;
    }

    /** One transaction; what it changed is on the disk when this returns. */
    public <T> T transaction(Function<Handle, T> work) {
        T result = jdbi.inTransaction(work::apply);
        settle();
        return result;
    }

    /** As {@link #transaction}, without a result. */
    public void write(Consumer<Handle> work) {
        transaction(handle -> {
            work.accept(handle);
            return null;
        });
    }

    /** A transaction whose events get their numbers in the order in which others see them. */
    public <T> T ordered(Function<Handle, T> work) {
        T result;
        synchronized (events) {
            result = jdbi.inTransaction(handle -> {
                if (!embedded) {
                    handle.createQuery("select 1 from (select pg_advisory_xact_lock(:lock)) l")
                            .bind("lock", EVENT_LOCK)
                            .mapTo(Integer.class)
                            .one();
                }
                return work.apply(handle);
            });
        }
        settle();
        return result;
    }

    /** H2 writes commits to its file when it is told: a killed server would lose what it has just acknowledged. */
    private void settle() {
        if (embedded) {
            jdbi.useHandle(handle -> handle.execute("checkpoint sync"));
        }
    }

    @Override
    public void close() {
        source.close();
        if (embedded) {
            ContentFiles.deleteQuietly(running);
        }
    }

    /** H2 closes itself when it cannot write; connections to what is closed are given up, and new ones open it again. */
    private static final class Reopening implements SQLExceptionOverride {
        /** General error with the store's reason; the database is closed; the file cannot be written or read. */
        private static final Set<Integer> CLOSED = Set.of(50_000, 90_028, 90_030, 90_031, 90_098, 90_121);

        @java.lang.Override
        public Override adjudicate(SQLException e) {
            return CLOSED.contains(e.getErrorCode()) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
        }
    }
}
