// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio;

import dev.tractrix.fault.BadInputException;
import dev.tractrix.studio.access.Accounts;
import dev.tractrix.studio.http.StudioServer;
import dev.tractrix.studio.http.Workshop;
import dev.tractrix.studio.problem.Problem;
import dev.tractrix.studio.store.Database;
import dev.tractrix.studio.store.Events;
import dev.tractrix.studio.store.Ids;
import dev.tractrix.studio.store.Json;
import dev.tractrix.tensor.Devices;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running studio: database, queue and worker, housekeeping, HTTP server. Closing it lets a job that runs stop at its next
 * step and puts it back into the queue; whatever happens instead of closing, the next start goes on.
 */
public final class Studio implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Studio.class);
    private static final long CATCH_UP_SECONDS = 10;
    private static final long CLEAN_MINUTES = 30;
    private static final long WORKER_FORGOTTEN_MILLIS = 120_000;

    private final StudioOptions options;
    private final String name = "studio-" + ProcessHandle.current().pid() + "-" + Ids.random(3);
    private final Workshop shop;
    private final StudioServer server;
    private final ScheduledExecutorService timer;

    private Studio(StudioOptions options, Map<String, String> versions) {
        this.options = options;
        shop = Workshop.on(new Database(options.data(), options.database()), options, name);
        try {
            requireFit();
            server = new StudioServer(shop, options, versions);
        } catch (RuntimeException e) {
            shop.close();
            throw e;
        }
        timer = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "studio-timer");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Starts a studio.
     *
     * @param versions of what it is made of, name to version, for its system page
     * @throws BadInputException when the data folder is in use, the port is taken, the database cannot be reached, there is no such device, or the
     *     address can be reached by others and nobody would have to sign in
     */
    public static Studio start(StudioOptions options, Map<String, String> versions) {
        Studio studio = new Studio(options, versions);
        try {
            studio.begin();
        } catch (RuntimeException e) {
            studio.close();
            throw e;
        }
        return studio;
    }

    /** What is asked for can be had, and whoever can reach the address must not also be let in. */
    private void requireFit() {
        if (options.worker() && options.device().isPresent()) {
            Devices.require(options.device().get());
        }
        boolean closed = options.token().isPresent()
                || !new Accounts(shop.database()).list().isEmpty();
        if (!options.loopback() && !closed) {
            throw BadInputException.of(
                    "host " + options.host(),
                    "a token or users, for others can reach it",
                    "neither",
                    "give --token, or add users with 'tractrix studio --add-user NAME'");
        }
    }

    private void begin() {
        server.start();
        // pages that were open while the server was away read everything again
        shop.events().publish(Events.EVERYBODY, "reset", Json.object());
        shop.queue().start();
        shop.pulls().resume();
        timer.scheduleWithFixedDelay(guarded(this::beat), 0, CATCH_UP_SECONDS, TimeUnit.SECONDS);
        timer.scheduleWithFixedDelay(guarded(this::clean), 1, CLEAN_MINUTES, TimeUnit.MINUTES);
    }

    private static Runnable guarded(Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                LOG.warn("later: {}", Problem.of(e).detail());
            }
        };
    }

    private void beat() {
        long now = System.currentTimeMillis();
        shop.database().jdbi().useTransaction(handle -> {
            handle.createUpdate("delete from worker where name = :name or seen < :old")
                    .bind("name", name)
                    .bind("old", now - WORKER_FORGOTTEN_MILLIS)
                    .execute();
            handle.createUpdate("insert into worker (name, seen) values (:name, :now)")
                    .bind("name", name)
                    .bind("now", now)
                    .execute();
        });
        shop.queue().catchUp();
    }

    private void clean() {
        shop.housekeeping().clean();
        shop.derived().clean();
    }

    /** Where a browser on this machine finds it. */
    public URI address() {
        String host = options.loopback() ? options.host() : "127.0.0.1";
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + server.port() + "/");
    }

    /** The API's routes, for example {@code GET /images/{image}}. */
    public java.util.List<String> routes() {
        return server.routes();
    }

    /** Its parts, for tests and tools. */
    public Workshop workshop() {
        return shop;
    }

    /** How many clients listen to events. */
    public int listeners() {
        return server.listeners();
    }

    @Override
    public void close() {
        timer.shutdownNow();
        server.close();
        shop.close();
    }
}
