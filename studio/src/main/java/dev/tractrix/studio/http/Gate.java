// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.http;

import dev.tractrix.studio.StudioOptions;
import dev.tractrix.studio.access.Accounts;
import dev.tractrix.studio.access.Origins;
import dev.tractrix.studio.access.RateLimit;
import dev.tractrix.studio.access.Sessions;
import dev.tractrix.studio.problem.Problem;
import dev.tractrix.studio.problem.RefusedException;
import dev.tractrix.studio.store.ContentFiles;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** What every request passes before anything is done for it. */
final class Gate {
    static final String COOKIE = "tractrix-session";
    private static final String BEARER = "Bearer ";

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
            + "img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self'; font-src 'self'; "
            + "worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final long ACCOUNTS_NANOS = 2_000_000_000L;

    private final StudioOptions options;
    private final Origins origins;
    private final Accounts accounts;
    private final Sessions sessions;
    private final RateLimit requests;
    private final RateLimit signIns = new RateLimit(1.0 / 12, 5, System::nanoTime);
    private List<Accounts.Account> known = List.of();
    private long looked = Long.MIN_VALUE;

    Gate(StudioOptions options, Accounts accounts, Sessions sessions) {
        this.options = options;
        this.accounts = accounts;
        this.sessions = sessions;
        origins = new Origins(options.names(), options.loopback());
        double perSecond = options.limits().requestsPerSecond();
        requests = new RateLimit(perSecond, 5 * perSecond, System::nanoTime);
    }

    /** Headers of every answer, and whether the request comes from the right place. */
    void enter(Context context) {
        context.header("Content-Security-Policy", POLICY)
                .header("X-Content-Type-Options", "nosniff")
                .header("X-Frame-Options", "DENY")
                .header("Referrer-Policy", "no-referrer")
                .header("Cross-Origin-Opener-Policy", "same-origin")
                .header("Cross-Origin-Resource-Policy", "same-origin")
                .header("Cache-Control", "no-store");
        String host = context.header("Host");
        if (!origins.ours(host)) {
            throw RefusedException.of(
                    421,
                    "host",
                    "Not this server's name",
                    "the name " + host + " is not ours; start it with --name to allow it");
        }
        String method = context.method().name();
        boolean api = context.path().startsWith("/api/");
        boolean changes = !READING.contains(method);
        String site = context.header("Sec-Fetch-Site");
        if ((changes || api) && !origins.sameSite(context.header("Origin"), site, host)) {
            throw RefusedException.of(403, "origin", "From another page", "only the studio's own page may ask this");
        }
        if (api) {
            int wait = requests.take(address(context));
            if (wait > 0) {
                throw tooOften(context, wait);
            }
        }
    }

    private static RefusedException tooOften(Context context, int wait) {
        context.header("Retry-After", Integer.toString(wait));
        return RefusedException.of(429, "too-often", "Too often", "try again in " + wait + " s");
    }

    /** How people get in: open, token or users. */
    String access() {
        if (!accounts().isEmpty()) {
            return "users";
        }
        return options.token().isPresent() ? "token" : "open";
    }

    private synchronized List<Accounts.Account> accounts() {
        long now = System.nanoTime();
        if (looked == Long.MIN_VALUE || now - looked > ACCOUNTS_NANOS) {
            known = accounts.list();
            looked = now;
        }
        return known;
    }

    /** Who asks. @throws RefusedException with 401 when nobody who is known */
    Caller caller(Context context) {
        return identify(context).orElseThrow(() -> {
            boolean expired = session(context).map(Sessions.Session::expired).orElse(false);
            return expired
                    ? RefusedException.of(401, "expired", "Signed out", "the session has expired; sign in again")
                    : RefusedException.of(401, "sign-in", "Sign in", "sign in first");
        });
    }

    Optional<Caller> identify(Context context) {
        String client = context.header("Tractrix-Client");
        if (client != null && client.length() > 64) {
            client = client.substring(0, 64);
        }
        if (access().equals("open")) {
            return Optional.of(new Caller(Caller.LOCAL, true, client));
        }
        if (isBearer(context.header("Authorization"))) {
            return Optional.of(new Caller(Caller.LOCAL, true, client));
        }
        return bySession(session(context), client);
    }

    private Optional<Caller> known(String account, String client) {
        if (account.equals(byToken())) {
            return Optional.of(new Caller(Caller.LOCAL, true, client));
        }
        return accounts().stream()
                .filter(a -> a.name().equals(account))
                .findFirst()
                .map(a -> new Caller(a.name(), a.admin(), client));
    }

    /** What a session by the token is entered as, so that it ends with the token; no user's name has a colon. */
    private String byToken() {
        return options.token()
                .map(token -> "token:" + ContentFiles.sha256(token).substring(0, 32))
                .orElse(null);
    }

    /** Whether who asks now would still be let in later, by what is known then. */
    BooleanSupplier stillIn(Context context) {
        String bearer = context.header("Authorization");
        String secret = context.cookie(COOKIE);
        return () -> access().equals("open")
                || isBearer(bearer)
                || secret != null && bySession(sessions.find(secret), null).isPresent();
    }

    private Optional<Caller> bySession(Optional<Sessions.Session> session, String client) {
        return session.filter(s -> !s.expired()).flatMap(s -> known(s.account(), client));
    }

    private boolean isBearer(String header) {
        return header != null && header.startsWith(BEARER) && isToken(header.substring(BEARER.length()));
    }

    /** The client's address: that which a proxy of ours tells, else that which it comes from. */
    private String address(Context context) {
        String told = context.header("X-Forwarded-For");
        if (told == null || !options.proxies().contains(context.ip())) {
            return context.ip();
        }
        // each proxy adds the one before it at the end; what stands farther left anybody can write
        return told.substring(told.lastIndexOf(',') + 1).trim();
    }

    Optional<Sessions.Session> session(Context context) {
        String secret = context.cookie(COOKIE);
        return secret == null ? Optional.empty() : sessions.find(secret);
    }

    private boolean isToken(String text) {
        return options.token().isPresent()
                && MessageDigest.isEqual(
                        text.getBytes(StandardCharsets.UTF_8),
                        options.token().get().getBytes(StandardCharsets.UTF_8));
    }

    /** Signs in; a cookie then stands for it. */
    void signIn(Context context, String name, String password, String token) {
        int wait = signIns.take(address(context));
        if (wait > 0) {
            throw tooOften(context, wait);
        }
        boolean byToken = token != null && isToken(token);
        boolean byName = !byToken && name != null && password != null && accounts.check(name, password);
        if (!byToken && !byName) {
            throw new RefusedException(
                    Problem.of(401, "sign-in", "Not signed in", "name and password, or the token, do not fit"));
        }
        synchronized (this) {
            looked = Long.MIN_VALUE;
        }
        String secret = sessions.begin(byToken ? byToken() : name);
        context.cookie(cookie(secret, (int) options.limits().session().toSeconds(), context));
        context.attribute(COOKIE, secret);
    }

    void signOut(Context context) {
        String secret = context.cookie(COOKIE);
        if (secret != null) {
            sessions.end(secret);
            context.cookie(cookie("", 0, context));
        }
    }

    private static Cookie cookie(String value, int seconds, Context context) {
        Cookie cookie = new Cookie(COOKIE, value, "/", seconds);
        cookie.setHttpOnly(true);
        cookie.setSameSite(SameSite.STRICT);
        String outside = context.header("X-Forwarded-Proto");
        cookie.setSecure("https".equals(outside != null ? outside : context.scheme()));
        return cookie;
    }
}
