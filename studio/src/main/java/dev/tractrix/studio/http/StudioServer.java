// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tractrix.fault.BadInputException;
import dev.tractrix.studio.StudioOptions;
import dev.tractrix.studio.access.Accounts;
import dev.tractrix.studio.access.Sessions;
import dev.tractrix.studio.problem.Problem;
import dev.tractrix.studio.scenes.Rehearsal;
import dev.tractrix.studio.store.Json;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The HTTP server: the gate, the resources, the events, the page. */
public final class StudioServer implements AutoCloseable {
    /** Long waits are for events, which hold no thread. */
    private static final int THREADS = 64;
    /** Our own events wake the stream; another process's must be looked for. */
    private static final long POLL_MILLIS = 400;

    private final Javalin javalin;
    private final EventStream events;
    private List<String> routes = List.of();

    /** @param versions of what it is made of, name to version */
    public StudioServer(Workshop shop, StudioOptions options, Map<String, String> versions) {
        events = new EventStream(shop.events(), shop.database().embedded() ? 5_000 : POLL_MILLIS);
        Sessions sessions = new Sessions(shop.database(), options.limits().session());
        Rehearsal rehearsal = new Rehearsal(shop.selections(), shop.masks());
        Gate gate = new Gate(options, new Accounts(shop.database()), sessions);
        javalin = Javalin.create(config -> {
            settings(config, options);
            config.routes.before(gate::enter);
            Routes all = new Routes(config, gate);
            resources(all, shop, options, versions, gate);
            all.listed(HandlerType.GET, "/events");
            config.routes.sse(Routes.BASE + "/events", client -> {
                Caller caller = gate.caller(client.ctx());
                rehearsal.begin(); // the page is there by now
                events.listen(client, caller.user(), gate.stillIn(client.ctx()), last(client.ctx()));
            });
            config.routes.get("/*", new WebFiles()::serve);
            problems(config);
            routes = all.all();
        });
    }

    private static void settings(JavalinConfig config, StudioOptions options) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.prefer405over404 = true;
        config.http.asyncTimeout = 0;
        config.jetty.threadPool = new QueuedThreadPool(THREADS, 4);
        config.jetty.addConnector((server, http) -> {
            HttpConfiguration own = new HttpConfiguration(http);
            own.setSendServerVersion(false);
            own.setRequestHeaderSize(16 << 10);
            ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(own));
            connector.setHost(options.host());
            connector.setPort(options.port());
            connector.setIdleTimeout(options.limits().idle().toMillis());
            return connector;
        });
    }

    private void resources(Routes all, Workshop shop, StudioOptions options, Map<String, String> versions, Gate gate) {
        new SystemResource(shop, options, versions).register(all);
        new SessionResource(gate, options).register(all);
        new ImageResource(shop, options.limits()).register(all);
        new MaskResource(shop, options.limits()).register(all);
        new UploadResource(shop, options.limits()).register(all, gate);
        new ProjectResource(shop, options.limits()).register(all);
        new SceneResource(shop, options.limits()).register(all);
        new JobResource(shop, options.limits()).register(all);
        new ClipResource(shop).register(all);
        new ModelResource(shop).register(all);
        new StudyResource(shop).register(all);
    }

    private static long last(Context context) {
        String header = context.header("Last-Event-ID");
        String text = header != null ? header : context.queryParam("after");
        if (text == null || text.isEmpty()) {
            return -1;
        }
        if (!text.matches("\\d{1,18}")) {
            throw BadInputException.of("Last-Event-ID", "a number", text, "leave it out to begin now");
        }
        return Long.parseLong(text);
    }

    private static void problems(JavalinConfig config) {
        config.routes.exception(HttpResponseException.class, (e, context) -> {
            String word = e.getStatus() == 404 ? "not-found" : e.getStatus() == 405 ? "method" : "request";
            answer(
                    context,
                    Problem.of(
                            e.getStatus(),
                            word,
                            "This cannot be done",
                            e.getMessage().toLowerCase(Locale.ROOT)));
        });
        config.routes.exception(Exception.class, (e, context) -> answer(context, Problem.of(e)));
    }

    private static void answer(Context context, Problem problem) {
        if (problem.status() == 503 || problem.status() == 507) {
            context.header("Retry-After", "5");
        }
        ObjectNode json = problem.json();
        context.removeHeader("Cache-Control");
        context.header("Cache-Control", "no-store")
                .status(problem.status())
                .contentType("application/problem+json")
                .result(Json.text(json));
    }

    /** Begins to listen. @throws BadInputException when the port is taken */
    public void start() {
        try {
            javalin.start();
        } catch (RuntimeException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new BadInputException(
                    "port: cannot listen there (" + cause.getMessage() + "); choose another with --port", e);
        }
    }

    public int port() {
        return javalin.port();
    }

    /** The API's routes, for example {@code GET /images/{image}}. */
    public List<String> routes() {
        return routes;
    }

    /** How many clients listen to events. */
    public int listeners() {
        return events.listeners();
    }

    @Override
    public void close() {
        events.close();
        javalin.stop();
    }
}
