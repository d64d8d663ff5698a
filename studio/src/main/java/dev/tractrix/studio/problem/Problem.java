// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.problem;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.fault.CancelledException;
import dev.tractrix.fault.NotEnoughMemoryException;
import dev.tractrix.studio.scenes.SceneLook;
import dev.tractrix.studio.store.ConflictException;
import dev.tractrix.studio.store.Ids;
import dev.tractrix.studio.store.Json;
import dev.tractrix.studio.store.MissingException;
import dev.tractrix.studio.store.NoRoomException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A problem of RFC 9457.
 *
 * @param status of HTTP
 * @param type a word, part of the type's URI
 * @param title what kind of problem it is
 * @param detail this one, in one line
 * @param more further members
 */
public record Problem(int status, String type, String title, String detail, ObjectNode more) {
    private static final Logger LOG = LoggerFactory.getLogger(Problem.class);
    /** Where the library's readers say that something is: the scene's name, then a path. */
    private static final Pattern PLACE = Pattern.compile("^scene: ([A-Za-z]+(?:\\[\\d+]|\\.[A-Za-z]+)*)");
    /** Stored files have hashes for names, which tell a client nothing. */
    private static final Pattern STORED = Pattern.compile("\\S*?(?:/files/[0-9a-f]{2}/|/parts/)[0-9a-f]+(?:\\.\\w+)?");

    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    public static Problem of(int status, String type, String title, String detail) {
        return new Problem(status, type, title, detail, Json.object());
    }

    /** Adds a member. */
    public Problem with(String name, long value) {
        more.put(name, value);
        return this;
    }

    public ObjectNode json() {
        ObjectNode json = Json.object()
                .put("type", "/problems/" + type)
                .put("title", title)
                .put("status", status)
                .put("detail", detail);
        json.setAll(more);
        return json;
    }

    /** What a client is told of a throwable; what is our own mistake is logged under a number. */
    public static Problem of(Throwable thrown) {
        if (thrown instanceof RefusedException refused) {
            return refused.problem();
        } else if (thrown instanceof BadInputException bad) {
            return badInput(bad);
        } else if (thrown instanceof NotEnoughMemoryException) {
            return of(422, "not-enough-memory", "Not enough memory", plain(thrown.getMessage()));
        } else if (thrown instanceof MissingException) {
            return of(404, "not-found", "Not here", thrown.getMessage());
        } else if (thrown instanceof ConflictException conflict) {
            return of(409, "conflict", "Changed meanwhile", thrown.getMessage()).with("offset", conflict.now());
        } else if (thrown instanceof NoRoomException) {
            return of(507, "no-room", "No room", thrown.getMessage());
        } else if (thrown instanceof CancelledException) {
            return of(409, "cancelled", "Cancelled", thrown.getMessage());
        } else if (thrown instanceof OutOfMemoryError) {
            LOG.error("out of memory", thrown);
            return of(503, "not-enough-memory", "The server is out of memory", "try again later, with less");
        }
        return ofCause(thrown);
    }

    private static Problem ofCause(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof TimeoutException) {
                return of(408, "too-slow", "Too slow", "the request's body did not come in time; send it again");
            }
            if (isDiskFull(t)) {
                LOG.warn("the disk is full: {}", t.toString());
                return of(507, "no-room", "No room", "the server's disk is full; nothing was changed");
            }
        }
        // a database whose disk is full looks as if it were away
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (isDatabaseGone(t)) {
                LOG.warn("the database is away: {}", t.toString());
                return of(503, "database-away", "The database is away", "nothing was changed; try again in a moment");
            }
        }
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t.getClass().getName().startsWith("org.eclipse.jetty")) {
                return of(400, "cut-off", "The body broke off", "send it again");
            }
        }
        String instance = Ids.random(6);
        LOG.error("internal error {}", instance, thrown);
        Problem problem = of(
                500, "internal", "Something is wrong with the studio", "the server's log tells more under " + instance);
        problem.more.put("instance", instance);
        return problem;
    }

    private static boolean isDiskFull(Throwable t) {
        String message = String.valueOf(t.getMessage()).toLowerCase(Locale.ROOT);
        return (t instanceof IOException || t instanceof FileSystemException || t instanceof IllegalStateException)
                && (message.contains("no space left")
                        || message.contains("quota exceeded")
                        || message.contains("not enough space")
                        || message.contains("file too large"));
    }

    /** Classes 08 (connection) and 57P (PostgreSQL shuts down), and H2's own for a database or file that is closed. */
    private static boolean isDatabaseGone(Throwable t) {
        if (t instanceof SQLTransientConnectionException || t instanceof SQLNonTransientConnectionException) {
            return true;
        }
        String state = t instanceof SQLException sql ? String.valueOf(sql.getSQLState()) : "";
        return state.startsWith("08") || state.startsWith("57P") || state.matches("90(007|028|030|031|067|098|121)");
    }

    private static Problem badInput(BadInputException bad) {
        String line = plain(bad.getMessage());
        Problem problem = of(422, "bad-input", "This cannot be used", line);
        bad.parts()
                .ifPresent(parts -> problem.more
                        .put("what", plain(parts.what()))
                        .put("expected", plain(parts.expected()))
                        .put("got", plain(parts.got()))
                        .put("cure", parts.cure()));
        Matcher place = PLACE.matcher(line);
        if (place.find()) {
            problem.more.put("pointer", SceneLook.pointer(place.group(1)));
        }
        return problem;
    }

    /** Without the server's own paths. */
    private static String plain(String text) {
        return HASH.matcher(STORED.matcher(String.valueOf(text)).replaceAll("its file"))
                .replaceAll("its file");
    }
}
