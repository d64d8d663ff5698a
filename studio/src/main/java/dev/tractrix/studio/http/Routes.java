// SPDX-License-Identifier: Apache-2.0
package dev.tractrix.studio.http;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.ArrayList;
import java.util.List;

/** The API's routes, each behind the gate; the list is compared with the contract by a test. */
public final class Routes {
    public static final String BASE = "/api/v1";

    private final JavalinConfig config;
    private final Gate gate;
    private final List<String> all = new ArrayList<>();

    Routes(JavalinConfig config, Gate gate) {
        this.config = config;
        this.gate = gate;
    }

    /** What is done for a caller who was let in. */
    @FunctionalInterface
    public interface Action {
        void handle(Context context, Caller caller) throws Exception;
    }

    Routes get(String path, Action action) {
        return add(HandlerType.GET, path, action);
    }

    Routes post(String path, Action action) {
        return add(HandlerType.POST, path, action);
    }

    Routes put(String path, Action action) {
        return add(HandlerType.PUT, path, action);
    }

    Routes patch(String path, Action action) {
        return add(HandlerType.PATCH, path, action);
    }

    Routes delete(String path, Action action) {
        return add(HandlerType.DELETE, path, action);
    }

    /** A route that anybody may ask. */
    Routes open(HandlerType type, String path, io.javalin.http.Handler handler) {
        all.add(type.name() + " " + path);
        config.routes.addHttpHandler(type, BASE + path, handler);
        return this;
    }

    /** Answers of another kind than the usual, entered for the list. */
    void listed(HandlerType type, String path) {
        all.add(type.name() + " " + path);
    }

    private Routes add(HandlerType type, String path, Action action) {
        return open(type, path, context -> action.handle(context, gate.caller(context)));
    }

    /** For example {@code GET /images/{image}}. */
    List<String> all() {
        return List.copyOf(all);
    }
}
